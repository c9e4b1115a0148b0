//! What sessions set going by their number, and what of them a coordinator sees.

use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{log, notes, plan, planned, written};
use crate::mentoring::town::Town;

const FROM_OUTSIDE: &str = "query($id: ID!) { mentoringPair(id: $id) {
    state sessionsHeld lastHeldAt nextPlannedAt agreement { version } } }";

/// The checks of health that were asked for, as `occasion side`.
async fn asked(town: &Town, pair: PairId) -> Vec<String> {
    let sql = format!(
        "SELECT coalesce(string_agg(occasion || ' ' || side, ',' ORDER BY asked_at, occasion, side), '')
            AS text
         FROM cadre.health_check WHERE pair_id = '{}'",
        pair.uuid()
    );
    let checks = town.app.text(&sql).await.expect("a line");
    checks.split(',').filter(|check| !check.is_empty()).map(str::to_owned).collect()
}

/// Logs a session that took place, or should have, on a day of November.
async fn took_place(town: &Town, pair: PairId, day: u32, outcome: Value) {
    let session = planned(town, "ana", pair, &format!("2026-11-{day}T09:00:00Z")).await;
    log(town, "mia", &session, outcome).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_are_asked_after_the_second_and_the_fifth_session_that_was_held() {
    let town = Town::build().await;
    // One session was held already.
    let pair = town.pair("ana", "mia", State::Active).await;
    let (held, missed) =
        (|| json!({ "outcome": "HELD" }), || json!({ "outcome": "MISSED", "missedBy": "LEARNER" }));
    took_place(&town, pair, 10, missed()).await;
    assert_eq!(asked(&town, pair).await, [""; 0], "a session that was missed counts for nothing");
    took_place(&town, pair, 11, held()).await;
    let second = ["session_2 learner", "session_2 mentor"];
    assert_eq!(asked(&town, pair).await, second);
    took_place(&town, pair, 12, held()).await;
    took_place(&town, pair, 13, missed()).await;
    took_place(&town, pair, 14, held()).await;
    assert_eq!(asked(&town, pair).await, second);
    town.app.advance(chrono::Duration::minutes(1));
    took_place(&town, pair, 15, held()).await;
    let both = [&second[..], &["session_5 learner", "session_5 mentor"]].concat();
    assert_eq!(asked(&town, pair).await, both);
    took_place(&town, pair, 16, held()).await;
    assert_eq!(asked(&town, pair).await, both);
    assert_eq!(town.state(pair).await, State::Active);
    town.app.run_jobs().await;
}

/// The journey of a happy pair as it looks from outside: dates and counts, and nothing that was said.
#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_sees_dates_and_counts_and_no_notes() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    let seen = async |who: &str| {
        let answer = town.fine(who, FROM_OUTSIDE, json!({ "id": pair.to_string() })).await;
        answer.data("/mentoringPair").clone()
    };
    let before = seen("cora").await;
    assert_eq!((&before["sessionsHeld"], &before["lastHeldAt"]), (&json!(0), &Value::Null));
    for day in [23, 24] {
        took_place(&town, pair, day, json!({ "outcome": "HELD" })).await;
    }
    planned(&town, "mia", pair, "2026-12-09T10:00:00Z").await;
    planned(&town, "mia", pair, "2026-12-02T10:00:00Z").await;
    written(&town, "ana", pair, true, "For both").await;

    let outside = seen("cora").await;
    assert_eq!(outside["state"], "ACTIVE");
    assert_eq!(outside["sessionsHeld"], 2);
    let moment = |key: &str| {
        let text = outside[key].as_str().expect("a moment");
        text.parse::<chrono::DateTime<chrono::Utc>>().expect("a moment").to_rfc3339()
    };
    assert_eq!(moment("lastHeldAt"), "2026-11-24T09:00:00+00:00");
    assert_eq!(moment("nextPlannedAt"), "2026-12-02T10:00:00+00:00");
    assert_eq!(outside["agreement"], Value::Null);
    assert_ne!(seen("ana").await["agreement"], Value::Null);
    assert_eq!(notes(&town, "cora", pair).await.codes(), ["FORBIDDEN"]);
    assert_eq!(plan(&town, "cora", pair, "2026-12-10T10:00:00Z").await.codes(), ["FORBIDDEN"]);
    town.app.run_jobs().await;
}
