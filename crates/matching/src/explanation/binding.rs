//! Which places bind: what one more of them would bring.

use std::cmp::Reverse;

use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem};
use crate::solver::Solution;
use crate::what_if::{Change, check_mentor, what_if};

/// A mentor of whom one more place makes the result better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MorePlace {
    /// Who.
    pub mentor: usize,
    /// The levels with one more place.
    pub after: Values,
}

/// Whose places bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Mentors of whom one more place makes the result better, best first, then by position.
    pub mentors: Vec<MorePlace>,
    /// How many further mentors might stand there, but were not tried.
    pub untried: usize,
}

/// The levels that one more place of a mentor leads to, exactly.
///
/// # Errors
/// Somebody who does not exist; a re-run that fails its own check.
pub fn one_more_place(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    mentor: usize,
) -> Result<Values, MatchingError> {
    check_mentor(problem, mentor)?;
    if changes_nothing(problem, objective, solution, mentor) {
        return Ok(solution.values);
    }
    let change = Change::AddPlaces { mentor, places: 1 };
    let (after, _) = what_if(problem, objective, solution, &[change])?;
    Ok(after.values)
}

/// Whether the certificate alone shows that one more place of this mentor changes no level.
///
/// One more place adds 1 to the bound of each cover that names the mentor, and the price to the
/// dual value. So with a mentor whom no cover names and whose price is 0, every bound still holds,
/// and each is reached already. A free place does not suffice: it can be one too few for a higher
/// floor.
pub fn changes_nothing(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    mentor: usize,
) -> bool {
    weight(problem, objective, solution, mentor) == (false, false, 0)
}

/// What one more place might bring: more matched, a better floor or load, points.
fn weight(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    mentor: usize,
) -> (bool, bool, i64) {
    let certificate = &solution.certificate;
    let named = |cover: &[u32]| cover.binary_search(&(mentor as u32)).is_ok();
    let matched = solution.values.matched < problem.learners() && named(&certificate.matched_cover);
    let floor = certificate.floor_cover.as_deref().is_some_and(named);
    // Without a cover it may be the pins of this very mentor that make the largest load.
    let pinned = problem.pins_of(mentor) > 0;
    let load = objective.has_load() && certificate.load_cover.as_deref().map_or(pinned, named);
    (matched, floor || load, certificate.prices[mentor])
}

/// Whose places bind: the exact result of one more place at each mentor who may gain by it. At most
/// `most` mentors are tried, those of whom the certificate promises most first.
///
/// # Errors
/// A re-run that fails its own check.
pub fn binding(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    most: usize,
) -> Result<Binding, MatchingError> {
    let weight = |mentor: usize| weight(problem, objective, solution, mentor);
    let may_gain = |mentor: &usize| weight(*mentor) != (false, false, 0);
    let mut candidates: Vec<usize> = (0..problem.mentors()).filter(may_gain).collect();
    candidates.sort_by_key(|&mentor| (Reverse(weight(mentor)), mentor));
    let untried = candidates.len().saturating_sub(most);
    let mut mentors = Vec::new();
    for mentor in candidates.into_iter().take(most) {
        let after = one_more_place(problem, objective, solution, mentor)?;
        if after.compare(&solution.values, objective).is_gt() {
            mentors.push(MorePlace { mentor, after });
        }
    }
    mentors.sort_by(|one, other| {
        let order = other.after.compare(&one.after, objective);
        order.then(one.mentor.cmp(&other.mentor))
    });
    Ok(Binding { mentors, untried })
}
