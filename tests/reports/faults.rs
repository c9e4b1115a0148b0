//! A mail server that fails.

use serde_json::{Value, json};
use testkit::{SmtpPeer, TestApp};

use super::support::{MONDAY, app_and_peer, house, ledger_of, only_report, readers, reports};

/// Which tries the server saw of reports to somebody.
fn tries(peer: &SmtpPeer, to: &str) -> Vec<String> {
    let mut log = peer.log();
    log.retain(|line| line.to == to && line.message_id.starts_with("learner_digest."));
    log.into_iter().map(|line| line.action).collect()
}

fn standing(entry: &Value) -> (&str, i64, Option<&str>) {
    let attempts = entry["attempts"].as_i64().expect("a number");
    (entry["state"].as_str().expect("a state"), attempts, entry["lastError"].as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_no_is_asked_again() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "451", "times": 1 }]));
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(peer.received()), ["bo@alpha.example"], "one reader's trouble is not bo's");
    let waiting = ledger_of(&app, &alpha, cohort, "ana").await;
    let (state, attempts, reason) = standing(&waiting[0]);
    assert_eq!((state, attempts), ("QUEUED", 1));
    assert!(reason.is_some_and(|words| words.contains("451") && words.contains("not now")));
    assert_eq!(waiting[0]["sentAt"], Value::Null);
    assert_eq!(app.waiting_jobs().await, 1);

    app.advance(chrono::Duration::minutes(1));
    app.hurry_jobs().await;
    app.run_jobs().await;
    let sent = ledger_of(&app, &alpha, cohort, "ana").await;
    assert_eq!((sent.len(), standing(&sent[0])), (1, ("SENT", 2, None)));
    assert_eq!(sent[0]["messageId"], waiting[0]["messageId"]);
    let mail = only_report(peer.received(), "ana@alpha.example");
    assert_eq!(mail.message_id, sent[0]["messageId"].as_str().expect("an id"));
    assert_eq!(tries(&peer, "ana@alpha.example"), ["451", "accept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_no_is_given_up_with_the_words_of_the_server() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "550" }]));
    app.tick_reports_at(MONDAY).await;
    assert_eq!(app.waiting_jobs().await, 0, "no other try is planned");
    app.hurry_jobs().await;
    app.tick_reports().await;
    assert_eq!(tries(&peer, "ana@alpha.example"), ["550"]);
    let failed = ledger_of(&app, &alpha, cohort, "ana").await;
    let (state, attempts, reason) = standing(&failed[0]);
    assert_eq!((failed.len(), state, attempts), (1, "FAILED", 1));
    let reason = reason.expect("a reason");
    assert!(reason.contains("550") && reason.contains("5.1.1 no such user"), "{reason}");
    assert_eq!(standing(&ledger_of(&app, &alpha, cohort, "bo").await[0]), ("SENT", 1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_dropped_after_the_final_dot_makes_one_duplicate_of_the_same_name() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "drop_after_dot", "times": 1 }]));
    app.tick_reports_at(MONDAY).await;
    let unsure = ledger_of(&app, &alpha, cohort, "ana").await;
    let (state, attempts, reason) = standing(&unsure[0]);
    assert_eq!((state, attempts), ("QUEUED", 1), "nobody knows whether it arrived");
    assert!(reason.is_some_and(|words| !words.is_empty()));
    app.hurry_jobs().await;
    app.run_jobs().await;
    let sent = ledger_of(&app, &alpha, cohort, "ana").await;
    assert_eq!((sent.len(), standing(&sent[0])), (1, ("SENT", 2, None)));
    let mut mails = reports(peer.received());
    mails.retain(|mail| mail.to.address == "ana@alpha.example");
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!((&mails[0].subject, &mails[0].text), (&mails[1].subject, &mails[1].text));
    assert_eq!(only_report(peer.received(), "bo@alpha.example").to.name, "bo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_away_is_given_up_with_the_reason() {
    let (app, mut peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana"]).await;
    peer.stop();
    app.set_clock(MONDAY);
    app.queue_report_tick().await;
    for attempt in 1..10 {
        next_try(&app).await;
        let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
        let (state, attempts, reason) = standing(&entry);
        assert_eq!((state, attempts), ("QUEUED", attempt));
        assert!(reason.is_some_and(|words| words.contains("cannot connect")), "{entry}");
    }
    next_try(&app).await;
    let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    let (state, attempts, reason) = standing(&entry);
    assert_eq!((state, attempts), ("FAILED", 10));
    assert!(reason.is_some_and(|words| words.contains("cannot connect")), "{entry}");
    assert_eq!(app.waiting_jobs().await, 0);
    assert_eq!(readers(peer.received()), [""; 0]);
}

async fn next_try(app: &TestApp) {
    app.hurry_jobs().await;
    app.run_jobs().await;
}
