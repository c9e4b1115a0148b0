use assessments::jobs::RescoreQuiz;
use kernel::Role;
use mail::mailbox::Received;
use serde_json::{Value, json};

use super::{House, refusal, violations};

const CORRECT: &str = "mutation($input: CorrectItemKeyInput!) { correctItemKey(input: $input) {
    keyVersion attempts changed newlyPassed noLongerPassed dryRun } }";
const ITEM: &str = "query($id: ID!) { quizItem(id: $id) { code keyVersion
    key { chosen number order pairs { left right } } reasons { choiceId text } } }";

/// The single choice of an attempt that comes first, its right choice, and a wrong one.
async fn single_choice(house: &House, attempt: &Value) -> (Value, Value, Value) {
    let mut items = attempt["items"].as_array().expect("items").iter();
    let single = items.find(|item| item["kind"] == "SINGLE_CHOICE").expect("a single choice");
    let right = house.key(single).await["right"][0].clone();
    let mut choices =
        single["choices"].as_array().expect("choices").iter().map(|choice| &choice["id"]);
    let wrong = choices.find(|id| **id != right).expect("a wrong one").clone();
    (single.clone(), right, wrong)
}

/// The mails on corrections that anybody got, by address.
async fn corrections(house: &House) -> Vec<Received> {
    let mut mails = house.app.mails().await;
    mails.retain(|mail| mail.message_id.starts_with("quiz_corrected."));
    mails.sort_by(|one, other| one.to.address.cmp(&other.to.address));
    mails
}

/// Runs the job of a correction again, as after a crash right before its end.
async fn rescore_again(house: &House, attempt: &Value, item: &Value) {
    let id = |value: &Value| value.as_str().expect("an id").to_owned();
    let job = RescoreQuiz {
        organization_id: house.alpha.id,
        quiz_id: id(&attempt["quizId"]).parse().expect("a quiz"),
        item_id: Some(id(&item["id"]).parse().expect("an item")),
        version: 2,
    };
    let database = &house.app.app.services.database;
    database
        .system(async |connection| jobs::enqueue(connection, &[job]).await)
        .await
        .expect("a job is enqueued");
    house.app.run_jobs().await;
}

/// The keys of every item, as text.
async fn all_keys(house: &House) -> Vec<String> {
    let mut keys = Vec::new();
    for code in ["M01-Q"] {
        let sql = format!(
            "SELECT string_agg(k.reasons ->> 'whole' || k.reasons::text, '|') AS text
             FROM cadre.item_key k JOIN cadre.item i ON i.id = k.item_id
             JOIN cadre.quiz q ON q.id = i.quiz_id WHERE q.code = '{code}'"
        );
        keys.extend(house.app.text(&sql).await);
    }
    keys
}

/// A key must not leave the server before it may: neither with the sitting nor by an error, the
/// review, the item, the results or the audit log.
#[tokio::test(flavor = "multi_thread")]
async fn no_learner_reads_a_key_before_the_pass() {
    let house = House::build().await;
    let ana = house.person("ana").await;
    let begun = house.start(&ana, "M01-Q").await.fine();
    let attempt = begun.data("/startQuiz/attempt").clone();
    let review =
        "query($id: ID!) { quizReview(attemptId: $id) { key { chosen } reasons { text } } }";
    let id = json!({ "id": attempt["summary"]["id"] });
    assert!(
        refusal(&house.ask(&ana, review, id.clone()).await, "CONFLICT").contains("after a pass")
    );
    let item = json!({ "id": attempt["items"][0]["id"] });
    refusal(&house.ask(&ana, ITEM, item.clone()).await, "FORBIDDEN");
    let results =
        "query($c: ID!, $q: ID!) { itemResults(cohortId: $c, quizId: $q) { fullPoints } }";
    let both = json!({ "c": house.cohort.to_string(), "q": attempt["quizId"] });
    refusal(&house.ask(&ana, results, both).await, "FORBIDDEN");
    let correct = json!({ "input": { "itemId": attempt["items"][0]["id"], "key": { "chosen": ["x"] },
        "correction": "x", "expectedVersion": 1, "dryRun": true } });
    refusal(&house.ask(&ana, CORRECT, correct).await, "FORBIDDEN");
    // A failed try shows its share and nothing of its items.
    house.submit(&ana, &attempt, json!([])).await.fine();
    refusal(&house.ask(&ana, review, id).await, "CONFLICT");
    let text = begun.body.to_string();
    for reasons in all_keys(&house).await {
        for reason in reasons.split('"').filter(|part| part.len() > 30) {
            assert!(!text.contains(reason), "{reason}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_choices_stand_in_no_order_that_tells_the_key() {
    let house = House::build().await;
    // Over all organisations and items, right options stand anywhere.
    let sql = "SELECT count(DISTINCT place.place)::bigint AS count FROM cadre.item i
        JOIN cadre.item_key k ON k.item_id = i.id
        CROSS JOIN LATERAL (
            SELECT ordinality AS place FROM jsonb_array_elements(i.body -> 'choices')
                WITH ORDINALITY AS c (choice, ordinality)
            WHERE choice ->> 'id' = k.key -> 'right' ->> 0) AS place
        WHERE i.kind = 'single_choice'";
    assert!(house.app.count(sql).await >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_quiz_before_them_as_a_learner_sees_no_key_as_a_facilitator() {
    let house = House::build().await;
    let fatima = house.person("fatima").await;
    let ana = house.person("ana").await;
    let attempt = house.start(&ana, "M01-Q").await.fine().data("/startQuiz/attempt").clone();
    let item = json!({ "id": attempt["items"][0]["id"] });
    let seen = house.ask(&fatima, ITEM, item.clone()).await.fine();
    assert_eq!(seen.data("/quizItem/keyVersion"), &json!(1));
    // A facilitator without a cohort of this program, and one of another organisation.
    let mut alpha = house.alpha.clone();
    alpha.admin = house.person("admin").await;
    let other = house.app.member(&alpha, "frank", &[Role::Facilitator]).await;
    refusal(&house.ask(&other, ITEM, item.clone()).await, "NOT_FOUND");
    let beta = house.app.sign_in("beta", "fatima@beta.example").await;
    refusal(&house.ask(&beta, ITEM, item.clone()).await, "NOT_FOUND");
    // Fatima becomes a learner of another run of the same program.
    let second = house.app.cohort(&alpha, "2026-11-23", &[]).await;
    let csv =
        "name,email,manager_email,unit\nFatima,fatima@alpha.example,boss@alpha.example,Claims\n";
    house.app.enrol_csv(&alpha, second, csv, false).await.fine();
    house.app.run_jobs().await;
    let words = refusal(&house.ask(&fatima, ITEM, item).await, "FORBIDDEN");
    assert!(words.contains("as a learner"), "{words}");
    // Counts by option would tell as much.
    let results = "query($c: ID!, $q: ID!) { itemResults(cohortId: $c, quizId: $q) {
        fullPoints picks { times } } }";
    let both = json!({ "c": house.cohort.to_string(), "q": attempt["quizId"] });
    refusal(&house.ask(&fatima, results, both).await, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_key_scores_every_sitting_anew_and_takes_nothing_away() {
    let house = House::build().await;
    let (ana, bo) = (house.person("ana").await, house.person("bo").await);
    let begun = house.start(&ana, "M01-Q").await.fine();
    let (single, right, wrong) = single_choice(&house, begun.data("/startQuiz/attempt")).await;
    assert_eq!(house.pass(&ana, "M01-Q").await["passed"], true);
    // Bo passes too, with one point less for that item.
    let theirs = house.start(&bo, "M01-Q").await.fine().data("/startQuiz/attempt").clone();
    let mut answers = house.right_answers(&theirs).await;
    for answer in &mut answers {
        if answer["itemId"] == single["id"] {
            answer["chosen"] = json!([wrong]);
        }
    }
    let before = house.submit(&bo, &theirs, json!(answers)).await.fine();
    let points = before.data("/submitQuiz/attempt/points").as_i64().expect("points");
    assert_eq!(before.data("/submitQuiz/attempt/passed"), &json!(true));

    house.app.advance(chrono::Duration::minutes(1));
    let fatima = house.person("fatima").await;
    let input = |dry: bool, version: i64, chosen: Value| {
        json!({ "input": { "itemId": single["id"], "key": { "chosen": chosen },
            "reasons": [{ "choiceId": wrong, "text": "It was right all along." }],
            "correction": "The key named the wrong option.", "expectedVersion": version,
            "dryRun": dry } })
    };
    let bad = house.ask(&fatima, CORRECT, input(false, 1, json!([right, wrong]))).await;
    assert_eq!(violations(&bad)[0].0, "input.key");
    let planned = house.ask(&fatima, CORRECT, input(true, 1, json!([wrong]))).await.fine();
    let expected = json!({ "keyVersion": 2, "attempts": 2, "changed": 2, "newlyPassed": 0,
        "noLongerPassed": 0, "dryRun": true });
    assert_eq!(planned.data("/correctItemKey"), &expected);
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.item_key WHERE version = 2").await, 0);
    house.ask(&fatima, CORRECT, input(false, 1, json!([wrong]))).await.fine();
    let stale = house.ask(&fatima, CORRECT, input(false, 1, json!([right]))).await;
    refusal(&stale, "CONFLICT");
    assert!(corrections(&house).await.is_empty());
    house.app.run_jobs().await;
    let told = corrections(&house).await;
    let readers: Vec<&str> = told.iter().map(|mail| mail.to.address.as_str()).collect();
    assert_eq!(readers, ["ana@alpha.example", "bo@alpha.example"]);
    for mail in &told {
        let quiz = "Quiz of From order taker to outcome owner";
        assert_eq!(mail.subject, format!("{quiz}: your result was corrected"));
        assert!(mail.text.contains("You had passed the quiz before"), "{}", mail.text);
        assert!(!mail.text.contains(wrong.as_str().expect("an id")), "{}", mail.text);
    }
    rescore_again(&house, &theirs, &single).await;
    assert_eq!(corrections(&house).await.len(), 2, "nothing changes, nobody is told again");

    let query = "query($id: ID!) { attempt(id: $id) { summary { points } } }";
    let seen = house.ask(&bo, query, json!({ "id": theirs["summary"]["id"] })).await.fine();
    assert_eq!(seen.data("/attempt/summary/points"), &json!(points + 1));
    let kept = "SELECT count(*) FROM cadre.module_progress WHERE quiz_passed_at IS NOT NULL";
    assert!(house.app.count(kept).await >= 1, "ana keeps the pass");
    let audit =
        "SELECT details::text AS text FROM cadre.audit_entry WHERE action = 'item_key_corrected'";
    let entry = house.app.text(audit).await.expect("an entry");
    assert!(!entry.contains(wrong.as_str().expect("an id")), "{entry}");
    // The other organisation's copy of the item is as it was.
    let versions = "SELECT count(*) FROM cadre.item_key WHERE version > 1";
    assert_eq!(house.app.count(versions).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_on_a_correction_waits_for_the_morning_and_for_nobody_who_left() {
    let house = House::build().await;
    let (ana, bo) = (house.person("ana").await, house.person("bo").await);
    let begun = house.start(&ana, "M01-Q").await.fine();
    let (single, _, wrong) = single_choice(&house, begun.data("/startQuiz/attempt")).await;
    for learner in [&ana, &bo] {
        assert_eq!(house.pass(learner, "M01-Q").await["passed"], true);
    }
    // 19:00 in Warsaw, in the far future of the database's clock, by which the queue says what is due.
    house.app.set_clock("2060-01-12T18:00:00Z");
    let fatima = house.person("fatima").await;
    let input = json!({ "input": { "itemId": single["id"], "key": { "chosen": [wrong] },
        "correction": "The key named the wrong option.", "expectedVersion": 1, "dryRun": false } });
    house.ask(&fatima, CORRECT, input).await.fine();
    for _ in 0..2 {
        house.app.hurry_jobs().await;
        house.app.run_jobs().await;
        assert!(corrections(&house).await.is_empty(), "no mail at night");
        assert_eq!(house.app.waiting_jobs().await, 2, "one job for each, put off");
    }
    let left = "UPDATE cadre.member SET left_at = '2060-01-12T20:00:00Z'
                WHERE email = 'bo@alpha.example'";
    house.app.execute(left).await;
    house.app.set_clock("2060-01-13T06:00:00Z");
    house.app.hurry_jobs().await;
    house.app.run_jobs().await;
    let told = corrections(&house).await;
    let readers: Vec<&str> = told.iter().map(|mail| mail.to.address.as_str()).collect();
    assert_eq!(readers, ["ana@alpha.example"]);
}
