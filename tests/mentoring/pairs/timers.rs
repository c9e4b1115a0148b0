//! What happens to pairs by itself, by the organisation's calendar.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{
    Town, act, mails_to, meet, open_escalations, seen, set_holidays, tick, tick_at, words,
};

/// Three working days to the reminder, five to the end; a holiday is none of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_gives_a_day_more_to_answer() {
    let town = Town::build().await;
    set_holidays(&town, 2026, &["2026-11-30"]).await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    assert_eq!(seen(&town, "mia", pair).await["dueAt"], "2026-12-03T23:00:00+00:00");
    tick_at(&town, "2026-12-01T22:59:59Z").await;
    tick_at(&town, "2026-12-02T05:45:00Z").await;
    assert!(mails_to(&town, "ana", "still open").await.is_empty(), "nobody is reminded at night");
    tick_at(&town, "2026-12-02T06:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "still open").await.len(), 1, "{who}");
    }
    // With one yes the time for the other stays what it was, and nobody is reminded again.
    act(&town, "ana", "acceptPair", pair).await.fine();
    tick(&town).await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "still open").await.len(), 1, "{who}");
    }
    assert_eq!(seen(&town, "mia", pair).await["dueAt"], "2026-12-03T23:00:00+00:00");

    tick_at(&town, "2026-12-03T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::MenteeAccepted);
    tick_at(&town, "2026-12-03T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::Expired);
    assert_eq!(town.places("mia").await, (2, 0, 0));
    assert_eq!(open_escalations(&town, pair, "proposal_expired").await, 1);
    let refused = act(&town, "mia", "acceptPair", pair).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("time to answer"), "{}", words(&refused));
    tick_at(&town, "2026-12-04T08:00:00Z").await;
    tick(&town).await;
    assert_eq!(open_escalations(&town, pair, "proposal_expired").await, 1);
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "has ended").await.len(), 1, "{who}");
    }
}

/// From the first nudge to the end by rule.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_falls_silent_is_looked_after() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    tick_at(&town, "2026-12-05T22:59:59Z").await;
    let due = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'nudge'";
    assert_eq!(town.app.count(due).await, 0);
    tick_at(&town, "2026-12-06T08:00:00Z").await;
    tick(&town).await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "A date with").await.len(), 1, "{who}");
    }
    tick_at(&town, "2026-12-16T22:59:59Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);
    tick_at(&town, "2026-12-16T23:00:00Z").await;
    tick(&town).await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    tick_at(&town, "2026-12-23T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::Active);
    tick_at(&town, "2026-12-23T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::RematchRequested);
    assert_eq!(open_escalations(&town, pair, "low_health").await, 1);
    // It is Thursday, 24 December in Warsaw by then: two weeks to the warning, four to the end.
    assert_eq!(seen(&town, "ana", pair).await["dueAt"], "2027-01-21T23:00:00+00:00");
    tick_at(&town, "2027-01-08T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "Do you and").await.len(), 1);
    tick_at(&town, "2027-01-21T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::RematchRequested);
    tick_at(&town, "2027-01-21T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::EndedEarly);
    assert_eq!(open_escalations(&town, pair, "closed_by_rule").await, 1);
    assert_eq!(town.places("mia").await, (2, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_meets_is_left_in_peace() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let fresh = async |kind: &str| {
        let sql =
            format!("SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = '{kind}'");
        town.app.count(&sql).await
    };
    town.app.set_clock("2026-12-04T10:00:00Z");
    meet(&town, pair, "2026-12-04T08:00:00Z").await;
    tick_at(&town, "2026-12-14T22:59:59Z").await;
    assert_eq!(fresh("nudge").await, 0);
    tick_at(&town, "2026-12-15T08:00:00Z").await;
    assert_eq!(fresh("nudge").await, 2);
    // The coordinator hears of it, and once they have met again it is settled by itself.
    tick_at(&town, "2026-12-26T08:00:00Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    town.app.advance(chrono::Duration::hours(2));
    meet(&town, pair, "2026-12-26T09:00:00Z").await;
    tick(&town).await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);
    assert_eq!(town.state(pair).await, State::Active);
}

/// Dates far ahead, moved further and never kept, are no life.
#[tokio::test(flavor = "multi_thread")]
async fn who_only_plans_falls_silent_too() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let plan = async |starts_at: &str| {
        let document = "mutation($input: PlanSessionInput!) { planSession(input: $input) {
            session { id } } }";
        let input = json!({ "pairId": pair, "startsAt": starts_at, "minutes": 45 });
        town.fine("ana", document, json!({ "input": input })).await;
    };
    plan("2027-03-20T10:00:00Z").await;
    // Four weeks count for the plan: 28 days later begin the ten days to the nudge.
    tick_at(&town, "2027-01-02T22:59:59Z").await;
    let nudges = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'nudge'";
    assert_eq!(town.app.count(nudges).await, 0);
    tick_at(&town, "2027-01-03T08:00:00Z").await;
    assert_eq!(town.app.count(nudges).await, 2);
    plan("2027-03-22T10:00:00Z").await;
    tick_at(&town, "2027-01-20T22:59:59Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    assert_eq!(town.state(pair).await, State::Active);
    tick_at(&town, "2027-01-20T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::RematchRequested);
}

/// A signed agreement and no first session: asked after ten days, the coordinator told after 21.
#[tokio::test(flavor = "multi_thread")]
async fn a_signed_pair_that_never_meets_is_looked_after() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    tick_at(&town, "2026-12-06T08:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "A date with").await.len(), 1, "{who}");
    }
    tick_at(&town, "2026-12-16T22:59:59Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);
    tick_at(&town, "2026-12-16T23:00:00Z").await;
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    tick_at(&town, "2026-12-24T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "Do you and").await.len(), 1);
    tick_at(&town, "2027-01-06T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::AgreementSigned);
    tick_at(&town, "2027-01-06T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::EndedEarly);
}

/// The last day ends with its midnight, in summer time by then.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_last_day_a_pair_closes() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Paused).await;
    tick_at(&town, "2027-03-31T21:59:59Z").await;
    assert_eq!(town.state(pair).await, State::Paused);
    tick_at(&town, "2027-03-31T22:00:00Z").await;
    assert_eq!(town.state(pair).await, State::Closing);
    let of_mia = seen(&town, "mia", pair).await;
    assert_eq!(of_mia["dueAt"], "2027-04-15T22:00:00+00:00");
    assert_eq!(of_mia["pauseReason"], Value::Null);
    tick_at(&town, "2027-04-01T05:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "Time to close").await.len(), 1, "{who}");
    }
    tick_at(&town, "2027-04-15T22:00:00Z").await;
    assert_eq!(town.state(pair).await, State::Closed);
    assert_eq!(town.places("mia").await, (2, 0, 0));
}

/// Nothing ran for weeks: who should have been warned meanwhile is warned now, and has the two weeks
/// that a warning gives.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_ended_unwarned() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    tick_at(&town, "2027-01-07T08:00:00Z").await;
    assert_eq!(town.state(pair).await, State::Accepted);
    assert!(mails_to(&town, "ana", "A date with").await.is_empty(), "a late nudge is left out");
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "Do you and").await.len(), 1, "{who}");
    }
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    assert_eq!(seen(&town, "ana", pair).await["dueAt"], "2027-01-21T23:00:00+00:00");
    tick_at(&town, "2027-01-21T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::Accepted);
    tick_at(&town, "2027-01-21T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::EndedEarly);
}

/// The other organisation's calendar and pairs are its own.
#[tokio::test(flavor = "multi_thread")]
async fn each_organisation_has_its_own_days() {
    let town = Town::build().await;
    set_holidays(&town, 2026, &["2026-11-26", "2026-11-27"]).await;
    let zone = format!(
        "UPDATE cadre.organization_profile SET time_zone = 'Asia/Kathmandu'
         WHERE organization_id = '{}'",
        town.beta.organization.id.uuid()
    );
    town.app.execute(&zone).await;
    let (here, there) = (
        town.pair("ana", "mia", State::Proposed).await,
        town.pair("ana@beta", "mia@beta", State::Proposed).await,
    );
    assert_eq!(seen(&town, "ana", here).await["dueAt"], "2026-12-04T23:00:00+00:00");
    assert_eq!(seen(&town, "ana@beta", there).await["dueAt"], "2026-12-02T18:15:00+00:00");
    tick_at(&town, "2026-12-02T18:14:59Z").await;
    assert_eq!(town.state(there).await, State::Proposed);
    tick_at(&town, "2026-12-02T18:15:00Z").await;
    assert_eq!(town.state(there).await, State::Expired);
    assert_eq!(town.state(here).await, State::Proposed);
}
