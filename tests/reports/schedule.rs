//! When digests go out, and to whom.

use serde_json::json;
use testkit::{PASSWORD, TestApp};

use super::support::{MONDAY, NEXT_MONDAY, house, only_report, readers, reports, today};

const ALL: [&str; 3] = ["ana@alpha.example", "bo@alpha.example", "cy@beta.example"];

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_goes_out_once_a_week_however_often_the_schedule_runs() {
    let app = TestApp::start().await;
    house(&app, "alpha", &["ana", "bo"]).await;
    house(&app, "beta", &["cy"]).await;
    app.tick_reports_at("2026-11-30T06:29:59Z").await;
    assert_eq!(readers(app.mails().await), [""; 0], "a second too early");

    app.set_clock(MONDAY);
    for _ in 0..10 {
        app.queue_report_tick().await;
    }
    tokio::join!(app.run_jobs(), app.run_jobs());
    assert_eq!(readers(app.mails().await), ALL);

    for _ in 0..10 {
        app.tick_reports().await;
    }
    app.tick_reports_at("2026-11-30T12:00:00Z").await;
    assert_eq!(readers(app.mails().await), ALL);

    app.tick_reports_at(NEXT_MONDAY).await;
    let all = reports(app.mails().await);
    assert_eq!(readers(all.clone()), ALL.map(|reader| [reader; 2]).as_flattened());
    let mut ids: Vec<String> = all.into_iter().map(|mail| mail.message_id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6, "a Message-ID of its own for each person and week");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_are_entered_two_hundred_at_a_time() {
    let app = TestApp::start().await;
    let names: Vec<String> = (0..201).map(|number| format!("learner{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    house(&app, "alpha", &names).await;
    app.tick_reports_at(MONDAY).await;
    app.tick_reports().await;
    assert_eq!(readers(app.mails().await).len(), 201, "one each");
    // A row knows the transaction that wrote it, and these rows are never written again.
    let transactions =
        "SELECT count(DISTINCT xmin::text) AS count FROM cadre.report_delivery_cohort";
    assert_eq!(app.count(transactions).await, 2);
    let largest = "SELECT max(rows) AS count FROM (
        SELECT count(*) AS rows FROM cadre.report_delivery_cohort GROUP BY xmin::text) AS each";
    assert_eq!(app.count(largest).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outage_held_back_goes_out_while_it_is_useful() {
    let app = TestApp::start().await;
    house(&app, "alpha", &["ana"]).await;
    app.tick_reports_at("2026-11-30T18:30:00Z").await;
    assert_eq!(readers(app.mails().await), [""; 0], "not in the evening");
    app.tick_reports_at("2026-12-01T06:10:00Z").await;
    assert_eq!(readers(app.mails().await), ["ana@alpha.example"], "the morning after");
    app.tick_reports_at(NEXT_MONDAY).await;
    assert_eq!(readers(app.mails().await).len(), 2, "and the next one at its usual time");

    let late = TestApp::start().await;
    house(&late, "alpha", &["ana"]).await;
    late.tick_reports_at("2026-12-02T08:00:00Z").await;
    let digests = reports(late.mails().await);
    assert!(digests.iter().all(|mail| mail.to.address != "ana@alpha.example"), "stale");
}

/// Accepts the invitation that somebody got, as the page behind its link does.
async fn accept(app: &TestApp, address: &str, time_zone: &str) {
    let mails = app.mails().await;
    let mail = mails.iter().find(|mail| mail.to.address == address).expect("an invitation");
    let (_, rest) = mail.text.split_once("/invitation?token=").expect("a link");
    let token = rest.split_whitespace().next().expect("a token");
    let input = json!({ "token": token, "password": PASSWORD, "timeZone": time_zone });
    app.request(
        None,
        "mutation($input: AcceptInvitationInput!) {
             acceptInvitation(input: $input) { session { memberId } } }",
        json!({ "input": input }),
    )
    .await
    .fine();
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_written_to_at_half_past_seven_of_their_own_zone() {
    let app = TestApp::start().await;
    house(&app, "alpha", &["ana", "bo", "cy"]).await;
    accept(&app, "ana@alpha.example", "Asia/Kathmandu").await;
    accept(&app, "bo@alpha.example", "America/Los_Angeles").await;
    let (ana, bo, cy) = ("ana@alpha.example", "bo@alpha.example", "cy@alpha.example");
    for (at, expected) in [
        ("2026-11-30T01:44:59Z", vec![]),
        ("2026-11-30T01:45:00Z", vec![ana]),
        ("2026-11-30T06:29:59Z", vec![ana]),
        ("2026-11-30T06:30:00Z", vec![ana, cy]),
        ("2026-11-30T15:29:59Z", vec![ana, cy]),
        ("2026-11-30T15:30:00Z", vec![ana, bo, cy]),
    ] {
        app.tick_reports_at(at).await;
        assert_eq!(readers(app.mails().await), expected, "at {at}");
    }
    let mail = only_report(app.mails().await, bo);
    assert!(mail.text.contains("as of Monday, 30 November 2026, 07:30 (PST)"), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monday_that_comes_before_the_cohort_s_is_about_the_new_week() {
    let app = TestApp::start().await;
    house(&app, "alpha", &["ana"]).await;
    accept(&app, "ana@alpha.example", "Pacific/Auckland").await;
    // 19:30 on Sunday in Warsaw, where the cohort is.
    app.tick_reports_at("2026-11-29T18:30:00Z").await;
    let mail = only_report(app.mails().await, "ana@alpha.example");
    assert!(mail.text.contains("as of Monday, 30 November 2026, 07:30 (NZDT)"), "{}", mail.text);
    assert!(mail.text.contains("Cohort of 2026-11-23: week 2 of 16"), "{}", mail.text);
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(app.mails().await), ["ana@alpha.example"], "once a week");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_enrolled_after_the_digest_fell_due_gets_the_next_one() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana"]).await;
    app.set_clock(MONDAY);
    let alpha = today(&app, &alpha).await;
    app.enrol(&alpha, cohort, &["bo"]).await;
    app.set_clock("2026-11-30T06:30:01Z");
    app.enrol(&alpha, cohort, &["cy"]).await;
    app.tick_reports().await;
    let first = ["ana@alpha.example", "bo@alpha.example"];
    assert_eq!(readers(app.mails().await), first, "cy came a second too late");
    app.tick_reports_at(NEXT_MONDAY).await;
    let cy = reports(app.mails().await);
    assert_eq!(cy.iter().filter(|mail| mail.to.address == "cy@alpha.example").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_in_two_cohorts_gets_one_mail_with_two_sections() {
    let app = TestApp::start().await;
    let (alpha, _) = house(&app, "alpha", &["ana", "bo"]).await;
    let second = app.cohort(&alpha, "2026-11-16", &[]).await;
    app.enrol(&alpha, second, &["ana"]).await;
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(app.mails().await), ["ana@alpha.example", "bo@alpha.example"]);
    let sections = |text: &str| {
        ["Cohort of 2026-11-16: week 3 of 16", "Cohort of 2026-11-23: week 2 of 16"]
            .map(|section| text.matches(section).count())
    };
    let ana = only_report(app.mails().await, "ana@alpha.example");
    assert_eq!((sections(&ana.text), sections(&ana.html)), ([1, 1], [1, 1]), "{}", ana.text);
    let bo = only_report(app.mails().await, "bo@alpha.example");
    assert_eq!((sections(&bo.text), sections(&bo.html)), ([0, 1], [0, 1]), "{}", bo.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_written_about_from_its_first_week_to_the_week_after_its_last() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    for (starts_on, learner) in [
        ("2026-08-03", "over"),
        ("2026-08-10", "last"),
        ("2026-11-30", "first"),
        ("2026-12-07", "ahead"),
    ] {
        let cohort = app.cohort(&alpha, starts_on, &[]).await;
        app.enrol(&alpha, cohort, &[learner]).await;
    }
    app.run_jobs().await;
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(app.mails().await), ["first@alpha.example", "last@alpha.example"]);
}
