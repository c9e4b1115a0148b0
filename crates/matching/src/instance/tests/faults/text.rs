//! Faults of the text itself, and how they are told.

use std::io;

use super::*;

#[test]
fn what_is_no_json_is_refused_with_line_and_column() {
    for (text, line) in [
        ("", 1),
        ("\n\n[]", 3),
        ("{\"learners\": [\"E1\",\n]}", 2),
        ("{\"learners\": [\"E1\"\n\"E2\"]}", 2),
        ("{\"learners\": [\"\u{1}\"]}", 1),
        ("{\"learners\": [\"\\ud800\"]}", 1),
        ("{\"learners\"", 1),
        ("{1: 2}", 1),
        (EMPTY.strip_suffix('}').unwrap(), 1),
        ("\u{feff}{}", 1),
        ("null", 1),
    ] {
        let error = error(text);
        assert!(matches!(error.fault(), Fault::Form(_)), "{text}: {error}");
        assert_eq!(error.position().unwrap().line, line, "{text}: {error}");
    }
    let invalid = read(&b"{\"learners\": [\"\xff\"]}"[..]).unwrap_err();
    assert!(matches!(invalid.fault(), Fault::Form(_)), "{invalid}");
    let rest = error(&format!("{EMPTY} {{}}"));
    assert_eq!(rest.fault(), &Fault::Form("trailing characters".to_owned()));
    let deep = "[".repeat(100_000);
    let error = error(&DENSE.replacen("[92,60]", &format!("[92,60,{deep}"), 1));
    assert_eq!(error.place(), Place::Entry("scores", 0));
}

#[test]
fn a_source_that_fails_says_why() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let error = read(Broken).unwrap_err();
    assert_eq!(error.fault(), &Fault::Unreadable("the disk is gone".to_owned()));
}

#[test]
fn an_endless_text_is_refused_where_it_becomes_too_long() {
    let endless = "\\\"x".repeat(1 << 20);
    let error = error(&DENSE.replacen("E2", &endless, 1));
    assert_eq!((error.place(), error.fault()), (Place::Entry("learners", 1), &Fault::LongText));
    let column = error.position().unwrap().column;
    assert!(column < 5000, "{column}: it is not read to its end");
}

#[test]
fn keys_are_known_and_stand_once() {
    let unknown = |key: &str, known| Fault::UnknownKey { key: key.to_owned(), known };
    let known = "learners, mentors, scores, candidates, pins, forbids, objective";
    assert_eq!(replaced(DENSE, "scores", "score"), (Place::File, unknown("score", known)));
    let name = r#""capacity":1,"name":"x""#;
    let mentor = Place::Entry("mentors", 1);
    let fault = unknown("name", "id, capacity");
    assert_eq!(replaced(DENSE, r#""capacity":1"#, name), (mentor, fault));
    let repeated = |key: &str| Fault::RepeatedKey(key.to_owned());
    for (key, value) in [
        ("learners", "[]"),
        ("mentors", "[]"),
        ("scores", "[]"),
        ("pins", "[]"),
        ("forbids", "[]"),
        ("objective", "\"sum\""),
    ] {
        let pair = format!(r#""{key}":{value}"#);
        let text = format!("{{{pair},{pair}}}");
        let error = error(&text);
        assert_eq!((error.place(), error.fault()), (Place::File, &repeated(key)));
    }
    let again = replaced(DENSE, r#""id":"R2","#, r#""id":"R2","id":"R3","#);
    assert_eq!(again, (mentor, repeated("id")));
}

#[test]
fn the_message_names_place_people_and_line() {
    let text = DENSE.replacen("71]", "\n  171]", 1);
    assert_eq!(
        error(&text).to_string(),
        "scores[1][1], learner \"E2\", mentor \"R2\": 171 is no score: a score is a whole number \
         from 0 to 100 (line 2, column 6)"
    );
    let text = DENSE.replacen("]]}", r#"]],"pins":[["E2","R1"]]}"#, 1);
    assert_eq!(
        error(&text).to_string(),
        "pins[0], learner \"E2\", mentor \"R1\": learner 1 is pinned to mentor 0, but that pair is \
         impossible"
    );
    let key = "x\n".repeat(100);
    let text = format!("{{\"{}\":1}}", key.replace('\n', "\\n"));
    let message = error(&text).to_string();
    assert!(message.len() < 300, "{message}");
}
