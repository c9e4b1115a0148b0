//! Who sees the card of a mentor, and what stands on it.

use mentoring::model::life::State;
use serde_json::json;

use crate::mentoring::town::Town;

const CARD: &str = "query($id: ID!) { mentorProfile(memberId: $id) {
    mentor { name unit } isGuest ladderStep { code } about minutesAMonth timeZone
    languages { code level } competencies { code level source } goals { code } topics
    ratherNot facts { code } seenThrough } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_for_those_whom_it_helps_to_choose() {
    let town = Town::build().await;
    let mia = json!({ "id": town.id("mia").await.to_string() });
    for who in ["ana", "max", "ana@beta", "cora@beta"] {
        let asked = town.gql(who, CARD, mia.clone()).await;
        assert_eq!(asked.codes(), ["NOT_FOUND"], "{who}");
    }
    for who in ["admin", "fatima", "boss"] {
        assert_eq!(town.gql(who, CARD, mia.clone()).await.codes(), ["FORBIDDEN"], "{who}");
    }
    town.pair("ana", "mia", State::Proposed).await;
    let expected = json!({
        "mentor": { "name": "mia", "unit": "Pricing" }, "isGuest": false,
        "ladderStep": { "code": "PM" }, "about": "Ask me about outcomes.", "minutesAMonth": 240,
        "timeZone": "Europe/Warsaw", "languages": [{ "code": "en", "level": "C1" }],
        "competencies": [{ "code": "C04", "level": 4, "source": "CONFIRMED" }],
        "goals": [{ "code": "outcomes" }], "topics": ["pricing"], "ratherNot": [], "facts": [],
        "seenThrough": 0,
    });
    for who in ["ana", "mia", "cora"] {
        let card = town.fine(who, CARD, mia.clone()).await;
        assert_eq!(card.data("/mentorProfile"), &expected, "{who}");
    }
    assert_eq!(town.gql("bo", CARD, mia.clone()).await.codes(), ["NOT_FOUND"]);
    // Somebody who offers nothing has no card.
    let ana = json!({ "id": town.id("ana").await.to_string() });
    assert_eq!(town.gql("cora", CARD, ana).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_list_opens_the_cards_on_it() {
    let town = Town::build().await;
    let (max, bo) = (town.id("max").await, town.id("bo").await);
    let cycle = town.cycle().await;
    town.app
        .execute(&format!(
            "INSERT INTO cadre.short_list (organization_id, cycle_id, learner_id, position, mentor_id,
                score, reasons, offered_at)
             VALUES ('{}', '{}', '{}', 1, '{}', 70, '{{}}', '2026-11-25T10:00:00Z')",
            town.alpha.organization.id.uuid(),
            cycle.uuid(),
            bo.uuid(),
            max.uuid()
        ))
        .await;
    let max = json!({ "id": max.to_string() });
    let card = town.fine("bo", CARD, max.clone()).await;
    assert_eq!(card.text("/mentorProfile/mentor/name"), "max");
    assert_eq!(town.gql("ana", CARD, max).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_counts_those_whom_the_mentor_saw_through() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Closed).await;
    town.pair("bo", "mia", State::EndedEarly).await;
    let mia = json!({ "id": town.id("mia").await.to_string() });
    for who in ["ana", "bo"] {
        let card = town.fine(who, CARD, mia.clone()).await;
        assert_eq!(card.data("/mentorProfile/seenThrough"), 1, "{who}");
    }
}
