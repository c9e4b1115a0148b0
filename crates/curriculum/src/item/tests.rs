use super::*;

fn id(text: &str) -> ChoiceId {
    ChoiceId::parse(text).expect("an id")
}

fn ids(text: &str) -> Vec<ChoiceId> {
    text.split_whitespace().map(id).collect()
}

fn pairs(text: &str) -> Vec<(ChoiceId, ChoiceId)> {
    let pair = |pair: &str| pair.split_once('=').map(|(left, right)| (id(left), id(right)));
    text.split_whitespace().map(|text| pair(text).expect("left=right")).collect()
}

fn list(text: &str) -> Vec<Choice> {
    ids(text).into_iter().map(|id| Choice { id, text: "…".into() }).collect()
}

fn body(choices: &str, lefts: &str) -> ItemBody {
    ItemBody { stem: "?".into(), choices: list(choices), lefts: list(lefts), unit: None }
}

fn right(text: &str) -> ItemKey {
    ItemKey::Choices { right: ids(text) }
}

fn chosen(text: &str) -> Answer {
    Answer::Choices { chosen: ids(text) }
}

fn number(answer: &str, tolerance: &str) -> ItemKey {
    let read = |text: &str| text.parse().expect("a number");
    ItemKey::Number { answer: read(answer), tolerance: read(tolerance) }
}

/// An item with its key and the most it earns, for each kind.
fn samples() -> [(ItemKind, ItemBody, ItemKey, i16); 6] {
    [
        (ItemKind::SingleChoice, body("a b c", ""), right("b"), 1),
        (ItemKind::MultipleChoice, body("a b c d", ""), right("a c"), 2),
        (ItemKind::Numeric, body("", ""), number("12.5", "0.5"), 1),
        (ItemKind::Ordering, body("a b c d", ""), ItemKey::Order { right: ids("c a d b") }, 4),
        (ItemKind::Matching, body("x y z", "l m"), ItemKey::Pairs { right: pairs("l=x m=z") }, 2),
        (ItemKind::ShortText, body("", ""), ItemKey::Graded { points: 5 }, 5),
    ]
}

fn sample(kind: ItemKind) -> (ItemBody, ItemKey) {
    let (_, body, key, _) =
        samples().into_iter().find(|sample| sample.0 == kind).expect("a sample of each kind");
    (body, key)
}

fn points(kind: ItemKind, answer: &Answer) -> i16 {
    let (body, key) = sample(kind);
    match score(kind, &body, &key, Some(answer)) {
        ItemScore::Points(points) => points,
        ItemScore::AwaitsGrader => panic!("awaits a grader"),
    }
}

fn checked(kind: ItemKind, answer: &Answer) -> Result<(), AnswerProblem> {
    check_answer(kind, &sample(kind).0, answer, false)
}

fn keyed(kind: ItemKind, body: &ItemBody, key: &ItemKey) -> KeyProblem {
    check_key(kind, body, key).expect_err("a problem")
}

#[test]
fn kinds_have_words() {
    for kind in ItemKind::ALL {
        assert_eq!(ItemKind::parse(kind.as_str()), Some(kind));
        let json = serde_json::to_string(&kind).expect("JSON");
        assert_eq!(json, format!("\"{}\"", kind.as_str()));
    }
    assert_eq!(ItemKind::parse("essay"), None);
}

#[test]
fn ids_are_short_and_plain() {
    for text in ["", "a b", "é", "a\u{0}", "a\u{202e}", &"x".repeat(41)] {
        assert!(ChoiceId::parse(text).is_err(), "{text:?}");
        assert!(serde_json::from_value::<ChoiceId>(text.into()).is_err(), "{text:?}");
    }
    assert_eq!(serde_json::to_string(&id("k7-Q_2")).expect("JSON"), r#""k7-Q_2""#);
}

#[test]
fn a_body_drops_what_it_does_not_know_and_holds_no_key() {
    let text = r#"{"stem":"?","choices":[{"id":"a","text":"A","right":true}],"key":["a"]}"#;
    let body: ItemBody = serde_json::from_str(text).expect("a body");
    assert_eq!(
        serde_json::to_string(&body).expect("JSON"),
        r#"{"stem":"?","choices":[{"id":"a","text":"A"}],"lefts":[],"unit":null}"#
    );
}

#[test]
fn keys_and_answers_survive_json() {
    for (_, _, key, _) in samples() {
        let text = serde_json::to_string(&key).expect("JSON");
        assert_eq!(serde_json::from_str::<ItemKey>(&text).expect("a key"), key, "{text}");
    }
    let answers = [
        (chosen("a"), r#"{"kind":"choices","chosen":["a"]}"#),
        (Answer::DontKnow, r#"{"kind":"dont_know"}"#),
        (
            Answer::Number { value: "1,50".parse().expect("a number") },
            r#"{"kind":"number","value":"1.5"}"#,
        ),
        (Answer::Order { steps: ids("b a") }, r#"{"kind":"order","steps":["b","a"]}"#),
        (Answer::Pairs { pairs: pairs("l=x") }, r#"{"kind":"pairs","pairs":[["l","x"]]}"#),
        (Answer::Text { text: "né".into() }, r#"{"kind":"text","text":"né"}"#),
    ];
    for (answer, text) in answers {
        assert_eq!(serde_json::to_string(&answer).expect("JSON"), text);
        assert_eq!(serde_json::from_str::<Answer>(text).expect("an answer"), answer);
    }
    assert!(serde_json::from_str::<Answer>(r#"{"kind":"number","value":1e308}"#).is_err());
}

#[test]
fn each_kind_has_its_most_points() {
    for (kind, body, key, most) in samples() {
        assert_eq!(check_key(kind, &body, &key), Ok(()), "{kind:?}");
        assert_eq!(max_points(kind, &body, &key), most, "{kind:?}");
    }
    assert_eq!(max_points(ItemKind::Numeric, &body("", ""), &right("a")), 0);
}

#[test]
fn right_answers_earn_all_points_and_nothing_earns_none() {
    let full = [
        (ItemKind::SingleChoice, chosen("b")),
        (ItemKind::MultipleChoice, chosen("c a")),
        (ItemKind::Numeric, Answer::Number { value: "13".parse().expect("a number") }),
        (ItemKind::Ordering, Answer::Order { steps: ids("c a d b") }),
        (ItemKind::Matching, Answer::Pairs { pairs: pairs("m=z l=x") }),
    ];
    for (kind, answer) in full {
        let (body, key) = sample(kind);
        assert_eq!(checked(kind, &answer), Ok(()));
        assert_eq!(points(kind, &answer), max_points(kind, &body, &key), "{kind:?}");
        assert_eq!(score(kind, &body, &key, None), ItemScore::Points(0));
        assert_eq!(points(kind, &Answer::DontKnow), 0);
        // An answer of another kind, as an item that was made anew may find it.
        assert_eq!(points(kind, &Answer::Text { text: "b".into() }), 0);
    }
}

#[test]
fn multiple_choice_is_right_minus_wrong_and_never_under_nought() {
    let earned = |picks| points(ItemKind::MultipleChoice, &chosen(picks));
    assert_eq!(["", "a", "b", "a b", "a c b", "a b c d", "b d"].map(earned), [0, 1, 0, 0, 1, 0, 0]);
    // A removed option counts as a wrong pick, the same pick twice counts once.
    assert_eq!(["a c gone", "a a c", "a c b b"].map(earned), [1, 2, 1]);
}

#[test]
fn single_choice_takes_one_pick_only() {
    let earned = |picks| points(ItemKind::SingleChoice, &chosen(picks));
    assert_eq!(["b", "a", "", "b a", "gone", "b gone"].map(earned), [1, 0, 0, 0, 0, 0]);
}

#[test]
fn a_key_that_names_a_removed_option_does_not_make_it_right() {
    let (kind, key) = (ItemKind::MultipleChoice, right("a c"));
    let body = body("a b d", "");
    assert_eq!(max_points(kind, &body, &key), 1);
    assert_eq!(score(kind, &body, &key, Some(&chosen("a c"))), ItemScore::Points(0));
    assert_eq!(keyed(kind, &body, &key), KeyProblem::Unknown(id("c")));
}

#[test]
fn steps_and_pairs_earn_a_point_each() {
    let order = |steps| points(ItemKind::Ordering, &Answer::Order { steps: ids(steps) });
    assert_eq!(["c a b d", "a c b d", "b c a d", "c gone d b"].map(order), [2, 0, 0, 3]);
    let matched = |text| points(ItemKind::Matching, &Answer::Pairs { pairs: pairs(text) });
    assert_eq!(["l=x", "l=z m=x", "l=x m=gone", ""].map(matched), [1, 0, 1, 0]);
}

#[test]
fn a_text_waits_for_people_unless_nothing_was_written() {
    let (body, key) = sample(ItemKind::ShortText);
    let earned = |answer| score(ItemKind::ShortText, &body, &key, answer);
    let [written, blank] = ["Because.", " \n"].map(|text| Answer::Text { text: text.into() });
    assert_eq!(earned(Some(&written)), ItemScore::AwaitsGrader);
    for nothing in [None, Some(&Answer::DontKnow), Some(&blank)] {
        assert_eq!(earned(nothing), ItemScore::Points(0));
    }
}

#[test]
fn answers_that_do_not_fit_are_refused_by_name() {
    use AnswerProblem as P;
    use ItemKind::{Matching, MultipleChoice, Numeric, Ordering, ShortText, SingleChoice};
    let order = |steps| Answer::Order { steps: ids(steps) };
    let matched = |text| Answer::Pairs { pairs: pairs(text) };
    let text = |text: String| Answer::Text { text };
    let cases = [
        (SingleChoice, chosen("a b"), P::MoreThanOne(2)),
        (SingleChoice, chosen("gone"), P::Unknown(id("gone"))),
        (SingleChoice, order("a"), P::WrongKind { item: SingleChoice, answer: "order" }),
        (MultipleChoice, chosen("a a"), P::Repeated(id("a"))),
        (MultipleChoice, Answer::DontKnow, P::DontKnowNotOffered),
        (Numeric, chosen(""), P::WrongKind { item: Numeric, answer: "choices" }),
        (Ordering, order("c a d"), P::MissingStep(id("b"))),
        (Ordering, order(""), P::MissingStep(id("a"))),
        (Ordering, order("c a d b c"), P::Repeated(id("c"))),
        (Ordering, order("c a d x"), P::Unknown(id("x"))),
        (Matching, matched("l=x l=y"), P::LeftTwice(id("l"))),
        (Matching, matched("l=x m=x"), P::Repeated(id("x"))),
        (Matching, matched("x=l"), P::Unknown(id("x"))),
        (Matching, matched("l=m"), P::Unknown(id("m"))),
        (ShortText, text("é".repeat(4_001)), P::TextTooLong(4_001)),
        (ShortText, text("a\u{0}".into()), P::TextHasNul),
    ];
    for (kind, answer, problem) in cases {
        assert_eq!(checked(kind, &answer), Err(problem), "{kind:?} {answer:?}");
    }
}

#[test]
fn open_answers_are_kept() {
    assert_eq!(checked(ItemKind::SingleChoice, &chosen("")), Ok(()));
    assert_eq!(checked(ItemKind::Matching, &Answer::Pairs { pairs: pairs("m=x") }), Ok(()));
    assert_eq!(checked(ItemKind::ShortText, &Answer::Text { text: "é".repeat(4_000) }), Ok(()));
    let body = body("a b", "");
    assert_eq!(check_answer(ItemKind::SingleChoice, &body, &Answer::DontKnow, true), Ok(()));
}

#[test]
fn keys_that_do_not_fit_are_refused_by_name() {
    use ItemKind::{Matching, MultipleChoice, Numeric, Ordering, ShortText, SingleChoice};
    use KeyProblem as P;
    let order = |right| ItemKey::Order { right: ids(right) };
    let matched = |right| ItemKey::Pairs { right: pairs(right) };
    let (abc, lmxy) = (body("a b c", ""), body("x y", "l m"));
    let many = (0..21).map(|number| format!("c{number} ")).collect::<String>();
    let cases = [
        (SingleChoice, &abc, right(""), P::NotOneRight(0)),
        (SingleChoice, &abc, right("a b"), P::NotOneRight(2)),
        (SingleChoice, &abc, right("x"), P::Unknown(id("x"))),
        (SingleChoice, &abc, number("1", "0"), P::WrongKind { item: SingleChoice, key: "number" }),
        (SingleChoice, &body("a", ""), right("a"), P::ChoiceCount { item: SingleChoice, given: 1 }),
        (SingleChoice, &body("a a", ""), right("a"), P::Repeated(id("a"))),
        (SingleChoice, &lmxy, right("x"), P::LeftCount { item: SingleChoice, given: 2 }),
        (
            SingleChoice,
            &body(&many, ""),
            right("c1"),
            P::ChoiceCount { item: SingleChoice, given: 21 },
        ),
        (MultipleChoice, &abc, right(""), P::NoneRight),
        (MultipleChoice, &abc, right("a b c"), P::NoneWrong),
        (MultipleChoice, &abc, right("a a"), P::Repeated(id("a"))),
        (Numeric, &body("", ""), number("1", "-0.1"), {
            P::NegativeTolerance("-0.1".parse().expect("a number"))
        }),
        (Numeric, &abc, number("1", "0"), P::ChoiceCount { item: Numeric, given: 3 }),
        (Ordering, &abc, order("a b"), P::Missing(id("c"))),
        (Ordering, &abc, order("a b c a"), P::Repeated(id("a"))),
        (Matching, &lmxy, matched("l=x"), P::Missing(id("m"))),
        (Matching, &lmxy, matched("l=x m=x"), P::Repeated(id("x"))),
        (Matching, &lmxy, matched("l=x l=y"), P::Repeated(id("l"))),
        (Matching, &lmxy, matched("l=x y=m"), P::Unknown(id("y"))),
        (
            Matching,
            &body("x y", "l m n"),
            matched("l=x"),
            P::LeftCount { item: Matching, given: 3 },
        ),
        (Matching, &body("x y", "x m"), matched("x=x"), P::Repeated(id("x"))),
        (ShortText, &body("", ""), ItemKey::Graded { points: 0 }, P::PointsOutOfRange(0)),
        (ShortText, &body("", ""), ItemKey::Graded { points: 11 }, P::PointsOutOfRange(11)),
    ];
    for (kind, body, key, problem) in cases {
        assert_eq!(keyed(kind, body, &key), problem, "{kind:?} {key:?}");
    }
}

#[test]
fn blank_texts_are_refused() {
    let (kind, key) = (ItemKind::SingleChoice, right("a"));
    let blank_stem = ItemBody { stem: " \n".into(), ..body("a b", "") };
    assert_eq!(keyed(kind, &blank_stem, &key), KeyProblem::BlankStem);
    let mut blank_choice = body("a b", "");
    blank_choice.choices[1].text = "\t".into();
    assert_eq!(keyed(kind, &blank_choice, &key), KeyProblem::BlankChoice(id("b")));
}
