//! Who stays without a mentor, and why: groups of learners with too few places (Hall 1935).
//!
//! The cover M of the certificate bounds how many can be matched: at most the learners with an
//! allowed pair outside of M, plus the places of M. The bound is reached, so every learner with
//! such a pair is matched, and the places of M are all held by learners who can go nowhere else.
//! Those learners fall into groups that share no mentor. A group with more learners than places
//! leaves the difference unmatched, in this solution and in every other.

use std::collections::BTreeMap;

use super::{each_pair, forbidden_of, row_of};
use crate::problem::Problem;
use crate::solver::Solution;

/// Why a learner has no mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Every pair is impossible or forbidden.
    NoAllowedMentor {
        /// How many mentors only a forbid keeps away.
        forbidden: usize,
    },
    /// Every allowed mentor has no place that is not pinned.
    NoPlaces {
        /// How many mentors are allowed.
        mentors: usize,
    },
    /// All allowed mentors are full, and none of their learners can make room without losing a
    /// mentor in turn; see [`shortages`].
    Crowded {
        /// How many mentors are allowed.
        mentors: usize,
    },
}

/// Learners who have allowed pairs with some mentors only, who have fewer places than they need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// All of these learners, matched or not, by position. Pinned ones are not counted.
    pub learners: Vec<usize>,
    /// All mentors whom any of them may have, by position.
    pub mentors: Vec<usize>,
    /// The places of these mentors that are not pinned, fewer than the learners.
    pub places: u64,
    /// Who of the learners stays without a mentor, by position.
    pub unmatched: Vec<usize>,
}

/// Why a learner has no mentor; `None` if there is one.
///
/// # Panics
/// A learner who does not exist.
pub fn absence(problem: &Problem, solution: &Solution, learner: usize) -> Option<Absence> {
    if solution.mentor_of[learner].is_some() {
        return None;
    }
    let (mut mentors, mut any_place) = (0, false);
    each_pair(problem, learner, &mut row_of(problem), |mentor, _| {
        mentors += 1;
        any_place |= problem.free_places(mentor) > 0;
    });
    Some(if mentors == 0 {
        Absence::NoAllowedMentor { forbidden: forbidden_of(problem, learner).len() }
    } else if any_place {
        Absence::Crowded { mentors }
    } else {
        Absence::NoPlaces { mentors }
    })
}

/// The groups of learners who have too few places, in the order of their first mentors. Everybody
/// who has an allowed pair and no mentor stands in exactly one of them.
pub fn shortages(problem: &Problem, solution: &Solution) -> Vec<Shortage> {
    if solution.values.matched == problem.learners() {
        return Vec::new();
    }
    let mut covered = vec![false; problem.mentors()];
    for &mentor in &solution.certificate.matched_cover {
        covered[mentor as usize] = true;
    }
    let mut groups = Groups::new(problem.mentors());
    let (mut row, mut mentors) = (row_of(problem), Vec::new());
    for learner in (0..problem.learners()).filter(|&learner| problem.pinned(learner).is_none()) {
        mentors.clear();
        let mut confined = true;
        each_pair(problem, learner, &mut row, |mentor, _| {
            confined &= covered[mentor];
            mentors.push(mentor);
        });
        if confined && !mentors.is_empty() {
            groups.add(learner, &mentors);
        }
    }
    let mut shortages = groups.collect(problem, solution);
    shortages.retain(|group| group.learners.len() as u64 > group.places);
    shortages
}

/// Disjoint sets of mentors: each points to one before it in its set, or to itself.
struct Groups {
    before: Vec<usize>,
    /// Each learner with one of their mentors.
    learners: Vec<(usize, usize)>,
    reached: Vec<bool>,
}

impl Groups {
    fn new(mentors: usize) -> Self {
        let before = (0..mentors).collect();
        Self { before, learners: Vec::new(), reached: vec![false; mentors] }
    }

    fn add(&mut self, learner: usize, mentors: &[usize]) {
        self.learners.push((learner, mentors[0]));
        for &mentor in mentors {
            self.reached[mentor] = true;
            let (one, other) = (self.first(mentors[0]), self.first(mentor));
            self.before[one.max(other)] = one.min(other);
        }
    }

    /// The first mentor of a set.
    fn first(&mut self, mut mentor: usize) -> usize {
        while self.before[mentor] != mentor {
            self.before[mentor] = self.before[self.before[mentor]];
            mentor = self.before[mentor];
        }
        mentor
    }

    fn collect(mut self, problem: &Problem, solution: &Solution) -> Vec<Shortage> {
        let mut found = BTreeMap::new();
        let empty = || Shortage { learners: vec![], mentors: vec![], places: 0, unmatched: vec![] };
        for (learner, mentor) in std::mem::take(&mut self.learners) {
            let group = found.entry(self.first(mentor)).or_insert_with(empty);
            group.learners.push(learner);
            if solution.mentor_of[learner].is_none() {
                group.unmatched.push(learner);
            }
        }
        let reached = std::mem::take(&mut self.reached);
        for mentor in (0..problem.mentors()).filter(|&mentor| reached[mentor]) {
            let group = found.entry(self.first(mentor)).or_insert_with(empty);
            group.mentors.push(mentor);
            group.places += u64::from(problem.free_places(mentor));
        }
        found.into_values().collect()
    }
}
