//! Sending a report outside its schedule.

use kernel::{CohortId, Role};
use serde_json::json;
use testkit::{Person, TestApp};
use uuid::Uuid;

use super::support::{
    MONDAY, app_and_peer, counts, house, ledger_of, only_report, readers, reports, send_now,
    set_stopped, today,
};

const LEARNERS: [&str; 2] = ["ana@alpha.example", "bo@alpha.example"];

async fn written(app: &TestApp) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, table) in
        counts.iter_mut().zip(["report_delivery", "report_delivery_cohort", "audit_entry"])
    {
        *count = app.count(&format!("SELECT count(*) AS count FROM cadre.{table}")).await;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_counts_and_leaves_no_trace() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let before = (written(&app).await, app.mails().await.len());
    let answer = send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", true).await.fine();
    assert_eq!(counts(&answer), [2, 0, 0]);
    assert_eq!(answer.data("/sendReportNow/dryRun"), true);
    assert_eq!(app.waiting_jobs().await, 0);
    app.run_jobs().await;
    assert_eq!((written(&app).await, app.mails().await.len()), before);
    let answer = send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(counts(&answer), [2, 0, 0], "the dry run told the truth");
    app.run_jobs().await;
    assert_ne!(written(&app).await, before.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_goes_out_once_a_day_and_beside_the_schedule() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let (beta, in_beta) = house(&app, "beta", &["cy"]).await;
    app.set_clock("2026-11-29T22:30:00Z");
    let alpha = today(&app, &alpha).await;
    let admin = alpha.admin.clone();
    let digest = async |person: &Person, dry_run| {
        let answer = send_now(&app, person, cohort, "LEARNER_DIGEST", dry_run).await.fine();
        app.run_jobs().await;
        counts(&answer)
    };
    assert_eq!(digest(&admin, false).await, [2, 0, 0]);
    assert_eq!(digest(&admin, false).await, [0, 0, 2]);
    assert_eq!(digest(&admin, true).await, [0, 0, 2]);
    assert_eq!(readers(app.mails().await), LEARNERS, "nobody of beta");
    app.enrol(&alpha, cohort, &["dee"]).await;
    app.run_jobs().await;
    assert_eq!(digest(&admin, false).await, [1, 0, 2], "who came since");
    let note = send_now(&app, &admin, cohort, "MANAGER_NOTE", false).await.fine();
    assert_eq!(counts(&note), [1, 0, 0], "another kind counts for itself");
    app.run_jobs().await;

    // Half an hour later it is Monday in the cohort's zone, though not yet in UTC.
    app.set_clock("2026-11-29T23:00:00Z");
    let admin = today(&app, &alpha).await.admin;
    assert_eq!(digest(&admin, false).await, [3, 0, 0], "another day");
    app.tick_reports_at(MONDAY).await;
    let ledger = ledger_of(&app, &alpha, cohort, "ana").await;
    let periods: Vec<&str> = ledger.iter().filter_map(|entry| entry["period"].as_str()).collect();
    let of = |day: &str| format!("{day}:{cohort}");
    assert_eq!(periods, ["2026-W49", &of("2026-11-30"), &of("2026-11-29")]);
    assert_eq!(ledger[0]["state"], "SENT", "although nothing has changed since this morning's");
    assert_eq!(only_report(app.mails().await, "cy@beta.example").to.name, "cy");
    assert_eq!(ledger_of(&app, &beta, in_beta, "cy").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_failed_today_is_composed_anew_and_tried_again() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo", "cy"]).await;
    let cy = app.join(&alpha, "cy").await;
    peer.plan(&json!([{ "to": "ana@", "action": "550" }, { "to": "cy@", "action": "451" }]));
    let send = async |dry_run| {
        let answer = send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", dry_run).await.fine();
        let again = answer.data("/sendReportNow/requeued").as_i64().expect("a number");
        app.run_jobs().await;
        (counts(&answer), again)
    };
    assert_eq!(send(false).await, ([3, 0, 0], 0));
    let failed = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!(failed["state"], "FAILED");
    set_stopped(&app, &cy, "LEARNER_DIGEST", true).await;
    app.hurry_jobs().await;
    app.run_jobs().await;

    peer.plan(&json!([]));
    app.advance(chrono::Duration::minutes(5));
    assert_eq!(send(true).await, ([1, 1, 1], 1), "bo has it, cy does not want it");
    assert_eq!(send(false).await, ([1, 1, 1], 1), "the dry run told the truth");
    assert_eq!(send(false).await, ([0, 1, 2], 0), "and now ana has it");
    set_stopped(&app, &cy, "LEARNER_DIGEST", false).await;
    assert_eq!(send(false).await, ([1, 0, 2], 1), "cy wants it again");

    let mut ledger = ledger_of(&app, &alpha, cohort, "ana").await;
    let sent = ledger.remove(0);
    assert_eq!((ledger.len(), &sent["id"]), (0, &failed["id"]), "one line per reader and day");
    assert_eq!((&sent["state"], &sent["lastError"]), (&json!("SENT"), &json!(null)));
    assert_eq!((&sent["attempts"], &sent["messageId"]), (&json!(2), &failed["messageId"]));
    assert_ne!(sent["asOf"], failed["asOf"]);
    let mail = only_report(peer.received(), "ana@alpha.example");
    assert!(mail.text.contains("11:05 (CET)"), "the figures of now: {}", mail.text);
    assert_eq!(only_report(peer.received(), "cy@alpha.example").to.name, "cy");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_at_once_send_one_mail() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let send = || send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false);
    let (one, two, three) = tokio::join!(send(), send(), send());
    let queued: i64 = [one, two, three].map(|answer| counts(&answer.fine())[0]).iter().sum();
    assert_eq!(queued, 2);
    app.run_jobs().await;
    assert_eq!(readers(app.mails().await), LEARNERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stopped_a_report_is_counted_and_spared() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo"]).await;
    let ana = app.join(&alpha, "ana").await;
    set_stopped(&app, &ana, "LEARNER_DIGEST", true).await;
    let answer = send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(counts(&answer), [1, 1, 0]);
    app.run_jobs().await;
    assert_eq!(readers(app.mails().await), ["bo@alpha.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_send_and_only_in_their_organisation() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let mira = app.member(&alpha, "mira", &[Role::Mentor, Role::Sponsor]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[&fatima]).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    let ana = app.join(&alpha, "ana").await;
    let manager = app.join(&alpha, "manager").await;
    let (beta, in_beta) = house(&app, "beta", &["cy"]).await;
    for person in [&fatima, &mira, &ana, &manager] {
        for dry_run in [true, false] {
            let answer = send_now(&app, person, cohort, "LEARNER_DIGEST", dry_run).await;
            assert_eq!(answer.codes(), ["FORBIDDEN"], "{:#}", answer.body);
        }
    }
    let nobody = Person { token: "none".to_owned(), ..ana };
    let answer = send_now(&app, &nobody, cohort, "LEARNER_DIGEST", false).await;
    assert_eq!(answer.codes(), ["UNAUTHENTICATED"]);

    let random = CohortId::from(Uuid::from_u128(7));
    for dry_run in [true, false] {
        let foreign = send_now(&app, &beta.admin, cohort, "LEARNER_DIGEST", dry_run).await;
        assert_eq!(foreign.codes(), ["NOT_FOUND"]);
        let unknown = send_now(&app, &beta.admin, random, "LEARNER_DIGEST", dry_run).await;
        assert_eq!(foreign, unknown, "another's cohort looks like none");
    }
    assert_eq!(app.waiting_jobs().await, 0);
    assert_eq!(reports(app.mails().await).len(), 0);
    let own = send_now(&app, &beta.admin, in_beta, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(counts(&own), [1, 0, 0]);
    app.run_jobs().await;
}
