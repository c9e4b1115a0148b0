//! Deliveries that nothing would settle any more, and those that something else settled.

use std::time::Duration;

use serde_json::json;
use testkit::{SmtpPeer, TestApp, TestAppOptions, eventually};

use super::support::{app_and_peer, house, ledger_of, readers, send_now};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_job_died_is_given_up_after_a_day_with_the_reason() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let (beta, in_beta) = house(&app, "beta", &["cy"]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "451" }]));
    send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    app.run_jobs().await;
    // The worker died in its last try: the job is a dead letter, and nobody noted the failure.
    app.execute("UPDATE jobs._private_jobs SET attempts = max_attempts").await;
    app.set_clock("2026-11-26T09:59:59Z");
    app.tick_reports().await;
    assert_eq!(ledger_of(&app, &alpha, cohort, "ana").await[0]["state"], "QUEUED");

    app.set_clock("2026-11-26T10:00:01Z");
    app.tick_reports().await;
    let given_up = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!((&given_up["state"], &given_up["sentAt"]), (&json!("FAILED"), &json!(null)));
    let reason = given_up["lastError"].as_str().expect("a reason");
    assert!(reason.starts_with("not sent within 24 hours of being queued"), "{reason}");
    assert!(reason.contains("451"), "what the last try said stays: {reason}");
    assert_eq!(ledger_of(&app, &alpha, cohort, "bo").await[0]["state"], "SENT");
    assert_eq!(ledger_of(&app, &beta, in_beta, "cy").await.len(), 0);
    assert_eq!(readers(peer.received()), ["bo@alpha.example"], "given up, not doubled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_try_does_not_overwrite_what_became_of_a_mail() {
    let peer = SmtpPeer::start_slow(Duration::from_millis(1_500)).await;
    let options = TestAppOptions { transport: Some(peer.transport()), model: None };
    let app = TestApp::start_with(options).await;
    let (alpha, cohort) = house(&app, "alpha", &["ana"]).await;
    send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    peer.plan(&json!([{ "to": "ana@", "action": "451" }]));
    let before = peer.log().len();
    let meanwhile = async {
        eventually("the mail to be on its way", async || peer.log().len() > before).await;
        app.execute("UPDATE cadre.report_delivery SET state = 'sent', sent_at = queued_at").await;
    };
    tokio::join!(app.run_jobs(), meanwhile);
    let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!((&entry["state"], &entry["lastError"]), (&json!("SENT"), &json!(null)));
    assert!(entry["sentAt"].is_string());
    assert_eq!(app.waiting_jobs().await, 0, "no other try follows");
}
