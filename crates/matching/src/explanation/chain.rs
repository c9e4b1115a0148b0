//! Moves in the order in which one would tell them.

use std::collections::{BTreeMap, BTreeSet};

use crate::what_if::Move;

/// Orders moves as chains. The first begins with `first`: then comes who leaves the mentor that
/// this learner goes to, and so on; then who takes the place that `first` leaves, and so on. What
/// has nothing to do with it follows, again as chains, each begun by the first learner left.
pub(super) fn in_chains(moves: &[Move], first: usize) -> Vec<Move> {
    let mut untold = Untold::new(moves);
    let mut told = Vec::with_capacity(moves.len());
    let mut start = untold.take(first).or_else(|| untold.lowest());
    while let Some(begun) = start {
        told.push(begun);
        let mut last = begun;
        while let Some(leaver) = last.to.and_then(|mentor| untold.who_leaves(mentor)) {
            told.push(leaver);
            last = leaver;
        }
        let mut last = begun;
        while let Some(taker) = last.from.and_then(|mentor| untold.who_enters(mentor)) {
            told.push(taker);
            last = taker;
        }
        start = untold.lowest();
    }
    told
}

struct Untold {
    by_learner: BTreeMap<usize, Move>,
    /// Mentor and learner.
    leaving: BTreeSet<(u32, usize)>,
    /// Mentor and learner.
    entering: BTreeSet<(u32, usize)>,
}

impl Untold {
    fn new(moves: &[Move]) -> Self {
        Self {
            by_learner: moves.iter().map(|one| (one.learner, *one)).collect(),
            leaving: moves.iter().filter_map(|one| Some((one.from?, one.learner))).collect(),
            entering: moves.iter().filter_map(|one| Some((one.to?, one.learner))).collect(),
        }
    }

    fn take(&mut self, learner: usize) -> Option<Move> {
        let taken = self.by_learner.remove(&learner)?;
        if let Some(mentor) = taken.from {
            self.leaving.remove(&(mentor, learner));
        }
        if let Some(mentor) = taken.to {
            self.entering.remove(&(mentor, learner));
        }
        Some(taken)
    }

    fn lowest(&mut self) -> Option<Move> {
        let learner = *self.by_learner.keys().next()?;
        self.take(learner)
    }

    fn who_leaves(&mut self, mentor: u32) -> Option<Move> {
        let (_, learner) = *self.leaving.range((mentor, 0)..=(mentor, usize::MAX)).next()?;
        self.take(learner)
    }

    fn who_enters(&mut self, mentor: u32) -> Option<Move> {
        let (_, learner) = *self.entering.range((mentor, 0)..=(mentor, usize::MAX)).next()?;
        self.take(learner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(learner: usize, from: Option<u32>, to: Option<u32>) -> Move {
        Move { learner, from, to }
    }

    #[test]
    fn a_chain_runs_from_who_is_asked_about_to_who_is_displaced() {
        let moves = [
            moved(0, Some(7), Some(8)),
            moved(1, Some(2), Some(3)),
            moved(2, Some(4), Some(1)),
            moved(3, Some(5), Some(2)),
            moved(4, Some(3), None),
            moved(5, None, Some(5)),
        ];
        let order: Vec<usize> = in_chains(&moves, 3).iter().map(|one| one.learner).collect();
        // 3 goes to mentor 2, which 1 leaves for 3, which 4 leaves; 5 takes what 3 left.
        assert_eq!(order, [3, 1, 4, 5, 0, 2]);
    }

    #[test]
    fn a_circle_is_told_once_and_an_unknown_start_is_no_obstacle() {
        let circle = [moved(1, Some(0), Some(1)), moved(2, Some(1), Some(0))];
        assert_eq!(in_chains(&circle, 2), [circle[1], circle[0]]);
        assert_eq!(in_chains(&circle, 9), circle);
        assert!(in_chains(&[], 0).is_empty());
    }
}
