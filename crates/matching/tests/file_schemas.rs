//! The schemas in `docs/` say what the reader takes and what the writer gives.

mod validator;

use matching::instance::{Instance, ResultFile, read, read_result};
use matching::{Objective, solve};
use serde_json::{Value, json};

use validator::Schema;

fn instances() -> Schema {
    Schema::new(include_str!("../../../docs/matching-instance.schema.json"))
}

fn results() -> Schema {
    Schema::new(include_str!("../../../docs/matching-result.schema.json"))
}

fn instance(value: &Value) -> Instance {
    let text = value.to_string();
    read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn small() -> Value {
    json!({
        "learners": ["E1", "E2"],
        "mentors": [{"id": "R1", "capacity": 2}, {"id": "R2", "capacity": 1}],
        "scores": [[92, 60], [null, 71]],
    })
}

#[test]
fn the_examples_of_the_schemas_are_valid_and_are_read() {
    let schema = instances();
    for example in schema.examples() {
        assert_eq!(schema.faults(&example), Vec::<String>::new(), "{example}");
        let mut text = Vec::new();
        instance(&example).write(&mut text).expect("it is written");
        let written: Value = serde_json::from_slice(&text).expect("it is JSON");
        assert_eq!(schema.faults(&written), Vec::<String>::new(), "{written}");
    }
    let schema = results();
    for example in schema.examples() {
        assert_eq!(schema.faults(&example), Vec::<String>::new(), "{example}");
        read_result(example.to_string().as_bytes()).expect("it is read");
    }
}

#[test]
fn the_example_of_the_result_is_proven_for_that_of_the_instance() {
    let (problems, answers) = (instances().examples(), results().examples());
    let answer = read_result(answers[0].to_string().as_bytes()).expect("it is read");
    answer.check(&instance(&problems[1])).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_is_solved_is_valid() {
    let schema = results();
    let mut problems = instances().examples();
    problems.push(small());
    problems.push(json!({"learners": ["E1"], "mentors": [], "scores": [[]]}));
    for problem in &problems {
        for objective in [Objective::Fair, Objective::Sum, Objective::Balanced] {
            let instance = instance(problem);
            let solution = solve(&instance.problem, objective).expect("it is solved");
            let mut result = ResultFile::new(&instance, &solution);
            result.explanation = Some(vec!["A sentence.".to_owned()]);
            let mut text = Vec::new();
            result.write(&mut text).expect("it is written");
            let written: Value = serde_json::from_slice(&text).expect("it is JSON");
            assert_eq!(schema.faults(&written), Vec::<String>::new(), "{written}");
        }
    }
}

/// Changes that a schema can refuse are refused by schema and reader alike.
#[test]
fn reader_and_schema_refuse_the_same() {
    let schema = instances();
    assert_eq!(schema.faults(&small()), Vec::<String>::new());
    for (place, value) in [
        ("/learners", json!(null)),
        ("/learners/0", json!("")),
        ("/learners/0", json!(7)),
        ("/learners/0", json!("E2")),
        ("/learners/0", json!("x".repeat(201))),
        ("/mentors/0", json!({"id": "R1"})),
        ("/mentors/0", json!({"capacity": 1})),
        ("/mentors/0", json!({"id": "R1", "capacity": 1, "name": "x"})),
        ("/mentors/0/capacity", json!(-1)),
        ("/mentors/0/capacity", json!(1.5)),
        ("/mentors/0/capacity", json!(4_294_967_296_u64)),
        ("/scores", json!({})),
        ("/scores/0", json!(null)),
        ("/scores/0/0", json!(-1)),
        ("/scores/0/0", json!(101)),
        ("/scores/0/0", json!(92.5)),
        ("/scores/0/0", json!("92")),
        ("/pins", json!([["E1"]])),
        ("/pins", json!([["E1", "R1", "R2"]])),
        ("/pins", json!([["E1", 1]])),
        ("/forbids", json!({})),
        ("/objective", json!("FAIR")),
        ("/objective", json!(null)),
        ("/candidates", json!([])),
        ("/weights", json!([])),
    ] {
        let changed = changed(place, value);
        assert_ne!(schema.faults(&changed), Vec::<String>::new(), "{changed}");
        assert!(read(changed.to_string().as_bytes()).is_err(), "{changed}");
    }
    for missing in ["learners", "mentors", "scores"] {
        let mut changed = small();
        changed.as_object_mut().expect("an object").remove(missing);
        assert_ne!(schema.faults(&changed), Vec::<String>::new(), "{changed}");
        assert!(read(changed.to_string().as_bytes()).is_err(), "{changed}");
    }
    for (place, value) in [
        ("/learners/0", json!("x".repeat(200))),
        ("/mentors/0/capacity", json!(4_294_967_295_u64)),
        ("/mentors/0/capacity", json!(2.0)),
        ("/scores/0/0", json!(100.0)),
        ("/scores/0/0", json!(0)),
        ("/objective", json!("balanced")),
        ("/pins", json!([["E1", "R1"], ["E1", "R1"]])),
    ] {
        let changed = changed(place, value);
        assert_eq!(schema.faults(&changed), Vec::<String>::new(), "{changed}");
        instance(&changed);
    }
}

#[test]
fn candidates_are_held_by_the_schema_too() {
    let schema = instances();
    let listed = |lists: Value| {
        let mut value = small();
        let object = value.as_object_mut().expect("an object");
        object.remove("scores");
        object.insert("candidates".to_owned(), lists);
        value
    };
    let fine = listed(json!([[[1, 60], [0, 92]], []]));
    assert_eq!(schema.faults(&fine), Vec::<String>::new());
    instance(&fine);
    for lists in [
        json!([[[0]], []]),
        json!([[[0, 92, 1]], []]),
        json!([[[0, null]], []]),
        json!([[[-1, 92]], []]),
        json!([[["R1", 92]], []]),
        json!([[[0.5, 92]], []]),
        json!([[0, 92], []]),
        json!([null, []]),
    ] {
        let changed = listed(lists);
        assert_ne!(schema.faults(&changed), Vec::<String>::new(), "{changed}");
        assert!(read(changed.to_string().as_bytes()).is_err(), "{changed}");
    }
}

/// The small instance with another value at a place, which may be a new key.
fn changed(place: &str, value: Value) -> Value {
    let mut changed = small();
    match changed.pointer_mut(place) {
        Some(old) => *old = value,
        None => changed[place.trim_start_matches('/')] = value,
    }
    changed
}
