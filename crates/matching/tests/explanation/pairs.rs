//! Why a pair is there and why another one is not, against every set and fresh solves.

use matching::Solution;
use matching::explanation::{Why, WhyNot, why, why_not};
use matching::what_if::{Change, Move, compare};

use crate::every_set::{all_sets, best, for_each, fresh};

const SEEDS: u64 = 200;

/// That the moves are all those from one solution to another, and begin with this one.
fn assert_moves(moves: &[Move], before: &Solution, after: &Solution, first: Move) {
    let difference = compare(before, after);
    let mut expected = difference.moved;
    expected.extend(difference.newly_matched);
    expected.extend(difference.newly_unmatched);
    let sorted = |mut moves: Vec<Move>| {
        moves.sort_by_key(|one| one.learner);
        moves
    };
    assert_eq!(sorted(moves.to_vec()), sorted(expected));
    assert_eq!(moves[0], first);
    let leaves = |one: &Move| one.from == first.to && first.to.is_some();
    if moves[1..].iter().any(leaves) {
        assert!(leaves(&moves[1]), "who is displaced comes next: {moves:?}");
    }
}

#[test]
fn why_not_is_exact_for_every_pair() {
    let (mut costs, mut ties, mut fixed) = (0, 0, 0);
    for_each(SEEDS, |problem, objective, solution| {
        let sets = all_sets(problem);
        for learner in 0..problem.learners() {
            for mentor in 0..problem.mentors() {
                let chosen = Some(mentor as u32);
                let with = best(&sets, objective, |set| set[learner] == chosen);
                let answer = why_not(problem, objective, solution, learner, mentor);
                let answer = answer.expect("people who exist");
                if let WhyNot::Costs { moves, .. } | WhyNot::Tie { moves } = &answer {
                    let pinned = fresh(problem, objective, &[Change::Pin { learner, mentor }]);
                    let from = solution.mentor_of[learner];
                    assert_moves(moves, solution, &pinned, Move { learner, from, to: chosen });
                }
                match answer {
                    WhyNot::Costs { before, after, .. } => {
                        assert_eq!(before, solution.values);
                        assert!(after.compare(&before, objective).is_lt());
                        let with = with.expect("the pair can be had");
                        assert!(after.compare(&with, objective).is_eq(), "{after:?} {with:?}");
                        costs += 1;
                    }
                    WhyNot::Tie { .. } => {
                        let with = with.expect("the pair can be had");
                        assert!(with.compare(&solution.values, objective).is_eq());
                        ties += 1;
                    }
                    WhyNot::IsChosen => assert_eq!(solution.mentor_of[learner], chosen),
                    WhyNot::Forbidden => assert!(problem.is_forbidden(learner, mentor)),
                    WhyNot::Impossible => assert_eq!(problem.score(learner, mentor), None),
                    WhyNot::PinnedElsewhere { .. } | WhyNot::NoPlaces { .. } => {
                        assert_eq!(with, None, "no set has the pair");
                        fixed += 1;
                    }
                }
            }
        }
    });
    assert!(costs > 100 && ties > 20 && fixed > 100, "{costs}, {ties}, {fixed}");
}

#[test]
fn why_a_pair_is_there_is_exact() {
    let (mut gains, mut ties) = (0, 0);
    for_each(SEEDS, |problem, objective, solution| {
        let sets = all_sets(problem);
        for learner in 0..problem.learners() {
            let chosen = solution.mentor_of[learner];
            let without = best(&sets, objective, |set| set[learner] != chosen);
            match why(problem, objective, solution, learner).expect("somebody who exists") {
                Why::Unmatched => assert_eq!(chosen, None),
                Why::Pinned { mentor } => assert_eq!(problem.pinned(learner), Some(mentor)),
                Why::Gains { after, before, moves, .. } => {
                    let without = without.expect("staying unmatched is allowed");
                    assert!(after.compare(&without, objective).is_eq());
                    assert!(after.compare(&before, objective).is_lt());
                    assert_eq!((moves[0].learner, moves[0].from), (learner, chosen));
                    gains += 1;
                }
                Why::Tie { mentor, moves } => {
                    let without = without.expect("staying unmatched is allowed");
                    assert!(without.compare(&solution.values, objective).is_eq());
                    assert_eq!((Some(mentor as u32), moves[0].learner), (chosen, learner));
                    ties += 1;
                }
            }
        }
    });
    assert!(gains > 100 && ties > 20, "{gains}, {ties}");
}
