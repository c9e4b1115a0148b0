//! One reading of all pairs, for all levels at once.

use rayon::prelude::*;

use super::{Census, Certificate, lower, row_length, visit_pairs};
use crate::objective::Values;
use crate::problem::Problem;

/// One value for each cover: flags of a mentor or learner, or counts of learners.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Covers<T> {
    pub(super) matched: T,
    pub(super) floor: T,
    pub(super) load: T,
}

/// What one reading of all pairs of unpinned learners finds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// The first pair of the set that is not allowed.
    pub(super) impossible: Option<(usize, usize)>,
    /// The lowest score in the set.
    pub(super) floor: Option<u8>,
    /// The sum of the scores in the set.
    pub(super) sum: u64,
    /// Learners with a pair outside of each cover that counts at its level.
    pub(super) outside: Covers<u64>,
    /// Σ u_i
    pub(super) utilities: i128,
}

impl Tally {
    fn plus(self, other: Self) -> Self {
        Self {
            impossible: lower(self.impossible, other.impossible),
            floor: lower(self.floor, other.floor),
            sum: self.sum + other.sum,
            outside: Covers {
                matched: self.outside.matched + other.outside.matched,
                floor: self.outside.floor + other.outside.floor,
                load: self.outside.load + other.outside.load,
            },
            utilities: self.utilities + other.utilities,
        }
    }
}

/// Reads all pairs once, in parallel. Sums of integers do not depend on who is read first.
pub(super) struct Reader<'a> {
    problem: &'a Problem,
    mentor_of: &'a [Option<u32>],
    /// Pairs below it cannot be in a set as good; 0 where the floor is no level.
    floor: u8,
    /// For each mentor, which covers they are outside of.
    outside: Vec<Covers<bool>>,
    prices: &'a [i64],
    /// What staying unmatched is worth, −q; far below all else where everybody is matched.
    unmatched: i64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        mentor_of: &'a [Option<u32>],
        values: &Values,
        certificate: &'a Certificate,
        census: &Census,
    ) -> Self {
        let mut outside =
            vec![Covers { matched: true, floor: true, load: true }; problem.mentors()];
        for &mentor in &certificate.matched_cover {
            outside[mentor as usize].matched = false;
        }
        for &mentor in certificate.floor_cover.iter().flatten() {
            outside[mentor as usize].floor = false;
        }
        for &mentor in certificate.load_cover.iter().flatten() {
            outside[mentor as usize].load = false;
        }
        let floor = if certificate.objective.has_floor() { values.floor } else { None };
        Self {
            problem,
            mentor_of,
            floor: floor.unwrap_or(0),
            outside,
            prices: &certificate.prices,
            unmatched: census.unmatched_worth(certificate),
        }
    }

    pub(super) fn read(&self) -> Tally {
        (0..self.problem.learners())
            .into_par_iter()
            .map_init(
                || vec![0_u8; row_length(self.problem)],
                |row, learner| self.read_learner(learner, row),
            )
            .reduce(Tally::default, Tally::plus)
    }

    fn read_learner(&self, learner: usize, row: &mut [u8]) -> Tally {
        if self.problem.pinned(learner).is_some() {
            return Tally::default();
        }
        let mentor = self.mentor_of[learner].map(|mentor| mentor as usize);
        let (mut own, mut best) = (None, self.unmatched);
        let mut reach = Covers::<bool>::default();
        visit_pairs(self.problem, learner, row, |candidate, score| {
            if mentor == Some(candidate) {
                own = Some(score);
            }
            let outside = self.outside[candidate];
            reach.matched |= outside.matched;
            reach.floor |= outside.floor && score > self.floor;
            if score >= self.floor {
                reach.load |= outside.load;
                // No price is negative, so this does not overflow.
                best = best.max(i64::from(score) - self.prices[candidate]);
            }
        });
        Tally {
            impossible: mentor.filter(|_| own.is_none()).map(|mentor| (learner, mentor)),
            floor: own,
            sum: own.map_or(0, u64::from),
            outside: Covers {
                matched: u64::from(reach.matched),
                floor: u64::from(reach.floor),
                load: u64::from(reach.load),
            },
            utilities: i128::from(best),
        }
    }
}
