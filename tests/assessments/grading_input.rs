//! What graders and strangers may not send.

use kernel::{GradeId, SampleId, SubmissionId};
use serde_json::{Value, json};
use testkit::{Person, Response};

use super::desk::{CRITERIA, Desk, JUST_PASSED, Waiting, refusal, steps, violations};

fn step(criterion: &str, step: impl Into<Value>) -> Value {
    json!({ "criterion": criterion, "step": step.into(), "comment": "" })
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_are_one_to_four_and_one_for_each_criterion() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(1).await;
    let grade = desk.claimed(&desk.max, work).await;
    for number in [0, 5, -1, 101] {
        let answer = desk.save(&desk.max, &grade, 1, json!([step(CRITERIA[0], number)])).await;
        let at = ("input.steps.0.step".to_owned(), "OUT_OF_RANGE".to_owned());
        assert_eq!(violations(&answer), [at], "{number}");
    }
    for none in [json!(1e308), json!(2.5), json!("3"), Value::Null, json!(4_294_967_299_u64)] {
        let answer =
            desk.save(&desk.max, &grade, 1, json!([step(CRITERIA[0], none.clone())])).await;
        assert_eq!(answer.codes(), ["BAD_REQUEST"], "{none}");
    }
    let long = json!({ "criterion": CRITERIA[1], "step": 3, "comment": "x".repeat(2_001) });
    let nul = json!({ "criterion": CRITERIA[2], "step": 3, "comment": "a\0b" });
    let twice = [step(CRITERIA[0], 3), step("nonsense", 3), step(CRITERIA[0], 4), long, nul];
    let answer = desk.save(&desk.max, &grade, 1, json!(twice)).await;
    let codes: Vec<String> = violations(&answer).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["UNKNOWN_CRITERION", "REPEATED_CRITERION", "LENGTH", "LENGTH"]);
    let answer = desk.save_comment(&desk.max, &grade, 1, &"x".repeat(5_001)).await;
    assert_eq!(violations(&answer), [("input.comment".to_owned(), "LENGTH".to_owned())]);

    // Nothing of all that is kept, and a part is not enough to publish.
    let answer = desk.publish(&desk.max, &grade, 1).await;
    let missing = violations(&answer);
    assert_eq!(missing.len(), 4);
    assert!(missing.iter().all(|(_, code)| code == "MISSING_STEP"));
    let part = json!([step(CRITERIA[0], 3), step(CRITERIA[1], 3), step(CRITERIA[2], 3)]);
    desk.save(&desk.max, &grade, 1, part).await.fine();
    assert_eq!(violations(&desk.publish(&desk.max, &grade, 2).await).len(), 1);
    assert_eq!(
        desk.app.count("SELECT count(*) FROM cadre.grade WHERE state = 'published'").await,
        0
    );
    // An old version is refused before anything else is looked at.
    refusal(&desk.publish(&desk.max, &grade, 1).await, "CONFLICT");
    refusal(&desk.save(&desk.max, &grade, 1, steps(JUST_PASSED)).await, "CONFLICT");
    desk.save(&desk.max, &grade, 2, steps(JUST_PASSED)).await.fine();
    desk.publish(&desk.max, &grade, 3).await.fine();
    desk.app.run_jobs().await;
}

/// Every command and query on a piece of work, as somebody.
async fn all_on_work(desk: &Desk, person: &Person, work: Waiting) -> [Response; 2] {
    [desk.claim(person, work).await, desk.work(person, work).await]
}

async fn all_on_grade(desk: &Desk, person: &Person, grade: &str) -> [Response; 3] {
    [
        desk.save(person, grade, 1, steps(JUST_PASSED)).await,
        desk.publish(person, grade, 1).await,
        desk.release(person, grade).await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_none_of_their_business_is_like_what_never_was() {
    let desk = Desk::build().await;
    let sources = &desk.app.app.services.sources;
    let never = Waiting { submission: sources.new_id::<SubmissionId>(), number: 1 };
    let nothing = all_on_work(&desk, &desk.fatima, never).await;
    for answer in &nothing {
        refusal(answer, "NOT_FOUND");
    }
    let of_ana = desk.work_of_ana(1).await;
    let of_cleo = desk.hand_in(&desk.alpha, desk.other_cohort, "cleo", 1).await;
    let of_eva = desk.hand_in(&desk.beta, desk.foreign_cohort, "eva", 1).await;
    let no_version = [0, 2, -1, 70_000].map(|number| Waiting { number, ..of_ana });
    for work in [of_cleo, of_eva].into_iter().chain(no_version) {
        assert_eq!(all_on_work(&desk, &desk.fatima, work).await, nothing, "{work:?}");
    }
    // Withdrawn work is the learner's again.
    let of_bo = desk.hand_in(&desk.alpha, desk.cohort, "bo", 1).await;
    desk.app
        .execute(&format!(
            "UPDATE cadre.submission_version SET state = 'withdrawn' WHERE submission_id = '{}'",
            of_bo.submission.uuid()
        ))
        .await;
    assert_eq!(all_on_work(&desk, &desk.fatima, of_bo).await, nothing);

    let random = sources.new_id::<GradeId>().to_string();
    let no_grade = all_on_grade(&desk, &desk.fatima, &random).await;
    for answer in &no_grade {
        refusal(answer, "NOT_FOUND");
    }
    let of_max = desk.claimed(&desk.max, of_ana).await;
    let of_frida = desk.claimed(&desk.frida, of_eva).await;
    for grade in [&of_max, &of_frida] {
        assert_eq!(all_on_grade(&desk, &desk.fatima, grade).await, no_grade);
    }
    let other_kind = desk.publish(&desk.max, &of_ana.submission.to_string(), 1).await;
    assert_eq!(other_kind.codes(), ["INVALID_ID"]);
    assert_eq!(desk.app.count("SELECT count(*) FROM cadre.grade WHERE version > 1").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_graders_grade() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let work = desk.work_of_ana(1).await;
    let grade = desk.claimed(&desk.max, work).await;
    let ana = app.join(alpha, "ana").await;
    let manager = app.join(alpha, "manager").await;
    for person in [&ana, &manager, &alpha.admin] {
        for answer in all_on_work(&desk, person, work).await {
            refusal(&answer, "FORBIDDEN");
        }
        for answer in all_on_grade(&desk, person, &grade).await {
            refusal(&answer, "FORBIDDEN");
        }
        refusal(&desk.queue(person, json!({})).await, "FORBIDDEN");
    }
    let nobody = app.request(None, "{ gradingQueue { edges { node { late } } } }", json!({})).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
    // A mentor whom nobody named may practise and sees an empty queue.
    let other = app.member(alpha, "otto", &[kernel::Role::Mentor]).await;
    assert!(desk.queued(&other, json!({})).await.is_empty());
    for answer in all_on_work(&desk, &other, work).await {
        refusal(&answer, "NOT_FOUND");
    }
    app.run_jobs().await;
}

const SAMPLES: &str = "query($id: ID!) { samples(assignmentId: $id) { rubric { criteria { key } }
    samples { id code work rated { criteria { criterion ownStep keyStep why } } } } }";
const RATE: &str = "mutation($input: RateSampleInput!) { rateSample(input: $input) {
    sample { code rated { criteria { criterion ownStep keyStep why } } } } }";
const CALIBRATION: &str = "{ calibration { samples ratings exact shareWithinOne meanDifference
    kappa kappaReason } }";

async fn samples(desk: &Desk, person: &Person) -> Response {
    let id = kernel::AssignmentId::from(desk.assignment(&desk.alpha, "A01").await);
    desk.app.request(Some(&person.token), SAMPLES, json!({ "id": id.to_string() })).await
}

async fn rate(desk: &Desk, person: &Person, sample: &str, given: [i32; 4]) -> Response {
    let steps = CRITERIA.iter().zip(given);
    let steps: Value = steps.map(|(key, step)| json!({ "criterion": key, "step": step })).collect();
    desk.ask(person, RATE, json!({ "sampleId": sample, "steps": steps })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_sample_shows_once_one_has_rated_it() {
    let desk = Desk::build().await;
    let before = samples(&desk, &desk.max).await.fine();
    let list = before.data("/samples/samples").as_array().expect("samples").clone();
    assert!(list.len() >= 2, "{list:?}");
    assert!(list.iter().all(|sample| sample["rated"].is_null()));
    let whole = before.body.to_string();
    assert!(!whole.contains("keyStep") && !whole.contains("\"why\""));
    let id = list[0]["id"].as_str().expect("an id");
    let partial = json!({ "sampleId": id, "steps": [{ "criterion": CRITERIA[0], "step": 2 }] });
    assert_eq!(violations(&desk.ask(&desk.max, RATE, partial).await).len(), 3);
    assert_eq!(violations(&rate(&desk, &desk.max, id, [0, 5, 3, 3]).await).len(), 2);

    let rated = rate(&desk, &desk.max, id, [2, 2, 2, 2]).await.fine();
    let criteria = rated.data("/rateSample/sample/rated/criteria").as_array().expect("criteria");
    assert_eq!(criteria.len(), 4);
    assert!(criteria.iter().all(|one| one["ownStep"] == 2 && one["why"] != ""));
    // The same again is the same; another rating after seeing the key is none.
    rate(&desk, &desk.max, id, [2, 2, 2, 2]).await.fine();
    refusal(&rate(&desk, &desk.max, id, [3, 3, 3, 3]).await, "CONFLICT");
    let of_mia = samples(&desk, &desk.mia).await.fine();
    assert!(of_mia.data("/samples/samples/0")["rated"].is_null(), "what one rates is one's own");

    let answer = desk.app.request(Some(&desk.max.token), CALIBRATION, json!({})).await.fine();
    let found = answer.data("/calibration");
    let keys: Vec<i64> =
        criteria.iter().map(|one| one["keyStep"].as_i64().expect("a step")).collect();
    let exact = keys.iter().filter(|key| **key == 2).count();
    assert_eq!((&found["samples"], &found["ratings"]), (&json!(1), &json!(4)));
    assert_eq!(found["exact"], json!(exact));
    assert!(found["kappa"].is_null() && found["kappaReason"] != "", "{found}");
    let nothing = desk.app.request(Some(&desk.mia.token), CALIBRATION, json!({})).await.fine();
    assert!(nothing.data("/calibration")["meanDifference"].is_null());

    // Ids of nothing and of others.
    let random = desk.app.app.services.sources.new_id::<SampleId>().to_string();
    let never = rate(&desk, &desk.max, &random, [3; 4]).await;
    refusal(&never, "NOT_FOUND");
    let beta = desk.beta.id.uuid();
    let of_beta = desk
        .uuid(&format!(
            "SELECT id::text AS text FROM cadre.sample WHERE organization_id = '{beta}' LIMIT 1"
        ))
        .await;
    let foreign = SampleId::from(of_beta).to_string();
    assert_eq!(rate(&desk, &desk.max, &foreign, [3; 4]).await, never);
}
