use async_graphql::{EmptyMutation, EmptySubscription, ID, Object, Schema};

use super::*;

struct Both;

fn cell(state: ModuleState, work: Option<WorkStanding>, number: i32) -> GradebookCell {
    GradebookCell {
        state,
        quiz_best: (number > 0).then_some(80 + number),
        quiz_first: None,
        work,
        score: (number > 1).then(|| "63.33".to_owned()),
        passed: work == Some(WorkStanding::Passed),
        late: number == 2,
        versions: number,
    }
}

fn rows() -> Vec<GradebookRow> {
    let row = |number: i32, name: &str, unit: Option<&str>| GradebookRow {
        enrolment_id: ID(format!("enrolment_{number}")),
        learner: Person {
            id: ID(format!("member_{number}")),
            name: name.to_owned(),
            unit: unit.map(str::to_owned),
        },
        cells: vec![
            cell(ModuleState::Completed, Some(WorkStanding::Passed), 2),
            cell(ModuleState::Submitted, Some(WorkStanding::Waiting), 1),
            cell(ModuleState::Locked, None, 0),
        ],
    };
    vec![row(1, "Zażółć \"the\" \\ \u{1F600}\n", Some("Claims </script>")), row(2, "Ada", None)]
}

#[Object]
impl Both {
    async fn ours(&self) -> GradebookRows {
        GradebookRows(rows())
    }

    async fn executors(&self) -> Vec<GradebookRow> {
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

/// Whatever is selected, clients cannot tell the two ways apart.
#[tokio::test]
async fn rows_are_what_the_executor_would_make_of_them() {
    for selection in [
        "enrolmentId",
        "cells { versions state quizBest quizFirst work score passed late }",
        "cells { done: passed } learner { unit id name } row: enrolmentId",
        "__typename cells { state }",
        "learner { name } learner { id }",
    ] {
        let query = format!("{{ ours {{ {selection} }} executors {{ {selection} }} }}");
        let schema = Schema::new(Both, EmptyMutation, EmptySubscription);
        let answer = schema.execute(query.as_str()).await;
        assert!(answer.errors.is_empty(), "{query}: {:?}", answer.errors);
        assert_eq!(text(&answer.data, "ours"), text(&answer.data, "executors"), "{selection}");
    }
}
