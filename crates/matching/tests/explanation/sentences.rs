//! Worked examples, with the sentences that a coordinator reads.

use std::sync::Arc;

use matching::explanation::{
    Absence, Person, Relaxation, Relaxations, Why, WhyNot, absence, binding, difference,
    one_more_place, report, shortages, why, why_not, wishes,
};
use matching::what_if::{Change, what_if};
use matching::{DenseScores, MatchingError, Objective, Problem, Solution, solve};

const FAIR: Objective = Objective::Fair;
const ANA: usize = 0;
const CEM: usize = 1;
const EVE: usize = 2;
const GUS: usize = 3;
const BO: usize = 0;
const DORA: usize = 1;

fn name(person: Person) -> String {
    let name = match person {
        Person::Learner(learner) => ["Ana", "Cem", "Eve", "Gus"][learner],
        Person::Mentor(mentor) => ["Bo", "Dora"][mentor],
    };
    name.to_owned()
}

fn problem<const LEARNERS: usize>(rows: [[Option<u8>; 2]; LEARNERS], places: [u32; 2]) -> Problem {
    let rows = rows.map(|row| row.to_vec());
    let scores = DenseScores::from_rows(&rows, 2).expect("scores in range");
    Problem::new(Arc::new(scores), places.to_vec()).expect("two mentors")
}

fn solved(problem: &Problem) -> Solution {
    solve(problem, FAIR).expect("a certified solution")
}

/// Bo has one place, Dora two. Best is Ana with Dora, Cem with Bo, Eve with Dora: 70, 90 and 75.
fn office() -> Problem {
    let rows = [[Some(80), Some(70)], [Some(90), Some(61)], [None, Some(75)]];
    problem(rows, [1, 2])
}

fn ask(problem: &Problem, learner: usize, mentor: usize) -> (WhyNot, String) {
    let answer = why_not(problem, FAIR, &solved(problem), learner, mentor);
    let answer = answer.expect("people who exist");
    let sentence = answer.sentence(learner, mentor, FAIR, &name);
    (answer, sentence)
}

#[test]
fn why_not_says_what_a_pair_would_cost_and_who_would_move() {
    let (answer, sentence) = ask(&office(), ANA, BO);
    assert_eq!(
        sentence,
        "Ana with Bo would cost 19 points in all: Bo's place goes from Cem to Ana, Cem moves to \
         Dora. The lowest score falls from 70 to 61."
    );
    let WhyNot::Costs { before, after, .. } = answer else { panic!("it costs: {answer:?}") };
    assert_eq!((before.sum, after.sum), (235, 216));
}

#[test]
fn a_lower_floor_speaks_even_against_a_higher_sum() {
    let rows = [[Some(90), Some(60)], [Some(70), Some(50)]];
    assert_eq!(
        ask(&problem(rows, [1, 1]), ANA, BO).1,
        "Ana with Bo would lower the lowest score from 60 to 50: Bo's place goes from Cem to Ana, \
         Cem moves to Dora. The sum rises from 130 to 140."
    );
}

#[test]
fn a_pair_that_leaves_somebody_out_says_so_first() {
    let rows = [[Some(90), Some(60)], [Some(50), None]];
    assert_eq!(
        ask(&problem(rows, [1, 1]), ANA, BO).1,
        "Ana with Bo would leave 1 more learner without a mentor: Bo's place goes from Cem to \
         Ana, Cem is left without a mentor. The lowest score rises from 50 to 90. The sum falls \
         from 110 to 90."
    );
}

#[test]
fn a_tie_is_called_a_tie() {
    let rows = [[Some(80), Some(80)], [Some(80), Some(80)]];
    let (answer, sentence) = ask(&problem(rows, [1, 1]), ANA, DORA);
    assert!(matches!(answer, WhyNot::Tie { .. }));
    assert_eq!(
        sentence,
        "Ana with Dora would be as good: Dora's place goes from Cem to Ana, Cem moves to Bo. Only \
         the tie rule decides."
    );
}

#[test]
fn what_rules_a_pair_out_is_named() {
    let office = office();
    assert_eq!(ask(&office, EVE, BO).1, "Eve with Bo is impossible: a rule excludes the pair.");
    assert_eq!(ask(&office, CEM, BO), (WhyNot::IsChosen, "Cem has Bo.".to_owned()));

    let mut changed = office.clone();
    changed.forbid(EVE, BO).expect("not pinned");
    assert_eq!(ask(&changed, EVE, BO).0, WhyNot::Impossible, "also without the forbid");
    changed.forbid(ANA, BO).expect("not pinned");
    assert_eq!(ask(&changed, ANA, BO).1, "Ana with Bo is forbidden for this run.");

    let mut changed = office.clone();
    changed.pin(ANA, DORA).expect("a possible pair");
    assert_eq!(ask(&changed, ANA, BO).0, WhyNot::PinnedElsewhere { mentor: DORA });
    assert_eq!(ask(&changed, ANA, BO).1, "Ana is pinned to Dora, so not with Bo.");
    changed.pin(CEM, DORA).expect("a possible pair");
    assert_eq!(ask(&changed, EVE, DORA).1, "All 2 places of Dora are pinned to others.");

    let mut changed = office.clone();
    changed.pin(CEM, BO).expect("a possible pair");
    assert_eq!(ask(&changed, ANA, BO).1, "The only place of Bo is pinned to another.");
    let mut changed = office.clone();
    changed.set_places(BO, 0).expect("nobody is pinned");
    assert_eq!(ask(&changed, ANA, BO).1, "Bo offers no place.");

    let nobody = |learner, mentor| why_not(&office, FAIR, &solved(&office), learner, mentor);
    assert_eq!(nobody(7, BO), Err(MatchingError::UnknownLearner { learner: 7 }));
    assert_eq!(nobody(ANA, 7), Err(MatchingError::UnknownMentor { mentor: 7 }));
}

#[test]
fn why_says_what_would_be_lost_without_a_pair() {
    let mut office = office();
    let answer = why(&office, FAIR, &solved(&office), CEM).expect("somebody who exists");
    assert_eq!(
        answer.sentence(CEM, FAIR, &name),
        "Cem has Bo. Any other choice for Cem would cost 19 points in all: Dora's place goes from \
         Ana to Cem, Ana moves to Bo. The lowest score falls from 70 to 61."
    );
    office.pin(CEM, BO).expect("a possible pair");
    let answer = why(&office, FAIR, &solved(&office), CEM).expect("somebody who exists");
    assert_eq!(answer, Why::Pinned { mentor: BO });
    assert_eq!(answer.sentence(CEM, FAIR, &name), "Cem is pinned to Bo.");
}

#[test]
fn one_more_place_says_what_it_brings() {
    let office = office();
    let solution = solved(&office);
    let after = one_more_place(&office, FAIR, &solution, BO).expect("a re-run");
    assert_eq!((after.matched, after.floor, after.sum), (3, Some(75), 245));
    let found = binding(&office, FAIR, &solution, 10).expect("re-runs");
    let sentences = found.mentors.iter().map(|more| more.sentence(&solution.values, FAIR, &name));
    assert_eq!(
        sentences.collect::<Vec<_>>(),
        ["One more place at Bo would raise the lowest score from 70 to 75. The sum rises from \
             235 to 245."]
    );
}

#[test]
fn blocking_pairs_say_what_both_sides_have() {
    let rows = [[Some(90), Some(60)], [Some(80), Some(40)]];
    let problem = problem(rows, [1, 1]);
    let found = wishes(&problem, &solved(&problem), 10);
    assert_eq!((found.blocking, found.wanted), (1, vec![1, 0]));
    assert_eq!(found.strongest[0].gain(), 40);
    assert_eq!(
        found.strongest[0].sentence(&name),
        "Ana (60 with Dora) and Bo (80 with Cem) would rather have each other: 90."
    );
}

/// Bo has one place, Dora two. Cem may have Dora but for a forbid, Gus may have nobody.
fn crowd() -> Problem {
    let rows = [[Some(80), None], [Some(70), Some(55)], [None, Some(60)], [None, None]];
    let mut problem = problem(rows, [1, 2]);
    problem.forbid(CEM, DORA).expect("nobody is pinned");
    problem
}

#[test]
fn who_has_nobody_learns_why_and_what_would_help() {
    let problem = crowd();
    let solution = solved(&problem);
    let groups = shortages(&problem, &solution);
    assert_eq!(groups.len(), 1);
    assert_eq!(
        groups[0].sentence(&name),
        "2 learners can only go to Bo, who has 1 place: Cem stays without a mentor."
    );
    let reason = |learner: usize| absence(&problem, &solution, learner);
    assert_eq!(reason(ANA), None);
    assert_eq!(reason(CEM), Some(Absence::Crowded { mentors: 1 }));
    assert_eq!(
        Absence::Crowded { mentors: 1 }.sentence(CEM, &name),
        "Cem has no mentor: the only allowed mentor is full with learners who cannot make room."
    );
    assert_eq!(reason(GUS), Some(Absence::NoAllowedMentor { forbidden: 0 }));
    let mut relaxations = Relaxations::new(&problem, FAIR, &solution);
    let found = relaxations.of(CEM).expect("re-runs");
    let sentence = |one: &Relaxation| one.sentence(CEM, &solution.values, FAIR, &name);
    assert_eq!(
        found.iter().map(sentence).collect::<Vec<_>>(),
        [
            "With one more place at Bo, Cem would have a mentor. 3 learners have a mentor instead \
             of 2. The sum rises from 140 to 210.",
            "If Dora were no longer forbidden, Cem would have a mentor. 3 learners have a mentor \
             instead of 2. The lowest score falls from 60 to 55. The sum rises from 140 to 195.",
        ]
    );
    assert_eq!(relaxations.of(GUS), Ok(vec![]));
    assert_eq!(relaxations.of(ANA), Ok(vec![]));
}

#[test]
fn a_place_that_others_would_win_comes_with_a_pin() {
    let problem = problem([[Some(90), None], [Some(80), None], [Some(70), None]], [1, 1]);
    let solution = solved(&problem);
    let found = Relaxations::new(&problem, FAIR, &solution).of(EVE).expect("re-runs");
    assert_eq!(
        found[0].sentence(EVE, &solution.values, FAIR, &name),
        "With one more place at Bo and Eve pinned to Bo, Eve would have a mentor. 2 learners have \
         a mentor instead of 1. The lowest score falls from 90 to 70. The sum rises from 90 to \
         160."
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn a_forbid_can_be_all_that_is_in_the_way() {
    let mut problem = problem([[Some(90), None]], [1, 1]);
    problem.forbid(ANA, BO).expect("not pinned");
    let solution = solved(&problem);
    let reason = absence(&problem, &solution, ANA).expect("no mentor");
    assert_eq!(
        reason.sentence(ANA, &name),
        "Ana has no mentor: 1 pair is forbidden for this run, and rules exclude every other."
    );
    let found = Relaxations::new(&problem, FAIR, &solution).of(ANA).expect("re-runs");
    assert_eq!(
        found[0].sentence(ANA, &solution.values, FAIR, &name),
        "If Bo were no longer forbidden, Ana would have a mentor. 1 learner has a mentor instead \
         of 0. The lowest score is 90. The sum rises from 0 to 90."
    );
}

#[test]
fn a_report_says_what_a_result_is_worth_and_what_binds() {
    let office = office();
    let lines = report(&office, FAIR, &solved(&office), &name).expect("re-runs");
    assert_eq!(
        lines,
        [
            "Of 3 learners, 3 have a mentor.",
            "The lowest score is 70, all scores add up to 235.",
            "No other set of pairs is better by: most matched, then the highest lowest score, \
             then the highest sum. The certificate proves it.",
            "Ana has the lowest score, 70.",
            "It cannot be higher: with 71 or more for each, at most 2 would have a mentor.",
            "1 learner would rather have Bo.",
            "One more place at Bo would raise the lowest score from 70 to 75. The sum rises from \
             235 to 245.",
            "No learner and mentor would both rather have each other.",
        ]
    );
}

#[test]
fn a_report_names_who_is_missing_and_what_pins_decide() {
    let mut problem = crowd();
    problem.pin(EVE, DORA).expect("a possible pair");
    let lines = report(&problem, FAIR, &solved(&problem), &name).expect("re-runs");
    for expected in [
        "Of 4 learners, 2 have a mentor.",
        "1 pair is pinned and counts in all of this.",
        "It cannot be higher: Eve is pinned to Dora.",
        "2 learners can only go to Bo, who has 1 place: Cem stays without a mentor.",
        "Gus has no mentor: rules exclude every pair.",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} in {lines:#?}");
    }
    let nobody = Problem::new(Arc::new(DenseScores::new(0)), vec![]).expect("nobody at all");
    let lines = report(&nobody, FAIR, &solved(&nobody), &name).expect("nothing to re-run");
    assert_eq!(lines[0], "There are no learners.");
}

#[test]
fn a_difference_is_told_by_person() {
    let office = office();
    let changes = [Change::SetPlaces { mentor: DORA, places: 1 }];
    let (_, found) = what_if(&office, FAIR, &solved(&office), &changes).expect("it applies");
    assert_eq!(
        difference(&found, FAIR, &name),
        [
            "2 learners have a mentor instead of 3.",
            "The lowest score rises from 70 to 75.",
            "The sum falls from 235 to 165.",
            "Ana is left without a mentor.",
        ]
    );
    let (_, same) = what_if(&office, FAIR, &solved(&office), &[]).expect("it applies");
    assert_eq!(difference(&same, FAIR, &name), ["No level changes."]);
}
