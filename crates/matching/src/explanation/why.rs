//! Why a pair was chosen, and why another one was not: one change, exactly re-optimised.

use super::chain::in_chains;
use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem};
use crate::solver::Solution;
use crate::what_if::{Change, Move, check_learner, check_mentor, moves, what_if};

/// Why a pair is not in the solution. Asked in this order; the first that holds is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It has no score: a rule excludes it, whether or not it is forbidden besides.
    Impossible,
    /// It has a score, but is forbidden.
    Forbidden,
    /// It is in the solution.
    IsChosen,
    /// The learner is pinned to somebody else.
    PinnedElsewhere {
        /// To whom.
        mentor: usize,
    },
    /// The mentor has no place that is not pinned.
    NoPlaces {
        /// How many places are pinned; 0 if the mentor offers none at all.
        pinned: u32,
    },
    /// The best set with this pair is worse.
    Costs {
        /// The levels of the solution.
        before: Values,
        /// The levels of the best set with this pair.
        after: Values,
        /// Who would move, as a chain that begins with this learner; then what else would change.
        moves: Vec<Move>,
    },
    /// A set with this pair is as good on every level. Only the tie rule speaks against it.
    Tie {
        /// Who would move, as in `Costs`.
        moves: Vec<Move>,
    },
}

/// Why a learner has a mentor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The learner has none; see [`absence`](super::absence).
    Unmatched,
    /// The pair is pinned.
    Pinned {
        /// To whom.
        mentor: usize,
    },
    /// The best set without this pair is worse.
    Gains {
        /// Whom the learner has.
        mentor: usize,
        /// The levels of the solution.
        before: Values,
        /// The levels of the best set without this pair.
        after: Values,
        /// Who would move without it, as a chain that begins with this learner.
        moves: Vec<Move>,
    },
    /// A set without this pair is as good on every level. The tie rule speaks for this one.
    Tie {
        /// Whom the learner has.
        mentor: usize,
        /// Who would move without it, as in `Gains`.
        moves: Vec<Move>,
    },
}

/// Why a pair is not in the solution: what rules it out, or what pinning it would cost when all
/// else is optimised again.
///
/// # Errors
/// Somebody who does not exist; a re-run that fails its own check.
pub fn why_not(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    learner: usize,
    mentor: usize,
) -> Result<WhyNot, MatchingError> {
    check_learner(problem, learner)?;
    check_mentor(problem, mentor)?;
    if let Some(fixed) = ruled_out(problem, solution, learner, mentor) {
        return Ok(fixed);
    }
    let change = Change::Pin { learner, mentor };
    let (after, moves) = rerun(problem, objective, solution, learner, change)?;
    let before = solution.values;
    Ok(if after.compare(&before, objective).is_eq() {
        WhyNot::Tie { moves }
    } else {
        WhyNot::Costs { before, after, moves }
    })
}

fn ruled_out(
    problem: &Problem,
    solution: &Solution,
    learner: usize,
    mentor: usize,
) -> Option<WhyNot> {
    if problem.score(learner, mentor).is_none() {
        let mut allowed = problem.clone();
        allowed.unforbid(learner, mentor);
        let scored = allowed.score(learner, mentor).is_some();
        return Some(if scored { WhyNot::Forbidden } else { WhyNot::Impossible });
    }
    if solution.mentor_of[learner] == Some(mentor as u32) {
        return Some(WhyNot::IsChosen);
    }
    if let Some(mentor) = problem.pinned(learner) {
        return Some(WhyNot::PinnedElsewhere { mentor });
    }
    let pinned = problem.pins_of(mentor);
    (problem.free_places(mentor) == 0).then_some(WhyNot::NoPlaces { pinned })
}

/// Why a learner has the mentor that the solution says: what the best set without that pair lacks.
///
/// # Errors
/// Somebody who does not exist; a re-run that fails its own check.
pub fn why(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    learner: usize,
) -> Result<Why, MatchingError> {
    check_learner(problem, learner)?;
    if let Some(mentor) = problem.pinned(learner) {
        return Ok(Why::Pinned { mentor });
    }
    let Some(mentor) = solution.mentor_of[learner] else {
        return Ok(Why::Unmatched);
    };
    let mentor = mentor as usize;
    let change = Change::Forbid { learner, mentor };
    let (after, moves) = rerun(problem, objective, solution, learner, change)?;
    let before = solution.values;
    Ok(if after.compare(&before, objective).is_eq() {
        Why::Tie { mentor, moves }
    } else {
        Why::Gains { mentor, before, after, moves }
    })
}

/// The levels after one change, and who moves, told from one learner on.
fn rerun(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    learner: usize,
    change: Change,
) -> Result<(Values, Vec<Move>), MatchingError> {
    let (after, _) = what_if(problem, objective, solution, &[change])?;
    let moves = moves(&solution.mentor_of, &after.mentor_of);
    Ok((after.values, in_chains(&moves, learner)))
}
