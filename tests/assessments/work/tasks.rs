use serde_json::{Value, json};

use super::super::desk::Desk;
use super::{Hand, SEE};

const TASKS: &str = "{ myTasks { kind title moduleCode minutes dueAt notBefore cohortId enrolmentId
    quizId assignmentId peerReviewId } }";

impl Hand<'_> {
    async fn tasks(&self) -> Vec<Value> {
        let answer = self.ask(TASKS, json!({})).await.fine();
        answer.data("/myTasks").as_array().expect("tasks").clone()
    }

    /// How many statements a request takes the second time.
    async fn statements(&self, query: &str, variables: Value) -> u64 {
        self.ask(query, variables.clone()).await.fine();
        let sent = || self.desk.app.app.services.database.statements().sent();
        let before = sent();
        self.ask(query, variables).await.fine();
        sent() - before
    }
}

/// Module and kind of each task.
fn kinds(tasks: &[Value]) -> Vec<(&str, &str)> {
    tasks
        .iter()
        .filter_map(|task| Some((task["moduleCode"].as_str()?, task["kind"].as_str()?)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_what_is_open_now_soonest_first() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let tasks = ana.tasks().await;
    // M00 of week 0 is overdue; M01 of this week was begun.
    let expected = [("M00", "LESSONS"), ("M01", "LESSONS"), ("M01", "QUIZ"), ("M01", "ASSIGNMENT")];
    assert_eq!(kinds(&tasks), expected);
    assert_eq!(tasks[0]["dueAt"], "2026-11-22T23:00:00+00:00");
    assert_eq!(tasks[3]["dueAt"], "2026-11-29T23:00:00+00:00");
    assert_eq!(tasks[3]["assignmentId"], ana.assignment);
    assert!(tasks[2]["quizId"].is_string() && tasks[3]["quizId"].is_null());
    let module = ana.module().await;
    assert_eq!((&module["quizId"], &module["quizPassed"]), (&tasks[2]["quizId"], &json!(false)));
    assert!(tasks.iter().all(|task| task["minutes"].as_i64().is_some_and(|minutes| minutes > 0)));

    ana.write("one", 0).await.fine();
    ana.submit(1).await.fine();
    assert_eq!(kinds(&ana.tasks().await), expected[..3]);
    ana.withdraw(1).await.fine();
    assert_eq!(kinds(&ana.tasks().await), expected);

    let nothing = desk.app.request(Some(&desk.fatima.token), TASKS, json!({})).await.fine();
    assert_eq!(nothing.data("/myTasks"), &json!([]));
    assert_eq!(desk.app.request(None, TASKS, json!({})).await.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_take_a_fixed_number_of_statements() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let see = json!({ "enrolment": ana.enrolment, "assignment": ana.assignment });
    ana.write("one", 0).await.fine();
    ana.submit(1).await.fine();
    let of_one = (ana.statements(TASKS, json!({})).await, ana.statements(SEE, see.clone()).await);
    for number in 1..=5 {
        ana.withdraw(number).await.fine();
        ana.submit(1).await.fine();
    }
    let file = ana.file(&ana.person, "a.pdf").await.to_string();
    let more = json!({ "text": "two", "fileIds": [file], "expectedVersion": 1 });
    ana.save(more).await.fine();
    // A second run beside the first.
    desk.app.enrol(&desk.alpha, desk.other_cohort, &["ana"]).await;
    desk.app.run_jobs().await;
    let of_more = (ana.statements(TASKS, json!({})).await, ana.statements(SEE, see).await);
    assert_eq!(of_one, of_more);
    let seen = ana.tasks().await;
    assert!(seen.iter().any(|task| task["cohortId"] == desk.other_cohort.to_string()));
    let due: Vec<&str> = seen.iter().filter_map(|task| task["dueAt"].as_str()).collect();
    assert!(due.is_sorted(), "{due:?}");
}
