use kernel::{CohortId, MemberId, Role};
use serde_json::json;
use testkit::{Response, TestApp};

use super::{another, create};

fn violations(answer: &Response) -> Vec<(String, String)> {
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "{:#}", answer.body);
    let list = answer.body["errors"][0]["extensions"]["violations"].as_array().expect("a list");
    let word = |value: &serde_json::Value| value.as_str().expect("a word").to_owned();
    list.iter().map(|one| (word(&one["path"]), word(&one["code"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cohort_is_what_was_asked_for() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let version = app.adopt_program(&alpha).await.to_string();
    let changes = json!({ "name": " Spring ", "hope": "Customers know\r\nthe next step." });
    let made = create(&app, &alpha.admin, &version, changes).await.fine();
    let id: CohortId = made.text("/createCohort/cohort/id").parse().expect("an id");
    assert_eq!(
        made.data("/createCohort/cohort"),
        &json!({ "id": id.to_string(), "name": "Spring", "hope": "Customers know\nthe next step.",
            "startsOn": "2026-11-30", "timeZone": "Europe/Warsaw", "capacity": 28, "version": 1,
            "currentWeek": -1, "learnerCount": 0 })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let version = app.adopt_program(&alpha).await.to_string();
    let bad = json!({ "name": " ", "hope": "", "startsOn": "2026-12-01",
        "timeZone": "Europe/Atlantis", "capacity": 0 });
    let found = violations(&create(&app, &alpha.admin, &version, bad).await);
    let expected = [
        ("input.name", "LENGTH"),
        ("input.hope", "LENGTH"),
        ("input.startsOn", "NOT_A_MONDAY"),
        ("input.timeZone", "UNKNOWN_TIME_ZONE"),
        ("input.capacity", "OUT_OF_RANGE"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
    for (changes, path) in [
        (json!({ "capacity": 100_001 }), "input.capacity"),
        (json!({ "startsOn": "1999-12-27" }), "input.startsOn"),
        (json!({ "name": "x".repeat(201) }), "input.name"),
        (json!({ "name": "a\tb" }), "input.name"),
        (json!({ "hope": "x".repeat(2001) }), "input.hope"),
    ] {
        let found = violations(&create(&app, &alpha.admin, &version, changes).await);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, path);
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.cohort").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_of_another_organisation_is_none() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    // Alpha's plan is in memory by now.
    let cohort = another(&app, &alpha, json!({})).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    let version = app.adopt_program(&alpha).await.to_string();
    let theirs = create(&app, &beta.admin, &version, json!({})).await;
    assert_eq!(theirs.codes(), ["NOT_FOUND"]);
    let random: kernel::ProgramVersionId = app.app.services.sources.new_id();
    assert_eq!(create(&app, &beta.admin, &random.to_string(), json!({})).await, theirs);
    let other_kind = create(&app, &beta.admin, &cohort.to_string(), json!({})).await;
    assert_eq!(other_kind.codes(), ["INVALID_ID"]);
    assert_eq!(app.count("SELECT count(*) FROM cadre.cohort").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn facilitators_hold_the_role_here_and_only_admins_open_cohorts() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let version = app.adopt_program(&alpha).await.to_string();
    let able = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let mentor = app.member(&alpha, "max", &[Role::Mentor]).await;
    let elsewhere = app.member(&beta, "felix", &[Role::Facilitator]).await;
    let random: MemberId = app.app.services.sources.new_id();
    for unable in [mentor.member_id, elsewhere.member_id, random] {
        let ids = json!({ "facilitatorIds": [able.member_id.to_string(), unable.to_string()] });
        let found = violations(&create(&app, &alpha.admin, &version, ids).await);
        assert_eq!(found, [("input.facilitatorIds.1".to_owned(), "NOT_A_FACILITATOR".to_owned())]);
    }
    for person in [&able, &mentor] {
        let refused = create(&app, person, &version, json!({})).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.cohort").await, 0);
    let ids = json!({ "facilitatorIds": [able.member_id.to_string(), able.member_id.to_string()] });
    create(&app, &alpha.admin, &version, ids).await.fine();
    assert_eq!(app.count("SELECT count(*) FROM cadre.cohort_facilitator").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_one_cohort() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let version = app.adopt_program(&alpha).await.to_string();
    let keyed = json!({ "idempotencyKey": "spring" });
    let first = create(&app, &alpha.admin, &version, keyed.clone()).await.fine();
    assert_eq!(create(&app, &alpha.admin, &version, keyed).await, first);
    let other = json!({ "idempotencyKey": "spring", "capacity": 29 });
    let refused = create(&app, &alpha.admin, &version, other).await;
    assert_eq!(refused.codes(), ["IDEMPOTENCY_MISMATCH"]);
    assert_eq!(app.count("SELECT count(*) FROM cadre.cohort").await, 1);
}
