//! Invitations that a mail server refuses for good.

use serde_json::json;
use testkit::{SmtpPeer, TestApp, TestAppOptions};

use super::invite;

async fn app_and_peer() -> (TestApp, SmtpPeer) {
    let peer = SmtpPeer::start().await;
    let options = TestAppOptions { transport: Some(peer.transport()), model: None };
    (TestApp::start_with(options).await, peer)
}

/// What the server said to each try of a mail to somebody.
fn answers(peer: &SmtpPeer, to: &str) -> Vec<String> {
    peer.log().into_iter().filter(|line| line.to == to).map(|line| line.action).collect()
}

/// One try is all, and so is one secret: with every further try another one would be open.
async fn assert_given_up(app: &TestApp, peer: &SmtpPeer, email: &str) {
    assert_eq!(app.waiting_jobs().await, 0, "no other try is planned");
    assert_eq!(answers(peer, email), ["550"]);
    let secrets = format!("SELECT count(*) FROM identity.invitation WHERE email = '{email}'");
    assert_eq!(app.count(&secrets).await, 1);
    let noted = format!(
        "SELECT count(*) FROM cadre.member WHERE email = '{email}' AND invited_at IS NOT NULL"
    );
    assert_eq!(app.count(&noted).await, 0, "what was refused did not go out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_no_is_heard_once_whoever_was_invited_and_by_which_command() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    peer.plan(&json!([
        { "to": "ana@", "action": "550" },
        { "to": "manager@", "action": "550" },
        { "to": "mia@", "action": "550" },
    ]));
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", &["MENTOR"]).await;
    for name in ["ana", "manager", "mia"] {
        assert_given_up(&app, &peer, &format!("{name}@alpha.example")).await;
    }
    assert_eq!(answers(&peer, "bo@alpha.example"), ["accept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_no_to_a_learner_s_invitation_is_asked_again() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    peer.plan(&json!([{ "to": "ana@", "action": "451", "times": 1 }]));
    app.enrol(&alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    assert_eq!(app.waiting_jobs().await, 1);
    app.hurry_jobs().await;
    app.run_jobs().await;
    assert_eq!(answers(&peer, "ana@alpha.example"), ["451", "accept"]);
}
