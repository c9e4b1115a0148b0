//! What if: the same answer as from scratch, and the difference by person.

use std::sync::Arc;

use matching::certificate::check;
use matching::what_if::{Change, Difference, Move, apply, compare, what_if};
use matching::{DenseScores, MatchingError, Objective, Problem, Scores, solve};

use small::{Chance, OBJECTIVES};

mod small;

fn change(chance: &mut Chance, learners: usize, mentors: usize) -> Change {
    let (learner, mentor) = (chance.below(learners), chance.below(mentors));
    let places = chance.below(4) as u32;
    match chance.below(8) {
        0 => Change::AddPlaces { mentor, places },
        1 => Change::SetPlaces { mentor, places },
        2 => Change::Pin { learner, mentor },
        3 => Change::Unpin { learner },
        4 => Change::Forbid { learner, mentor },
        5 => Change::Unforbid { learner, mentor },
        6 => Change::Objective(OBJECTIVES[chance.below(3)]),
        _ => {
            let more = chance.below(2);
            Change::Scores(small::scores(chance, learners + more, mentors))
        }
    }
}

#[test]
fn the_result_is_that_of_a_fresh_solve() {
    let (mut solved, mut refused) = (0, 0);
    for seed in 0..600 {
        let mut chance = Chance::new(seed);
        let (learners, mentors) = (1 + chance.below(8), 1 + chance.below(5));
        let problem = small::problem(&mut chance, learners, mentors);
        let objective = OBJECTIVES[chance.below(3)];
        let solution = solve(&problem, objective).expect("a certified solution");
        let changes: Vec<Change> =
            (0..=chance.below(3)).map(|_| change(&mut chance, learners, mentors)).collect();
        let (changed, other) = match apply(&problem, objective, &changes) {
            Ok(changed) => changed,
            Err(refusal) => {
                let again = what_if(&problem, objective, &solution, &changes);
                assert_eq!(again.err(), Some(refusal), "seed {seed}");
                refused += 1;
                continue;
            }
        };
        let (after, difference) =
            what_if(&problem, objective, &solution, &changes).expect("what applies is solved");
        let fresh = solve(&changed, other).expect("a certified solution");
        assert_eq!(after.mentor_of, fresh.mentor_of, "seed {seed}");
        assert_eq!(after.values, fresh.values, "seed {seed}");
        assert_eq!(difference, compare(&solution, &fresh), "seed {seed}");
        check(&changed, &after.mentor_of, &after.values, &after.certificate).expect("proved");
        solved += 1;
    }
    assert!(solved > 200 && refused > 20, "both happen: {solved} and {refused}");
}

/// Ana, Cem and Eve want a mentor; Bo has one place, Dora two.
fn office() -> Problem {
    let rows = [vec![Some(80), Some(70)], vec![Some(90), Some(61)], vec![None, Some(75)]];
    let scores = DenseScores::from_rows(&rows, 2).expect("scores in range");
    Problem::new(Arc::new(scores), vec![1, 2]).expect("two mentors")
}

const ANA: usize = 0;
const CEM: usize = 1;
const EVE: usize = 2;
const BO: usize = 0;
const DORA: usize = 1;

fn moved(learner: usize, from: Option<usize>, to: Option<usize>) -> Move {
    let position = |mentor: usize| mentor as u32;
    Move { learner, from: from.map(position), to: to.map(position) }
}

fn ask(changes: &[Change]) -> Difference {
    let problem = office();
    let solution = solve(&problem, Objective::Fair).expect("a certified solution");
    what_if(&problem, Objective::Fair, &solution, changes).expect("it applies").1
}

#[test]
fn a_difference_names_each_person_once() {
    let difference = ask(&[Change::AddPlaces { mentor: BO, places: 1 }]);
    assert_eq!(difference.moved, [moved(ANA, Some(DORA), Some(BO))]);
    assert_eq!((difference.before.sum, difference.after.sum), (235, 245));
    assert!(difference.newly_matched.is_empty() && difference.newly_unmatched.is_empty());

    // With one place at Dora, Eve can have nobody else, and Bo goes to Cem, who scores more.
    let difference = ask(&[Change::SetPlaces { mentor: DORA, places: 1 }]);
    assert_eq!(difference.newly_unmatched, [moved(ANA, Some(DORA), None)]);
    assert!(difference.moved.is_empty() && difference.newly_matched.is_empty());

    let difference = ask(&[]);
    assert_eq!(difference.before, difference.after);
    assert!(difference.moved.is_empty());
}

#[test]
fn changes_are_made_in_their_order() {
    let pin = Change::Pin { learner: ANA, mentor: BO };
    let other = Change::Pin { learner: ANA, mentor: DORA };
    let difference = ask(&[other.clone(), Change::Unpin { learner: ANA }, pin.clone()]);
    assert_eq!(
        difference.moved,
        [moved(ANA, Some(DORA), Some(BO)), moved(CEM, Some(BO), Some(DORA))]
    );
    let twice = apply(&office(), Objective::Fair, &[other, pin]).err();
    let expected = MatchingError::PinnedTwice { learner: ANA, mentor: BO, other: DORA };
    assert_eq!(twice, Some(expected));
}

#[test]
fn more_and_fewer_people_are_compared_by_position() {
    let before = solve(&office(), Objective::Fair).expect("a certified solution");
    let rows = [
        vec![Some(80), Some(70), Some(99)],
        vec![Some(90), Some(61), None],
        vec![None, Some(75), None],
        vec![None, Some(50), None],
    ];
    let scores = DenseScores::from_rows(&rows, 3).expect("scores in range");
    let more = Problem::new(Arc::new(scores), vec![1, 2, 1]).expect("three mentors");
    let after = solve(&more, Objective::Fair).expect("a certified solution");
    let difference = compare(&before, &after);
    assert_eq!(difference.moved, [moved(ANA, Some(DORA), Some(2))]);
    assert_eq!(difference.newly_matched, [moved(3, None, Some(DORA))]);

    let back = compare(&after, &before);
    assert_eq!(back.moved, [moved(ANA, Some(2), Some(DORA))]);
    assert!(back.newly_unmatched.is_empty(), "who is gone is not named");
}

#[test]
fn other_scores_keep_places_pins_and_forbids() {
    let mut problem = office();
    problem.pin(CEM, DORA).expect("a possible pair");
    problem.forbid(ANA, BO).expect("not pinned");
    let solution = solve(&problem, Objective::Fair).expect("a certified solution");
    let all = |mentors: usize, learners: usize| -> Arc<dyn Scores> {
        let rows = vec![vec![Some(100); mentors]; learners];
        Arc::new(DenseScores::from_rows(&rows, mentors).expect("scores in range"))
    };
    let asked = |scores: Arc<dyn Scores>| {
        let changes = [Change::Scores(scores)];
        what_if(&problem, Objective::Fair, &solution, &changes).map(|(after, _)| after)
    };
    let after = asked(all(2, 3)).expect("it applies");
    assert_eq!(after.mentor_of, [Some(1), Some(1), Some(0)]);
    assert_eq!(
        asked(all(2, 2)).err(),
        Some(MatchingError::UnknownLearner { learner: EVE }),
        "learners are not lost in silence"
    );
    assert_eq!(asked(all(3, 3)).err(), Some(MatchingError::PlacesLength { found: 2, mentors: 3 }));
    let rows = [vec![None; 2], vec![None; 2], vec![None; 2]];
    let none = DenseScores::from_rows(&rows, 2).expect("nothing out of range");
    let refusal = asked(Arc::new(none)).err();
    let expected = MatchingError::PinImpossible { learner: CEM, mentor: DORA };
    assert_eq!(refusal, Some(expected), "a pin is never dropped");
}

#[test]
fn changes_of_nobody_are_refused() {
    let unknown_learner = MatchingError::UnknownLearner { learner: 9 };
    let unknown_mentor = MatchingError::UnknownMentor { mentor: 9 };
    for (change, expected) in [
        (Change::AddPlaces { mentor: 9, places: 1 }, &unknown_mentor),
        (Change::SetPlaces { mentor: 9, places: 1 }, &unknown_mentor),
        (Change::Pin { learner: 9, mentor: BO }, &unknown_learner),
        (Change::Unpin { learner: 9 }, &unknown_learner),
        (Change::Forbid { learner: ANA, mentor: 9 }, &unknown_mentor),
        (Change::Unforbid { learner: 9, mentor: BO }, &unknown_learner),
        (Change::Unforbid { learner: ANA, mentor: 9 }, &unknown_mentor),
    ] {
        let refusal = apply(&office(), Objective::Fair, &[change]).err();
        assert_eq!(refusal.as_ref(), Some(expected));
    }
}

#[test]
fn places_never_overflow() {
    let most = Change::SetPlaces { mentor: BO, places: u32::MAX };
    let more = Change::AddPlaces { mentor: BO, places: 7 };
    let (changed, _) = apply(&office(), Objective::Fair, &[most, more]).expect("it applies");
    assert_eq!(changed.places(BO), u32::MAX);
}
