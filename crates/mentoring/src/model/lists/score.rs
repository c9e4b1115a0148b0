//! The parts of a score by their definitions in domain guide 6.3, in whole numbers throughout: a
//! share is basis points, so every machine comes to the same.
//!
//! Where the guide is silent: a team is whoever has one manager within a unit; guests are of another
//! unit; where a unit is not known, nothing is said of the fresh view.

use crate::model::weights::{Part, Weights};

/// A part that is all there, in basis points.
pub const WHOLE: u16 = 10_000;

/// Levels above the learner that close a gap altogether.
const GAP: u8 = 2;

/// Shared minutes of a week from which more is no better.
const ENOUGH_MINUTES: u16 = 240;

/// The share of each part, in the order of [`Part::ALL`], or why there is none.
pub(super) type Shares = [Result<u16, Missing>; 7];

/// Why a part drops out, so that its weight is spread over the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The learner has no focus competency.
    NoFocus,
    /// The learner ranked nobody.
    NoRanks,
    /// The learner did not answer the questions on style and values.
    LearnerWithoutStyle,
    /// The mentor did not answer them.
    MentorWithoutStyle,
    /// The learner named no goals.
    LearnerWithoutGoals,
    /// The mentor named no goals.
    MentorWithoutGoals,
    /// The learner's step on the ladder is not known.
    LearnerWithoutStep,
    /// The mentor's step on the ladder is not known.
    MentorWithoutStep,
    /// A unit is not known.
    NoUnit,
}

impl Missing {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NoFocus,
        Self::NoRanks,
        Self::LearnerWithoutStyle,
        Self::MentorWithoutStyle,
        Self::LearnerWithoutGoals,
        Self::MentorWithoutGoals,
        Self::LearnerWithoutStep,
        Self::MentorWithoutStep,
        Self::NoUnit,
    ];

    /// The word that stands in stored parts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFocus => "no_focus",
            Self::NoRanks => "no_ranks",
            Self::LearnerWithoutStyle => "learner_without_style",
            Self::MentorWithoutStyle => "mentor_without_style",
            Self::LearnerWithoutGoals => "learner_without_goals",
            Self::MentorWithoutGoals => "mentor_without_goals",
            Self::LearnerWithoutStep => "learner_without_step",
            Self::MentorWithoutStep => "mentor_without_step",
            Self::NoUnit => "no_unit",
        }
    }

    /// The reason of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// The reason, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoFocus => "the learner named no competency to grow in",
            Self::NoRanks => "the learner ranked nobody",
            Self::LearnerWithoutStyle => "the learner did not answer the questions on style",
            Self::MentorWithoutStyle => "the mentor did not answer the questions on style",
            Self::LearnerWithoutGoals => "the learner named no goals",
            Self::MentorWithoutGoals => "the mentor named no goals",
            Self::LearnerWithoutStep => "the learner's step on the ladder is not known",
            Self::MentorWithoutStep => "the mentor's step on the ladder is not known",
            Self::NoUnit => "the unit of one of the two is not known",
        }
    }

    pub(super) fn of_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.words() == words)
    }
}

/// The weights of the parts that are there, together.
pub(super) fn weight_present(shares: &Shares, weights: Weights) -> u32 {
    let present = Part::ALL.into_iter().zip(shares).filter(|(_, share)| share.is_ok());
    present.map(|(part, _)| u32::from(weights.of(part))).sum()
}

/// The score, 0 to 100: the weighted mean of the parts that are there, rounded half up. Where no part
/// with a weight is there, nothing speaks for the pair, and it is 0.
pub(super) fn score(shares: &Shares, weights: Weights) -> u8 {
    let (mut whole, mut sum) = (0_u32, 0_u32);
    for (part, share) in Part::ALL.into_iter().zip(shares) {
        if let Ok(share) = share {
            whole += u32::from(weights.of(part));
            sum += u32::from(weights.of(part)) * u32::from(*share);
        }
    }
    if whole == 0 {
        return 0;
    }
    u8::try_from(rounded(sum, whole * 100)).unwrap_or(100)
}

/// Σ u·clamp((mentor level − own level) ÷ 2, 0, 1) ÷ Σ u, where u is the importance; of importance,
/// own level, mentor's level.
pub(super) fn gap_cover(focus: impl Iterator<Item = (u8, u8, u8)>) -> Result<u16, Missing> {
    let (mut whole, mut closed) = (0_u32, 0_u32);
    for (importance, own, theirs) in focus {
        whole += u32::from(importance) * u32::from(GAP);
        closed += u32::from(importance) * u32::from(theirs.saturating_sub(own).min(GAP));
    }
    if whole == 0 {
        return Err(Missing::NoFocus);
    }
    Ok(share(closed, whole))
}

/// 1, 0.8, 0.6, 0.4, 0.2 for ranks 1 to 5; 0 for who is not ranked by somebody who ranks. The rank is
/// counted from 0.
pub(super) fn preference(ranks_anybody: bool, rank: Option<usize>) -> Result<u16, Missing> {
    if !ranks_anybody {
        return Err(Missing::NoRanks);
    }
    let below = rank.and_then(|rank| u32::try_from(rank).ok()).map_or(5, |rank| rank.min(5));
    Ok(share(5 - below, 5))
}

/// 1 − mean distance of five answers ÷ 4.
pub(super) fn alikeness(own: Option<[u8; 5]>, theirs: Option<[u8; 5]>) -> Result<u16, Missing> {
    let own = own.ok_or(Missing::LearnerWithoutStyle)?;
    let theirs = theirs.ok_or(Missing::MentorWithoutStyle)?;
    let apart = own.iter().zip(&theirs).map(|(own, theirs)| u32::from(own.abs_diff(*theirs)));
    Ok(share(20_u32.saturating_sub(apart.sum()), 20))
}

/// Goals of both ÷ goals of either (Jaccard); both lists are sorted.
pub(super) fn shared_goals(own: &[u16], theirs: &[u16]) -> Result<u16, Missing> {
    if own.is_empty() {
        return Err(Missing::LearnerWithoutGoals);
    }
    if theirs.is_empty() {
        return Err(Missing::MentorWithoutGoals);
    }
    let shared = own.iter().filter(|goal| theirs.binary_search(goal).is_ok()).count();
    let either = own.len() + theirs.len() - shared;
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(share(number(shared), number(either)))
}

/// Shared minutes of a week ÷ 240, at most 1.
pub(super) fn shared_time(minutes: u16) -> u16 {
    share(u32::from(minutes.min(ENOUGH_MINUTES)), u32::from(ENOUGH_MINUTES))
}

/// 1 for one or two steps up, 0.7 for three, 0.4 for four or more or the same step, 0 below.
pub(super) fn career(own: Option<u8>, theirs: Option<u8>) -> Result<u16, Missing> {
    let own = own.ok_or(Missing::LearnerWithoutStep)?;
    let theirs = theirs.ok_or(Missing::MentorWithoutStep)?;
    Ok(match theirs.checked_sub(own) {
        None => 0,
        Some(1 | 2) => WHOLE,
        Some(3) => 7_000,
        Some(_) => 4_000,
    })
}

/// Where somebody works: unit and manager, by number, and whether they come from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Workplace {
    pub(super) unit: Option<u32>,
    pub(super) team: Option<u32>,
    pub(super) is_guest: bool,
}

/// 1 from another unit, 0.5 from another team of it, 0 from the same team.
pub(super) fn fresh_view(own: Workplace, theirs: Workplace) -> Result<u16, Missing> {
    if own.is_guest != theirs.is_guest {
        return Ok(WHOLE);
    }
    let (Some(unit), Some(other)) = (own.unit, theirs.unit) else { return Err(Missing::NoUnit) };
    let one_team = own.team.is_some() && own.team == theirs.team;
    Ok(match (unit == other, one_team) {
        (false, _) => WHOLE,
        (true, false) => WHOLE / 2,
        (true, true) => 0,
    })
}

/// A share in basis points, rounded half up.
fn share(of: u32, whole: u32) -> u16 {
    u16::try_from(rounded(of * u32::from(WHOLE), whole)).unwrap_or(WHOLE)
}

/// A quotient, rounded half up.
const fn rounded(dividend: u32, divisor: u32) -> u32 {
    (2 * dividend + divisor) / (2 * divisor)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[(3, 1, 3)], 10_000)]
    #[case(&[(3, 1, 2)], 5_000)]
    #[case(&[(3, 4, 2)], 0)]
    #[case(&[(3, 1, 5), (1, 2, 2)], 7_500)]
    #[case(&[(1, 0, 1), (1, 0, 0), (1, 0, 0)], 1_667)]
    fn gaps_are_covered_by_importance(#[case] focus: &[(u8, u8, u8)], #[case] expected: u16) {
        assert_eq!(gap_cover(focus.iter().copied()), Ok(expected));
    }

    #[test]
    fn what_is_not_known_drops_out() {
        assert_eq!(gap_cover(std::iter::empty()), Err(Missing::NoFocus));
        assert_eq!(preference(false, None), Err(Missing::NoRanks));
        assert_eq!(alikeness(None, Some([3; 5])), Err(Missing::LearnerWithoutStyle));
        assert_eq!(alikeness(Some([3; 5]), None), Err(Missing::MentorWithoutStyle));
        assert_eq!(shared_goals(&[], &[1]), Err(Missing::LearnerWithoutGoals));
        assert_eq!(shared_goals(&[1], &[]), Err(Missing::MentorWithoutGoals));
        assert_eq!(career(None, Some(1)), Err(Missing::LearnerWithoutStep));
        assert_eq!(career(Some(1), None), Err(Missing::MentorWithoutStep));
        for missing in Missing::ALL {
            assert_eq!(Missing::parse(missing.as_str()), Some(missing));
            assert_eq!(Missing::of_words(missing.words()), Some(missing));
        }
    }

    #[rstest]
    #[case(Some(0), 10_000)]
    #[case(Some(1), 8_000)]
    #[case(Some(4), 2_000)]
    #[case(None, 0)]
    fn ranks_count_down(#[case] rank: Option<usize>, #[case] expected: u16) {
        assert_eq!(preference(true, rank), Ok(expected));
    }

    #[test]
    fn alike_overlapping_and_shared() {
        assert_eq!(alikeness(Some([1, 2, 3, 4, 5]), Some([1, 2, 3, 4, 5])), Ok(10_000));
        assert_eq!(alikeness(Some([1; 5]), Some([5; 5])), Ok(0));
        assert_eq!(alikeness(Some([1; 5]), Some([1, 1, 1, 1, 5])), Ok(8_000));
        assert_eq!(shared_goals(&[1, 2, 3], &[2, 3, 4]), Ok(5_000));
        assert_eq!(shared_time(60), 2_500);
        assert_eq!(shared_time(1_000), 10_000);
    }

    #[rstest]
    #[case(2, 3, 10_000)]
    #[case(2, 4, 10_000)]
    #[case(2, 5, 7_000)]
    #[case(2, 6, 4_000)]
    #[case(2, 9, 4_000)]
    #[case(2, 2, 4_000)]
    #[case(2, 1, 0)]
    fn careers(#[case] own: u8, #[case] theirs: u8, #[case] expected: u16) {
        assert_eq!(career(Some(own), Some(theirs)), Ok(expected));
    }

    #[test]
    fn a_fresh_view() {
        let at = |unit, team| Workplace { unit, team, is_guest: false };
        assert_eq!(fresh_view(at(Some(1), Some(1)), at(Some(2), Some(1))), Ok(10_000));
        assert_eq!(fresh_view(at(Some(1), Some(1)), at(Some(1), Some(2))), Ok(5_000));
        assert_eq!(fresh_view(at(Some(1), None), at(Some(1), None)), Ok(5_000));
        assert_eq!(fresh_view(at(Some(1), Some(1)), at(Some(1), Some(1))), Ok(0));
        assert_eq!(fresh_view(at(None, None), at(Some(1), None)), Err(Missing::NoUnit));
        let guest = Workplace { unit: None, team: None, is_guest: true };
        assert_eq!(fresh_view(at(None, None), guest), Ok(10_000));
    }
}
