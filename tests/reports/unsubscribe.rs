//! One click that stops a report, through the real HTTP server.

use std::net::TcpListener;

use mail::mailbox::Received;
use reqwest::{Client, StatusCode};
use serde_json::json;
use testkit::{SmtpPeer, TestApp};

use super::support::{
    MONDAY, NEXT_MONDAY, TUESDAY, app_and_peer, header, house, ledger_of, only_report, readers,
    reports, send_now, set_stopped, today,
};

/// The application on a port of its own, until dropped.
struct Site {
    client: Client,
    address: String,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Site {
    fn open(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let server = server::http::serve(&app.app, listener).expect("a server");
        Self { client: Client::new(), address, task: tokio::spawn(server) }
    }

    /// The address in a mail's header, on this port.
    fn link(&self, mail: &Received) -> String {
        let list = header(mail, "List-Unsubscribe").expect("a way to stop it");
        let (web, _) = list.split_once(',').expect("two ways");
        web.trim_matches(['<', '>']).replace("http://cadre.test", &self.address)
    }

    async fn get(&self, link: &str) -> (StatusCode, String) {
        let answer = self.client.get(link).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a text"))
    }

    /// What a mail program sends: no cookie, no sign-in, no page before it.
    async fn post(&self, link: &str) -> StatusCode {
        let request = self
            .client
            .post(link)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click");
        request.send().await.expect("an answer").status()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn stops(app: &TestApp) -> i64 {
    app.count("SELECT count(*) AS count FROM cadre.report_stop").await
}

fn count_to(peer: &SmtpPeer, address: &str) -> usize {
    reports(peer.received()).iter().filter(|mail| mail.to.address == address).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_stops_at_once_and_opening_the_link_changes_nothing() {
    let (app, peer) = app_and_peer().await;
    house(&app, "alpha", &["ana", "bo"]).await;
    house(&app, "beta", &["cy"]).await;
    let site = Site::open(&app);
    app.tick_reports_at(MONDAY).await;
    let link = site.link(&only_report(peer.received(), "ana@alpha.example"));
    for _ in 0..3 {
        let (status, page) = site.get(&link).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("the weekly digest") && page.contains("method=\"post\""), "{page}");
    }
    site.client.head(&link).send().await.expect("an answer");
    assert_eq!(stops(&app).await, 0, "link scanners open links");
    for wrong in [
        format!("{link}A"),
        link[..link.len() - 4].to_owned(),
        link.replace("unsubscribe/", "unsubscribe/A"),
    ] {
        assert_eq!(site.post(&wrong).await, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(stops(&app).await, 0, "a link that nobody got");

    assert_eq!(site.post(&link).await, StatusCode::OK);
    assert_eq!(site.post(&link).await, StatusCode::OK, "a second click does no harm");
    assert_eq!(stops(&app).await, 1);
    app.tick_reports_at(NEXT_MONDAY).await;
    let found = ["ana@alpha.example", "bo@alpha.example", "cy@beta.example"]
        .map(|address| count_to(&peer, address));
    assert_eq!(found, [1, 2, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_two_organisations_stops_the_mails_of_one() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    for (organization, name) in [(&alpha, "Pat Alphason"), (&beta, "Pat Betason")] {
        let cohort = app.cohort(organization, "2026-11-23", &[]).await;
        let csv = format!(
            "name,email,manager_email,unit\n{name},pat@shared.example,boss@shared.example,Claims\n"
        );
        app.enrol_csv(organization, cohort, &csv, false).await.fine();
    }
    app.run_jobs().await;
    let site = Site::open(&app);
    app.tick_reports_at(MONDAY).await;
    let digests = reports(peer.received());
    let from_alpha = digests.iter().find(|mail| mail.to.name == "Pat Alphason").expect("a mail");
    assert_eq!(site.post(&site.link(from_alpha)).await, StatusCode::OK);
    app.tick_reports_at(NEXT_MONDAY).await;
    let named =
        |name: &str| reports(peer.received()).iter().filter(|mail| mail.to.name == name).count();
    assert_eq!((named("Pat Alphason"), named("Pat Betason")), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_outlives_new_enrolments_spares_invitations_and_can_be_taken_back() {
    let (app, peer) = app_and_peer().await;
    let (alpha, _) = house(&app, "alpha", &["ana", "bo"]).await;
    let site = Site::open(&app);
    app.tick_reports_at(MONDAY).await;
    site.post(&site.link(&only_report(peer.received(), "ana@alpha.example"))).await;
    let invitations = |address: &str| {
        let mut mails = peer.received();
        mails.retain(|mail| mail.to.address == address);
        mails.iter().filter(|mail| header(mail, "List-Unsubscribe").is_none()).count()
    };
    assert_eq!(invitations("ana@alpha.example"), 1);

    let alpha = today(&app, &alpha).await;
    let second = app.cohort(&alpha, "2026-11-30", &[]).await;
    app.enrol(&alpha, second, &["ana"]).await;
    app.run_jobs().await;
    assert_eq!(invitations("ana@alpha.example"), 2, "service mail goes on");
    app.tick_reports_at(NEXT_MONDAY).await;
    assert_eq!(count_to(&peer, "ana@alpha.example"), 1, "stopped means stopped");
    assert_eq!(count_to(&peer, "bo@alpha.example"), 2);

    let ana = app.join(&alpha, "ana").await;
    let answer = set_stopped(&app, &ana, "MANAGER_NOTE", true).await;
    let both = json!(["LEARNER_DIGEST", "MANAGER_NOTE"]);
    let mut stopped = answer.data("/setReportStopped/stoppedReports").clone();
    stopped.as_array_mut().expect("a list").sort_by_key(ToString::to_string);
    assert_eq!(stopped, both);
    let answer = set_stopped(&app, &ana, "LEARNER_DIGEST", false).await;
    assert_eq!(answer.data("/setReportStopped/stoppedReports"), &json!(["MANAGER_NOTE"]));
    app.tick_reports_at("2026-12-14T06:30:00Z").await;
    assert_eq!(count_to(&peer, "ana@alpha.example"), 2);
    let mails = reports(peer.received());
    let last = mails.iter().rfind(|mail| mail.to.address == "ana@alpha.example");
    let text = &last.expect("a mail").text;
    assert!(text.contains("Cohort of 2026-11-23") && text.contains("Cohort of 2026-11-30"));
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_one_kind_leaves_the_other() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let csv = "name,email,manager_email,unit\n\
               Ana,ana@alpha.example,mia@alpha.example,Claims\n\
               Mia,mia@alpha.example,noa@alpha.example,Claims\n";
    app.enrol_csv(&alpha, cohort, csv, false).await.fine();
    app.run_jobs().await;
    let site = Site::open(&app);
    app.tick_reports_at(MONDAY).await;
    site.post(&site.link(&only_report(peer.received(), "mia@alpha.example"))).await;
    app.tick_reports_at(TUESDAY).await;
    assert_eq!(count_to(&peer, "mia@alpha.example"), 2, "the note about ana still comes");
    app.tick_reports_at(NEXT_MONDAY).await;
    assert_eq!(count_to(&peer, "mia@alpha.example"), 2, "the digest does not");
    assert_eq!(count_to(&peer, "ana@alpha.example"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_between_queueing_and_sending_gets_no_mail() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let site = Site::open(&app);
    send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    app.run_jobs().await;
    let link = site.link(&only_report(peer.received(), "ana@alpha.example"));
    app.set_clock("2026-11-26T10:00:00Z");
    let admin = today(&app, &alpha).await.admin;
    send_now(&app, &admin, cohort, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(app.waiting_jobs().await, 2, "queued and not sent");
    assert_eq!(site.post(&link).await, StatusCode::OK);
    app.run_jobs().await;
    let ledger = ledger_of(&app, &alpha, cohort, "ana").await;
    assert_eq!((&ledger[0]["state"], &ledger[0]["sentAt"]), (&json!("STOPPED"), &json!(null)));
    assert_eq!(ledger[1]["state"], "SENT");
    let mut expected = vec!["ana@alpha.example"];
    expected.extend(["bo@alpha.example"; 2]);
    assert_eq!(readers(peer.received()), expected);
}
