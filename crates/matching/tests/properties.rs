//! What holds for any instance, whoever stands in which order and whatever changed before.

mod reference;

use std::collections::BTreeSet;

use matching::{MatchingError, Objective, Solution, resolve, solve};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;
use reference::wishes::{forms, instances, objectives};
use reference::{Chance, FORMS, Form, Instance, OBJECTIVES, best, certified};

proptest! {
    #[test]
    fn the_order_of_people_decides_between_equals_only(
        instance in instances(5, 4), objective in objectives(), seed in any::<u64>(),
    ) {
        let mut chance = Chance::new(seed);
        let learners = chance.shuffled(instance.learners());
        let mentors = chance.shuffled(instance.mentors());
        let reordered = instance.reordered(&learners, &mentors);
        let found = certified(&reordered.problem(Form::Dense), objective);
        let mut back = vec![None; learners.len()];
        for (position, mentor) in found.mentor_of.iter().enumerate() {
            back[learners[position]] = mentor.map(|mentor| mentors[mentor as usize] as u32);
        }
        let sets = instance.sets();
        let best = best(&sets, objective);
        prop_assert!(best.iter().any(|one| one.0 == back), "{:?}", back);
        let original = certified(&instance.problem(Form::Dense), objective);
        prop_assert!(original.values.compare(&found.values, objective).is_eq());
        if best.len() == 1 {
            prop_assert_eq!(back, original.mentor_of);
            prop_assert_eq!(found.values, original.values);
        }
    }

    #[test]
    fn values_do_not_depend_on_the_order_of_people(
        instance in instances(30, 10), objective in objectives(), seed in any::<u64>(),
    ) {
        let mut chance = Chance::new(seed);
        let learners = chance.shuffled(instance.learners());
        let mentors = chance.shuffled(instance.mentors());
        let reordered = instance.reordered(&learners, &mentors);
        let original = certified(&instance.problem(Form::Dense), objective).values;
        let found = certified(&reordered.problem(Form::Listed), objective).values;
        prop_assert!(original.compare(&found, objective).is_eq(), "{:?} {:?}", original, found);
    }

    #[test]
    fn how_scores_are_kept_changes_nothing(
        instance in instances(30, 10), objective in objectives(),
    ) {
        let found = FORMS.map(|form| certified(&instance.problem(form), objective));
        for other in &found[1..] {
            prop_assert_eq!(&other.mentor_of, &found[0].mentor_of);
            prop_assert_eq!(other.values, found[0].values);
        }
    }

    #[test]
    fn one_more_place_never_lowers_a_level(
        instance in instances(14, 6),
        objective in objectives(),
        form in forms(),
        mentor in any::<prop::sample::Index>(),
    ) {
        let mut problem = instance.problem(form);
        let before = certified(&problem, objective).values;
        let mentor = mentor.index(problem.mentors());
        problem.set_places(mentor, problem.places(mentor) + 1).expect("more places");
        let after = certified(&problem, objective).values;
        prop_assert!(after.compare(&before, objective).is_ge(), "{:?} {:?}", before, after);
    }

    #[test]
    fn pins_hold_or_are_refused_with_the_reason(
        instance in instances(8, 4),
        objective in objectives(),
        form in forms(),
        wishes in prop::collection::vec((0..9_usize, 0..5_usize), 0..8),
    ) {
        let mut problem = instance.problem(form);
        let before = certified(&problem, objective).values;
        let mut pins = instance.pins.clone();
        for (learner, mentor) in wishes {
            let expected = may_pin(&instance, &pins, learner, mentor);
            prop_assert_eq!(problem.pin(learner, mentor), expected.clone());
            if expected.is_ok() {
                pins.push((learner, mentor));
            }
        }
        let after = certified(&problem, objective);
        for (learner, mentor) in pins {
            prop_assert_eq!(after.mentor_of[learner], Some(mentor as u32));
        }
        prop_assert!(after.values.compare(&before, objective).is_le());
    }

    #[test]
    fn solving_again_gives_what_solving_from_scratch_gives(
        instance in instances(16, 6),
        objective in objectives(),
        form in forms(),
        changes in prop::collection::vec((0..8_u8, any::<u64>()), 1..6),
    ) {
        let mut instance = instance;
        let mut earlier = certified(&instance.problem(form), objective);
        for (kind, seed) in changes {
            change(&mut instance, kind, &mut Chance::new(seed));
            earlier = solved_again(&instance, form, objective, &earlier);
        }
    }

    #[test]
    fn solving_again_for_another_objective_is_like_from_scratch(
        instance in instances(16, 6),
        both in [objectives(), objectives()],
        form in forms(),
    ) {
        let earlier = certified(&instance.problem(form), both[0]);
        solved_again(&instance, form, both[1], &earlier);
    }
}

fn solved_again(
    instance: &Instance,
    form: Form,
    objective: Objective,
    earlier: &Solution,
) -> Solution {
    let problem = instance.problem(form);
    let again = resolve(&problem, objective, earlier).expect("a solution");
    let fresh = certified(&problem, objective);
    assert_eq!(again.mentor_of, fresh.mentor_of, "{objective:?}: {instance:?}");
    assert_eq!(again.values, fresh.values);
    again
}

/// What pinning must say, by the definition of each refusal.
fn may_pin(
    instance: &Instance,
    pins: &[(usize, usize)],
    learner: usize,
    mentor: usize,
) -> Result<(), MatchingError> {
    if learner >= instance.learners() {
        return Err(MatchingError::UnknownLearner { learner });
    }
    if mentor >= instance.mentors() {
        return Err(MatchingError::UnknownMentor { mentor });
    }
    if let Some(&(_, other)) = pins.iter().find(|pin| pin.0 == learner) {
        let same = other == mentor;
        let fault = MatchingError::PinnedTwice { learner, mentor, other };
        return if same { Ok(()) } else { Err(fault) };
    }
    if instance.forbids.contains(&(learner, mentor)) {
        return Err(MatchingError::PinForbidden { learner, mentor });
    }
    if instance.rows[learner][mentor].is_none() {
        return Err(MatchingError::PinImpossible { learner, mentor });
    }
    let learners: BTreeSet<_> =
        pins.iter().filter(|pin| pin.1 == mentor).map(|pin| pin.0).collect();
    let places = instance.places[mentor];
    if learners.len() >= places as usize {
        return Err(MatchingError::TooManyPins { learner, mentor, places });
    }
    Ok(())
}

/// One change of those after which a coordinator runs again.
fn change(instance: &mut Instance, kind: u8, chance: &mut Chance) {
    let (learners, mentors) = (instance.learners(), instance.mentors());
    let learner = chance.below(learners.max(1));
    let mentor = chance.below(mentors);
    match kind {
        0 => instance.try_pin(learner, mentor),
        1 => instance.pins.retain(|pin| pin.0 != learner),
        2 => instance.try_forbid(learner, mentor),
        3 => instance.forbids.retain(|forbid| forbid.0 != learner),
        4 => {
            let pinned = instance.pins.iter().filter(|pin| pin.1 == mentor).count();
            instance.places[mentor] = (pinned + chance.below(3)) as u32;
        }
        5 => {
            instance.rows.extend(chance.rows(1, mentors, 20));
        }
        6 => {
            let column = chance.rows(learners, 1, 20);
            for (row, score) in instance.rows.iter_mut().zip(column) {
                row.extend(score);
            }
            instance.places.push(chance.below(3) as u32);
        }
        // Weights changed: other scores for the same pairs.
        _ => {
            for score in instance.rows.iter_mut().flatten().flatten() {
                *score = (usize::from(*score) + chance.below(21)).min(100) as u8;
            }
        }
    }
}

/// Also prices, covers and counts: whoever solves the same twice sees the same.
#[test]
fn the_number_of_threads_changes_nothing() {
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let (one, four) = (pool(1), pool(4));
    for seed in 0..9 {
        let mut chance = Chance::new(seed);
        let rows = chance.rows(120, 40, [0, 10, 80][seed as usize % 3]);
        let places = (0..40).map(|_| chance.below(6) as u32).collect();
        let mut instance = Instance::new(rows, places);
        instance.try_pin(chance.below(120), chance.below(40));
        let problem = instance.problem(FORMS[seed as usize / 3]);
        for objective in OBJECTIVES {
            let alone = one.install(|| solve(&problem, objective)).expect("a solution");
            let shared = four.install(|| solve(&problem, objective)).expect("a solution");
            assert_eq!(alone.mentor_of, shared.mentor_of, "{objective:?} of seed {seed}");
            assert_eq!(alone.values, shared.values);
            assert_eq!(alone.certificate, shared.certificate);
        }
    }
}
