//! The shipped questions are what a practitioner would sign: each option has its reason, and the right
//! one is told neither by its place nor by its length.

use std::collections::{BTreeMap, BTreeSet};

use crate::library::{ItemOption, ItemPart, LibraryItem, LibraryProgram, Question, built_in};

/// Shortest reason that says anything, in characters.
const LEAST_REASON: usize = 30;

fn program() -> &'static LibraryProgram {
    &built_in().programs[0]
}

fn items() -> Vec<&'static LibraryItem> {
    let program = program();
    let quizzes = program.modules.iter().flat_map(|module| &module.quiz);
    quizzes.chain(program.diagnostics.iter().flat_map(|form| &form.items)).collect()
}

fn options(item: &LibraryItem) -> Option<&[ItemOption]> {
    match &item.question {
        Question::Single(options) => Some(options),
        _ => None,
    }
}

#[test]
fn four_quizzes_and_one_form_are_written() {
    let written = |code: &str| {
        program().modules.iter().find(|module| module.code == code).map(|module| module.quiz.len())
    };
    let sizes = ["M01", "M02", "M03", "M04", "M05"].map(written);
    assert_eq!(sizes, [Some(8), Some(8), Some(6), Some(6), Some(0)]);
    let forms: Vec<_> =
        program().diagnostics.iter().map(|form| (form.form.as_str(), form.items.len())).collect();
    assert_eq!(forms, [("A", 32)]);
}

#[test]
fn a_form_asks_each_competency_once_for_knowledge_and_once_in_a_situation() {
    let mut parts: BTreeMap<&str, Vec<ItemPart>> = BTreeMap::new();
    let form = &program().diagnostics[0];
    for item in &form.items {
        parts.entry(&item.competency).or_default().extend(item.part);
    }
    assert_eq!(parts.len(), 16);
    for (competency, parts) in parts {
        let once = |part| parts.iter().filter(|other| **other == part).count() == 1;
        assert!(once(ItemPart::Knowledge) && once(ItemPart::Scenario), "{competency}");
    }
    let anchors: BTreeSet<&str> = form
        .items
        .iter()
        .filter(|item| item.anchor && item.part == Some(ItemPart::Scenario))
        .map(|item| item.competency.as_str())
        .collect();
    assert!(anchors.iter().eq(&["C01", "C03", "C04", "C05", "C07", "C09", "C12", "C14"]));
}

#[test]
fn every_option_has_a_reason() {
    for item in items() {
        let reasons: Vec<&String> = match &item.question {
            Question::Single(options) | Question::Multiple(options) => {
                options.iter().map(|option| &option.reason).collect()
            }
            Question::Ordering(steps) => steps.iter().map(|step| &step.reason).collect(),
            Question::Matching(pairs) => pairs.iter().map(|pair| &pair.reason).collect(),
            Question::Numeric { reason, .. } | Question::ShortText { reason, .. } => vec![reason],
        };
        for reason in reasons {
            assert!(reason.chars().count() >= LEAST_REASON, "{}: {reason}", item.code);
        }
    }
}

#[test]
fn keys_are_spread_over_the_places() {
    let mut places = [0_usize; 4];
    for item in items() {
        let four = options(item).filter(|options| options.len() == 4);
        if let Some(at) = four.and_then(|options| options.iter().position(|one| one.right)) {
            places[at] += 1;
        }
    }
    let all: usize = places.iter().sum();
    assert!(all > 40, "{all}");
    // Within a fifth of a quarter each way.
    assert!(places.iter().all(|place| (all / 5..=all * 3 / 10).contains(place)), "{places:?}");
}

#[test]
fn the_right_option_is_not_told_by_its_length() {
    let (mut longest, mut shortest, mut all) = (0, 0, 0);
    for item in items() {
        let Some(options) = options(item) else { continue };
        let length = |option: &ItemOption| option.text.chars().count();
        let right = options.iter().find(|option| option.right).map(length).expect("a right one");
        let wrong: Vec<usize> = options.iter().filter(|option| !option.right).map(length).collect();
        longest += usize::from(wrong.iter().all(|other| *other < right));
        shortest += usize::from(wrong.iter().all(|other| *other > right));
        all += 1;
        let sum: usize = wrong.iter().sum();
        // Between six and fourteen tenths of the mean of the wrong ones.
        let tenths = right * 10 * wrong.len();
        assert!((6 * sum..=14 * sum).contains(&tenths), "{}: {right} beside {wrong:?}", item.code);
    }
    assert!(longest * 100 <= all * 35 && shortest * 100 <= all * 35, "{longest} {shortest} {all}");
}

#[test]
fn sample_pieces_follow_their_rubrics_and_one_of_each_two_passes() {
    let program = program();
    let mut of: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for sample in &program.samples {
        let assignment = program
            .assignments
            .iter()
            .find(|assignment| assignment.code == sample.assignment)
            .expect("an assignment");
        let rubric = program
            .rubrics
            .iter()
            .find(|rubric| rubric.code == assignment.rubric)
            .expect("a rubric");
        let judged = || rubric.criteria.iter().zip(&sample.key);
        let thirds: i16 = judged().map(|(rule, step)| rule.weight * (step.step - 1)).sum();
        let gates = judged().all(|(rule, step)| !rule.gate || step.step >= 3);
        let none_at_one = judged().all(|(_, step)| step.step > 1);
        of.entry(&sample.assignment).or_default().push(gates && none_at_one && thirds >= 180);
        assert!(thirds >= 180, "{}: even who fails does so by a gate alone", sample.code);
    }
    assert_eq!(of.len(), 3);
    assert!(of.values().all(|passed| *passed == [true, false]), "{of:?}");
}
