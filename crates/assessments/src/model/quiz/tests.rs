use curriculum::item::{Choice, ChoiceId};
use uuid::Uuid;

use super::*;

fn id(text: &str) -> ChoiceId {
    ChoiceId::parse(text).expect("an id")
}

fn item(number: u128) -> ItemId {
    Uuid::from_u128(number).into()
}

fn choices(ids: &[&str]) -> Vec<Choice> {
    ids.iter().map(|text| Choice { id: id(text), text: (*text).to_owned() }).collect()
}

/// A single choice, a multiple choice and a text.
fn items() -> Vec<Item> {
    let make = |number, kind, ids: &[&str]| Item {
        id: item(number),
        code: format!("Q{number}"),
        competency_code: "C01".into(),
        kind,
        body: ItemBody { stem: "?".into(), choices: choices(ids), lefts: vec![], unit: None },
    };
    vec![
        make(1, ItemKind::SingleChoice, &["a", "b"]),
        make(2, ItemKind::MultipleChoice, &["c", "d", "e"]),
        make(3, ItemKind::ShortText, &[]),
    ]
}

fn keys() -> HashMap<ItemId, ItemKey> {
    let key = |number, key| (item(number), key);
    HashMap::from([
        key(1, ItemKey::Choices { right: vec![id("a")] }),
        key(2, ItemKey::Choices { right: vec![id("c"), id("d")] }),
        key(3, ItemKey::Graded { points: 3 }),
    ])
}

fn quiz() -> Quiz {
    Quiz {
        id: Uuid::from_u128(9).into(),
        program_version_id: Uuid::from_u128(9).into(),
        module_id: None,
        code: "FORM-A".into(),
        kind: "form_a".into(),
        item_count: 3,
        is_written: true,
        minutes: Some(40),
    }
}

fn chosen(ids: &[&str]) -> Answer {
    Answer::Choices { chosen: ids.iter().map(|text| id(text)).collect() }
}

#[test]
fn an_attempt_is_worth_the_sum_of_its_items() {
    let answers = Answers::from([(item(1), chosen(&["a"])), (item(2), chosen(&["c", "e"]))]);
    let result = result(&items(), &keys(), &answers, &HashMap::new());
    assert_eq!(result.tally, Tally { points: 1, max_points: 6 });
    assert_eq!(result.waiting, []);
}

#[test]
fn a_text_waits_for_people_and_takes_their_points() {
    let text = Answer::Text { text: "Because.".into() };
    let answers = Answers::from([(item(3), text)]);
    let waiting = result(&items(), &keys(), &answers, &HashMap::new());
    assert_eq!(waiting.waiting, [item(3)]);
    let graded = result(&items(), &keys(), &answers, &HashMap::from([(item(3), 2)]));
    assert_eq!((graded.tally.points, graded.waiting.len()), (2, 0));
    // Never more than the text is worth, whatever a correction made of it.
    let too_many = result(&items(), &keys(), &answers, &HashMap::from([(item(3), 9)]));
    assert_eq!(too_many.tally.points, 3);
}

#[test]
fn stored_answers_read_back() {
    let answers = Answers::from([(item(1), chosen(&["a"])), (item(2), Answer::DontKnow)]);
    let mut attempt = Attempt {
        id: Uuid::from_u128(1).into(),
        cohort_id: Uuid::from_u128(1).into(),
        enrolment_id: Uuid::from_u128(1).into(),
        quiz_id: quiz().id,
        number: 1,
        seed: -1,
        state: "running".into(),
        started_at: DateTime::UNIX_EPOCH,
        closes_at: DateTime::UNIX_EPOCH,
        ended_at: None,
        is_late: false,
        answers: stored(&answers),
        points: None,
        max_points: None,
        version: 1,
    };
    assert_eq!(attempt.answers(), answers);
    assert_eq!(attempt.seed(), u64::MAX);
    attempt.answers = serde_json::json!({ "nonsense": 1, "item_x": null });
    assert!(attempt.answers().is_empty());
}

#[test]
fn what_does_not_fit_is_named_and_nothing_is_kept() {
    let given = vec![
        (item(1), chosen(&["a"])),
        (item(1), chosen(&["b"])),
        (item(7), chosen(&["a"])),
        (item(2), chosen(&["gone"])),
        (item(2), Answer::Text { text: "a".into() }),
    ];
    let violations = check(&quiz(), &items(), given).expect_err("violations");
    let found: Vec<(&str, &str)> =
        violations.iter().map(|violation| (violation.path.as_str(), violation.code)).collect();
    assert_eq!(
        found,
        [
            ("input.answers.1.itemId", "ANSWERED_TWICE"),
            ("input.answers.2.itemId", "UNKNOWN_ITEM"),
            ("input.answers.3", "UNKNOWN_CHOICE"),
            ("input.answers.4", "WRONG_KIND"),
        ]
    );
}

#[test]
fn not_knowing_is_offered_in_diagnostics_only() {
    let given = || vec![(item(1), Answer::DontKnow)];
    assert!(check(&quiz(), &items(), given()).is_ok());
    let module = Quiz { kind: "module".into(), ..quiz() };
    assert_eq!(
        check(&module, &items(), given()).expect_err("refused")[0].code,
        "DONT_KNOW_NOT_OFFERED"
    );
}
