//! Addresses that no mail reaches.

use kernel::Role;
use mail::mailbox::Received;
use serde_json::json;
use testkit::{SmtpPeer, TestApp};

use super::support::{
    MONDAY, NEXT_MONDAY, app_and_peer, header, house, ledger_of, readers, reports,
};

const THIRD_MONDAY: &str = "2026-12-14T06:30:00Z";
const FOURTH_MONDAY: &str = "2026-12-21T06:30:00Z";

/// The mails that tell admins of bo.
fn told(peer: &SmtpPeer) -> Vec<Received> {
    let mut mails = peer.received();
    mails.retain(|mail| mail.subject == "Mails to bo cannot be delivered");
    mails.sort_by(|one, other| one.to.address.cmp(&other.to.address));
    mails
}

/// How often the server was asked to take a digest for bo.
fn tries(peer: &SmtpPeer) -> usize {
    let log = peer.log();
    let digests = log.iter().filter(|line| line.message_id.starts_with("learner_digest."));
    digests.filter(|line| line.to == "bo@alpha.example").count()
}

async fn bounces(app: &TestApp) -> i64 {
    app.count("SELECT count(*) AS count FROM cadre.report_bounce").await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_refusals_in_a_row_stop_the_mails_to_an_address_and_admins_are_told_once() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    app.member(&alpha, "second", &[Role::Admin]).await;
    app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    house(&app, "beta", &["cy"]).await;
    peer.plan(&json!([{ "to": "bo@alpha.example", "action": "550" }]));
    app.tick_reports_at(MONDAY).await;
    assert_eq!(told(&peer).len(), 0, "one refusal may be a mistake");
    app.tick_reports_at(NEXT_MONDAY).await;
    let mails = told(&peer);
    let readers_of: Vec<&str> = mails.iter().map(|mail| mail.to.address.as_str()).collect();
    assert_eq!(readers_of, ["admin@alpha.example", "second@alpha.example"]);
    for mail in &mails {
        assert!(mail.text.contains("an admin of Organisation alpha"), "{}", mail.text);
        assert_eq!(header(mail, "List-Unsubscribe"), None, "service mail cannot be stopped");
    }
    assert_ne!(mails[0].message_id, mails[1].message_id);

    app.tick_reports_at(THIRD_MONDAY).await;
    assert_eq!((tries(&peer), told(&peer).len()), (2, 2), "no third try, and told once");
    let entry = ledger_of(&app, &alpha, cohort, "bo").await.remove(0);
    assert_eq!((&entry["state"], &entry["period"]), (&json!("FAILED"), &json!("2026-W51")));
    let reason = entry["lastError"].as_str().expect("a reason");
    assert!(reason.contains("two mails in a row to this address were refused"), "{reason}");
    let mut to_ana = reports(peer.received());
    to_ana.retain(|mail| mail.to.address == "ana@alpha.example");
    assert_eq!(to_ana.len(), 3, "others are not concerned");

    app.execute(
        "UPDATE cadre.member SET email = 'bo@new.example' WHERE email = 'bo@alpha.example'",
    )
    .await;
    app.tick_reports_at(FOURTH_MONDAY).await;
    assert!(readers(peer.received()).contains(&"bo@new.example".to_owned()), "another address");
    assert_eq!((bounces(&app).await, told(&peer).len()), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_arrives_in_between_forgives_the_refusal_before_it() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let refusing = json!([{ "to": "bo@alpha.example", "action": "550" }]);
    for (monday, plan, left) in
        [(MONDAY, &refusing, 1), (NEXT_MONDAY, &json!([]), 0), (THIRD_MONDAY, &refusing, 1)]
    {
        peer.plan(plan);
        app.tick_reports_at(monday).await;
        assert_eq!(bounces(&app).await, left, "at {monday}");
    }
    assert_eq!(told(&peer).len(), 0);
    let ledger = ledger_of(&app, &alpha, cohort, "bo").await;
    let states: Vec<&str> = ledger.iter().filter_map(|entry| entry["state"].as_str()).collect();
    assert_eq!(states, ["FAILED", "SENT", "FAILED"]);
}
