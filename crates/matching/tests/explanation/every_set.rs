//! The obvious reference: every set of pairs of a small problem, and fresh solves.

use matching::what_if::{Change, apply};
use matching::{Load, Objective, Problem, Solution, Values, solve};

use crate::small::{self, Chance, OBJECTIVES};

/// A set of pairs that the problem allows, and what it is worth.
pub type Set = (Vec<Option<u32>>, Values);

/// All of them.
pub fn all_sets(problem: &Problem) -> Vec<Set> {
    let choices = problem.mentors() + 1;
    let count = choices.pow(problem.learners() as u32);
    let set = |number: usize| -> Vec<Option<u32>> {
        let digits = (0..problem.learners()).map(|learner| choices.pow(learner as u32));
        let choice = digits.map(|digit| (number / digit % choices).checked_sub(1));
        choice.map(|mentor| mentor.map(|mentor| mentor as u32)).collect()
    };
    let valued = (0..count).map(set).map(|set| (values(problem, &set), set));
    valued.filter_map(|(values, set)| Some((set, values?))).collect()
}

/// What a set is worth; `None` if it is not allowed.
fn values(problem: &Problem, set: &[Option<u32>]) -> Option<Values> {
    let mut held = vec![0_u32; problem.mentors()];
    let mut scores = Vec::new();
    for (learner, mentor) in set.iter().enumerate() {
        let mentor = mentor.map(|mentor| mentor as usize);
        if problem.pinned(learner).is_some_and(|pinned| mentor != Some(pinned)) {
            return None;
        }
        if let Some(mentor) = mentor {
            held[mentor] += 1;
            scores.push(problem.score(learner, mentor)?);
        }
    }
    let mut largest_load = Load::NONE;
    for (mentor, &pairs) in held.iter().enumerate().filter(|(_, pairs)| **pairs > 0) {
        let places = problem.places(mentor);
        if pairs > places {
            return None;
        }
        largest_load = largest_load.max(Load { pairs, places });
    }
    let sum = scores.iter().map(|&score| u64::from(score)).sum();
    let floor = scores.iter().min().copied();
    Some(Values { matched: scores.len(), floor, largest_load, sum })
}

/// What the best of those is worth that one wants to keep.
pub fn best(
    sets: &[Set],
    objective: Objective,
    keep: impl Fn(&[Option<u32>]) -> bool,
) -> Option<Values> {
    let kept = sets.iter().filter(|(set, _)| keep(set)).map(|(_, values)| *values);
    kept.max_by(|one, other| one.compare(other, objective))
}

/// Small problems, each with each objective and its solution.
pub fn for_each(seeds: u64, mut look: impl FnMut(&Problem, Objective, &Solution)) {
    for seed in 0..seeds {
        let mut chance = Chance::new(seed);
        let (learners, mentors) = (2 + chance.below(3), 2 + chance.below(3));
        let problem = small::problem(&mut chance, learners, mentors);
        for objective in OBJECTIVES {
            let solution = solve(&problem, objective).expect("a certified solution");
            look(&problem, objective, &solution);
        }
    }
}

/// A fresh solve of the changed problem.
pub fn fresh(problem: &Problem, objective: Objective, changes: &[Change]) -> Solution {
    let (problem, objective) = apply(problem, objective, changes).expect("it applies");
    solve(&problem, objective).expect("a certified solution")
}
