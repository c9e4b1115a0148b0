//! Solving and checking.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::support::{Folder, cadre, instance};

/// The example of the format, with a column for each of its mentors.
const EXAMPLE: &str = r#"{"learners":["E1"],
 "mentors":[{"id":"R1","capacity":2},{"id":"R2","capacity":1},{"id":"R3","capacity":1}],
 "scores":[[92,60,null]],"pins":[["E1","R1"]],"forbids":[["E1","R2"]],"objective":"fair"}"#;

#[test]
fn the_example_is_solved_and_checked() {
    let folder = Folder::new("example");
    let file = folder.file("instance.json", EXAMPLE);
    let solved = cadre(&["solve", &file], "");
    let mut result = solved.result();
    let certificate = result["certificate"].take();
    assert_eq!(
        result,
        json!({
            "pairs": [{"learner": "E1", "mentor": "R1", "score": 92}],
            "matched": 1,
            "floor": 92,
            "sum": 92,
            "unmatched": [],
            "certificate": null,
        })
    );
    assert_eq!(certificate["objective"], "fair");
    assert_eq!(certificate["engineVersion"], env!("CARGO_PKG_VERSION"));
    assert!(certificate["pairsExamined"].is_u64(), "{certificate}");
    let checked = cadre(&["check", &file, "-"], &solved.output);
    assert_eq!(
        checked.output,
        "certified: objective fair, 1 of 1 matched, floor 92, sum 92, tie rule kept\n"
    );
    assert_eq!((checked.code, checked.error.as_str()), (Some(0), ""));
}

#[test]
fn a_hundred_learners_are_solved_and_checked() {
    let folder = Folder::new("hundred");
    let text = instance(100, 20, 5).to_string();
    let file = folder.file("instance.json", &text);
    let mut sums = Vec::new();
    for objective in ["fair", "sum", "balanced"] {
        let solved = cadre(&["solve", &file, "--objective", objective], "");
        let result = solved.result();
        assert_eq!(result["matched"], 100, "{objective}");
        assert_eq!(result["certificate"]["objective"], objective);
        assert_eq!(result["largestLoad"].is_object(), objective == "balanced");
        sums.push(result["sum"].as_u64().expect("a sum"));
        assert_eq!(cadre(&["solve", "-", "--objective", objective], &text).output, solved.output);
        let result = folder.file("result.json", &solved.output);
        let checked = cadre(&["check", "-", &result], &text);
        assert_eq!((checked.code, checked.error.as_str()), (Some(0), ""), "{objective}");
        let begin = format!("certified: objective {objective}, 100 of 100 matched, ");
        assert!(checked.output.starts_with(&begin), "{}", checked.output);
        let note = "note: the instance asks for the objective fair\n";
        assert_eq!(checked.output.contains(note), objective != "fair", "{}", checked.output);
    }
    assert!(sums[1] >= sums[0] && sums[0] >= sums[2], "each level costs sum: {sums:?}");
}

#[test]
fn an_objective_on_the_line_goes_before_that_of_the_file() {
    let mut problem = instance(4, 2, 1);
    problem["objective"] = "sum".into();
    let solved = cadre(&["solve", "-"], &problem.to_string()).result();
    assert_eq!(solved["certificate"]["objective"], "sum");
    let solved = cadre(&["solve", "-", "--objective", "fair"], &problem.to_string()).result();
    assert_eq!(solved["certificate"]["objective"], "fair");
    assert_eq!(solved["unmatched"].as_array().map(Vec::len), Some(2));
    assert_eq!(cadre(&["solve", "-", "--objective", "best"], EXAMPLE).code, Some(2));
}

#[test]
fn an_explanation_is_sentences_and_changes_nothing() {
    let folder = Folder::new("explanation");
    let file = folder.file("instance.json", &instance(8, 3, 2).to_string());
    let plain = cadre(&["solve", &file], "").result();
    let explained = cadre(&["solve", &file, "--explain"], "");
    let checked = cadre(&["check", &file, "-"], &explained.output);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let mut result = explained.result();
    let sentences = result.as_object_mut().and_then(|result| result.remove("explanation"));
    let sentences = sentences.expect("an explanation");
    let sentences = sentences.as_array().expect("a list");
    assert!(!sentences.is_empty());
    assert!(sentences.iter().all(Value::is_string), "{sentences:?}");
    assert_eq!(result, plain);
}

/// Such as `cadre match solve … | head -1`.
#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let folder = Folder::new("pipe");
    let file = folder.file("instance.json", &instance(400, 40, 10).to_string());
    let mut child = Command::new(env!("CARGO_BIN_EXE_cadre"))
        .args(["match", "solve", &file])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "{output:?}");
}
