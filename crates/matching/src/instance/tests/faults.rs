//! Every way to be refused, with its place.

mod text;

use super::*;
use crate::problem::MatchingError;

const DENSE: &str = r#"{"learners":["E1","E2"],"mentors":[{"id":"R1","capacity":2},{"id":"R2","capacity":1}],"scores":[[92,60],[null,71]]}"#;
const LISTED: &str = r#"{"learners":["E1","E2"],"mentors":[{"id":"R1","capacity":2},{"id":"R2","capacity":1}],"candidates":[[[0,92],[1,60]],[[1,71]]]}"#;

fn error(text: &str) -> InstanceError {
    match read(text.as_bytes()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => {
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
            error
        }
    }
}

/// What is said of a valid text in which one part is replaced.
fn replaced(text: &str, part: &str, other: &str) -> (Place, Fault) {
    assert!(text.contains(part), "{part}");
    let error = error(&text.replacen(part, other, 1));
    (error.place(), error.fault().clone())
}

fn with_pins(pins: &str, forbids: &str) -> (Place, Fault) {
    let fixed = format!(r#"}}],"pins":{pins},"forbids":{forbids},"#);
    replaced(DENSE, "}],", &fixed)
}

#[test]
fn the_texts_to_change_are_fine() {
    assert_same(&instance(DENSE), &instance(LISTED));
}

#[test]
fn scores_are_whole_numbers_up_to_100() {
    let score = Place::Cell("scores", 0, 0);
    for (given, found) in [
        ("-1", "-1"),
        ("101", "101"),
        ("92.5", "92.5"),
        ("-0.5", "-0.5"),
        ("1e308", "1e308"),
        ("18446744073709551616", "1.8446744073709552e19"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("\"92\"", "\"92\""),
        ("\"NaN\"", "\"NaN\""),
        ("true", "true"),
        ("[92]", "a list"),
        ("{}", "an object"),
    ] {
        assert_eq!(
            replaced(DENSE, "92", given),
            (score, Fault::Score(found.to_owned())),
            "{given}"
        );
    }
    for text in ["NaN", "Infinity", "1e999", "9 2", "092", "0x9", "nul", "'92'"] {
        let (_, fault) = replaced(DENSE, "92", text);
        assert!(matches!(fault, Fault::Form(_)), "{text}: {fault:?}");
    }
    for text in ["-0", "-0.0", "100.0", "0", "1e2"] {
        instance(&DENSE.replacen("92", text, 1));
    }
}

#[test]
fn rows_are_as_long_as_there_are_mentors() {
    let row = |other| replaced(DENSE, "[92,60]", other);
    let fault = |found| (Place::Entry("scores", 0), Fault::RowLength { found, mentors: 2 });
    assert_eq!(row("[]"), fault(0));
    assert_eq!(row("[92]"), fault(1));
    assert_eq!(row("[92,60,null,\"x\",{}]"), fault(5));
}

#[test]
fn there_is_one_row_a_learner() {
    let extra = |key| (Place::Entry(key, 2), Fault::ExtraRow { learners: 2 });
    let missing = |key| (Place::Key(key), Fault::MissingRows { found: 1, learners: 2 });
    assert_eq!(replaced(DENSE, "[null,71]", "[null,71],[1,2]"), extra("scores"));
    assert_eq!(replaced(DENSE, ",[null,71]", ""), missing("scores"));
    assert_eq!(replaced(LISTED, "[[1,71]]", "[],[]"), extra("candidates"));
    assert_eq!(replaced(LISTED, ",[[1,71]]", ""), missing("candidates"));
}

#[test]
fn people_may_come_behind_the_scores_and_are_still_counted() {
    let late = |scores: &str, learners: &str, mentors: usize| {
        let mentors: Vec<_> = (0..mentors).map(|at| mentor(at, 1)).collect();
        let mentors = mentors.join(",");
        error(&format!(r#"{{{scores},"mentors":[{mentors}],"learners":{learners}}}"#))
    };
    fn mentor(position: usize, capacity: u32) -> String {
        format!(r#"{{"id":"R{position}","capacity":{capacity}}}"#)
    }
    let fault = |error: InstanceError| (error.place(), error.fault().clone());
    let dense = r#""scores":[[1,2],[3,4]]"#;
    let length = Fault::RowLength { found: 2, mentors: 3 };
    assert_eq!(
        fault(late(dense, r#"["E1","E2"]"#, 3)),
        (Place::Entry("scores", 0), length.clone())
    );
    let uneven = r#""scores":[[1,2,5],[3,4]]"#;
    assert_eq!(fault(late(uneven, r#"["E1","E2"]"#, 3)), (Place::Entry("scores", 1), length));
    let extra = Fault::ExtraRow { learners: 1 };
    assert_eq!(fault(late(dense, r#"["E1"]"#, 2)), (Place::Entry("scores", 1), extra));
    let listed = r#""candidates":[[[0,1]],[[1,4],[2,6]]]"#;
    let position = Fault::MentorPosition("2".to_owned());
    let error = late(listed, r#"["E1","E2"]"#, 2);
    assert!(error.to_string().contains("learner \"E2\""), "{error}");
    assert_eq!(fault(error), (Place::Entry("candidates", 1), position));
}

#[test]
fn candidates_are_positions_with_scores() {
    let first = Place::Cell("candidates", 0, 0);
    for (given, found) in [("-1", "-1"), ("2", "2"), ("0.5", "0.5"), ("null", "null")] {
        let fault = Fault::MentorPosition(found.to_owned());
        assert_eq!(replaced(LISTED, "[0,", &format!("[{given},")), (first, fault));
    }
    for (given, found) in [("null", "null"), ("101", "101"), ("-0.1", "-0.1")] {
        let fault = Fault::Score(found.to_owned());
        assert_eq!(replaced(LISTED, "92", given), (first, fault));
    }
    for shape in ["[]", "[0]", "[0,92,1]", "7", "{}"] {
        let (place, fault) = replaced(LISTED, "[0,92]", shape);
        assert_eq!(place, first);
        assert!(matches!(fault, Fault::Form(_)), "{shape}: {fault:?}");
    }
    let twice = (Place::Entry("candidates", 0), Fault::ListedTwice { mentor: 0 });
    assert_eq!(replaced(LISTED, "[1,60]", "[0,60]"), twice);
    let many = (Place::Cell("candidates", 0, 2), Fault::TooManyCandidates { mentors: 2 });
    assert_eq!(replaced(LISTED, "[1,60]", "[1,60],[1,61]"), many);
}

#[test]
fn capacities_are_whole_numbers_of_32_bits() {
    let place = Place::Entry("mentors", 1);
    for (given, found) in [
        ("-1", "-1"),
        ("1.5", "1.5"),
        ("4294967296", "4294967296"),
        ("1e10", "10000000000.0"),
        ("null", "null"),
        ("\"1\"", "\"1\""),
    ] {
        let fault = Fault::Capacity(found.to_owned());
        let given = format!(r#"capacity":{given}"#);
        assert_eq!(replaced(DENSE, r#"capacity":1"#, &given), (place, fault));
    }
}

#[test]
fn ids_are_short_and_of_one_person() {
    let (learner, mentor) = (Place::Entry("learners", 1), Place::Entry("mentors", 1));
    let twice = |id: &str| Fault::DuplicateId { id: id.to_owned(), first: 0 };
    assert_eq!(replaced(DENSE, "E2", "E1"), (learner, twice("E1")));
    assert_eq!(
        replaced(DENSE, "E2", "\\u00451"),
        (learner, twice("E1")),
        "as a text, not as bytes"
    );
    assert_eq!(replaced(DENSE, "R2", "R1"), (mentor, twice("R1")));
    assert_eq!(replaced(DENSE, "E2", ""), (learner, Fault::EmptyId));
    assert_eq!(replaced(DENSE, "R2", ""), (mentor, Fault::EmptyId));
    let long = "ż".repeat(LONGEST_ID + 1);
    let fault = Fault::LongId { length: LONGEST_ID + 1 };
    assert_eq!(replaced(DENSE, "E2", &long), (learner, fault.clone()));
    assert_eq!(replaced(DENSE, "R2", &long), (mentor, fault));
    instance(&DENSE.replacen("E2", &"ż".repeat(LONGEST_ID), 1));
    instance(&DENSE.replacen("E2", &"\\ud83d\\ude00".repeat(LONGEST_ID), 1));
    let (place, fault) = replaced(DENSE, "\"E2\"", "7");
    assert_eq!(place, learner);
    assert!(matches!(fault, Fault::Form(_)), "{fault:?}");
}

#[test]
fn nothing_that_is_needed_is_missing() {
    let missing = |key| (Place::File, Fault::MissingKey(key));
    assert_eq!(replaced(DENSE, r#""learners":["E1","E2"],"#, ""), missing("learners"));
    let mentors = r#""mentors":[{"id":"R1","capacity":2},{"id":"R2","capacity":1}],"#;
    assert_eq!(replaced(DENSE, mentors, ""), missing("mentors"));
    let scores = r#","scores":[[92,60],[null,71]]"#;
    assert_eq!(replaced(DENSE, scores, ""), (Place::File, Fault::NoScores));
    let mentor = |key| (Place::Entry("mentors", 0), Fault::MissingKey(key));
    assert_eq!(replaced(DENSE, r#""id":"R1","#, ""), mentor("id"));
    assert_eq!(replaced(DENSE, r#","capacity":2"#, ""), mentor("capacity"));
}

#[test]
fn scores_come_in_one_form() {
    let both = (Place::File, Fault::BothScores);
    assert_eq!(replaced(DENSE, "]]}", r#"]],"candidates":[]}"#), both);
    assert_eq!(replaced(LISTED, "]]]}", r#"]]],"scores":[]}"#), both);
}

#[test]
fn pins_and_forbids_agree() {
    let (pin, forbid) = (|at| Place::Entry("pins", at), Place::Entry("forbids", 0));
    let unknown = |kind, id: &str| Fault::UnknownId { kind, id: id.to_owned() };
    assert_eq!(with_pins(r#"[["E9","R1"]]"#, "[]"), (pin(0), unknown("learner", "E9")));
    assert_eq!(with_pins(r#"[["E1","E1"]]"#, "[]"), (pin(0), unknown("mentor", "E1")));
    assert_eq!(with_pins("[]", r#"[["E1","R9"]]"#), (forbid, unknown("mentor", "R9")));
    let twice = MatchingError::PinnedTwice { learner: 0, mentor: 1, other: 0 };
    let pins = r#"[["E1","R1"],["E1","R2"]]"#;
    assert_eq!(with_pins(pins, "[]"), (pin(1), Fault::Refused(twice)));
    let many = MatchingError::TooManyPins { learner: 1, mentor: 1, places: 1 };
    let pins = r#"[["E1","R2"],["E2","R2"]]"#;
    assert_eq!(with_pins(pins, "[]"), (pin(1), Fault::Refused(many)));
    let impossible = MatchingError::PinImpossible { learner: 1, mentor: 0 };
    assert_eq!(with_pins(r#"[["E2","R1"]]"#, "[]"), (pin(0), Fault::Refused(impossible)));
    let forbidden = MatchingError::PinForbidden { learner: 0, mentor: 0 };
    let both = with_pins(r#"[["E1","R1"]]"#, r#"[["E1","R1"]]"#);
    assert_eq!(both, (forbid, Fault::Refused(forbidden)));
    for shape in ["[\"E1\"]", "[[]]", "[[\"E1\"]]", "[[\"E1\",\"R1\",\"R2\"]]", "[[1,2]]", "null"] {
        let (_, fault) = with_pins(shape, "[]");
        assert!(matches!(fault, Fault::Form(_)), "{shape}: {fault:?}");
    }
    assert_eq!(with_pins("[[\"\",\"R1\"]]", "[]"), (pin(0), Fault::EmptyId));
}

#[test]
fn there_are_three_objectives() {
    let objective = |given: &str| replaced(DENSE, "]]}", &format!(r#"]],"objective":{given}}}"#));
    let place = Place::Key("objective");
    assert_eq!(objective(r#""best""#), (place, Fault::Objective("best".to_owned())));
    assert_eq!(objective(r#""FAIR""#), (place, Fault::Objective("FAIR".to_owned())));
    for shape in ["null", "1", r#"{"fair":null}"#] {
        assert!(matches!(objective(shape), (_, Fault::Form(_))), "{shape}");
    }
}

#[test]
fn more_mentors_than_the_engine_counts_are_refused() {
    let too_many = |text: &str| {
        let error = read_at_most(text.as_bytes(), 1).unwrap_err();
        assert!(matches!(error.fault(), Fault::Refused(MatchingError::TooMany { .. })), "{error}");
    };
    too_many(DENSE);
    too_many(r#"{"scores":[[1,2]]}"#);
    let error = read_at_most(r#"{"candidates":[[[1,2]]]}"#.as_bytes(), 1).unwrap_err();
    assert_eq!(error.fault(), &Fault::MentorPosition("1".to_owned()));
}
