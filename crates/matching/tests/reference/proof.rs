//! What covers and prices prove, from the definitions: slow and obvious.

use std::collections::BTreeSet;

use matching::certificate::{Refusal, check};
use matching::{Load, Problem, Solution};

/// What the checker says.
pub fn verdict(problem: &Problem, solution: &Solution) -> Result<(), Refusal> {
    check(problem, &solution.mentor_of, &solution.values, &solution.certificate)
}

/// The learners that the levels are about.
pub fn unpinned(problem: &Problem) -> impl Iterator<Item = usize> {
    (0..problem.learners()).filter(move |&learner| problem.pinned(learner).is_none())
}

/// How many unpinned learners are matched.
pub fn matched(problem: &Problem, solution: &Solution) -> u64 {
    unpinned(problem).filter(|&learner| solution.mentor_of[learner].is_some()).count() as u64
}

/// The bound of a cover on pairs of at least a score.
pub fn bound(problem: &Problem, cover: &[u32], from: u8, places: impl Fn(usize) -> u32) -> u64 {
    let outside = |mentor: usize| !cover.contains(&(mentor as u32));
    let counts = |learner: usize, mentor: usize| {
        problem.score(learner, mentor).is_some_and(|score| score >= from)
    };
    let reaches = |learner: &usize| {
        (0..problem.mentors()).any(|mentor| outside(mentor) && counts(*learner, mentor))
    };
    let learners = unpinned(problem).filter(reaches).count() as u64;
    learners + cover.iter().map(|&mentor| u64::from(places(mentor as usize))).sum::<u64>()
}

/// What may be left of the places of a mentor for unpinned learners, by a condition on the load;
/// `None` if the pins alone are too many.
pub fn room(problem: &Problem, mentor: usize, fits: impl Fn(Load) -> bool) -> Option<u32> {
    let places = problem.places(mentor);
    if places == 0 {
        return Some(0);
    }
    let most = (0..=places).rfind(|&pairs| fits(Load { pairs, places }))?;
    most.checked_sub(problem.pins_of(mentor))
}

/// The value of the prices, from its definition.
pub fn dual_value(problem: &Problem, solution: &Solution) -> i128 {
    let (values, certificate) = (&solution.values, &solution.certificate);
    let objective = certificate.objective;
    let floor = if objective.has_floor() { values.floor.unwrap_or(0) } else { 0 };
    let unmatched = problem.learners() - values.matched;
    let worth = |learner: usize| {
        let pairs = (0..problem.mentors()).filter_map(|mentor| {
            let score = problem.score(learner, mentor).filter(|&score| score >= floor)?;
            Some(i128::from(score) - i128::from(certificate.prices[mentor]))
        });
        let alone = (unmatched > 0).then_some(-i128::from(certificate.unmatched_price));
        pairs.chain(alone).max().expect("a pair, or somebody is unmatched")
    };
    let mut value: i128 = unpinned(problem).map(worth).sum();
    for mentor in 0..problem.mentors() {
        let fits = |load: Load| !objective.has_load() || load <= values.largest_load;
        let places = room(problem, mentor, fits).expect("pins fit");
        value += i128::from(certificate.prices[mentor]) * i128::from(places);
    }
    value + i128::from(certificate.unmatched_price) * unmatched as i128
}

/// The sum of the scores of unpinned learners.
pub fn unpinned_sum(problem: &Problem, solution: &Solution) -> i128 {
    let score = |learner: usize| {
        let mentor = solution.mentor_of[learner]? as usize;
        problem.score(learner, mentor).map(i128::from)
    };
    unpinned(problem).filter_map(score).sum()
}

/// The cover with a mentor more, or less if it has them.
pub fn toggled(cover: &[u32], mentor: usize) -> Vec<u32> {
    let mut mentors: BTreeSet<u32> = cover.iter().copied().collect();
    let mentor = mentor as u32;
    if !mentors.remove(&mentor) {
        mentors.insert(mentor);
    }
    mentors.into_iter().collect()
}
