//! Another input, compared with the first one by person.
//!
//! A [`Change`] is one thing that a coordinator might do: give a mentor more places, pin or forbid
//! a pair, weigh the parts of a score differently, switch a rule off. [`what_if`] applies a list of
//! them to a copy, re-optimises from the old prices and says who moves. Its result is the one that
//! a fresh solve of the changed problem gives.
//!
//! More or fewer people come as another [`Problem`] in which whoever stands in both has the same
//! position: solve it and [`compare`] the two. A mentor who leaves while others come later in the
//! list is kept with 0 places; learners who are new stand after all others.

use std::sync::Arc;

use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem, Scores};
use crate::solver::{Solution, resolve};

/// One difference of an input. People are named by position.
#[derive(Clone)]
pub enum Change {
    /// A mentor gets more places, never more than a `u32` counts.
    AddPlaces {
        /// Who.
        mentor: usize,
        /// How many more.
        places: u32,
    },
    /// A mentor gets another number of places; 0 takes the mentor out.
    SetPlaces {
        /// Who.
        mentor: usize,
        /// How many from now on.
        places: u32,
    },
    /// A pair is fixed.
    Pin {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// The pin of a learner, if there is one, is taken away.
    Unpin {
        /// Who.
        learner: usize,
    },
    /// A pair is ruled out.
    Forbid {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// A forbidden pair is allowed again.
    Unforbid {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// Another objective.
    Objective(Objective),
    /// Other scores: other weights, a rule switched off. Places, pins and forbids stay. As many
    /// mentors as before and at least as many learners; those above are new.
    Scores(Arc<dyn Scores>),
}

/// A learner whose mentor is another one than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub learner: usize,
    /// The mentor before; `None` for nobody.
    pub from: Option<u32>,
    /// The mentor after; `None` for nobody.
    pub to: Option<u32>,
}

/// What differs between two solutions. Each learner stands in one list at most, lists are in the
/// order of the learners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The levels before.
    pub before: Values,
    /// The levels after.
    pub after: Values,
    /// Who has a mentor in both, but not the same.
    pub moved: Vec<Move>,
    /// Who has a mentor only after; learners who are new among them.
    pub newly_matched: Vec<Move>,
    /// Who had a mentor only before. Learners who are gone are not named.
    pub newly_unmatched: Vec<Move>,
}

/// What differs from one solution to another. Whoever stands in both has the same position.
pub fn compare(before: &Solution, after: &Solution) -> Difference {
    let (mut moved, mut newly_matched, mut newly_unmatched) = (Vec::new(), Vec::new(), Vec::new());
    for one in moves(&before.mentor_of, &after.mentor_of) {
        let list = match (one.from, one.to) {
            (None, _) => &mut newly_matched,
            (_, None) => &mut newly_unmatched,
            _ => &mut moved,
        };
        list.push(one);
    }
    let (before, after) = (before.values, after.values);
    Difference { before, after, moved, newly_matched, newly_unmatched }
}

/// Everybody whose mentor changes, by learner. New learners come from nobody.
pub(crate) fn moves(before: &[Option<u32>], after: &[Option<u32>]) -> Vec<Move> {
    let before = before.iter().copied().chain(std::iter::repeat(None));
    let both = after.iter().copied().zip(before).enumerate();
    let all = both.map(|(learner, (to, from))| Move { learner, from, to });
    all.filter(|one| one.from != one.to).collect()
}

/// Re-optimises after some changes, starting from what was found before them.
///
/// `solution` is what [`solve`](crate::solve) gave for `problem` and `objective`. The result is the
/// same as that of a fresh solve of the changed problem.
///
/// # Errors
/// See [`apply`]; a result that fails its own check.
pub fn what_if(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    changes: &[Change],
) -> Result<(Solution, Difference), MatchingError> {
    let (problem, objective) = apply(problem, objective, changes)?;
    let after = resolve(&problem, objective, solution)?;
    let difference = compare(solution, &after);
    Ok((after, difference))
}

/// A copy of an input with changes, made in their order.
///
/// # Errors
/// Somebody who does not exist; a pin that contradicts scores, forbids, another pin or the places;
/// a forbid of a pinned pair; fewer places than pins; scores for another number of mentors, or
/// that leave learners out (the first of them is named).
pub fn apply(
    problem: &Problem,
    mut objective: Objective,
    changes: &[Change],
) -> Result<(Problem, Objective), MatchingError> {
    let mut problem = problem.clone();
    for change in changes {
        match change {
            Change::AddPlaces { mentor, places } => {
                check_mentor(&problem, *mentor)?;
                let places = problem.places(*mentor).saturating_add(*places);
                problem.set_places(*mentor, places)?;
            }
            Change::SetPlaces { mentor, places } => problem.set_places(*mentor, *places)?,
            Change::Pin { learner, mentor } => problem.pin(*learner, *mentor)?,
            Change::Unpin { learner } => {
                check_learner(&problem, *learner)?;
                problem.unpin(*learner);
            }
            Change::Forbid { learner, mentor } => problem.forbid(*learner, *mentor)?,
            Change::Unforbid { learner, mentor } => {
                check_learner(&problem, *learner)?;
                check_mentor(&problem, *mentor)?;
                problem.unforbid(*learner, *mentor);
            }
            Change::Objective(other) => objective = *other,
            Change::Scores(scores) => problem = with_scores(&problem, scores)?,
        }
    }
    Ok((problem, objective))
}

fn with_scores(problem: &Problem, scores: &Arc<dyn Scores>) -> Result<Problem, MatchingError> {
    let learners = scores.learners();
    if learners < problem.learners() {
        return Err(MatchingError::UnknownLearner { learner: learners });
    }
    let places = (0..problem.mentors()).map(|mentor| problem.places(mentor)).collect();
    let mut other = Problem::new(Arc::clone(scores), places)?;
    for (learner, mentor) in problem.forbids() {
        other.forbid(learner, mentor)?;
    }
    for (learner, mentor) in problem.pins() {
        other.pin(learner, mentor)?;
    }
    Ok(other)
}

pub(crate) fn check_learner(problem: &Problem, learner: usize) -> Result<(), MatchingError> {
    if learner < problem.learners() {
        Ok(())
    } else {
        Err(MatchingError::UnknownLearner { learner })
    }
}

pub(crate) fn check_mentor(problem: &Problem, mentor: usize) -> Result<(), MatchingError> {
    if mentor < problem.mentors() { Ok(()) } else { Err(MatchingError::UnknownMentor { mentor }) }
}
