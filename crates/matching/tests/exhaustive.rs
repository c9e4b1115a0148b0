//! Small instances, on which every set of pairs is tried.

mod reference;

use matching::certificate::{Refusal, check, check_tie_rule};
use matching::{Values, solve};
use reference::{Chance, FORMS, Form, Instance, OBJECTIVES, Set, best, certified};

/// Instances of each form: 5,400 in all, each solved for every objective.
const INSTANCES: u64 = 1_800;

fn solve_finds_the_best_of_all_sets(form: Form) {
    let (mut matched, mut pinned, mut forbidden) = (0, 0, 0);
    for seed in 0..INSTANCES {
        let instance = Instance::small(&mut Chance::new(seed * 3 + form as u64));
        let (problem, sets) = (instance.problem(form), instance.sets());
        for objective in OBJECTIVES {
            let (set, values) = best(&sets, objective)[0];
            let found = certified(&problem, objective);
            let found = (&found.mentor_of, found.values);
            assert_eq!(found, (set, *values), "{objective:?} of seed {seed}: {instance:?}");
        }
        matched += usize::from(sets.len() > 1);
        pinned += usize::from(!instance.pins.is_empty());
        forbidden += usize::from(!instance.forbids.is_empty());
    }
    assert!(matched > 1_000 && pinned > 250 && forbidden > 600, "{matched} {pinned} {forbidden}");
}

#[test]
fn dense_scores() {
    solve_finds_the_best_of_all_sets(Form::Dense);
}

#[test]
fn listed_scores() {
    solve_finds_the_best_of_all_sets(Form::Listed);
}

#[test]
fn computed_scores() {
    solve_finds_the_best_of_all_sets(Form::Computed);
}

/// The proof speaks of the values, so it holds for every set that has them and for no other; the
/// tie rule names one of them.
#[test]
fn the_checker_accepts_the_best_sets_and_no_other() {
    let (mut accepted, mut refused, mut tied) = (0, 0, 0);
    for seed in 0..250 {
        let instance = Instance::small(&mut Chance::new(1_000_000 + seed));
        let sets = instance.sets();
        if sets.len() > 150 {
            continue;
        }
        let problem = instance.problem(FORMS[seed as usize % 3]);
        for objective in OBJECTIVES {
            let certificate = solve(&problem, objective).expect("a solution").certificate;
            let best = best(&sets, objective);
            for (set, values) in &sets {
                let context = || format!("{objective:?} of seed {seed}: {set:?} {instance:?}");
                let verdict = check(&problem, set, values, &certificate);
                let is_best = best.iter().any(|one| one.0 == *set);
                assert_eq!(verdict.is_ok(), is_best, "{verdict:?} {}", context());
                if !is_best {
                    refused += 1;
                    continue;
                }
                let verdict = check_tie_rule(&problem, set, &certificate);
                let fault = last_not_first(set, &best);
                let expected = fault
                    .map_or(Ok(()), |(learner, mentor)| Err(Refusal::NotFirst { learner, mentor }));
                assert_eq!(verdict, expected, "{}", context());
                accepted += 1;
                tied += usize::from(fault.is_some());
            }
        }
    }
    assert!(accepted > 1_000 && refused > 5_000 && tied > 500, "{accepted} {refused} {tied}");
}

/// The last learner who, with all before them as they are, has an earlier mentor in another best
/// set; and the first mentor that they have in one.
fn last_not_first(set: &[Option<u32>], best: &[&(Set, Values)]) -> Option<(usize, usize)> {
    (0..set.len()).rev().find_map(|learner| {
        let alike = best.iter().filter(|other| other.0[..learner] == set[..learner]);
        let mentor = alike.filter_map(|other| other.0[learner]).min()?;
        let is_earlier = set[learner].is_none_or(|own| mentor < own);
        is_earlier.then_some((learner, mentor as usize))
    })
}
