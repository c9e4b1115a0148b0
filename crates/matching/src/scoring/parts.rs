//! The parts of one score, pair by pair: what the fast way through a row must agree with.

use serde::{Deserialize, Serialize};

use super::profiles::{COMPETENCIES, Focus, LearnerProfile, MentorProfile, QUESTIONS, Side};
use super::weights::{Criterion, Weights};

/// A part that is all there, in basis points.
pub const WHOLE: u16 = 10_000;

/// The level from which a mentor can teach a competency.
pub(super) const TEACHES_FROM: u8 = 3;

/// Levels above the learner that close a gap altogether.
pub(super) const GAP: u8 = 2;

/// Shared slots of a week from which time is no matter: 240 minutes.
pub(super) const ENOUGH_SLOTS: u8 = 16;

/// Basis points of one step between two answers.
pub(super) const ANSWER_STEP: u16 = WHOLE / (4 * QUESTIONS as u16);

/// Basis points of a shared slot.
pub(super) const SLOT_STEP: u16 = WHOLE / ENOUGH_SLOTS as u16;

/// Basis points of the parts that are given in tenths.
pub(super) const TENTH: u16 = WHOLE / 10;

/// Basis points of the part that is given in halves.
pub(super) const HALF: u16 = WHOLE / 2;

/// Basis points that a rank is lower than the one before it.
const RANK_STEP: u16 = WHOLE / 5;

/// Why a part drops out, so that its weight is spread over the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// The learner has no focus competency.
    NoFocus,
    /// The learner ranked nobody.
    NoRanks,
    /// No answers to the five questions. Where both have none, the learner is named; so below.
    NoAnswers(Side),
    /// No goals.
    NoGoals(Side),
    /// No step on the career ladder.
    NoLadder(Side),
}

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub criterion: Criterion,
    /// Its weight, before the weights of missing parts are spread.
    pub weight: u8,
    /// 0 to 10,000 basis points, or why there is nothing.
    pub value: Result<u16, Missing>,
}

/// All parts of one score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts(pub [Part; Criterion::ALL.len()]);

impl Parts {
    /// The parts that are there, with weight and value.
    fn present(&self) -> impl Iterator<Item = (u32, u32)> {
        let parts = self.0.iter();
        parts.filter_map(|part| Some((u32::from(part.weight), u32::from(part.value.ok()?))))
    }

    /// The weights of the parts that are there: a part counts with its weight ÷ this.
    pub fn total_weight(&self) -> u32 {
        self.present().map(|(weight, _)| weight).sum()
    }

    /// The score, 0 to 100: the weighted mean of the parts that are there, rounded half up. If no
    /// part with a weight is there, nothing speaks for the pair, and it is 0.
    pub fn score(&self) -> u8 {
        let weight = self.total_weight();
        if weight == 0 {
            return 0;
        }
        let sum: u32 = self.present().map(|(weight, value)| weight * value).sum();
        rounded(sum, weight * u32::from(WHOLE) / 100) as u8
    }
}

/// A quotient, rounded half up.
pub(super) const fn rounded(dividend: u32, divisor: u32) -> u32 {
    (2 * dividend + divisor) / (2 * divisor)
}

/// A learner and a mentor, and the few facts that neither profile holds.
pub(super) struct Pair<'a> {
    pub(super) learner: &'a LearnerProfile,
    pub(super) mentor: &'a MentorProfile,
    /// The position of the mentor.
    pub(super) position: usize,
    /// Slots of the week that both are free, at most [`ENOUGH_SLOTS`].
    pub(super) shared_slots: u8,
}

impl Pair<'_> {
    /// All parts, each by its definition in domain guide 6.3.
    pub(super) fn parts(&self, weights: &Weights) -> Parts {
        Parts(Criterion::ALL.map(|criterion| Part {
            criterion,
            weight: weights.of(criterion),
            value: self.value(criterion),
        }))
    }

    fn value(&self, criterion: Criterion) -> Result<u16, Missing> {
        let (learner, mentor) = (self.learner, self.mentor);
        match criterion {
            Criterion::GapCover => {
                gap_cover(&learner.focus, &mentor.levels).ok_or(Missing::NoFocus)
            }
            Criterion::Preference => {
                preference(&learner.ranks, self.position).ok_or(Missing::NoRanks)
            }
            Criterion::Values => {
                both(learner.values, mentor.values, Missing::NoAnswers).map(alikeness)
            }
            Criterion::Goals => {
                let goals = |goals: u64| Some(goals).filter(|&goals| goals != 0);
                both(goals(learner.goals), goals(mentor.goals), Missing::NoGoals).map(shared_goals)
            }
            Criterion::Time => Ok(u16::from(self.shared_slots) * SLOT_STEP),
            Criterion::CareerDistance => {
                let steps = both(learner.ladder, mentor.ladder, Missing::NoLadder);
                steps.map(|(own, theirs)| u16::from(career_tenths(own, theirs)) * TENTH)
            }
            Criterion::FreshView => Ok(u16::from(fresh_halves(learner, mentor)) * HALF),
        }
    }
}

fn both<T>(
    learner: Option<T>,
    mentor: Option<T>,
    missing: impl Fn(Side) -> Missing,
) -> Result<(T, T), Missing> {
    let learner = learner.ok_or_else(|| missing(Side::Learner))?;
    Ok((learner, mentor.ok_or_else(|| missing(Side::Mentor))?))
}

/// Σ u·clamp((mentor level − own level) ÷ 2, 0, 1) ÷ Σ u, where u is the importance.
fn gap_cover(focus: &[Focus], levels: &[u8; COMPETENCIES]) -> Option<u16> {
    let importance: u32 = focus.iter().map(|one| u32::from(one.importance)).sum();
    let closed = focus.iter().map(|one| {
        let above = levels[usize::from(one.competency)].saturating_sub(one.level);
        u32::from(one.importance * above.min(GAP))
    });
    let closed: u32 = closed.sum();
    let whole = importance * u32::from(GAP);
    (whole > 0).then(|| rounded(closed * u32::from(WHOLE), whole) as u16)
}

/// 1, 0.8, 0.6, 0.4, 0.2 for ranks 1 to 5; 0 for who is not ranked by somebody who ranks.
fn preference(ranks: &[u32], mentor: usize) -> Option<u16> {
    let rank = ranks.iter().position(|&ranked| ranked as usize == mentor);
    let value = rank.map_or(0, |rank| WHOLE - RANK_STEP * rank as u16);
    (!ranks.is_empty()).then_some(value)
}

/// 1 − mean distance of the answers ÷ 4.
fn alikeness((own, theirs): ([u8; QUESTIONS], [u8; QUESTIONS])) -> u16 {
    let distances = own.iter().zip(&theirs).map(|(own, theirs)| u16::from(own.abs_diff(*theirs)));
    WHOLE - ANSWER_STEP * distances.sum::<u16>()
}

/// Goals of both ÷ goals of either (Jaccard).
fn shared_goals((own, theirs): (u64, u64)) -> u16 {
    let (shared, all) = ((own & theirs).count_ones(), (own | theirs).count_ones());
    jaccard(shared, all)
}

/// A Jaccard index in basis points, rounded half up.
pub(super) const fn jaccard(shared: u32, all: u32) -> u16 {
    rounded(shared * WHOLE as u32, all) as u16
}

/// 10 for one or two steps up, 7 for three, 4 for more or the same step, 0 below.
fn career_tenths(own: u8, theirs: u8) -> u8 {
    match theirs.checked_sub(own) {
        None => 0,
        Some(1 | 2) => 10,
        Some(3) => 7,
        Some(_) => 4,
    }
}

/// 2 in another unit, 1 in another team of the same unit, 0 in the same team.
fn fresh_halves(learner: &LearnerProfile, mentor: &MentorProfile) -> u8 {
    match (learner.unit == mentor.unit, learner.team == mentor.team) {
        (false, _) => 2,
        (true, false) => 1,
        (true, true) => 0,
    }
}

impl Focus {
    /// The lowest level from which a mentor can teach this: 3, and above the learner's.
    pub(super) fn taught_from(&self) -> u8 {
        TEACHES_FROM.max(self.level + 1)
    }
}
