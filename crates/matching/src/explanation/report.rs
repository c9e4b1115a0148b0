//! A result in short, as sentences: what it is worth, who is missing and why, what binds.

use super::binding::binding;
use super::relaxation::Relaxations;
use super::shortage::absence;
use super::wishes::{Wishes, wishes};
use super::words::{Words, counted, load};
use super::{Names, each_pair, pairs, row_of};
use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem};
use crate::solver::Solution;

/// How many unmatched learners are named one by one, and how many blocking pairs.
const MOST_NAMED: usize = 20;

/// For how many unmatched learners the smallest relaxation is searched.
const MOST_RELAXED: usize = 10;

/// At how many mentors one more place is tried.
const MOST_TRIED: usize = 10;

/// A result in sentences: its levels and what keeps them from being better, who stays without a
/// mentor and what would help, whose places bind, who would rather have each other.
///
/// Where there is too much to say, the rest is counted. What would help is found by re-runs.
///
/// # Errors
/// A re-run that fails its own check.
pub fn report(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    names: Names<'_>,
) -> Result<Vec<String>, MatchingError> {
    let words = Words { names, objective };
    let wishes = wishes(problem, solution, MOST_NAMED);
    let mut lines = levels(problem, solution, &words);
    lines.extend(floor(problem, solution, &words));
    lines.extend(unmatched(problem, solution, &words)?);
    lines.extend(places(problem, solution, &wishes, &words)?);
    lines.extend(blocking(&wishes, &words));
    Ok(lines)
}

fn levels(problem: &Problem, solution: &Solution, words: &Words<'_>) -> Vec<String> {
    let Values { matched, floor, largest_load, sum } = solution.values;
    if problem.learners() == 0 {
        return vec!["There are no learners.".to_owned()];
    }
    let learners = counted(problem.learners() as u64, "learner", "learners");
    let Some(floor) = floor else {
        return vec![format!("Of {learners}, nobody has a mentor.")];
    };
    let mut lines = vec![
        format!("Of {learners}, {matched} {} a mentor.", if matched == 1 { "has" } else { "have" }),
        format!("The lowest score is {floor}, all scores add up to {sum}."),
    ];
    if words.objective.has_load() {
        let load = load(largest_load);
        lines.push(format!("The largest load of a mentor is {load}."));
    }
    let pinned = problem.pins().count() as u64;
    if pinned > 0 {
        let pairs = counted(pinned, "pair is pinned and counts", "pairs are pinned and count");
        lines.push(format!("{pairs} in all of this."));
    }
    let order = match words.objective {
        Objective::Fair => "most matched, then the highest lowest score, then the highest sum",
        Objective::Sum => "most matched, then the highest sum",
        Objective::Balanced => {
            "most matched, then the highest lowest score, then the smallest largest load, then \
             the highest sum"
        }
    };
    lines.push(format!("No other set of pairs is better by: {order}. The certificate proves it."));
    lines
}

/// Who has the lowest score, and why it cannot be higher.
fn floor(problem: &Problem, solution: &Solution, words: &Words<'_>) -> Vec<String> {
    let Some(floor) = solution.values.floor.filter(|_| words.objective.has_floor()) else {
        return Vec::new();
    };
    let lowest = pairs(solution).filter(|&(one, other)| problem.score(one, other) == Some(floor));
    let lowest: Vec<(usize, usize)> = lowest.collect();
    let names: Vec<usize> = lowest.iter().map(|pair| pair.0).collect();
    let learners = words.learners(&names, "and");
    let verb = if names.len() == 1 { "has" } else { "have" };
    let mut lines = vec![format!("{learners} {verb} the lowest score, {floor}.")];
    let pinned = lowest.iter().find(|pair| problem.pinned(pair.0).is_some());
    if let Some(&(learner, mentor)) = pinned {
        let (learner, mentor) = (words.learner(learner), words.mentor(mentor));
        lines.push(format!("It cannot be higher: {learner} is pinned to {mentor}."));
    } else if let Some(most) = most_above_floor(problem, solution, floor) {
        let higher = floor + 1;
        lines.push(format!(
            "It cannot be higher: with {higher} or more for each, at most {most} would have a \
             mentor."
        ));
    }
    lines
}

/// How many can be matched at most if every score is above the floor, by the cover that the
/// certificate gives for that.
fn most_above_floor(problem: &Problem, solution: &Solution, floor: u8) -> Option<u64> {
    let cover = solution.certificate.floor_cover.as_ref()?;
    let mut covered = vec![false; problem.mentors()];
    let mut most = problem.pins().count() as u64;
    for &mentor in cover {
        covered[mentor as usize] = true;
        most += u64::from(problem.free_places(mentor as usize));
    }
    let mut row = row_of(problem);
    for learner in (0..problem.learners()).filter(|&learner| problem.pinned(learner).is_none()) {
        let mut is_outside = false;
        each_pair(problem, learner, &mut row, |mentor, score| {
            is_outside |= score > floor && !covered[mentor];
        });
        most += u64::from(is_outside);
    }
    Some(most)
}

fn unmatched(
    problem: &Problem,
    solution: &Solution,
    words: &Words<'_>,
) -> Result<Vec<String>, MatchingError> {
    let mut relaxations = Relaxations::new(problem, words.objective, solution);
    let groups = relaxations.shortages().iter();
    let mut lines: Vec<String> = groups.map(|group| group.sentence(words.names)).collect();
    let missing = (0..problem.learners()).filter(|&learner| solution.mentor_of[learner].is_none());
    for (index, learner) in missing.clone().take(MOST_NAMED).enumerate() {
        let reason = absence(problem, solution, learner);
        lines.extend(reason.map(|reason| reason.sentence(learner, words.names)));
        if index < MOST_RELAXED {
            for found in relaxations.of(learner)? {
                let before = &solution.values;
                lines.push(found.sentence(learner, before, words.objective, words.names));
            }
        }
    }
    let rest = missing.count().saturating_sub(MOST_NAMED) as u64;
    if rest > 0 {
        let rest = counted(rest, "further learner has", "further learners have");
        lines.push(format!("{rest} no mentor."));
    }
    Ok(lines)
}

fn places(
    problem: &Problem,
    solution: &Solution,
    wishes: &Wishes,
    words: &Words<'_>,
) -> Result<Vec<String>, MatchingError> {
    let found = binding(problem, words.objective, solution, MOST_TRIED)?;
    let mut lines = Vec::new();
    for more in &found.mentors {
        let mentor = words.mentor(more.mentor);
        match wishes.wanted[more.mentor] {
            0 => {}
            1 => lines.push(format!("1 learner would rather have {mentor}.")),
            wanted => lines.push(format!("{wanted} learners would rather have {mentor}.")),
        }
        lines.push(more.sentence(&solution.values, words.objective, words.names));
    }
    if found.untried > 0 {
        let rest = counted(found.untried as u64, "further mentor", "further mentors");
        lines.push(format!("One more place may also help at {rest}; it was not tried there."));
    } else if found.mentors.is_empty() {
        lines.push("One more place would change no level, whoever gave it.".to_owned());
    }
    Ok(lines)
}

fn blocking(wishes: &Wishes, words: &Words<'_>) -> Vec<String> {
    let pairs = &wishes.strongest;
    let mut lines: Vec<String> = pairs.iter().map(|pair| pair.sentence(words.names)).collect();
    let rest = wishes.blocking.saturating_sub(pairs.len() as u64);
    if lines.is_empty() {
        lines.push("No learner and mentor would both rather have each other.".to_owned());
    } else if rest > 0 {
        let rest = counted(rest, "further pair", "further pairs");
        lines.push(format!("The same holds for {rest}."));
    }
    lines
}
