//! The smallest change that gives a learner a mentor: one more place, or one forbid lifted.
//!
//! What is offered was tried: the changed problem is solved again, and the learner is matched in
//! it. The prices say in which order to try and when to stop. With one more place at mentor j, or
//! with a pair of score s allowed at mentor j, and one more learner matched, the dual value grows
//! by p_j − q, or by max(s − p_j, −q), where q is the price of staying unmatched. That bounds the
//! sum, as long as floor and load stay; and neither gets better while one more is matched.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::shortage::{Shortage, shortages};
use super::{each_pair, forbidden_of, row_of};
use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem};
use crate::solver::Solution;
use crate::what_if::{Change, check_learner, what_if};

/// How many re-runs are spent on one learner and one kind of change before the search is cut.
pub const MOST_RERUNS: usize = 32;

/// A change after which a learner has a mentor and one more learner is matched than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relaxation {
    /// One more place.
    Place {
        /// At whom.
        mentor: usize,
        /// Whether the learner must be pinned to that mentor besides: otherwise others would win
        /// the place, wherever it is.
        pinned: bool,
        /// The levels then.
        after: Values,
    },
    /// One forbid of this learner less.
    Forbid {
        /// The mentor of the forbidden pair.
        mentor: usize,
        /// The levels then.
        after: Values,
    },
}

impl Relaxation {
    /// The levels with this change.
    pub fn after(&self) -> Values {
        match *self {
            Self::Place { after, .. } | Self::Forbid { after, .. } => after,
        }
    }
}

/// Finds relaxations for the unmatched learners of a solution. Re-runs are shared between them, so
/// one of these should serve all learners.
pub struct Relaxations<'a> {
    problem: &'a Problem,
    objective: Objective,
    solution: &'a Solution,
    shortages: Vec<Shortage>,
    /// The solution with one more place, by mentor.
    reruns: BTreeMap<usize, Solution>,
}

impl<'a> Relaxations<'a> {
    /// For a solution of this problem by this objective.
    pub fn new(problem: &'a Problem, objective: Objective, solution: &'a Solution) -> Self {
        let shortages = shortages(problem, solution);
        Self { problem, objective, solution, shortages, reruns: BTreeMap::new() }
    }

    /// The groups of learners with too few places, see [`shortages`].
    pub fn shortages(&self) -> &[Shortage] {
        &self.shortages
    }

    /// The best relaxation of each kind for a learner, the better one first; none for a learner who
    /// is matched, or whom one single change cannot help.
    ///
    /// A place is searched at the mentors of the learner's [`Shortage`], a forbid among those of
    /// the learner; the best is found by re-runs, at most [`MOST_RERUNS`] a kind. If all of these
    /// places go to others, the place with a pin is given: at the mentor with the best score, which
    /// is best by all levels but the load.
    ///
    /// # Errors
    /// Somebody who does not exist; a re-run that fails its own check.
    pub fn of(&mut self, learner: usize) -> Result<Vec<Relaxation>, MatchingError> {
        check_learner(self.problem, learner)?;
        if self.solution.mentor_of[learner].is_some() {
            return Ok(Vec::new());
        }
        let place = self.place(learner)?;
        let forbid = self.forbid(learner)?;
        let mut found: Vec<Relaxation> = place.into_iter().chain(forbid).collect();
        let objective = self.objective;
        found.sort_by(|one, other| other.after().compare(&one.after(), objective));
        Ok(found)
    }

    fn place(&mut self, learner: usize) -> Result<Option<Relaxation>, MatchingError> {
        let mut groups = self.shortages.iter();
        let Some(group) = groups.find(|group| group.unmatched.binary_search(&learner).is_ok())
        else {
            return Ok(None);
        };
        let certificate = &self.solution.certificate;
        let promise = |mentor: usize| certificate.prices[mentor] - certificate.unmatched_price;
        let mut tries: Vec<(i64, usize)> =
            group.mentors.iter().map(|&mentor| (promise(mentor), mentor)).collect();
        tries.sort_by_key(|&(promise, mentor)| (Reverse(promise), mentor));
        let mut best = None;
        for (promise, mentor) in tries.into_iter().take(MOST_RERUNS) {
            if self.is_unbeatable(best, promise) {
                break;
            }
            let rerun = self.with_place(mentor)?;
            let after = rerun.mentor_of[learner].map(|_| rerun.values);
            self.keep_better(&mut best, mentor, after);
        }
        match best {
            Some((mentor, after)) => Ok(Some(Relaxation::Place { mentor, pinned: false, after })),
            None => self.place_with_pin(learner),
        }
    }

    fn with_place(&mut self, mentor: usize) -> Result<&Solution, MatchingError> {
        Ok(match self.reruns.entry(mentor) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let change = Change::AddPlaces { mentor, places: 1 };
                let rerun = what_if(self.problem, self.objective, self.solution, &[change])?;
                unknown.insert(rerun.0)
            }
        })
    }

    /// The best score decides: whoever had a mentor keeps the same choice of places, wherever the
    /// additional one is.
    fn place_with_pin(&self, learner: usize) -> Result<Option<Relaxation>, MatchingError> {
        let mut best: Option<(u8, usize)> = None;
        each_pair(self.problem, learner, &mut row_of(self.problem), |mentor, score| {
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, mentor));
            }
        });
        let Some((_, mentor)) = best else {
            return Ok(None);
        };
        let changes = [Change::AddPlaces { mentor, places: 1 }, Change::Pin { learner, mentor }];
        let (after, _) = what_if(self.problem, self.objective, self.solution, &changes)?;
        Ok(Some(Relaxation::Place { mentor, pinned: true, after: after.values }))
    }

    fn forbid(&self, learner: usize) -> Result<Option<Relaxation>, MatchingError> {
        let certificate = &self.solution.certificate;
        // A pair with a mentor of the cover leaves its bound as it is: nobody more is matched.
        let helps =
            |pair: &(usize, u8)| certificate.matched_cover.binary_search(&(pair.0 as u32)).is_err();
        let promise = |(mentor, score): (usize, u8)| {
            let won = i64::from(score) - certificate.prices[mentor];
            (won.max(-certificate.unmatched_price), mentor)
        };
        let pairs = forbidden_of(self.problem, learner).into_iter();
        let mut tries: Vec<(i64, usize)> = pairs.filter(helps).map(promise).collect();
        tries.sort_by_key(|&(promise, mentor)| (Reverse(promise), mentor));
        let mut best = None;
        for (promise, mentor) in tries.into_iter().take(MOST_RERUNS) {
            if self.is_unbeatable(best, promise) {
                break;
            }
            let change = Change::Unforbid { learner, mentor };
            let (after, _) = what_if(self.problem, self.objective, self.solution, &[change])?;
            self.keep_better(&mut best, mentor, Some(after.values));
        }
        Ok(best.map(|(mentor, after)| Relaxation::Forbid { mentor, after }))
    }

    /// Whether nothing that promises so little can be better than what was found.
    fn is_unbeatable(&self, best: Option<(usize, Values)>, promise: i64) -> bool {
        let Some((_, found)) = best else {
            return false;
        };
        let (before, certificate) = (&self.solution.values, &self.solution.certificate);
        let same_floor = !self.objective.has_floor() || found.floor == before.floor;
        // Without a cover pins make the load, and a place beside them can lower it.
        let same_load = !self.objective.has_load()
            || (certificate.load_cover.is_some() && found.largest_load == before.largest_load);
        let bound = i128::from(before.sum) + i128::from(promise);
        same_floor && same_load && i128::from(found.sum) >= bound
    }

    fn keep_better(
        &self,
        best: &mut Option<(usize, Values)>,
        mentor: usize,
        after: Option<Values>,
    ) {
        let Some(after) = after.filter(|after| after.matched > self.solution.values.matched) else {
            return;
        };
        let is_better = |(_, found): (usize, Values)| after.compare(&found, self.objective).is_gt();
        if best.is_none_or(is_better) {
            *best = Some((mentor, after));
        }
    }
}
