//! Who is written to, when, and how often.

use mentoring::jobs::pairs::{MentoringTick, TendPairs};
use mentoring::model::life::State;
use serde_json::json;

use super::{DECLINE, Town, act, mails_to, published, set_holidays, tick, tick_at};

/// How many mails of a kind are out, were dropped, or wait.
async fn count(town: &Town, kind: &str, which: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = '{kind}' AND {which}"
    );
    town.app.count(&sql).await
}

async fn decline(town: &Town, who: &str, pair: kernel::PairId) {
    town.fine(who, DECLINE, json!({ "input": { "pairId": pair } })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_one_mail_to_the_learner_and_another_to_the_mentor() {
    let town = Town::build().await;
    let before = town.app.mails().await.len();
    let answer = published(&town, json!({})).await;
    assert_eq!(answer.data("/publishDrafts/published"), &json!(3));
    town.app.run_jobs().await;
    // The folder shows the order of arrival.
    let mails = town.app.mails().await.split_off(before);
    assert_eq!(mails.len(), 6);
    let mentors = ["mia", "max"].map(|name| town.email(name));
    for mail in &mails {
        let to_mentor = mentors.contains(&mail.to.address);
        let (subject, place) = if to_mentor {
            (mail.subject.ends_with("would like to learn with you"), "One of your places is held")
        } else {
            (mail.subject.starts_with("A mentor for you: "), "Your page shows why")
        };
        assert!(subject && mail.text.contains(place), "{}: {}", mail.subject, mail.text);
        assert!(mail.text.contains("Please answer by Wednesday, 2 December."), "{}", mail.text);
        assert!(mail.text.contains("http://cadre.test/mentoring"), "{}", mail.text);
        // Neither the score nor what the other one wrote about themselves.
        for secret in ["score", "outcome", "Claims", "Pricing"] {
            assert!(!mail.text.contains(secret), "{secret}: {}", mail.text);
        }
    }
    assert_eq!(mails.iter().filter(|mail| mentors.contains(&mail.to.address)).count(), 3);
}

/// How often each of two learners read that their mentor declined.
async fn told(town: &Town) -> (usize, usize) {
    let of_ana = mails_to(town, "ana", "not taken up").await.len();
    (of_ana, mails_to(town, "bo", "not taken up").await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_at_night() {
    let town = Town::build().await;
    let bo = town.id("bo").await.uuid();
    let sql = format!("UPDATE cadre.member SET time_zone = 'Asia/Kathmandu' WHERE id = '{bo}'");
    town.app.execute(&sql).await;
    let (first, second) = (
        town.pair("ana", "mia", State::Proposed).await,
        town.pair("bo", "mia", State::Proposed).await,
    );
    town.app.set_clock("2026-11-25T20:00:00Z");
    decline(&town, "mia", first).await;
    decline(&town, "mia", second).await;
    town.app.run_jobs().await;
    assert_eq!(told(&town).await, (0, 0));
    // The reader's own clock counts: it is seven in Kathmandu first.
    tick_at(&town, "2026-11-26T01:14:59Z").await;
    assert_eq!(told(&town).await, (0, 0));
    tick_at(&town, "2026-11-26T01:15:00Z").await;
    assert_eq!(told(&town).await, (0, 1));
    tick_at(&town, "2026-11-26T05:59:59Z").await;
    assert_eq!(told(&town).await, (0, 1));
    tick_at(&town, "2026-11-26T06:00:00Z").await;
    assert_eq!(told(&town).await, (1, 1));
    tick_at(&town, "2026-11-26T06:15:00Z").await;
    assert_eq!(told(&town).await, (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_on_a_holiday() {
    let town = Town::build().await;
    set_holidays(&town, 2026, &["2026-11-25"]).await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    decline(&town, "mia", pair).await;
    town.app.run_jobs().await;
    tick_at(&town, "2026-11-25T17:59:59Z").await;
    assert!(mails_to(&town, "ana", "not taken up").await.is_empty());
    tick_at(&town, "2026-11-26T06:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "not taken up").await.len(), 1);
}

/// What a holiday holds back gets no job that would look and do nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_waits_sets_no_job_going() {
    let town = Town::build().await;
    set_holidays(&town, 2026, &["2026-11-25"]).await;
    town.app.run_jobs().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    // How many jobs there ever were.
    let jobs = "SELECT pg_sequence_last_value(
        pg_get_serial_sequence('jobs._private_jobs', 'id')::regclass) AS count";
    let of_a_tick = async |at: &str| {
        town.app.set_clock(at);
        let before = town.app.count(jobs).await;
        tick(&town).await;
        town.app.count(jobs).await - before
    };
    let without = of_a_tick("2026-11-25T11:00:00Z").await;
    decline(&town, "mia", pair).await;
    town.app.run_jobs().await;
    assert_eq!(of_a_tick("2026-11-25T12:00:00Z").await, without);
    assert_eq!(count(&town, "declined", "sent_at IS NULL AND dropped_at IS NULL").await, 1);
    assert_eq!(of_a_tick("2026-11-26T08:00:00Z").await, without + 1);
    assert_eq!(mails_to(&town, "ana", "not taken up").await.len(), 1);
}

/// Who is on leave reads the news when they are back, but for what would be too late by then.
#[tokio::test(flavor = "multi_thread")]
async fn a_leave_holds_mails_without_a_deadline() {
    let town = Town::build().await;
    let enter = "mutation($input: EnterAbsenceInput!) { enterAbsence(input: $input) {
        absence { id } } }";
    for (who, until) in [("ana", "2026-11-27"), ("bo", "2026-12-24")] {
        let input = json!({ "startsOn": "2026-11-25", "endsOn": until });
        town.fine(who, enter, json!({ "input": input })).await;
    }
    let over = town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "mia", State::Proposed).await;
    decline(&town, "mia", over).await;
    town.app.run_jobs().await;
    tick_at(&town, "2026-11-27T17:00:00Z").await;
    assert!(mails_to(&town, "ana", "not taken up").await.is_empty());
    tick_at(&town, "2026-11-28T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "not taken up").await.len(), 1);
    // The time to answer runs, leave or not.
    tick_at(&town, "2026-12-01T08:00:00Z").await;
    assert_eq!(mails_to(&town, "bo", "still open").await.len(), 1);
}

/// A reminder waits for the morning, and by then there is nothing left to answer.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_any_more_is_not_asked_for() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    tick_at(&town, "2026-11-30T23:00:00Z").await;
    assert_eq!(count(&town, "answer_reminder", "sent_at IS NULL AND dropped_at IS NULL").await, 2);
    town.app.set_clock("2026-12-01T05:30:00Z");
    decline(&town, "ana", pair).await;
    tick_at(&town, "2026-12-01T06:00:00Z").await;
    assert_eq!(count(&town, "answer_reminder", "dropped_at IS NOT NULL").await, 2);
    for who in ["ana", "mia"] {
        assert!(mails_to(&town, who, "still open").await.is_empty(), "{who}");
    }
    assert_eq!(mails_to(&town, "mia", "not taken up").await.len(), 1);
}

/// Two clocks tick at once, and two workers run what they set going.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_run_twice_write_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    let active = town.pair("bo", "mia", State::AgreementSigned).await;
    town.app.set_clock("2026-12-01T08:00:00Z");
    let organization_id = town.alpha.organization.id;
    let database = &town.app.app.services.database;
    for _ in 0..3 {
        database
            .system(async |connection| {
                ::jobs::enqueue(connection, &[MentoringTick {}, MentoringTick {}]).await?;
                ::jobs::enqueue(connection, &[TendPairs { organization_id }]).await
            })
            .await
            .expect("jobs are enqueued");
        futures::join!(town.app.run_jobs(), town.app.run_jobs());
    }
    assert_eq!(town.state(pair).await, State::Proposed);
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "still open").await.len(), 1, "{who}");
    }
    assert_eq!(count(&town, "answer_reminder", "true").await, 2);

    // The same for what a step of people sends.
    act(&town, "mia", "endPair", active).await.fine();
    futures::join!(town.app.run_jobs(), town.app.run_jobs());
    tick(&town).await;
    assert_eq!(mails_to(&town, "bo", "ended your pair").await.len(), 1);
    assert_eq!(count(&town, "ended_early", "sent_at IS NOT NULL").await, 1);
}
