//! Letters that their readers can stop, and readers whom no letter reaches.

use mail::mailbox::Received;
use mentoring::model::life::State;
use serde_json::json;
use testkit::SmtpPeer;

use super::{DECLINE, Town, mails_to, meet, open_escalations, tick, tick_at};

/// A header as it stands in a mail.
fn header<'a>(mail: &'a Received, name: &str) -> Option<&'a str> {
    let mut headers = mail.headers.iter();
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The letters on mentoring that somebody got.
async fn letters(town: &Town, who: &str) -> Vec<Received> {
    let address = town.email(who);
    let mut mails = town.app.mails().await;
    mails.retain(|mail| {
        mail.to.address == address && mail.message_id.starts_with("send_mentoring_mail.")
    });
    mails
}

async fn nudges(town: &Town) -> (usize, usize) {
    let of_ana = mails_to(town, "ana", "A date with").await.len();
    (of_ana, mails_to(town, "mia", "A date with").await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nudge_can_be_stopped_with_one_click_and_nothing_else_is() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    town.pair("bo", "mia", State::Proposed).await;
    tick_at(&town, "2026-12-06T08:00:00Z").await;
    assert_eq!(nudges(&town).await, (1, 1));
    let of_mia = letters(&town, "mia").await;
    assert!(of_mia.len() > 1, "the other proposal has ended meanwhile");
    for mail in &of_mia {
        let is_nudge = mail.subject.starts_with("A date with");
        assert_eq!(header(mail, "List-Unsubscribe").is_some(), is_nudge, "{}", mail.subject);
        assert_eq!(mail.text.contains("/unsubscribe/"), is_nudge, "{}", mail.text);
    }

    let nudge = letters(&town, "ana").await.remove(0);
    assert_eq!(header(&nudge, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let token = nudge.text.split("/unsubscribe/").nth(1).expect("a link");
    let token = token.split_whitespace().next().expect("a token").to_owned();
    assert!(header(&nudge, "List-Unsubscribe").expect("a header").contains(&token[..20]));
    let stops = "SELECT count(*) AS count FROM cadre.report_stop";
    let asked = (town.app.app.unsubscribe)(token.clone(), false).await.expect("our link");
    assert_eq!(asked.what, "the reminder to agree on a date in mentoring");
    assert_eq!(town.app.count(stops).await, 0, "opening a link changes nothing");
    (town.app.app.unsubscribe)(token, true).await.expect("our link");
    let viewer = "{ viewer { stoppedReports } }";
    let seen = town.fine("ana", viewer, json!({})).await;
    assert_eq!(seen.data("/viewer/stoppedReports"), &json!(["MENTORING_NUDGE"]));
    let seen = town.fine("mia", viewer, json!({})).await;
    assert_eq!(seen.data("/viewer/stoppedReports"), &json!([]));

    // A second silence: only the one who did not stop it is nudged, and the pair is looked after.
    town.app.set_clock("2026-12-07T11:00:00Z");
    meet(&town, pair, "2026-12-07T10:00:00Z").await;
    tick_at(&town, "2026-12-18T08:00:00Z").await;
    assert_eq!(nudges(&town).await, (1, 2));
    let dropped = "SELECT count(*) AS count FROM cadre.mentoring_mail
        WHERE kind = 'nudge' AND dropped_at IS NOT NULL";
    assert_eq!(town.app.count(dropped).await, 1);
    tick_at(&town, "2026-12-29T08:00:00Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);

    // They come again to whoever wants them again.
    let resume = "mutation { setReportStopped(input: {kind: MENTORING_NUDGE, stopped: false}) {
        stoppedReports } }";
    town.fine("ana", resume, json!({})).await;
    town.app.set_clock("2026-12-30T11:00:00Z");
    meet(&town, pair, "2026-12-30T10:00:00Z").await;
    tick_at(&town, "2027-01-10T08:00:00Z").await;
    assert_eq!(nudges(&town).await, (2, 3));
}

/// An agreement was signed, and nobody plans a first session.
#[tokio::test(flavor = "multi_thread")]
async fn a_signed_pair_that_never_meets_is_looked_after() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    tick_at(&town, "2026-12-05T22:59:59Z").await;
    let due = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'nudge'";
    assert_eq!(town.app.count(due).await, 0);
    tick_at(&town, "2026-12-06T08:00:00Z").await;
    assert_eq!(nudges(&town).await, (1, 1));
    tick_at(&town, "2026-12-16T22:59:59Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);
    tick_at(&town, "2026-12-16T23:00:00Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    tick_at(&town, "2026-12-24T08:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "Do you and").await.len(), 1, "{who}");
    }
    tick_at(&town, "2027-01-06T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::AgreementSigned);
    tick_at(&town, "2027-01-06T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::EndedEarly);
}

#[tokio::test(flavor = "multi_thread")]
async fn nudges_are_not_sent_on_demand() {
    let town = Town::build().await;
    let send = "mutation($cohort: ID!) {
        sendReportNow(input: {cohortId: $cohort, kind: MENTORING_NUDGE}) { queued } }";
    let cohort = json!({ "cohort": town.alpha.cohort.to_string() });
    let refused = town.gql("admin", send, cohort).await;
    assert_eq!(refused.codes(), ["INVALID_INPUT"]);
}

/// The tries to send a letter on mentoring to an address.
fn tries(peer: &SmtpPeer, address: &str) -> usize {
    let log = peer.log();
    let letters = log.iter().filter(|one| one.message_id.starts_with("send_mentoring_mail."));
    letters.filter(|one| one.to == address).count()
}

/// The mails that tell admins of mia.
fn told(peer: &SmtpPeer) -> usize {
    let mails = peer.received();
    mails.iter().filter(|mail| mail.subject == "Mails to mia cannot be delivered").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_refusals_in_a_row_end_the_letters_to_an_address() {
    let peer = SmtpPeer::start().await;
    let town = Town::with(Some(peer.transport())).await;
    let mia = town.email("mia");
    let decline = async |who: &str| {
        let pair = town.pair(who, "mia", State::Proposed).await;
        town.fine(who, DECLINE, json!({ "input": { "pairId": pair } })).await;
        tick(&town).await;
    };
    peer.plan(&json!([{ "to": mia, "action": "550" }]));
    decline("ana").await;
    assert_eq!((tries(&peer, &mia), told(&peer)), (1, 0), "one refusal may be a mistake");
    decline("bo").await;
    assert_eq!((tries(&peer, &mia), told(&peer)), (2, 1));
    decline("cyd").await;
    assert_eq!((tries(&peer, &mia), told(&peer)), (2, 1), "no third try, and told once");
    let dropped = "SELECT count(*) AS count FROM cadre.mentoring_mail
        WHERE dropped_at IS NOT NULL AND sent_at IS NULL";
    assert_eq!(town.app.count(dropped).await, 3);

    // Another address is another matter.
    let pair = town.pair("dan", "mia", State::Proposed).await;
    town.app
        .execute(&format!(
            "UPDATE cadre.member SET email = 'mia@new.example' WHERE email = '{mia}'"
        ))
        .await;
    town.fine("dan", DECLINE, json!({ "input": { "pairId": pair } })).await;
    tick(&town).await;
    assert_eq!(tries(&peer, "mia@new.example"), 1);
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.report_bounce").await, 0);
}
