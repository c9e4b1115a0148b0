//! Instances that are hard for one way or the other of solving them: 5,000 learners, 1,000 mentors.

use std::sync::Arc;

use ::matching::{IMPOSSIBLE, Problem, Scores};

use crate::Fallible;

const MENTORS: usize = 1000;
/// Learners for each mentor.
const EACH: usize = 5;

/// Scores by a formula.
struct Formula(fn(usize, usize) -> u8);

impl Scores for Formula {
    fn learners(&self) -> usize {
        MENTORS * EACH
    }

    fn mentors(&self) -> usize {
        MENTORS
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        for (mentor, score) in row.iter_mut().enumerate() {
            *score = self.0(learner, mentor);
        }
    }
}

/// Every pair is as good as any other: all that is left is the tie rule.
pub fn all_equal() -> Fallible<Problem> {
    problem(|_, _| 80, |mentor| EACH + usize::from(mentor.is_multiple_of(4)))
}

/// One mentor is the best for everybody and has five places.
pub fn one_wanted() -> Fallible<Problem> {
    let score = |learner: usize, mentor: usize| {
        let noise = (learner * 7919 + mentor * 104_729) % 1009 % 21;
        if mentor == 0 { 100 } else { 40 + noise as u8 }
    };
    problem(score, |mentor| EACH + usize::from(mentor.is_multiple_of(4)))
}

/// Each five learners want the next mentor and may have their own else, so that whoever gets a
/// place moves others on, up to the last mentor with one place more.
pub fn chain() -> Fallible<Problem> {
    let score = |learner: usize, mentor: usize| match mentor.checked_sub(learner / EACH) {
        Some(0) => 60,
        Some(1) => 100,
        _ => IMPOSSIBLE,
    };
    problem(score, |mentor| EACH + usize::from(mentor == MENTORS - 1))
}

fn problem(score: fn(usize, usize) -> u8, places: fn(usize) -> usize) -> Fallible<Problem> {
    let places = (0..MENTORS).map(|mentor| places(mentor) as u32).collect();
    Ok(Problem::new(Arc::new(Formula(score)), places)?)
}
