//! What people would rather have: pairs in which both sides prefer each other to what they got.
//!
//! The score stands for the preference of both sides. Such blocking pairs (Gale and Shapley 1962)
//! are no error: a set in which there is none can leave learners without a mentor or give one of
//! them a very poor match, which the objectives forbid. A coordinator should know them.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{each_pair, pairs, row_of};
use crate::problem::Problem;
use crate::solver::Solution;

/// Whom somebody has now, and with which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Position: of the mentor whom a learner has, or of the learner whom a mentor has.
    pub person: usize,
    /// Score of that pair.
    pub score: u8,
}

/// A pair that is not in the solution although both would rather have each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockingPair {
    /// The learner of the pair.
    pub learner: usize,
    /// The mentor of the pair.
    pub mentor: usize,
    /// Its score, above both of the following.
    pub score: u8,
    /// What the learner has; `None` for nobody.
    pub learner_has: Option<Held>,
    /// The mentor's weakest learner, of those who are not pinned; `None` if a place is free.
    pub mentor_has: Option<Held>,
}

impl BlockingPair {
    /// What both sides together would win, in points; nobody and a free place count as 0.
    pub fn gain(&self) -> u16 {
        let gain = |held: Option<Held>| u16::from(self.score - held.map_or(0, |held| held.score));
        gain(self.learner_has) + gain(self.mentor_has)
    }

    /// Largest gain first, then by learner and mentor.
    fn rank(&self) -> (Reverse<u16>, usize, usize) {
        (Reverse(self.gain()), self.learner, self.mentor)
    }
}

/// What people would rather have. Pinned pairs are decided: a pinned learner has no wish, and their
/// place is not to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// One a mentor: how many learners would rather have this mentor than what they got.
    pub wanted: Vec<u32>,
    /// How many blocking pairs there are.
    pub blocking: u64,
    /// Those of them with the largest gain, largest first, then by learner and mentor.
    pub strongest: Vec<BlockingPair>,
}

/// What people would rather have, with at most `most` blocking pairs listed. Looks at every pair
/// once, in parallel; what is found does not depend on the number of threads.
pub fn wishes(problem: &Problem, solution: &Solution, most: usize) -> Wishes {
    let standing = Standing::new(problem, solution);
    let none = || Found { wanted: vec![0; problem.mentors()], total: 0, pairs: Vec::new(), most };
    let looked = (0..problem.learners()).into_par_iter().fold(
        || (row_of(problem), none()),
        |(mut row, mut found): (Vec<u8>, Found), learner| {
            found.look(problem, &standing, learner, &mut row);
            (row, found)
        },
    );
    let mut found = looked.map(|(_, found)| found).reduce(none, Found::and);
    found.keep_strongest();
    Wishes { wanted: found.wanted, blocking: found.total, strongest: found.pairs }
}

/// Whom a mentor would take.
#[derive(Clone, Copy)]
enum Door {
    /// Nobody: each place is pinned, or there is none.
    Shut,
    /// Whoever scores more than this learner.
    Above(Held),
    /// Anybody: a place is free.
    Open,
}

struct Standing {
    /// One a learner.
    has: Vec<Option<Held>>,
    /// One a mentor.
    doors: Vec<Door>,
}

impl Standing {
    fn new(problem: &Problem, solution: &Solution) -> Self {
        let mut has = vec![None; problem.learners()];
        let mut held = vec![0_u32; problem.mentors()];
        let mut weakest: Vec<Option<Held>> = vec![None; problem.mentors()];
        for (learner, mentor) in pairs(solution) {
            held[mentor] += 1;
            let score = problem.score(learner, mentor);
            has[learner] = score.map(|score| Held { person: mentor, score });
            if let Some(score) = score
                && problem.pinned(learner).is_none()
                && weakest[mentor].is_none_or(|other| score < other.score)
            {
                weakest[mentor] = Some(Held { person: learner, score });
            }
        }
        let door = |mentor: usize| {
            if held[mentor] < problem.places(mentor) {
                Door::Open
            } else {
                weakest[mentor].map_or(Door::Shut, Door::Above)
            }
        };
        let doors = (0..problem.mentors()).map(door).collect();
        Self { has, doors }
    }
}

/// What was found among some learners.
struct Found {
    wanted: Vec<u32>,
    total: u64,
    /// Of those seen, at least the `most` strongest.
    pairs: Vec<BlockingPair>,
    most: usize,
}

impl Found {
    fn look(&mut self, problem: &Problem, standing: &Standing, learner: usize, row: &mut [u8]) {
        if problem.pinned(learner).is_some() {
            return;
        }
        let has = standing.has[learner];
        each_pair(problem, learner, row, |mentor, score| {
            if has.is_some_and(|has| score <= has.score) {
                return;
            }
            self.wanted[mentor] += 1;
            let mentor_has = match standing.doors[mentor] {
                Door::Open => None,
                Door::Above(weakest) if score > weakest.score => Some(weakest),
                Door::Above(_) | Door::Shut => return,
            };
            self.note(BlockingPair { learner, mentor, score, learner_has: has, mentor_has });
        });
    }

    fn note(&mut self, pair: BlockingPair) {
        self.total += 1;
        self.pairs.push(pair);
        // Cut now and then only, so that noting a pair stays cheap.
        if self.pairs.len() >= self.most.saturating_mul(2).saturating_add(64) {
            self.keep_strongest();
        }
    }

    fn and(mut self, other: Self) -> Self {
        for (wanted, more) in self.wanted.iter_mut().zip(&other.wanted) {
            *wanted += more;
        }
        self.total += other.total;
        self.pairs.extend(other.pairs);
        self.keep_strongest();
        self
    }

    fn keep_strongest(&mut self) {
        self.pairs.sort_unstable_by_key(BlockingPair::rank);
        self.pairs.truncate(self.most);
    }
}
