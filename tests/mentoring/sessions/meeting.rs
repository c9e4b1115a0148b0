//! Sessions: what may be planned and logged, and what follows for the pair.

use mentoring::model::life::State;
use serde_json::json;

use super::{CANCEL, PLAN, bare, log, plan, planned};
use crate::mentoring::town::Town;

const MINE: &str = "{ myMentoringSessions(from: \"2026-11-01T00:00:00Z\",
    until: \"2027-03-01T00:00:00Z\") { id pairId state startsAt goal missedBy } }";

/// The journey of a happy pair: two sessions are logged, the pair becomes active, both are asked how
/// it goes.
#[tokio::test(flavor = "multi_thread")]
async fn two_sessions_make_a_pair_active_and_ask_both_sides() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    let first = planned(&town, "mia", pair, "2026-11-24T09:00:00Z").await;
    assert_eq!(town.state(pair).await, State::AgreementSigned);
    let held = json!({ "outcome": "HELD" });
    let answer = log(&town, "ana", &first, held.clone()).await.fine();
    assert_eq!(answer.text("/logSession/session/state"), "HELD");
    assert_eq!(town.state(pair).await, State::Active);
    let asked = "SELECT count(*) AS count FROM cadre.health_check";
    assert_eq!(town.app.count(asked).await, 0);

    // Said again, by the other side and at an old version, it changes nothing.
    log(&town, "mia", &first, held.clone()).await.fine();
    let second = planned(&town, "ana", pair, "2026-11-25T09:00:00Z").await;
    log(&town, "ana", &second, held).await.fine();
    assert_eq!(town.app.count(asked).await, 2);
    let events = "SELECT count(*) AS count FROM cadre.pair_event WHERE event = 'first_session'";
    assert_eq!(town.app.count(events).await, 1);
    for side in ["ana", "mia"] {
        let mine = town.fine(side, MINE, json!({})).await;
        assert_eq!(mine.data("/myMentoringSessions").as_array().expect("a list").len(), 2);
    }
    for other in ["bo", "max"] {
        let mine = town.fine(other, MINE, json!({})).await;
        assert_eq!(mine.data("/myMentoringSessions"), &json!([]), "{other}");
    }
    for other in ["cora", "admin", "fatima"] {
        assert_eq!(town.gql(other, MINE, json!({})).await.codes(), ["FORBIDDEN"], "{other}");
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_log_the_first_session_at_once_take_one_step() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    let session = planned(&town, "mia", pair, "2026-11-24T09:00:00Z").await;
    let held = json!({ "outcome": "HELD" });
    let (one, other) =
        tokio::join!(log(&town, "ana", &session, held.clone()), log(&town, "mia", &session, held));
    one.fine();
    other.fine();
    assert_eq!(town.state(pair).await, State::Active);
    let events = "SELECT count(*) AS count FROM cadre.pair_event WHERE event = 'first_session'";
    assert_eq!(town.app.count(events).await, 1);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_planned_while_the_pair_meets() {
    let town = Town::build().await;
    let at = "2026-11-26T10:00:00Z";
    for (learner, mentor, state) in [
        ("ana", "mia", State::Accepted),
        ("bo", "mia", State::Paused),
        ("cyd", "max", State::Closing),
        ("dan", "mia", State::Closed),
    ] {
        let pair = town.pair(learner, mentor, state).await;
        for side in [learner, mentor] {
            let answer = plan(&town, side, pair, at).await;
            assert_eq!(answer.codes(), ["CONFLICT"], "{state:?} by {side}");
        }
        assert_eq!(plan(&town, "fatima", pair, at).await.codes(), ["FORBIDDEN"]);
        let stranger = if learner == "ana" { "bo" } else { "ana" };
        assert_eq!(plan(&town, stranger, pair, at).await.codes(), ["NOT_FOUND"], "{state:?}");
        assert_eq!(plan(&town, "ana@beta", pair, at).await.codes(), ["NOT_FOUND"], "{state:?}");
    }
    assert_eq!(
        town.app
            .count("SELECT count(*) AS count FROM cadre.mentoring_session WHERE version = 1")
            .await,
        0
    );
}

/// What was planned before a break began, or before the last day, may still be logged after it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_is_logged_until_the_pair_is_over() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let session = planned(&town, "ana", pair, "2026-11-25T09:00:00Z").await;
    let other = planned(&town, "ana", pair, "2026-11-27T09:00:00Z").await;
    let pair_id = pair.uuid();
    let state = async |set: &str| {
        town.app.execute(&format!("UPDATE cadre.pair SET {set} WHERE id = '{pair_id}'")).await;
    };
    state("state = 'closing'").await;
    let missed = json!({ "outcome": "MISSED", "missedBy": "BOTH" });
    let answer = log(&town, "mia", &session, missed).await.fine();
    assert_eq!(answer.text("/logSession/session/missedBy"), "BOTH");
    let cancel = json!({ "input": { "sessionId": other, "expectedVersion": 1 } });
    state("state = 'closed', ended_at = now()").await;
    town.app.execute("UPDATE cadre.mentor_profile SET held_places = 0, taken_places = 0").await;
    assert_eq!(town.gql("ana", CANCEL, cancel).await.codes(), ["CONFLICT"]);
    let held = json!({ "outcome": "HELD" });
    assert_eq!(log(&town, "ana", &other, held).await.codes(), ["INVALID_INPUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_changes_while_it_is_planned() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let session = planned(&town, "ana", pair, "2026-11-26T10:00:00Z").await;
    let held = json!({ "outcome": "HELD" });
    let future = log(&town, "ana", &session, held.clone()).await;
    assert_eq!(future.codes(), ["INVALID_INPUT"]);
    let nobody = log(&town, "ana", &session, json!({ "outcome": "MISSED" })).await;
    assert_eq!(nobody.codes(), ["INVALID_INPUT"]);
    let both = json!({ "outcome": "HELD", "missedBy": "LEARNER" });
    assert_eq!(log(&town, "ana", &session, both).await.codes(), ["INVALID_INPUT"]);

    let moving = "mutation($input: MoveSessionInput!) { moveSession(input: $input) {
        session { startsAt minutes version } } }";
    let to = |version: i32| {
        json!({ "input": { "sessionId": session, "expectedVersion": version,
            "startsAt": "2026-11-27T10:00:00Z", "minutes": 60 } })
    };
    let moved = town.fine("mia", moving, to(1)).await;
    assert_eq!(moved.data("/moveSession/session/version"), 2);
    assert_eq!(town.gql("ana", moving, to(1)).await.codes(), ["CONFLICT"]);
    assert_eq!(town.gql("bo", moving, to(2)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(town.gql("ana@beta", moving, to(2)).await.codes(), ["NOT_FOUND"]);

    let cancel =
        |version: i32| json!({ "input": { "sessionId": session, "expectedVersion": version } });
    assert_eq!(town.gql("ana", CANCEL, cancel(1)).await.codes(), ["CONFLICT"]);
    for side in ["ana", "mia"] {
        let cancelled = town.fine(side, CANCEL, cancel(2)).await;
        assert_eq!(cancelled.text("/cancelSession/session/state"), "CANCELLED");
    }
    assert_eq!(town.gql("ana", moving, to(3)).await.codes(), ["CONFLICT"]);
    assert_eq!(log(&town, "ana", &session, held).await.codes(), ["CONFLICT"]);
    let sequence = format!(
        "SELECT feed_sequence::bigint AS count FROM cadre.mentoring_session WHERE id = '{}'",
        bare(&session)
    );
    assert_eq!(town.app.count(&sequence).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_session_is_a_sign_of_life_until_it_is_cancelled() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let quiet = format!(
        "SELECT (extract(epoch FROM quiet_since))::bigint AS count FROM cadre.pair WHERE id = '{}'",
        pair.uuid()
    );
    let before = town.app.count(&quiet).await;
    let session = planned(&town, "ana", pair, "2026-12-10T10:00:00Z").await;
    let end: chrono::DateTime<chrono::Utc> = "2026-12-10T10:45:00Z".parse().expect("a time");
    assert_eq!(town.app.count(&quiet).await, end.timestamp());
    let input = json!({ "input": { "sessionId": session, "expectedVersion": 1 } });
    town.fine("mia", CANCEL, input).await;
    assert_eq!(town.app.count(&quiet).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_plans_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let input = |minutes: i32| {
        json!({ "input": { "pairId": pair.to_string(), "startsAt": "2026-11-26T10:00:00Z",
            "minutes": minutes, "idempotencyKey": "k1" } })
    };
    let first = town.fine("ana", PLAN, input(45)).await.text("/planSession/session/id");
    let again = town.fine("ana", PLAN, input(45)).await.text("/planSession/session/id");
    assert_eq!(first, again);
    assert_eq!(town.gql("ana", PLAN, input(60)).await.codes(), ["IDEMPOTENCY_MISMATCH"]);
}
