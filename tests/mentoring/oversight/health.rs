//! Checks of health: who is asked, who answers, who reads it, and what follows.

use mentoring::jobs::pairs::TendPairs;
use mentoring::model::life::State;
use serde_json::json;

use super::{ANSWER, FINE, HEALTH, MINE, UNSAFE, answer, ask, input, of, open_kinds, put_above};
use crate::mentoring::town::Town;

/// A learner who does not feel safe: the coordinator is told, the two part or go on without blame.
#[tokio::test(flavor = "multi_thread")]
async fn safety_at_two_tells_the_coordinator_and_asks_for_talks() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    answer(&town, "mia", pair, FINE).await.fine();
    assert_eq!(town.state(pair).await, State::Active);
    assert_eq!(open_kinds(&town, "cora").await, [""; 0]);

    let done = answer(&town, "ana", pair, UNSAFE).await.fine();
    assert_eq!(done.data("/answerHealthCheck/checks/0/answers/safeToBeOpen"), 2);
    assert_eq!(town.state(pair).await, State::RematchRequested);
    assert_eq!(open_kinds(&town, "cora").await, ["LOW_HEALTH"]);
    let health = town.fine("cora", HEALTH, of(pair)).await;
    assert_eq!(health.data("/pairHealth/low"), true);
    assert_eq!(health.data("/pairHealth/because"), &json!(["SAFETY"]));
    assert_eq!(health.data("/pairHealth/learner/0/answers/safeToBeOpen"), 2);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_low_sides_are_one_matter_and_a_wish_to_talk_is_another() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    town.fine("ana", ANSWER, input(pair, FINE, true)).await;
    answer(&town, "mia", pair, [1, 3, 3, 3, 3]).await.fine();
    let mut kinds = open_kinds(&town, "cora").await;
    kinds.sort();
    assert_eq!(kinds, ["LOW_HEALTH", "WANTS_TALK"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stands_and_of_two_at_once_one_does() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    town.person("ana").await;
    let (one, other) =
        tokio::join!(answer(&town, "ana", pair, FINE), answer(&town, "ana", pair, UNSAFE));
    let mut codes = [one.codes(), other.codes()].concat();
    codes.sort_unstable();
    assert_eq!(codes, ["CONFLICT"]);
    let before = town.fine("ana", MINE, of(pair)).await;
    assert_eq!(answer(&town, "ana", pair, FINE).await.codes(), ["CONFLICT"]);
    assert_eq!(town.fine("ana", MINE, of(pair)).await.body, before.body);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_was_asked_answers_and_only_with_marks() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    assert_eq!(answer(&town, "ana", pair, FINE).await.codes(), ["NOT_FOUND"], "not asked");
    ask(&town, pair).await;
    let wrong = answer(&town, "ana", pair, [0, 4, 4, 4, 6]).await;
    assert_eq!(wrong.codes(), ["INVALID_INPUT"]);
    let paths = &wrong.body["errors"][0]["extensions"]["violations"];
    assert_eq!(paths[0]["path"], "input.meetsAsAgreed");
    assert_eq!(paths[1]["path"], "input.wouldGoOn");
    for other in ["bo", "max", "ana@beta"] {
        assert_eq!(answer(&town, other, pair, FINE).await.codes(), ["NOT_FOUND"], "{other}");
        assert_eq!(town.gql(other, MINE, of(pair)).await.codes(), ["NOT_FOUND"], "{other}");
    }
    for other in ["cora", "admin", "fatima", "boss"] {
        assert_eq!(answer(&town, other, pair, FINE).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(
        town.app
            .count("SELECT count(*) AS count FROM cadre.health_check WHERE answered_at IS NOT NULL")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_is_over_answers_nothing() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::EndedEarly).await;
    ask(&town, pair).await;
    assert_eq!(answer(&town, "ana", pair, UNSAFE).await.codes(), ["CONFLICT"]);
    assert_eq!(town.state(pair).await, State::EndedEarly);
}

#[tokio::test(flavor = "multi_thread")]
async fn low_answers_move_no_pair_that_does_not_meet() {
    let town = Town::build().await;
    for (learner, mentor, state) in [
        ("ana", "mia", State::Paused),
        ("bo", "mia", State::Closing),
        ("cyd", "max", State::Impossible),
    ] {
        let pair = town.pair(learner, mentor, state).await;
        ask(&town, pair).await;
        answer(&town, learner, pair, UNSAFE).await.fine();
        assert_eq!(town.state(pair).await, state);
    }
    let mut kinds = open_kinds(&town, "cora").await;
    kinds.sort_unstable();
    assert_eq!(kinds, ["IMPOSSIBLE", "LOW_HEALTH", "LOW_HEALTH", "LOW_HEALTH"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_for_a_coordinator_outside_of_the_line() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    answer(&town, "ana", pair, UNSAFE).await.fine();
    // The other side sees that it was asked itself, and nothing of what ana answered.
    let mias = town.fine("mia", MINE, of(pair)).await;
    assert_eq!(mias.data("/myHealthChecks").as_array().expect("a list").len(), 1);
    assert!(mias.body["data"]["myHealthChecks"][0]["answers"].is_null());
    for other in ["ana", "mia", "admin", "fatima", "boss"] {
        assert_eq!(town.gql(other, HEALTH, of(pair)).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(town.gql("cora@beta", HEALTH, of(pair)).await.codes(), ["NOT_FOUND"]);

    put_above(&town, "cora").await;
    assert_eq!(town.gql("cora", HEALTH, of(pair)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(open_kinds(&town, "cora").await, [""; 0]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_nobody_heard_of_for_28_days_is_low_whatever_it_answered() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    answer(&town, "ana", pair, FINE).await.fine();
    let quiet_since = async |at: &str| {
        let id = pair.uuid();
        town.app
            .execute(&format!("UPDATE cadre.pair SET quiet_since = '{at}' WHERE id = '{id}'"))
            .await;
        let health = town.fine("cora", HEALTH, of(pair)).await;
        (health.data("/pairHealth/low").clone(), health.data("/pairHealth/because").clone())
    };
    // It is 25 November, 10:00.
    assert_eq!(quiet_since("2026-10-28T10:00:01Z").await, (json!(false), json!([])));
    assert_eq!(quiet_since("2026-10-28T10:00:00Z").await, (json!(true), json!(["QUIET"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_are_asked_once_in_the_middle_of_their_time() {
    let town = Town::build().await;
    let (early, late) =
        (town.pair("ana", "mia", State::Active).await, town.pair("bo", "max", State::Active).await);
    // From the first of July to the end of March: the middle was in the middle of November.
    town.app
        .execute(&format!(
            "UPDATE cadre.pair SET active_at = '2026-07-01T10:00:00Z' WHERE id = '{}'",
            early.uuid()
        ))
        .await;
    let tend = TendPairs { organization_id: town.alpha.organization.id };
    for _ in 0..2 {
        town.app
            .app
            .services
            .database
            .system(async |connection| jobs::enqueue(connection, &[tend]).await)
            .await
            .expect("a job is enqueued");
        town.app.run_jobs().await;
    }
    let asked = |pair: kernel::PairId| {
        format!(
            "SELECT count(*) AS count FROM cadre.health_check WHERE pair_id = '{}'
                AND occasion = 'mid_course'",
            pair.uuid()
        )
    };
    assert_eq!(town.app.count(&asked(early)).await, 2);
    assert_eq!(town.app.count(&asked(late)).await, 0);
    let mails = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'health_asked'";
    assert_eq!(town.app.count(mails).await, 2);
}

/// Who becomes the manager of one of the two on Monday reads nothing on Friday.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_planned_is_a_line() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    answer(&town, "ana", pair, UNSAFE).await.fine();
    town.fine("cora", HEALTH, of(pair)).await;
    let organization = town.alpha.organization.id.uuid();
    let (boss, cora, admin) =
        (town.id("boss").await.uuid(), town.id("cora").await.uuid(), town.id("admin").await.uuid());
    // Above the learner's manager, that is.
    town.app
        .execute(&format!(
            "INSERT INTO cadre.planned_manager (organization_id, member_id, effective_on, manager_id,
                planned_by, planned_at)
             VALUES ('{organization}', '{boss}', '2026-11-30', '{cora}', '{admin}',
                '2026-11-25T10:00:00Z')"
        ))
        .await;
    assert_eq!(town.gql("cora", HEALTH, of(pair)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(open_kinds(&town, "cora").await, [""; 0]);
    town.app.run_jobs().await;
}
