//! What a set of pairs shows without looking at the scores of all pairs.

use super::{Certificate, Refusal, lower};
use crate::objective::Load;
use crate::problem::Problem;

/// A set of pairs that keeps pins and places, counted.
pub(super) struct Census {
    /// Pairs of each mentor, pinned ones included.
    pub(super) loads: Vec<u32>,
    /// Learners with a mentor.
    pub(super) matched: usize,
    pub(super) largest_load: Load,
    /// The lowest score of a pinned pair.
    pub(super) pinned_floor: Option<u8>,
    pub(super) pinned_sum: u64,
    learners: usize,
    pins: usize,
}

impl Census {
    /// Whether allowed pairs are used is left to whoever reads scores, pinned ones excepted.
    pub(super) fn take(problem: &Problem, mentor_of: &[Option<u32>]) -> Result<Self, Refusal> {
        let learners = problem.learners();
        if mentor_of.len() != learners {
            return Err(Refusal::Learners { found: mentor_of.len(), learners });
        }
        let mut census = Self {
            loads: vec![0; problem.mentors()],
            matched: 0,
            largest_load: Load::NONE,
            pinned_floor: None,
            pinned_sum: 0,
            learners,
            pins: 0,
        };
        for (learner, mentor) in mentor_of.iter().enumerate() {
            let Some(mentor) = mentor.map(|mentor| mentor as usize) else { continue };
            let Some(pairs) = census.loads.get_mut(mentor) else {
                return Err(Refusal::UnknownMentor { learner, mentor });
            };
            *pairs += 1;
            census.matched += 1;
        }
        census.count_pins(problem, mentor_of)?;
        census.count_loads(problem)?;
        Ok(census)
    }

    fn count_pins(&mut self, problem: &Problem, mentor_of: &[Option<u32>]) -> Result<(), Refusal> {
        for (learner, mentor) in problem.pins() {
            if mentor_of[learner].map(|mentor| mentor as usize) != Some(mentor) {
                return Err(Refusal::PinNotKept { learner, mentor });
            }
            let score = problem.score(learner, mentor);
            let score = score.ok_or(Refusal::ImpossiblePair { learner, mentor })?;
            self.pins += 1;
            self.pinned_floor = lower(self.pinned_floor, Some(score));
            self.pinned_sum += u64::from(score);
        }
        Ok(())
    }

    fn count_loads(&mut self, problem: &Problem) -> Result<(), Refusal> {
        for (mentor, &pairs) in self.loads.iter().enumerate() {
            let places = problem.places(mentor);
            if pairs > places {
                return Err(Refusal::TooManyPairs { mentor, pairs, places });
            }
            if pairs > 0 {
                self.largest_load = self.largest_load.max(Load { pairs, places });
            }
        }
        Ok(())
    }

    /// `k`: how many of the unpinned learners are matched.
    pub(super) fn unpinned_matched(&self) -> u64 {
        // Pins are kept, so each of them is matched.
        (self.matched - self.pins) as u64
    }

    /// `|U| − k`
    pub(super) fn unpinned_unmatched(&self) -> u64 {
        (self.learners - self.matched) as u64
    }

    /// What it is worth to an unpinned learner to stay unmatched: −q, or, if nobody can because
    /// all are matched, less than any pair.
    pub(super) fn unmatched_worth(&self, certificate: &Certificate) -> i64 {
        if self.unpinned_unmatched() > 0 { -certificate.unmatched_price } else { i64::MIN }
    }
}
