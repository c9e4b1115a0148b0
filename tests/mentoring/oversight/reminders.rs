//! The fortnightly reminder to mentors.

use mentoring::model::life::State;
use serde_json::json;

use crate::mentoring::town::Town;

/// The Wednesday on which the reminder is due; its morning in Warsaw.
const WEDNESDAY: &str = "2026-12-02T06:30:00Z";

/// Subjects of the reminders that somebody got.
async fn reminders(town: &Town, who: &str) -> Vec<String> {
    let address = town.email(who);
    let mails = town.app.mails().await.into_iter();
    let theirs = mails.filter(|mail| mail.to.address == address);
    theirs
        .filter(|mail| mail.text.contains("What is due with your learners"))
        .map(|mail| mail.subject)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_once_and_only_when_something_is_due() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.app.tick_reports_at("2026-12-02T06:29:00Z").await;
    assert_eq!(reminders(&town, "mia").await, [""; 0]);
    for _ in 0..2 {
        town.app.tick_reports_at(WEDNESDAY).await;
    }
    let subject = "Accept or decline the proposal, with ana";
    assert_eq!(reminders(&town, "mia").await, [subject]);
    assert_eq!(reminders(&town, "max").await, [""; 0], "nothing is due");
    let mails = town.app.mails().await;
    let mail = mails.iter().find(|mail| mail.subject == subject).expect("the reminder");
    assert!(mail.text.contains("by Wednesday, 2 December 2026"), "{}", mail.text);
    assert!(mail.text.contains("/unsubscribe/"), "{}", mail.text);
    // But for the links, whose secrets may hold any digits.
    let said: Vec<&str> = mail.text.lines().filter(|line| !line.contains("://")).collect();
    let said = said.join(" ");
    assert!(!said.contains("70") && !said.contains("score"), "{said}");
    let ledger = "SELECT count(*) AS count FROM cadre.report_delivery d
        JOIN cadre.report_delivery_cohort c ON c.delivery_id = d.id
        WHERE d.kind = 'mentor_reminder' AND d.state = 'sent'";
    assert_eq!(town.app.count(ledger).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stopped_it_gets_none_and_nobody_gets_it_in_the_week_between() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "max", State::Proposed).await;
    let stop = "mutation { setReportStopped(input: {kind: MENTOR_REMINDER, stopped: true}) {
        stoppedReports } }";
    let stopped = town.fine("mia", stop, json!({})).await;
    assert_eq!(stopped.data("/setReportStopped/stoppedReports"), &json!(["MENTOR_REMINDER"]));
    town.app.tick_reports_at("2026-11-25T12:00:00Z").await;
    assert_eq!(reminders(&town, "max").await, [""; 0], "a Wednesday between");
    town.app.tick_reports_at(WEDNESDAY).await;
    assert_eq!(reminders(&town, "mia").await, [""; 0]);
    assert_eq!(reminders(&town, "max").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sends_it_now_once_a_day() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    let send = "mutation($cohort: ID!) {
        sendReportNow(input: {cohortId: $cohort, kind: MENTOR_REMINDER}) { queued alreadySent } }";
    let cohort = json!({ "cohort": town.alpha.cohort.to_string() });
    let first = town.fine("admin", send, cohort.clone()).await;
    assert_eq!(first.data("/sendReportNow"), &json!({ "queued": 1, "alreadySent": 0 }));
    town.app.run_jobs().await;
    let again = town.fine("admin", send, cohort).await;
    assert_eq!(again.data("/sendReportNow"), &json!({ "queued": 0, "alreadySent": 1 }));
    assert_eq!(reminders(&town, "mia").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_in_the_mail_stops_it_and_nothing_else() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.app.tick_reports_at(WEDNESDAY).await;
    let mails = town.app.mails().await;
    let mail = mails.iter().find(|mail| mail.text.contains("What is due with your learners"));
    let text = &mail.expect("the reminder").text;
    let token = text.split("/unsubscribe/").nth(1).expect("a link");
    let token = token.split_whitespace().next().expect("a token").to_owned();
    let stops = "SELECT count(*) AS count FROM cadre.report_stop WHERE kind = 'mentor_reminder'";

    // Opening it says what would stop.
    let asked = (town.app.app.unsubscribe)(token.clone(), false).await.expect("our link");
    assert_eq!(asked.what, "the fortnightly reminder to mentors");
    assert_eq!(town.app.count(stops).await, 0);
    (town.app.app.unsubscribe)(token, true).await.expect("our link");
    assert_eq!(town.app.count(stops).await, 1);
    let others = "SELECT count(*) AS count FROM cadre.report_stop";
    assert_eq!(town.app.count(others).await, 1);
    // A fortnight later something is still due.
    town.pair("bo", "mia", State::Proposed).await;
    town.app.tick_reports_at("2026-12-16T06:30:00Z").await;
    assert_eq!(reminders(&town, "mia").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_left_gets_none() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "max", State::Proposed).await;
    let max = town.id("max").await.uuid();
    town.app
        .execute(&format!(
            "UPDATE cadre.member SET left_at = '2026-12-01T10:00:00Z' WHERE id = '{max}'"
        ))
        .await;
    town.app.tick_reports_at(WEDNESDAY).await;
    assert_eq!(reminders(&town, "mia").await.len(), 1);
    assert_eq!(reminders(&town, "max").await, [""; 0]);
}

/// On a holiday it waits for the next day; who is away then too waits on, and others do not.
#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_the_end_of_a_holiday_and_of_an_absence() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "max", State::Proposed).await;
    let holidays = "mutation($input: SetHolidaysInput!) {
        setHolidays(input: $input) { rules { version } } }";
    let days = json!([{ "day": "2026-12-02", "name": "A day off" }]);
    let input = json!({ "input": { "year": 2026, "days": days } });
    town.fine("admin", holidays, input).await;
    let absence = "mutation($input: EnterAbsenceInput!) {
        enterAbsence(input: $input) { absence { id } } }";
    let input = json!({ "input": { "startsOn": "2026-12-03", "endsOn": "2026-12-04" } });
    town.fine("max", absence, input).await;
    town.app.tick_reports_at(WEDNESDAY).await;
    for who in ["mia", "max"] {
        assert_eq!(reminders(&town, who).await, [""; 0], "{who} has a day off");
    }
    town.app.tick_reports_at("2026-12-03T06:00:00Z").await;
    assert_eq!(reminders(&town, "mia").await.len(), 1);
    assert_eq!(reminders(&town, "max").await, [""; 0], "away");
    // A fortnight later max is back.
    town.app.tick_reports_at("2026-12-16T06:30:00Z").await;
    assert_eq!(reminders(&town, "max").await.len(), 1);
}

/// The next session with what the two agreed to work on, but not with what they reached.
#[tokio::test(flavor = "multi_thread")]
async fn the_goals_of_a_pair_stand_under_its_next_session() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentoring_goal (organization_id, id, pair_id, position, goal, reached_at)
             SELECT organization_id, gen_random_uuid(), id, 2, 'A first workshop', proposed_at
             FROM cadre.pair WHERE id = '{}'",
            pair.uuid()
        ))
        .await;
    let plan = "mutation($input: PlanSessionInput!) {
        planSession(input: $input) { session { id } } }";
    let input = json!({ "pairId": pair, "startsAt": "2026-12-03T09:00:00Z", "minutes": 45 });
    town.fine("mia", plan, json!({ "input": input })).await;
    town.app.tick_reports_at(WEDNESDAY).await;
    let address = town.email("mia");
    let mut mails = town.app.mails().await;
    mails.retain(|mail| mail.to.address == address && mail.text.contains("- ana: Meet"));
    let mail = mails.first().expect("a reminder of the session");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains("Goal: Outcomes with a baseline"), "{part}");
        assert!(!part.contains("A first workshop"), "it is reached: {part}");
        assert!(!part.contains("Figures"), "it has none: {part}");
    }
}
