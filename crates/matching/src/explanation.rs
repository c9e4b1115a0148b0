//! Why this pair, why not that one, who stays without a mentor, and what binds.
//!
//! Everything comes twice: as data, and as sentences for a coordinator. Sentences carry names, and
//! the engine knows none: whoever asks hands in a function from a [`Person`] to a name.
//!
//! | question | answer |
//! |---|---|
//! | why does Ana have Bo? | [`why()`]: what would be lost without that pair |
//! | why does Ana not have Bo? | [`why_not`]: what excludes it, or what it costs and who moves |
//! | whose places are too few? | [`binding()`], [`one_more_place`] |
//! | who would rather have each other? | [`wishes()`] |
//! | why has Ana nobody? | [`absence`], [`shortages`] |
//! | what would give Ana a mentor? | [`Relaxations`] |
//! | all of it, in short | [`report()`] |
//!
//! What something costs or brings is never an estimate: the changed problem is solved again, from
//! the old prices. Prices only say where that is not worth the time. `solution` is always what
//! [`solve`](crate::solve) gave for that problem and objective.
//!
//! Which exclusion rule binds is a question to [`what_if`](crate::what_if), with
//! [`Change::Scores`](crate::what_if::Change) that have the rule switched off.

mod binding;
mod chain;
mod relaxation;
mod report;
mod sentences;
mod shortage;
mod why;
mod wishes;
mod words;

pub use binding::{Binding, MorePlace, binding, changes_nothing, one_more_place};
pub use relaxation::{MOST_RERUNS, Relaxation, Relaxations};
pub use report::report;
pub use sentences::difference;
pub use shortage::{Absence, Shortage, absence, shortages};
pub use why::{Why, WhyNot, why, why_not};
pub use wishes::{BlockingPair, Held, Wishes, wishes};

use crate::problem::{IMPOSSIBLE, Problem};
use crate::solver::Solution;

/// Somebody whose name is asked for, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A learner.
    Learner(usize),
    /// A mentor.
    Mentor(usize),
}

/// Gives each person a name.
pub type Names<'a> = &'a dyn Fn(Person) -> String;

/// The chosen pairs, by learner.
fn pairs(solution: &Solution) -> impl Iterator<Item = (usize, usize)> {
    let all = solution.mentor_of.iter().enumerate();
    all.filter_map(|(learner, mentor)| Some((learner, (*mentor)? as usize)))
}

/// Room for one row, for [`each_pair`]; none is needed where scores are lists.
fn row_of(problem: &Problem) -> Vec<u8> {
    vec![IMPOSSIBLE; if problem.is_listed() { 0 } else { problem.mentors() }]
}

/// Visits the allowed pairs of a learner: mentor and score, by mentor.
fn each_pair(problem: &Problem, learner: usize, row: &mut [u8], mut visit: impl FnMut(usize, u8)) {
    if let Some(list) = problem.listed(learner) {
        for (mentor, score) in list {
            visit(mentor as usize, score);
        }
        return;
    }
    problem.row(learner, row);
    for (mentor, &score) in row.iter().enumerate() {
        if score != IMPOSSIBLE {
            visit(mentor, score);
        }
    }
}

/// The mentors whom a learner is forbidden but could have by score, by position, with the score.
fn forbidden_of(problem: &Problem, learner: usize) -> Vec<(usize, u8)> {
    let own = problem.forbids().filter(|&(other, _)| other == learner);
    let mentors: Vec<usize> = own.map(|(_, mentor)| mentor).collect();
    let mut allowed = problem.clone();
    for &mentor in &mentors {
        allowed.unforbid(learner, mentor);
    }
    let scored = mentors.into_iter();
    scored.filter_map(|mentor| Some((mentor, allowed.score(learner, mentor)?))).collect()
}
