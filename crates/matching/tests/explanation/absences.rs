//! Who stays unmatched and what would help, against the definition and fresh solves.

use matching::explanation::{Absence, Relaxation, Relaxations, Shortage, absence, shortages};
use matching::what_if::Change;
use matching::{Objective, Problem, Solution, Values};

use crate::every_set::{for_each, fresh};

fn allowed(problem: &Problem, learner: usize) -> Vec<usize> {
    let is_allowed = |mentor: &usize| problem.score(learner, *mentor).is_some();
    (0..problem.mentors()).filter(is_allowed).collect()
}

#[test]
fn groups_have_more_learners_than_places() {
    let mut seen = 0;
    for_each(200, |problem, _, solution| {
        for group in shortages(problem, solution) {
            let free = group.mentors.iter().map(|&mentor| u64::from(problem.free_places(mentor)));
            assert_eq!(free.sum::<u64>(), group.places);
            assert_eq!(group.unmatched.len() as u64, group.learners.len() as u64 - group.places);
            for &learner in &group.learners {
                let all = allowed(problem, learner);
                assert!(all.iter().all(|mentor| group.mentors.contains(mentor)), "{group:?}");
            }
            seen += 1;
        }
    });
    assert!(seen > 100, "{seen}");
}

#[test]
fn each_absence_has_its_reason_and_its_group() {
    let mut crowded = 0;
    for_each(200, |problem, _, solution| {
        let groups = shortages(problem, solution);
        for learner in 0..problem.learners() {
            let own = groups.iter().filter(|group| group.unmatched.contains(&learner)).count();
            let all = allowed(problem, learner);
            let has_places = all.iter().any(|&mentor| problem.free_places(mentor) > 0);
            match absence(problem, solution, learner) {
                None => {
                    assert!(solution.mentor_of[learner].is_some());
                    assert_eq!(own, 0);
                }
                Some(Absence::NoAllowedMentor { .. }) => assert_eq!((all.len(), own), (0, 0)),
                Some(Absence::NoPlaces { mentors }) => {
                    assert_eq!((mentors, has_places, own), (all.len(), false, 1));
                }
                Some(Absence::Crowded { mentors }) => {
                    assert_eq!((mentors, has_places, own), (all.len(), true, 1));
                    crowded += 1;
                }
            }
        }
    });
    assert!(crowded > 50, "{crowded}");
}

/// The best that a fresh solve of one of these lists of changes gives, of those that match the
/// learner and one more than before.
fn smallest(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    learner: usize,
    tries: impl Iterator<Item = Vec<Change>>,
) -> Option<Values> {
    let solved = tries.map(|changes| fresh(problem, objective, &changes));
    let helps = |after: &Solution| {
        after.mentor_of[learner].is_some() && after.values.matched > solution.values.matched
    };
    let values = solved.filter(helps).map(|after| after.values);
    values.max_by(|one, other| one.compare(other, objective))
}

/// The smallest of each kind, tried one by one: a place, a place with a pin, a forbid.
fn by_trial(
    problem: &Problem,
    objective: Objective,
    solution: &Solution,
    learner: usize,
    group: Option<&Shortage>,
) -> [Option<Values>; 3] {
    if solution.mentor_of[learner].is_some() {
        return [None; 3];
    }
    let smallest = |tries: Vec<Vec<Change>>| {
        smallest(problem, objective, solution, learner, tries.into_iter())
    };
    let place = |mentor: usize| Change::AddPlaces { mentor, places: 1 };
    let pinned = |mentor: usize| vec![place(mentor), Change::Pin { learner, mentor }];
    let mentors = group.map(|group| group.mentors.clone()).unwrap_or_default();
    let forbidden = problem.forbids().filter(|&(other, _)| other == learner);
    let lifted = forbidden.map(|(learner, mentor)| vec![Change::Unforbid { learner, mentor }]);
    [
        smallest(mentors.into_iter().map(|mentor| vec![place(mentor)]).collect()),
        smallest(allowed(problem, learner).into_iter().map(pinned).collect()),
        smallest(lifted.collect()),
    ]
}

#[test]
fn relaxations_are_the_smallest_that_match() {
    let (mut places, mut pins, mut forbids) = (0, 0, 0);
    for_each(200, |problem, objective, solution| {
        let mut relaxations = Relaxations::new(problem, objective, solution);
        let groups = relaxations.shortages().to_vec();
        for learner in 0..problem.learners() {
            let own = groups.iter().find(|group| group.unmatched.contains(&learner));
            let [place, pin, forbid] = by_trial(problem, objective, solution, learner, own);
            let found = relaxations.of(learner).expect("re-runs");
            let kinds = usize::from(place.or(pin).is_some()) + usize::from(forbid.is_some());
            assert_eq!(found.len(), kinds, "{found:?}");
            let order =
                |pair: &[Relaxation]| pair[0].after().compare(&pair[1].after(), objective).is_ge();
            assert!(found.windows(2).all(order), "the smaller one first: {found:?}");
            for one in found {
                let expected = match one {
                    Relaxation::Place { pinned: false, .. } => {
                        places += 1;
                        place
                    }
                    Relaxation::Place { pinned: true, .. } => {
                        assert_eq!(place, None, "others win each place");
                        pins += 1;
                        pin
                    }
                    Relaxation::Forbid { .. } => {
                        forbids += 1;
                        forbid
                    }
                };
                let (after, expected) = (one.after(), expected.expect("it can be had"));
                let is_pin = matches!(one, Relaxation::Place { pinned: true, .. });
                if is_pin && objective == Objective::Balanced {
                    // Another pin may give a smaller load.
                    let levels = (expected.matched, expected.floor);
                    assert_eq!((after.matched, after.floor), levels);
                } else {
                    assert!(after.compare(&expected, objective).is_eq(), "{one:?} {expected:?}");
                }
            }
        }
    });
    assert!(places > 100 && pins > 30 && forbids > 30, "{places}, {pins}, {forbids}");
}
