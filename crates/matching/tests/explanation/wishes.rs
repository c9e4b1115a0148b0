//! Who would rather have whom, against the definition.

use matching::explanation::{Held, wishes};
use matching::{Objective, Problem, Solution, solve};

use crate::small::{self, Chance, OBJECTIVES};

/// Learner, mentor, score, what the learner has, what the mentor would give up.
type Blocking = (usize, usize, u8, Option<u8>, Option<u8>);

/// Blocking pairs and, by mentor, how many would rather have them: pair by pair.
fn by_definition(problem: &Problem, solution: &Solution) -> (Vec<Blocking>, Vec<u32>) {
    let score = |learner: usize| {
        let mentor = solution.mentor_of[learner]?;
        problem.score(learner, mentor as usize)
    };
    let is_free = |learner: &usize| problem.pinned(*learner).is_none();
    let mut blocking = Vec::new();
    let mut wanted = vec![0_u32; problem.mentors()];
    for learner in (0..problem.learners()).filter(is_free) {
        for (mentor, wanted) in wanted.iter_mut().enumerate() {
            let Some(other) = problem.score(learner, mentor) else { continue };
            if score(learner).is_some_and(|own| other <= own) {
                continue;
            }
            *wanted += 1;
            let holds = |one: &usize| solution.mentor_of[*one] == Some(mentor as u32);
            let held: Vec<usize> = (0..problem.learners()).filter(holds).collect();
            if held.len() < problem.places(mentor) as usize {
                blocking.push((learner, mentor, other, score(learner), None));
                continue;
            }
            let weakest = held.into_iter().filter(is_free).filter_map(score).min();
            if weakest.is_some_and(|weakest| weakest < other) {
                blocking.push((learner, mentor, other, score(learner), weakest));
            }
        }
    }
    (blocking, wanted)
}

#[test]
fn wishes_are_those_of_the_definition() {
    let mut seen = 0;
    for seed in 0..200 {
        let mut chance = Chance::new(seed);
        let problem = small::problem(&mut chance, 10, 5);
        for objective in OBJECTIVES {
            let solution = solve(&problem, objective).expect("a certified solution");
            let (expected, wanted) = by_definition(&problem, &solution);
            let found = wishes(&problem, &solution, 50);
            assert_eq!(found.wanted, wanted);
            assert_eq!(found.blocking, expected.len() as u64);
            let score = |held: Held| held.score;
            let plain = found.strongest.iter().map(|pair| {
                let has = pair.learner_has.map(score);
                (pair.learner, pair.mentor, pair.score, has, pair.mentor_has.map(score))
            });
            let mut plain: Vec<Blocking> = plain.collect();
            plain.sort_unstable();
            assert_eq!(plain, expected);
            if objective != Objective::Balanced {
                let at_free_places = expected.iter().filter(|pair| pair.4.is_none()).count();
                assert_eq!(at_free_places, 0, "the sum would be higher with that pair");
            }
            seen += expected.len();
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn a_short_list_holds_the_strongest() {
    for seed in 0..10 {
        let mut chance = Chance::new(seed);
        let problem = small::problem(&mut chance, 400, 5);
        let mut solution = solve(&problem, Objective::Fair).expect("a certified solution");
        // With all places free nearly every pair blocks: threads share the work, lists are cut.
        let pinned = |learner: usize| problem.pinned(learner).map(|mentor| mentor as u32);
        solution.mentor_of = (0..problem.learners()).map(pinned).collect();
        let all = wishes(&problem, &solution, usize::MAX);
        assert_eq!(all.blocking, all.strongest.len() as u64);
        let gains: Vec<u16> = all.strongest.iter().map(|pair| pair.gain()).collect();
        assert!(gains.is_sorted_by(|one, other| one >= other), "largest gain first");
        for most in [0, 1, 7] {
            let some = wishes(&problem, &solution, most);
            assert_eq!((&some.wanted, some.blocking), (&all.wanted, all.blocking));
            assert_eq!(some.strongest, all.strongest[..most.min(all.strongest.len())]);
        }
    }
}
