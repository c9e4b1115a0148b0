use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use testkit::{Response, TestApp};

use super::INVITE;

async fn invite(app: &TestApp, admin: &str, email: &str, key: Option<&str>) -> Response {
    let input =
        json!({ "email": email, "name": "Mia", "roles": ["MENTOR"], "idempotencyKey": key });
    app.request(Some(admin), INVITE, json!({ "input": input })).await
}

async fn entries(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM cadre.audit_entry WHERE action = 'member_invited'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_gives_the_same_answer_and_has_one_effect() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let first = invite(&app, &alpha.admin.token, "mia@alpha.example", Some("k1")).await.fine();
    app.run_jobs().await;
    let expected = json!({ "id": first.text("/inviteMember/member/id"), "name": "Mia",
        "email": "mia@alpha.example", "joinedAt": null });
    assert_eq!(first.body["data"]["inviteMember"]["member"], expected);
    // A day is nearly over; letter case of the address is no other input.
    app.set_clock("2026-11-26T09:59:59Z");
    let admin = app.sign_in("alpha", "admin@alpha.example").await;
    let again = invite(&app, &admin.token, "MIA@alpha.example", Some("k1")).await;
    assert_eq!(again, first);
    app.run_jobs().await;
    assert_eq!(entries(&app).await, 1);
    assert_eq!(app.mails().await.len(), 1);
    // Without the key, it would have been another invitation.
    invite(&app, &admin.token, "mia@alpha.example", None).await.fine();
    app.run_jobs().await;
    assert_eq!((entries(&app).await, app.mails().await.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_input_of_one_person_for_a_day() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", Some("k1")).await.fine();
    let other = invite(&app, &alpha.admin.token, "leo@alpha.example", Some("k1")).await;
    assert_eq!(other.codes(), ["IDEMPOTENCY_MISMATCH"]);
    assert_eq!(entries(&app).await, 1);
    let leo = "SELECT count(*) FROM cadre.member WHERE email = 'leo@alpha.example'";
    assert_eq!(app.count(leo).await, 0);

    // Somebody else's key of the same text is another key.
    let elsewhere = invite(&app, &beta.admin.token, "leo@alpha.example", Some("k1")).await.fine();
    assert_eq!(elsewhere.text("/inviteMember/member/email"), "leo@alpha.example");
    let in_beta = format!(
        "SELECT count(*) FROM cadre.member WHERE email = 'leo@alpha.example'
         AND organization_id = '{}'",
        beta.id.uuid()
    );
    assert_eq!((app.count(leo).await, app.count(&in_beta).await), (1, 1));

    for bad in ["", &"k".repeat(201)] {
        let refused = invite(&app, &alpha.admin.token, "leo@alpha.example", Some(bad)).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"]);
    }
    app.advance(Duration::hours(24) + Duration::seconds(1));
    let admin = app.sign_in("alpha", "admin@alpha.example").await;
    invite(&app, &admin.token, "leo@alpha.example", Some("k1")).await.fine();
    assert_eq!(app.count(leo).await, 2);
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_sent_many_times_at_once_has_one_effect() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let send = || invite(&app, &alpha.admin.token, "mia@alpha.example", Some("k1"));
    let answers = join_all((0..12).map(|_| send())).await;
    for answer in &answers {
        assert_eq!(answer.clone().fine(), answers[0]);
    }
    app.run_jobs().await;
    assert_eq!((entries(&app).await, app.mails().await.len()), (1, 1));
}
