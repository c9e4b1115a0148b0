use serde_json::json;

use super::{House, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_has_one_sitting_in_its_window_and_no_feedback_before_the_second_is_closed() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let begun = house.start(&ana, "FORM-A").await.fine();
    let attempt = begun.data("/startQuiz/attempt");
    assert_eq!(attempt["items"].as_array().map(Vec::len), Some(32));
    assert_eq!(attempt["items"][0]["offersDontKnow"], true);
    let mut answers = house.right_answers(attempt).await;
    answers[0] = json!({ "itemId": answers[0]["itemId"], "dontKnow": true });
    let done = house.submit(&ana, attempt, json!(answers)).await.fine();
    assert_eq!(done.data("/submitQuiz/attempt/points"), &json!(31));
    let passed = &done.body["data"]["submitQuiz"]["attempt"]["passed"];
    assert_eq!(passed, &json!(null), "neither passed nor failed");
    let words = refusal(&house.start(&ana, "FORM-A").await, "CONFLICT");
    assert!(words.contains("one sitting"), "{words}");
    let review = "query($id: ID!) { quizReview(attemptId: $id) { key { chosen } } }";
    let id = json!({ "id": attempt["summary"]["id"] });
    refusal(&house.ask(&ana, review, id.clone()).await, "CONFLICT");
    let items = "query($id: ID!) { attempt(id: $id) { items { stem } } }";
    let seen = house.ask(&ana, items, id.clone()).await.fine();
    assert_eq!(seen.data("/attempt/items"), &json!([]), "the forms share items");

    house.app.set_clock("2026-12-07T00:00:00Z");
    let late = house.app.sign_in("alpha", "bo@alpha.example").await;
    let words = refusal(&house.start(&late, "FORM-A").await, "CONFLICT");
    assert!(words.contains("closed on 2026-12-07"), "{words}");
    let counts = "query($id: ID!) { diagnosticCounts(cohortId: $id) {
        matched onlyFirst onlySecond neither } }";
    let fatima = house.person("fatima").await;
    let seen = house.ask(&fatima, counts, json!({ "id": house.cohort.to_string() })).await.fine();
    let expected = json!({ "matched": 0, "onlyFirst": 1, "onlySecond": 0, "neither": 1 });
    assert_eq!(seen.data("/diagnosticCounts"), &expected);
    // The second form closed on 22 March.
    house.app.set_clock("2027-03-22T09:00:00Z");
    let ana = house.person("ana").await;
    house.ask(&ana, review, id).await.fine();
}

/// Forty minutes by the server's clock, and a minute of grace.
#[tokio::test(flavor = "multi_thread")]
async fn the_time_limit_is_the_servers() {
    let house = House::build().await;
    let (ana, bo) = (house.person("ana").await, house.person("bo").await);
    let theirs = house.start(&ana, "FORM-A").await.fine().data("/startQuiz/attempt").clone();
    let others = house.start(&bo, "FORM-A").await.fine().data("/startQuiz/attempt").clone();
    assert_eq!(theirs["summary"]["closesAt"], "2026-12-01T09:40:00+00:00");
    let answers = house.right_answers(&theirs).await;
    house.save(&bo, &others, json!([answers[0]])).await.fine();
    house.app.set_clock("2026-12-01T09:40:59Z");
    let ana = house.person("ana").await;
    let in_time = house.submit(&ana, &theirs, json!(answers)).await.fine();
    assert_eq!(in_time.data("/submitQuiz/attempt/points"), &json!(32));
    house.app.set_clock("2026-12-01T09:41:01Z");
    let bo = house.person("bo").await;
    let words = refusal(&house.save(&bo, &others, json!([answers[1]])).await, "CONFLICT");
    assert!(words.contains("over"), "{words}");
    let too_late = house.submit(&bo, &others, json!(answers)).await.fine();
    assert_eq!(too_late.data("/submitQuiz/attempt/points"), &json!(1), "what was saved counts");
    assert_eq!(too_late.data("/submitQuiz/attempt/endedAt"), "2026-12-01T09:40:00+00:00");
}
