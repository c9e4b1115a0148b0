//! The fairness report (domain guide 6.5): how learners fared in a cycle, by group. It shows nothing
//! of fewer than five people, and nothing from which that could be worked out.

use std::collections::BTreeMap;

use super::wilson::{Difference, Share};
use crate::policy::COUNTED_FROM;

/// By what learners are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// The unit that they work in.
    Unit,
    /// The country that they work in.
    Country,
    /// Full time or part time.
    WorkPattern,
    /// What they told for this report, by consent.
    Gender,
}

impl Dimension {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 4] = [Self::Unit, Self::Country, Self::WorkPattern, Self::Gender];
}

/// One learner of a cycle, without who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fared {
    /// What the learner is in each dimension, in the order of [`Dimension::ALL`]; `None` was not told, or
    /// counts in another cycle.
    pub groups: [Option<String>; 4],
    /// The score of the pair, 0 to 100; `None` without a pair that is open or that both accepted.
    pub score: Option<i16>,
    /// Whether the pair is with one of those whom the learner ranked; `None` for who ranked nobody, or
    /// has no pair.
    pub got_ranked: Option<bool>,
    /// Whole days from the proposal to the first session that was held.
    pub days_to_first: Option<i32>,
}

/// Who is in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Those of that name.
    Named(String),
    /// Those who did not tell, or whose answer counts in another cycle.
    NotTold,
    /// Several groups that are too small to stand alone.
    Other,
}

/// One row. Figures are `None` where they would speak of fewer than five people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairnessRow {
    /// By what it is grouped.
    pub dimension: Dimension,
    /// Who is in it.
    pub group: Group,
    /// How many.
    pub n: usize,
    /// How many of them have a mentor.
    pub matched: Share,
    /// Their mean score, rounded.
    pub mean_score: Option<i32>,
    /// How many of those who ranked, and have a mentor, have one whom they ranked.
    pub ranked_choice: Option<Share>,
    /// The median of the days to the first session, rounded up.
    pub median_days: Option<i32>,
    /// How much higher the share with a mentor is than that of all others.
    pub matched_difference: Option<Difference>,
    /// How much higher the share of a ranked choice is than that of all others; `None` besides where
    /// that of some of them does not show.
    pub ranked_difference: Option<Difference>,
    /// Whether one of the two differences is more than chance explains: its interval leaves out 0. It
    /// is a reason to look, not a verdict.
    pub look_at: bool,
}

/// The rows of all dimensions.
pub fn rows(learners: &[Fared]) -> Vec<FairnessRow> {
    let of = |dimension: Dimension| {
        let groups = by_group(learners.iter().map(|one| {
            let group = one.groups[dimension as usize].clone();
            (group.map_or(Group::NotTold, Group::Named), one)
        }));
        rows_of(dimension, &groups, learners)
    };
    Dimension::ALL.into_iter().flat_map(of).collect()
}

/// Groups of five or more. What is smaller goes into one group, and if that is still too small, the
/// smallest of the others joins it: otherwise it would follow from the whole. Of fewer than five in
/// all there are no groups.
pub fn by_group<T>(of: impl IntoIterator<Item = (Group, T)>) -> Vec<(Group, Vec<T>)> {
    let mut groups: BTreeMap<Group, Vec<T>> = BTreeMap::new();
    for (group, one) in of {
        groups.entry(group).or_default().push(one);
    }
    let (mut shown, small): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(_, those)| those.len() >= COUNTED_FROM);
    let mut other: Vec<T> = small.into_iter().flat_map(|(_, those)| those).collect();
    if !other.is_empty() && other.len() < COUNTED_FROM {
        let smallest = shown.iter().enumerate().min_by_key(|(_, (_, those))| those.len());
        if let Some(index) = smallest.map(|(index, _)| index) {
            other.extend(shown.remove(index).1);
        }
    }
    if other.len() >= COUNTED_FROM {
        shown.push((Group::Other, other));
    }
    shown
}

fn rows_of(
    dimension: Dimension,
    groups: &[(Group, Vec<&Fared>)],
    all: &[Fared],
) -> Vec<FairnessRow> {
    let matched: Vec<Share> = groups.iter().map(|(_, those)| share_matched(those)).collect();
    let ranked: Vec<Share> = groups.iter().map(|(_, those)| share_ranked(those)).collect();
    let days: Vec<Vec<i32>> = groups.iter().map(|(_, those)| days_of(those)).collect();
    let shows_score = shown(&matched.iter().map(|share| share.k).collect::<Vec<_>>());
    let shows_ranked = shown(&ranked.iter().map(|share| share.n).collect::<Vec<_>>());
    let shows_days = shown(&days.iter().map(Vec::len).collect::<Vec<_>>());
    let everybody: Vec<&Fared> = all.iter().collect();
    let (all_matched, all_ranked) = (share_matched(&everybody), share_ranked(&everybody));
    let hides_ranked = shows_ranked.iter().zip(&ranked).any(|(shows, share)| !shows && share.n > 0);
    let row = |(index, (group, those)): (usize, &(Group, Vec<&Fared>))| {
        let matched_difference = from_the_rest(matched[index], all_matched);
        let ranked_difference =
            if hides_ranked { None } else { from_the_rest(ranked[index], all_ranked) };
        FairnessRow {
            dimension,
            group: group.clone(),
            n: those.len(),
            matched: matched[index],
            mean_score: shows_score[index].then(|| mean_score(those)).flatten(),
            ranked_choice: shows_ranked[index].then_some(ranked[index]),
            median_days: shows_days[index].then(|| median(&days[index])).flatten(),
            matched_difference,
            ranked_difference,
            look_at: [matched_difference, ranked_difference]
                .into_iter()
                .flatten()
                .any(Difference::leaves_out_zero),
        }
    };
    groups.iter().enumerate().map(row).collect()
}

/// How a share differs from that of all others, where both speak of five people or more.
fn from_the_rest(share: Share, whole: Share) -> Option<Difference> {
    let rest = share.rest_of(whole);
    if share.n < COUNTED_FROM || rest.n < COUNTED_FROM { None } else { share.difference(rest) }
}

/// Which figures of a dimension may show, by how many people each speaks of. One of a few people does
/// not, and then at least five people's do not: what does not show cannot be worked out from a sum.
fn shown(counts: &[usize]) -> Vec<bool> {
    let mut shows: Vec<bool> = counts.iter().map(|count| *count >= COUNTED_FROM).collect();
    let hidden: usize = counts.iter().filter(|count| **count < COUNTED_FROM).sum();
    if hidden > 0 && hidden < COUNTED_FROM {
        let smallest =
            (0..counts.len()).filter(|index| shows[*index]).min_by_key(|index| counts[*index]);
        if let Some(index) = smallest {
            shows[index] = false;
        }
    }
    shows
}

fn share_matched(those: &[&Fared]) -> Share {
    let mut share = Share::default();
    those.iter().for_each(|one| share.count(one.score.is_some()));
    share
}

fn share_ranked(those: &[&Fared]) -> Share {
    let mut share = Share::default();
    those.iter().filter_map(|one| one.got_ranked).for_each(|got| share.count(got));
    share
}

fn days_of(those: &[&Fared]) -> Vec<i32> {
    let mut days: Vec<i32> = those.iter().filter_map(|one| one.days_to_first).collect();
    days.sort_unstable();
    days
}

fn mean_score(those: &[&Fared]) -> Option<i32> {
    let scores: Vec<i32> = those.iter().filter_map(|one| one.score).map(i32::from).collect();
    let n = i32::try_from(scores.len()).ok().filter(|n| *n > 0)?;
    Some((scores.iter().sum::<i32>() + n / 2) / n)
}

/// Of sorted days; of two in the middle their mean, rounded up.
fn median(days: &[i32]) -> Option<i32> {
    let upper = *days.get(days.len() / 2)?;
    let lower = days[(days.len() - 1) / 2];
    Some((lower + upper + 1).div_euclid(2))
}

#[cfg(test)]
mod tests;
