//! Words that sentences are made of: counts, lists, levels, moves.

use std::cmp::Ordering;

use super::{Names, Person};
use crate::objective::{Load, Objective, Values};
use crate::what_if::Move;

/// How many moves one sentence tells, and how many people one list names.
const MOST_TOLD: usize = 8;

/// A level of an objective, to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Matched,
    Floor,
    Load,
    Sum,
}

/// Names, and the objective by which levels are told.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) names: Names<'a>,
    pub(super) objective: Objective,
}

impl Words<'_> {
    pub(super) fn learner(&self, learner: usize) -> String {
        (self.names)(Person::Learner(learner))
    }

    pub(super) fn mentor(&self, mentor: usize) -> String {
        (self.names)(Person::Mentor(mentor))
    }

    pub(super) fn learners(&self, learners: &[usize], conjunction: &str) -> String {
        list(learners, conjunction, |learner| self.learner(learner))
    }

    pub(super) fn mentors(&self, mentors: &[usize], conjunction: &str) -> String {
        list(mentors, conjunction, |mentor| self.mentor(mentor))
    }

    /// What becomes of the levels, to follow "would" or "to": the one that says most. Then
    /// sentences on the others that change. `None` if no level changes.
    pub(super) fn effect(&self, before: &Values, after: &Values) -> Option<(String, String)> {
        let changed = self.changed(before, after);
        let first = *changed.first()?;
        // A lower sum says more than a lower floor, as long as as many are matched.
        let is_worse = after.compare(before, self.objective).is_lt();
        let is_dearer = is_worse && first != Level::Matched && after.sum < before.sum;
        let main = if is_dearer { Level::Sum } else { first };
        let others = changed.into_iter().filter(|&level| level != main);
        let others = others.filter_map(|level| level_changes(level, before, after));
        let others: String = others.map(|sentence| format!(" {sentence}")).collect();
        Some((main_effect(main, before, after), others))
    }

    /// One sentence a level that changes.
    pub(super) fn changes(&self, before: &Values, after: &Values) -> Vec<String> {
        let changed = self.changed(before, after).into_iter();
        changed.filter_map(|level| level_changes(level, before, after)).collect()
    }

    fn changed(&self, before: &Values, after: &Values) -> Vec<Level> {
        let mut levels = Vec::new();
        if before.matched != after.matched {
            levels.push(Level::Matched);
        }
        if self.objective.has_floor() && before.floor != after.floor {
            levels.push(Level::Floor);
        }
        if self.objective.has_load() && before.largest_load != after.largest_load {
            levels.push(Level::Load);
        }
        if before.sum != after.sum {
            levels.push(Level::Sum);
        }
        levels
    }

    /// Moves that stand in chains, as one clause.
    pub(super) fn moves(&self, moves: &[Move]) -> String {
        let mut clauses = Vec::new();
        let mut gap: Option<Move> = None;
        for (index, one) in moves.iter().enumerate().take(MOST_TOLD) {
            let learner = self.learner(one.learner);
            let earlier = index.checked_sub(1).map(|index| moves[index]);
            let is_displaced =
                one.from.is_some() && earlier.is_some_and(|last| last.to == one.from);
            let filled = gap.filter(|gap| gap.from.is_some() && gap.from == one.to);
            let next = moves.get(index + 1).filter(|next| one.to.is_some() && next.from == one.to);
            clauses.push(match (one.to, filled, next) {
                (None, ..) => format!("{learner} is left without a mentor"),
                (Some(mentor), Some(gap), _) if !is_displaced => {
                    let (mentor, other) = (self.mentor(mentor as usize), self.learner(gap.learner));
                    format!("{learner} takes {other}'s place at {mentor}")
                }
                (Some(mentor), _, Some(next)) => {
                    let (mentor, other) =
                        (self.mentor(mentor as usize), self.learner(next.learner));
                    format!("{mentor}'s place goes from {other} to {learner}")
                }
                (Some(mentor), _, None) => self.arrival(&learner, one.from, mentor, is_displaced),
            });
            // Whoever is not displaced leaves a place that nobody was told to take yet.
            if !is_displaced {
                gap = Some(*one);
            }
        }
        let told = clauses.join(", ");
        match moves.len() - clauses.len() {
            0 => told,
            more => format!("{told}, and {}", counted(more as u64, "more move", "more moves")),
        }
    }

    fn arrival(&self, learner: &str, from: Option<u32>, to: u32, is_displaced: bool) -> String {
        let to = self.mentor(to as usize);
        match from.filter(|_| !is_displaced) {
            Some(from) => format!("{learner} moves from {} to {to}", self.mentor(from as usize)),
            None if from.is_some() => format!("{learner} moves to {to}"),
            None => format!("{learner} gets a place at {to}"),
        }
    }
}

/// What becomes of one level, to follow "would".
fn main_effect(level: Level, before: &Values, after: &Values) -> String {
    match level {
        Level::Matched if after.matched > before.matched => {
            let more = counted_more((after.matched - before.matched) as u64);
            format!("give {more} a mentor")
        }
        Level::Matched => {
            let more = counted_more((before.matched - after.matched) as u64);
            format!("leave {more} without a mentor")
        }
        Level::Floor => {
            let verb = if after.floor > before.floor { "raise" } else { "lower" };
            format!("{verb} the lowest score {}", from_to(before.floor, after.floor))
        }
        Level::Load => {
            let verb = if after.largest_load > before.largest_load { "raise" } else { "lower" };
            let (before, after) = (load(before.largest_load), load(after.largest_load));
            format!("{verb} the largest load from {before} to {after}")
        }
        Level::Sum => {
            let points = counted(before.sum.abs_diff(after.sum), "point", "points");
            let verb = if after.sum < before.sum { "cost" } else { "bring" };
            format!("{verb} {points} in all")
        }
    }
}

/// What becomes of one level, as a sentence. `None` for a lowest score of nobody: that nobody is
/// matched is said already.
fn level_changes(level: Level, before: &Values, after: &Values) -> Option<String> {
    let verb = |order: Ordering| if order.is_gt() { "rises" } else { "falls" };
    Some(match level {
        Level::Matched => {
            let now = match after.matched {
                0 => "Nobody has".to_owned(),
                matched => counted(matched as u64, "learner has", "learners have"),
            };
            format!("{now} a mentor instead of {}.", before.matched)
        }
        Level::Floor => {
            after.floor?;
            let verb =
                if before.floor.is_none() { "is" } else { verb(after.floor.cmp(&before.floor)) };
            format!("The lowest score {verb} {}.", from_to(before.floor, after.floor))
        }
        Level::Load => {
            let verb = verb(after.largest_load.cmp(&before.largest_load));
            let (before, after) = (load(before.largest_load), load(after.largest_load));
            format!("The largest load {verb} from {before} to {after}.")
        }
        Level::Sum => {
            let verb = verb(after.sum.cmp(&before.sum));
            format!("The sum {verb} from {} to {}.", before.sum, after.sum)
        }
    })
}

fn from_to(before: Option<u8>, after: Option<u8>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("from {before} to {after}"),
        (None, Some(after)) => after.to_string(),
        (_, None) => "to none".to_owned(),
    }
}

pub(super) fn load(load: Load) -> String {
    format!("{} of {}", load.pairs, counted(u64::from(load.places), "place", "places"))
}

/// A count with its noun.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

fn counted_more(count: u64) -> String {
    counted(count, "more learner", "more learners")
}

/// "A, B and C", or "A, B and 7 others".
fn list(people: &[usize], conjunction: &str, name: impl Fn(usize) -> String) -> String {
    let told = if people.len() <= MOST_TOLD { people.len() } else { MOST_TOLD - 1 };
    let mut names: Vec<String> = people[..told].iter().map(|&person| name(person)).collect();
    if told < people.len() {
        names.push(format!("{} others", people.len() - told));
    }
    match names.split_last() {
        None => "nobody".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(moves: &[Move]) -> String {
        let name = |person: Person| match person {
            Person::Learner(learner) => format!("L{learner}"),
            Person::Mentor(mentor) => format!("M{mentor}"),
        };
        Words { names: &name, objective: Objective::Fair }.moves(moves)
    }

    fn moved(learner: usize, from: Option<u32>, to: Option<u32>) -> Move {
        Move { learner, from, to }
    }

    #[test]
    fn moves_say_whose_place_goes_to_whom() {
        let displaced = [
            moved(0, Some(5), Some(1)),
            moved(1, Some(1), Some(2)),
            moved(2, Some(2), None),
            moved(3, Some(7), Some(5)),
            moved(4, None, Some(7)),
            moved(6, Some(8), Some(9)),
            moved(7, None, Some(8)),
        ];
        assert_eq!(
            told(&displaced),
            "M1's place goes from L1 to L0, M2's place goes from L2 to L1, L2 is left without a \
             mentor, L3 takes L0's place at M5, L4 takes L3's place at M7, L6 moves from M8 to \
             M9, L7 takes L6's place at M8"
        );
        assert_eq!(told(&[moved(4, None, Some(7))]), "L4 gets a place at M7");
    }

    #[test]
    fn what_is_too_long_is_counted() {
        let many: Vec<Move> = (0..10).map(|learner| moved(learner, None, Some(0))).collect();
        assert!(told(&many).ends_with("L7 gets a place at M0, and 2 more moves"));
        let name = |person: usize| person.to_string();
        assert_eq!(list(&[], "or", name), "nobody");
        assert_eq!(list(&[1, 2, 3], "or", name), "1, 2 or 3");
        let all: Vec<usize> = (0..12).collect();
        assert_eq!(list(&all, "and", name), "0, 1, 2, 3, 4, 5, 6 and 5 others");
    }
}
