use futures::future::join_all;
use serde_json::{Value, json};

use super::{ATTEMPT, House, refusal, violations};

fn order(attempt: &Value) -> Vec<&Value> {
    attempt["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_is_failed_tried_again_after_a_day_and_passed() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let first = house.start(&ana, "M01-Q").await.fine();
    let attempt = first.data("/startQuiz/attempt");
    assert_eq!(attempt["items"].as_array().map(Vec::len), Some(8));
    // Five of eight are given; nothing passes.
    let answers = house.right_answers(attempt).await;
    let some: Vec<Value> = answers.iter().take(3).cloned().collect();
    let failed = house.submit(&ana, attempt, json!(some)).await.fine();
    assert_eq!(failed.data("/submitQuiz/attempt/state"), &json!("SCORED"));
    assert_eq!(failed.data("/submitQuiz/attempt/passed"), &json!(false));

    let words = refusal(&house.start(&ana, "M01-Q").await, "CONFLICT");
    assert!(words.contains("24 hours") && words.contains("2 December 2026 at 10:00"), "{words}");
    house.app.set_clock("2026-12-02T09:00:00Z");
    let ana = house.person("ana").await;
    let second = house.start(&ana, "M01-Q").await.fine();
    let again = second.data("/startQuiz/attempt");
    assert_eq!(again["summary"]["number"], 2);
    assert_ne!(order(again), order(attempt), "another order");
    let passed = house.submit(&ana, again, json!(answers)).await.fine();
    assert_eq!(passed.data("/submitQuiz/attempt/percentBasisPoints"), &json!(10_000));
    assert_eq!(passed.data("/submitQuiz/attempt/passed"), &json!(true));
    let words = refusal(&house.start(&ana, "M01-Q").await, "CONFLICT");
    assert!(words.contains("passed"), "{words}");

    let query = "query($id: ID!) { myQuizzes(enrolmentId: $id) { code passed reviewIsOpen
        best { number } attempts { number passed } } }";
    let mine = house.ask(&ana, query, json!({ "id": house.enrolment(&ana).await })).await.fine();
    let quizzes = mine.data("/myQuizzes").as_array().expect("quizzes");
    let quiz = quizzes.iter().find(|quiz| quiz["code"] == "M01-Q").expect("the quiz");
    let expected = json!({ "code": "M01-Q", "passed": true, "reviewIsOpen": true, "best": { "number": 2 },
        "attempts": [{ "number": 1, "passed": false }, { "number": 2, "passed": true }] });
    assert_eq!(quiz, &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitting_goes_on_on_another_device_with_what_was_saved() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let begun = house.start(&ana, "M01-Q").await.fine();
    assert_eq!(begun.data("/startQuiz/resumed"), &json!(false));
    let attempt = begun.data("/startQuiz/attempt").clone();
    let answers = house.right_answers(&attempt).await;
    house.save(&ana, &attempt, json!([answers[0]])).await.fine();
    house.save(&ana, &attempt, json!([answers[1], answers[2]])).await.fine();
    let elsewhere = house.person("ana").await;
    let again = house.start(&elsewhere, "M01-Q").await.fine();
    assert_eq!(again.data("/startQuiz/resumed"), &json!(true));
    let seen = again.data("/startQuiz/attempt");
    assert_eq!(order(seen), order(&attempt));
    let answered =
        seen["items"].as_array().expect("items").iter().filter(|item| !item["answer"].is_null());
    assert_eq!(answered.count(), 3);
    // Of many who start at once all get the same sitting.
    let many = join_all((0..10).map(|_| house.start(&ana, "M01-Q"))).await;
    for one in many {
        assert_eq!(one.fine().data("/startQuiz/attempt/summary/id"), &attempt["summary"]["id"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_hand_in_at_once_get_one_result() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let begun = house.start(&ana, "M01-Q").await.fine();
    let attempt = begun.data("/startQuiz/attempt");
    let answers = house.right_answers(attempt).await;
    let submits = (0..50).map(|index| {
        let answers = if index % 2 == 0 { json!(answers) } else { json!([]) };
        house.submit(&ana, attempt, answers)
    });
    let results = join_all(submits).await;
    let first = results[0].clone().fine().data("/submitQuiz/attempt").clone();
    for result in results {
        assert_eq!(result.fine().data("/submitQuiz/attempt"), &first);
    }
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.attempt").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_nothing_of_it_is_kept() {
    let house = House::build().await;
    let (ana, bo) = (house.person("ana").await, house.person("bo").await);
    let attempt = house.start(&ana, "M01-Q").await.fine().data("/startQuiz/attempt").clone();
    house.app.execute(
        "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id,
             required_done, started_at, completed_at)
         SELECT e.organization_id, e.cohort_id, e.id, m.id, 4, e.enrolled_at, e.enrolled_at
         FROM cadre.enrolment e JOIN cadre.module m
             ON m.organization_id = e.organization_id AND m.code IN ('M01', 'M02')
         ON CONFLICT DO NOTHING",
    )
    .await;
    let answers = house.right_answers(&attempt).await;
    let single = attempt["items"]
        .as_array()
        .expect("items")
        .iter()
        .find(|item| item["kind"] == "SINGLE_CHOICE")
        .expect("a single choice");
    let (item, choices) = (&single["id"], single["choices"].as_array().expect("choices"));
    for (given, code) in [
        (
            json!({ "itemId": item, "chosen": [choices[0]["id"], choices[1]["id"]] }),
            "MORE_THAN_ONE",
        ),
        (json!({ "itemId": item, "chosen": ["nothing"] }), "UNKNOWN_CHOICE"),
        (json!({ "itemId": item, "chosen": ["../x"] }), "UNKNOWN_CHOICE"),
        (json!({ "itemId": item, "text": "a" }), "WRONG_KIND"),
        (json!({ "itemId": item, "number": "1e308" }), "EXPONENT"),
        (json!({ "itemId": item, "number": "NaN" }), "NOT_FINITE"),
        (json!({ "itemId": item, "dontKnow": true }), "DONT_KNOW_NOT_OFFERED"),
        (json!({ "itemId": item }), "ONE_ANSWER"),
        (json!({ "itemId": item, "chosen": [], "text": "" }), "ONE_ANSWER"),
    ] {
        let refused = house.save(&ana, &attempt, json!([answers[0], given])).await;
        assert!(violations(&refused).iter().any(|(_, found)| found == code), "{code}: {refused:?}");
    }
    let twice = house.save(&ana, &attempt, json!([answers[0], answers[0]])).await;
    assert_eq!(violations(&twice)[0].1, "ANSWERED_TWICE");
    let kept = "SELECT count(*) FROM cadre.attempt WHERE answers <> '{}'";
    assert_eq!(house.app.count(kept).await, 0);
    // Somebody else's sitting, and one of another organisation, are as if they did not exist.
    refusal(&house.save(&bo, &attempt, json!([answers[0]])).await, "NOT_FOUND");
    refusal(&house.submit(&bo, &attempt, json!([])).await, "NOT_FOUND");
    let beta = house.app.sign_in("beta", "ana@beta.example").await;
    refusal(&house.save(&beta, &attempt, json!([answers[0]])).await, "NOT_FOUND");
    let query = format!("query($id: ID!) {{ attempt(id: $id) {{ {ATTEMPT} }} }}");
    let id = json!({ "id": attempt["summary"]["id"] });
    refusal(&house.ask(&bo, &query, id.clone()).await, "NOT_FOUND");
    refusal(&house.ask(&beta, &query, id.clone()).await, "NOT_FOUND");
    house.ask(&ana, &query, id).await.fine();
    let input = json!({
        "enrolmentId": house.enrolment(&ana).await,
        "quizId": house.quiz(&house.beta, "M01-Q").await,
    });
    let start = "mutation($input: StartQuizInput!) { startQuiz(input: $input) { resumed } }";
    refusal(&house.ask(&ana, start, json!({ "input": input })).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_module_and_a_quiz_that_is_not_written_are_not_begun() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let words = refusal(&house.start(&ana, "M02-Q").await, "CONFLICT");
    assert!(words.contains("locked") && words.contains("M01"), "{words}");
    let words = refusal(&house.start(&ana, "M05-Q").await, "CONFLICT");
    assert!(words.contains("not written yet"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_sitting_is_closed_with_what_was_saved() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let attempt = house.start(&ana, "M01-Q").await.fine().data("/startQuiz/attempt").clone();
    let answers = house.right_answers(&attempt).await;
    house.save(&ana, &attempt, json!(answers)).await.fine();
    house.app.set_clock("2026-12-08T09:00:59Z");
    house.app.close_attempts().await;
    let running = "SELECT count(*) FROM cadre.attempt WHERE state = 'running'";
    assert_eq!(house.app.count(running).await, 1, "the minute of grace is not over");
    house.app.set_clock("2026-12-08T09:01:01Z");
    house.app.close_attempts().await;
    assert_eq!(house.app.count(running).await, 0);
    let ana = house.person("ana").await;
    let query = format!("query($id: ID!) {{ attempt(id: $id) {{ {ATTEMPT} }} }}");
    let seen = house.ask(&ana, &query, json!({ "id": attempt["summary"]["id"] })).await.fine();
    let summary = seen.data("/attempt/summary");
    assert_eq!(summary["passed"], true);
    assert_eq!(summary["endedAt"], "2026-12-08T09:00:00+00:00");
    assert_eq!(summary["isLate"], true, "the week of M01 ended on 7 December");
    assert_eq!(house.submit(&ana, &attempt, json!([])).await.fine().codes().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_waits_for_people_and_then_counts() {
    let house = House::build().await;
    house.app.execute(
        "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id,
             required_done, started_at, completed_at)
         SELECT e.organization_id, e.cohort_id, e.id, m.id, 4, e.enrolled_at, e.enrolled_at
         FROM cadre.enrolment e JOIN cadre.module m
             ON m.organization_id = e.organization_id AND m.code IN ('M01', 'M02', 'M03')",
    )
    .await;
    house.app.set_clock("2026-12-22T09:00:00Z");
    let ana = house.person("ana").await;
    let attempt = house.start(&ana, "M04-Q").await.fine().data("/startQuiz/attempt").clone();
    let mut answers = house.right_answers(&attempt).await;
    let text = attempt["items"]
        .as_array()
        .expect("items")
        .iter()
        .find(|item| item["kind"] == "SHORT_TEXT")
        .expect("a text");
    answers.push(json!({ "itemId": text["id"], "text": "Clerks retype what customers sent." }));
    let done = house.submit(&ana, &attempt, json!(answers)).await.fine();
    assert_eq!(done.data("/submitQuiz/attempt/state"), &json!("AWAITS_GRADER"));
    assert_eq!(done.body["data"]["submitQuiz"]["attempt"]["points"], Value::Null);

    let query =
        "query($id: ID!) { textsToGrade(cohortId: $id) { attemptId itemId text guidance } }";
    let id = json!({ "id": house.cohort.to_string() });
    refusal(&house.ask(&ana, query, id.clone()).await, "FORBIDDEN");
    let fatima = house.person("fatima").await;
    let waiting = house.ask(&fatima, query, id).await.fine();
    assert_eq!(waiting.data("/textsToGrade/0/text"), "Clerks retype what customers sent.");
    assert!(waiting.text("/textsToGrade/0/guidance").len() > 20);
    let grade = "mutation($input: GradeTextInput!) { gradeText(input: $input) { attempt {
        state points maxPoints passed } } }";
    let input = |points: i64| {
        json!({ "input": { "attemptId": attempt["summary"]["id"], "itemId": text["id"],
            "points": points, "comment": "Names who and what." } })
    };
    for points in [-1, 5, 101] {
        let refused = house.ask(&fatima, grade, input(points)).await;
        assert_eq!(violations(&refused), [("input.points".to_owned(), "OUT_OF_RANGE".to_owned())]);
    }
    refusal(&house.ask(&ana, grade, input(4)).await, "FORBIDDEN");
    let beta = house.app.sign_in("beta", "fatima@beta.example").await;
    refusal(&house.ask(&beta, grade, input(4)).await, "NOT_FOUND");
    let graded = house.ask(&fatima, grade, input(4)).await.fine();
    assert_eq!(graded.data("/gradeText/attempt/state"), &json!("SCORED"));
    assert_eq!(graded.data("/gradeText/attempt/passed"), &json!(true));
    let passed = "SELECT count(*) FROM cadre.module_progress WHERE quiz_passed_at IS NOT NULL";
    assert_eq!(house.app.count(passed).await, 1);
}
