//! What is refused: files that cannot be used with 2, results that do not hold with 1.

use serde_json::{Value, json};

use super::support::{Folder, cadre, instance};

const SMALL: &str = r#"{"learners":["E1","E2"],"mentors":[{"id":"R1","capacity":1},{"id":"R2","capacity":1}],"scores":[[92,60],[null,71]]}"#;

#[test]
fn each_fault_of_an_instance_is_told_in_one_line() {
    let pin = |pairs: &str| format!(r#"]],"pins":{pairs}}}"#);
    for (part, other, place) in [
        ("92", "-1", "scores[0][0], learner \"E1\", mentor \"R1\": -1 is no score"),
        ("92", "101", "scores[0][0], learner \"E1\", mentor \"R1\": 101 is no score"),
        ("92", "92.5", "scores[0][0], learner \"E1\", mentor \"R1\": 92.5 is no score"),
        ("92", "1e308", "scores[0][0], learner \"E1\", mentor \"R1\": 1e308 is no score"),
        ("92", "NaN", "scores[0][0], learner \"E1\", mentor \"R1\": expected value"),
        ("[92,60]", "[92]", "scores[0], learner \"E1\": 1 scores where 2 are wanted"),
        (",[null,71]", "", "scores: 1 rows for 2 learners"),
        ("71]", "71],[1,2]", "scores[2]: a row too many"),
        (":1}", ":-1}", "mentors[0]: -1 is no capacity"),
        (":1}", ":0.5}", "mentors[0]: 0.5 is no capacity"),
        (":1}", ":4294967296}", "mentors[0]: 4294967296 is no capacity"),
        ("E2", "E1", "learners[1]: the id \"E1\" stands at position 0 already"),
        ("R2", "R1", "mentors[1]: the id \"R1\" stands at position 0 already"),
        ("E2", "", "learners[1]: the id is empty"),
        ("E2", "x".repeat(300).as_str(), "learners[1]: the id has 300 characters"),
        ("E2", "x".repeat(9000).as_str(), "learners[1]: a text of more than 4096 bytes"),
        ("\"scores\"", "\"score\"", "the key \"score\" is not known"),
        ("{\"learners\":", "{\"learners\":[],\"learners\":", "the key \"learners\" stands twice"),
        (",\"scores\":[[92,60],[null,71]]", "", "neither `scores` nor `candidates`"),
        ("]]}", "]],\"candidates\":[]}", "`scores` and `candidates` are both given"),
        ("]]}", pin(r#"[["E9","R1"]]"#).as_str(), "pins[0]: there is no learner \"E9\""),
        ("]]}", pin(r#"[["E2","R1"]]"#).as_str(), "pins[0], learner \"E2\", mentor \"R1\": "),
        (
            "]]}",
            pin(r#"[["E1","R1"],["E1","R2"]]"#).as_str(),
            "pins[1], learner \"E1\", mentor \"R2\": ",
        ),
        (
            "]]}",
            pin(r#"[["E1","R2"],["E2","R2"]]"#).as_str(),
            "pins[1], learner \"E2\", mentor \"R2\": ",
        ),
        ("]]}", "]],\"forbids\":[[\"E1\",\"R9\"]]}", "forbids[0]: there is no mentor \"R9\""),
        ("]]}", "]],\"objective\":\"best\"}", "objective: \"best\" is no objective"),
        ("]]}", "]]", "EOF while parsing an object"),
        ("]]}", "]]}]", "trailing characters"),
    ] {
        assert!(SMALL.contains(part), "{part}");
        let answer = cadre(&["solve", "-"], &SMALL.replacen(part, other, 1));
        let line = answer.refusal(2);
        let begin = format!("standard input: {place}");
        assert!(line.starts_with(&begin), "{line}\ndoes not begin with\n{begin}");
    }
    let answer = cadre(&["solve", "-"], "");
    assert_eq!(answer.refusal(2), "standard input: EOF while parsing a value (line 1, column 0)");
}

#[test]
fn files_that_are_not_there_are_named() {
    let folder = Folder::new("missing");
    let file = folder.file("instance.json", SMALL);
    let missing = file.replace("instance", "other");
    let line = cadre(&["solve", &missing], "").refusal(2).to_owned();
    assert!(line.starts_with(&format!("{missing}: ")), "{line}");
    let line = cadre(&["check", &file, &missing], "").refusal(2).to_owned();
    assert!(line.starts_with(&format!("{missing}: ")), "{line}");
    let folder = file.trim_end_matches("/instance.json");
    let line = cadre(&["solve", folder], "").refusal(2).to_owned();
    assert!(line.starts_with(&format!("{folder}: ")), "{line}");
    let both = cadre(&["check", "-", "-"], SMALL);
    assert_eq!(both.refusal(2), "standard input: holds one file: give the other one by its path");
    assert_eq!(cadre(&["check", &file], "").code, Some(2), "an argument is missing");
}

#[test]
fn a_result_of_another_form_is_told_from_one_that_does_not_hold() {
    let folder = Folder::new("form");
    let file = folder.file("instance.json", SMALL);
    let solved = cadre(&["solve", &file], "").output;
    let renamed = solved.replacen("\"sum\"", "\"total\"", 1);
    for text in ["", "[]", "{}", SMALL, renamed.as_str()] {
        let answer = cadre(&["check", &file, "-"], text);
        let line = answer.refusal(2);
        assert!(line.starts_with("standard input: "), "{line}");
    }
}

#[test]
fn corrupted_results_are_refused() {
    let folder = Folder::new("corrupted");
    let problem = instance(100, 20, 5);
    let file = folder.file("instance.json", &problem.to_string());
    let solved = cadre(&["solve", &file], "").result();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut result = solved.clone();
        change(&mut result);
        let answer = cadre(&["check", &file, "-"], &result.to_string());
        let line = answer.refusal(1).to_owned();
        assert!(line.starts_with("standard input: not certified: "), "{line}");
        line
    };
    let add =
        |value: &mut Value, more: i64| *value = (value.as_i64().expect("whole") + more).into();
    refused(&|result| add(&mut result["sum"], 1));
    refused(&|result| add(&mut result["sum"], -1));
    refused(&|result| add(&mut result["floor"], 1));
    refused(&|result| add(&mut result["floor"], -1));
    refused(&|result| result["floor"] = Value::Null);
    refused(&|result| add(&mut result["matched"], -1));
    refused(&|result| result["pairs"][7]["learner"] = "nobody".into());
    refused(&|result| result["unmatched"] = json!(["E0"]));
    refused(&|result| result["certificate"]["matchedCover"] = json!(["nobody"]));
    refused(&|result| result["certificate"]["floorCover"] = Value::Null);
    // All five places are taken, so that a price counts five times: no learner saves so much.
    refused(&|result| result["certificate"]["prices"]["R3"] = 1_000_000.into());
    refused(&|result| result["certificate"]["prices"]["R3"] = i64::MAX.into());
    refused(&|result| result["certificate"]["prices"]["R3"] = i64::MIN.into());
    let other = refused(&|result| result["pairs"][7]["score"] = 255.into());
    assert!(other.contains("pairs[7]: the score of \"E7\""), "{other}");
    let lost = refused(&|result| drop(result["pairs"].as_array_mut().expect("pairs").remove(7)));
    assert!(lost.contains("\"E7\" has no mentor"), "{lost}");
}

/// The pairs are possible and every figure is true of them, and still they are not the best.
#[test]
fn worse_pairs_with_true_figures_are_refused() {
    let problem = json!({
        "learners": ["E1", "E2"],
        "mentors": [{"id": "R1", "capacity": 1}, {"id": "R2", "capacity": 1}],
        "scores": [[90, 70], [70, 71]],
    });
    let folder = Folder::new("worse");
    let file = folder.file("instance.json", &problem.to_string());
    let solved = cadre(&["solve", &file], "").result();
    assert_eq!(solved["sum"], 161);
    let mut worse = solved;
    worse["pairs"] = json!([
        {"learner": "E1", "mentor": "R2", "score": 70},
        {"learner": "E2", "mentor": "R1", "score": 70},
    ]);
    (worse["floor"], worse["sum"]) = (70.into(), 140.into());
    cadre(&["check", &file, "-"], &worse.to_string()).refusal(1);
}

#[test]
fn pairs_against_the_tie_rule_are_refused() {
    let problem = json!({
        "learners": ["E1", "E2"],
        "mentors": [{"id": "R1", "capacity": 1}, {"id": "R2", "capacity": 1}],
        "scores": [[50, 50], [50, 50]],
    });
    let folder = Folder::new("tie");
    let file = folder.file("instance.json", &problem.to_string());
    let mut result = cadre(&["solve", &file], "").result();
    assert_eq!(result["pairs"][0]["mentor"], "R1", "the first learner has the first mentor");
    result["pairs"][0]["mentor"] = "R2".into();
    result["pairs"][1]["mentor"] = "R1".into();
    let answer = cadre(&["check", &file, "-"], &result.to_string());
    let line = answer.refusal(1);
    assert!(line.contains("the levels hold, the tie rule does not"), "{line}");
}
