use async_graphql::{EmptyMutation, EmptySubscription, ID, Object, Schema};

use super::*;
use crate::cohorts::types::Pace;

struct Both;

fn row(number: i32, name: &str, unit: Option<&str>, pace: Pace) -> BoardRow {
    use ModuleState::{Completed, InProgress, Locked, Open};
    let states = [Completed, InProgress, Open, Locked].into_iter().zip(0..);
    BoardRow {
        enrolment_id: ID(format!("enrolment_{number}")),
        learner: Person {
            id: ID(format!("member_{number}")),
            name: name.to_owned(),
            unit: unit.map(str::to_owned),
        },
        progress: Progress { done: number, required: 9, percent: 11, completed_modules: 1 },
        pace,
        behind_by: number,
        cells: states.map(|(state, done)| BoardCell { state, done, required: 5 }).collect(),
    }
}

fn rows() -> Vec<BoardRow> {
    vec![
        row(1, "Zażółć \"the\" \\ gęślą \u{1F600}\n\u{7}", Some("Claims </script>"), Pace::Behind),
        row(2, "Ada", None, Pace::OnPace),
    ]
}

#[Object]
impl Both {
    async fn ours(&self) -> BoardRows {
        BoardRows(rows())
    }

    async fn executors(&self) -> Vec<BoardRow> {
        rows()
    }
}

/// As clients get it, the order of fields included.
fn text(data: &Value, field: &str) -> String {
    let Value::Object(fields) = data else { panic!("no object: {data}") };
    let mut out = Vec::new();
    json::write_data(&fields[field], &mut out);
    String::from_utf8(out).expect("UTF-8")
}

async fn both(query: &str) -> (String, String) {
    let answer = Schema::new(Both, EmptyMutation, EmptySubscription).execute(query).await;
    assert!(answer.errors.is_empty(), "{query}: {:?}", answer.errors);
    (text(&answer.data, "ours"), text(&answer.data, "executors"))
}

/// Whatever is selected, clients cannot tell the two ways apart.
#[tokio::test]
async fn rows_are_what_the_executor_would_make_of_them() {
    for selection in [
        "{ enrolmentId learner { id name unit } pace behindBy
           progress { done required percent completedModules } cells { state done required } }",
        "{ cells { required state } pace }",
        "{ a: pace b: pace c: cells { s: state t: state } d: cells { done } }",
        "{ learner { unit } learner { name } cells { done } cells { state } }",
        "{ __typename pace cells { __typename done } learner { __typename } }",
        "{ ... on BoardRow { pace } behindBy }",
        "{ cells { ... on BoardCell { done } state } }",
        "{ pace @skip(if: true) behindBy @include(if: true) }",
        "{ pace @skip(if: true) }",
        "{ cells { done @skip(if: true) } pace }",
    ] {
        let (ours, executors) =
            both(&format!("{{ ours {selection} executors {selection} }}")).await;
        assert_eq!(ours, executors, "{selection}");
    }
}

#[tokio::test]
async fn fragments_are_left_to_the_executor() {
    let (ours, executors) = both(
        "{ ours { ...Part behindBy } executors { ...Part behindBy } }
         fragment Part on BoardRow { cells { done } pace }",
    )
    .await;
    assert_eq!(ours, executors);
}

/// A field that is selected twice is one field.
#[tokio::test]
async fn selections_of_one_field_are_merged() {
    let (ours, executors) = both(
        "{ ours { pace } executors { pace } ours { behindBy } executors { behindBy }
           ... { ours { learner { name } } executors { learner { name } } } }",
    )
    .await;
    assert_eq!(ours, executors);
    assert!(ours.contains(r#"{"pace":"ON_PACE","behindBy":2,"learner":{"name":"Ada"}}"#), "{ours}");
}

/// The quick way is taken where it is meant: its value is no tree.
#[tokio::test]
async fn plain_rows_are_written_at_once() {
    let schema = Schema::new(Both, EmptyMutation, EmptySubscription);
    let answer = schema.execute("{ ours { pace cells { state } } }").await;
    let Value::Object(fields) = &answer.data else { panic!("no object") };
    assert!(matches!(fields["ours"], Value::Binary(_)));
}
