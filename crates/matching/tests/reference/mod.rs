//! What the engine is compared with: every set of pairs of a small instance, tried one by one.

#![allow(dead_code, reason = "each test binary takes what it needs")]

mod chance;
pub mod proof;
pub mod wishes;

use std::cmp::Ordering;
use std::sync::Arc;

use matching::certificate::{check, check_tie_rule};
use matching::{
    CandidateScores, DenseScores, IMPOSSIBLE, Load, Objective, Problem, Scores, Solution, Values,
    solve,
};

pub use chance::Chance;

pub const OBJECTIVES: [Objective; 3] = [Objective::Fair, Objective::Sum, Objective::Balanced];

/// How an instance hands its scores to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Dense,
    Listed,
    /// Nothing but rows, as scores that are computed on the fly.
    Computed,
}

pub const FORMS: [Form; 3] = [Form::Dense, Form::Listed, Form::Computed];

/// The mentor of each learner.
pub type Set = Vec<Option<u32>>;

/// An input in its plainest form.
#[derive(Debug, Clone)]
pub struct Instance {
    pub rows: Vec<Vec<Option<u8>>>,
    pub places: Vec<u32>,
    pub pins: Vec<(usize, usize)>,
    pub forbids: Vec<(usize, usize)>,
}

impl Instance {
    pub fn new(rows: Vec<Vec<Option<u8>>>, places: Vec<u32>) -> Self {
        Self { rows, places, pins: Vec::new(), forbids: Vec::new() }
    }

    /// At most five learners and four mentors; nobody at all, no places and learners whom nobody
    /// can take are not rare.
    pub fn small(chance: &mut Chance) -> Self {
        let learners = chance.pick(&[0, 1, 2, 3, 4, 4, 5, 5]);
        let mentors = chance.pick(&[0, 1, 2, 3, 3, 4, 4]);
        let highest = chance.pick(&[0, 1, 2, 5, 100]);
        let gaps = chance.below(3);
        let mut rows = Vec::new();
        for _ in 0..learners {
            let unreachable = chance.below(10) == 0;
            let score = |_: usize| {
                let score = chance.below(highest + 1) as u8;
                (!unreachable && chance.below(5) >= gaps).then_some(score)
            };
            rows.push((0..mentors).map(score).collect());
        }
        let places = (0..mentors).map(|_| chance.pick(&[0, 1, 1, 2, 3, u32::MAX])).collect();
        let mut instance = Self::new(rows, places);
        for _ in 0..chance.below(4) {
            instance.try_pin(chance.below(8), chance.below(4));
        }
        for _ in 0..chance.below(5) {
            instance.try_forbid(chance.below(6), chance.below(4));
        }
        instance
    }

    pub fn learners(&self) -> usize {
        self.rows.len()
    }

    pub fn mentors(&self) -> usize {
        self.places.len()
    }

    /// Pins a pair, if that can be.
    pub fn try_pin(&mut self, learner: usize, mentor: usize) {
        let exists = learner < self.learners() && mentor < self.mentors();
        if !exists || self.score(learner, mentor).is_none() || self.pin(learner).is_some() {
            return;
        }
        let taken = self.pins.iter().filter(|pin| pin.1 == mentor).count();
        if taken < self.places[mentor] as usize {
            self.pins.push((learner, mentor));
        }
    }

    /// Forbids a pair, also an impossible one, if it is not pinned.
    pub fn try_forbid(&mut self, learner: usize, mentor: usize) {
        let exists = learner < self.learners() && mentor < self.mentors();
        if exists && self.pin(learner) != Some(mentor) {
            self.forbids.push((learner, mentor));
        }
    }

    pub fn pin(&self, learner: usize) -> Option<usize> {
        self.pins.iter().find(|pin| pin.0 == learner).map(|pin| pin.1)
    }

    pub fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        self.rows[learner][mentor].filter(|_| !self.forbids.contains(&(learner, mentor)))
    }

    pub fn problem(&self, form: Form) -> Problem {
        let mentors = self.mentors();
        let scores: Arc<dyn Scores> = match form {
            Form::Dense => Arc::new(DenseScores::from_rows(&self.rows, mentors).expect("scores")),
            Form::Listed => {
                let mut scores = CandidateScores::new(mentors);
                for row in &self.rows {
                    let pairs = row.iter().enumerate();
                    let list = pairs.filter_map(|(mentor, score)| Some((mentor as u32, (*score)?)));
                    scores.push(list).expect("scores");
                }
                Arc::new(scores)
            }
            Form::Computed => Arc::new(Computed { rows: self.rows.clone(), mentors }),
        };
        let mut problem = Problem::new(scores, self.places.clone()).expect("a problem");
        for &(learner, mentor) in &self.forbids {
            problem.forbid(learner, mentor).expect("a forbid");
        }
        for &(learner, mentor) in &self.pins {
            problem.pin(learner, mentor).expect("a pin");
        }
        problem
    }

    /// The values of a set of allowed pairs, from their definition.
    pub fn values(&self, set: &[Option<u32>]) -> Values {
        let mut pairs = vec![0; self.mentors()];
        let mut scores = Vec::new();
        for (learner, mentor) in set.iter().enumerate() {
            let Some(mentor) = mentor.map(|mentor| mentor as usize) else { continue };
            pairs[mentor] += 1;
            scores.push(self.score(learner, mentor).expect("an allowed pair"));
        }
        let loads = pairs.iter().zip(&self.places).filter(|(pairs, _)| **pairs > 0);
        let loads = loads.map(|(&pairs, &places)| Load { pairs, places });
        Values {
            matched: scores.len(),
            floor: scores.iter().min().copied(),
            largest_load: loads.max().unwrap_or(Load::NONE),
            sum: scores.iter().map(|&score| u64::from(score)).sum(),
        }
    }

    /// Every set that keeps pins, forbids and places, with its values: first by the tie rule
    /// first.
    pub fn sets(&self) -> Vec<(Set, Values)> {
        let mut found = Vec::new();
        self.extend(&mut Vec::new(), &mut self.places.clone(), &mut found);
        found
    }

    fn extend(&self, set: &mut Set, free: &mut [u32], found: &mut Vec<(Set, Values)>) {
        let learner = set.len();
        if learner == self.learners() {
            found.push((set.clone(), self.values(set)));
            return;
        }
        let pin = self.pin(learner);
        for mentor in 0..self.mentors() as u32 {
            let index = mentor as usize;
            let is_free = free[index] > 0 && pin.is_none_or(|pinned| pinned == index);
            if is_free && self.score(learner, index).is_some() {
                free[index] -= 1;
                set.push(Some(mentor));
                self.extend(set, free, found);
                set.pop();
                free[index] += 1;
            }
        }
        if pin.is_none() {
            set.push(None);
            self.extend(set, free, found);
            set.pop();
        }
    }

    /// The same people in another order: position 0 has who stood at `learners[0]`.
    pub fn reordered(&self, learners: &[usize], mentors: &[usize]) -> Self {
        let position = |order: &[usize], who: usize| {
            order.iter().position(|&one| one == who).expect("everybody has a position")
        };
        let moved = |pairs: &[(usize, usize)]| {
            let pairs = pairs.iter();
            pairs
                .map(|&(learner, mentor)| (position(learners, learner), position(mentors, mentor)))
                .collect::<Vec<_>>()
        };
        let row = |&learner: &usize| {
            mentors.iter().map(|&mentor| self.rows[learner][mentor]).collect::<Vec<_>>()
        };
        Self {
            rows: learners.iter().map(row).collect(),
            places: mentors.iter().map(|&mentor| self.places[mentor]).collect(),
            pins: moved(&self.pins),
            forbids: moved(&self.forbids),
        }
    }
}

/// The best of [`Instance::sets`], as good as each other; the first is the one to be found.
pub fn best(sets: &[(Set, Values)], objective: Objective) -> Vec<&(Set, Values)> {
    let mut best: Vec<&(Set, Values)> = Vec::new();
    for set in sets {
        let order = best.first().map_or(Ordering::Greater, |top| set.1.compare(&top.1, objective));
        if order.is_gt() {
            best.clear();
        }
        if order.is_ge() {
            best.push(set);
        }
    }
    best
}

/// Solves, and has pairs, levels and tie rule certified.
pub fn certified(problem: &Problem, objective: Objective) -> Solution {
    let solution = solve(problem, objective).expect("a solution");
    let Solution { mentor_of, values, certificate } = &solution;
    assert_eq!(certificate.objective, objective);
    assert_eq!(check(problem, mentor_of, values, certificate), Ok(()));
    assert_eq!(check_tie_rule(problem, mentor_of, certificate), Ok(()));
    solution
}

struct Computed {
    rows: Vec<Vec<Option<u8>>>,
    mentors: usize,
}

impl Scores for Computed {
    fn learners(&self) -> usize {
        self.rows.len()
    }

    fn mentors(&self) -> usize {
        self.mentors
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        for (cell, score) in row.iter_mut().zip(&self.rows[learner]) {
            *cell = score.unwrap_or(IMPOSSIBLE);
        }
    }
}
