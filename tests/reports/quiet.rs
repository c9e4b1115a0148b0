//! Quiet hours: nobody's telephone rings at night because of a report.

use serde_json::json;
use testkit::SmtpPeer;

use super::support::{
    app_and_peer, counts, house, ledger_of, only_report, readers, send_now, today,
};

/// How often the server was asked to take a digest for somebody.
fn tries(peer: &SmtpPeer, to: &str) -> usize {
    let log = peer.log();
    let digests = log.iter().filter(|line| line.message_id.starts_with("learner_digest."));
    digests.filter(|line| line.to == to).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_at_night_waits_for_the_morning_of_the_reader() {
    let (app, peer) = app_and_peer().await;
    // In the far future of the database's clock, by which the queue says what is due.
    app.set_clock("2060-01-07T10:00:00Z");
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2060-01-05", &[]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    peer.plan(&json!([{ "to": "ana@", "action": "451" }]));
    app.tick_reports_at("2060-01-12T06:30:00Z").await;
    assert_eq!(readers(peer.received()), ["bo@alpha.example"]);

    // 19:00 in Warsaw. The server would take it now.
    peer.plan(&json!([]));
    app.set_clock("2060-01-12T18:00:00Z");
    for _ in 0..2 {
        app.hurry_jobs().await;
        app.run_jobs().await;
        assert_eq!(tries(&peer, "ana@alpha.example"), 1, "no try at night");
        assert_eq!(app.waiting_jobs().await, 1, "one job, put off");
    }
    let in_the_morning = "SELECT count(*) AS count FROM jobs._private_jobs
                          WHERE attempts < max_attempts AND run_at = '2060-01-13T06:00:01Z'";
    assert_eq!(app.count(in_the_morning).await, 1);
    let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!((&entry["state"], &entry["attempts"]), (&json!("QUEUED"), &json!(1)));

    app.set_clock("2060-01-13T06:00:00Z");
    app.hurry_jobs().await;
    app.run_jobs().await;
    let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!((&entry["state"], &entry["attempts"]), (&json!("SENT"), &json!(2)));
    let mail = only_report(peer.received(), "ana@alpha.example");
    assert_eq!(mail.message_id, entry["messageId"].as_str().expect("an id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_wants_now_goes_out_at_night_too() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana"]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "451", "times": 1 }]));
    app.set_clock("2026-11-25T22:00:00Z");
    let admin = today(&app, &alpha).await.admin;
    let answer = send_now(&app, &admin, cohort, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(counts(&answer), [1, 0, 0]);
    app.run_jobs().await;
    assert_eq!(tries(&peer, "ana@alpha.example"), 1);
    app.hurry_jobs().await;
    app.run_jobs().await;
    assert_eq!(readers(peer.received()), ["ana@alpha.example"]);
}
