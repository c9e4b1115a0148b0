//! Each rule of who may not be matched follows from a fact that somebody tells by a command, and goes
//! with it.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{check, rules, send, tell};

const NONE: [&str; 0] = [];

async fn set_rules(town: &Town, version: i32, changed: Value) {
    let mut input = json!({
        "guestsExcluded": false, "otherUnitRequired": false, "sameCountryRequired": false,
        "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": version,
    });
    for (key, value) in changed.as_object().expect("an object") {
        input[key] = value.clone();
    }
    send(town, "admin", "setMentoringRules", input, "rules { version }").await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_fit_may_be_matched() {
    let town = Town::build().await;
    let found = check(&town, "ana", "mia").await;
    assert_eq!(found["exclusions"], json!([]));
    assert_eq!(found["freePlaces"], json!(2));
    // Gap 1, no ranks, style 1, goals 1, time 180 of 240, two steps up, another unit: of the weights
    // without that of ranks, (35 + 15 + 10 + 6 + 7 + 5) / 80.
    assert_eq!(found["score"], json!(98), "{found}");
    let parts = found["parts"].as_array().expect("a list");
    let shown = |part: &str| parts.iter().find(|one| one["part"] == part).expect("the part");
    assert_eq!(shown("TIME")["shareBasisPoints"], json!(7_500));
    assert_eq!(shown("TIME")["weightBasisPoints"], json!(1_000));
    assert_eq!(shown("TIME")["pointsHundredths"], json!(750));
    assert_eq!(shown("PREFERENCE")["weightBasisPoints"], json!(0));
    let left_out = shown("PREFERENCE")["words"].as_str().expect("words");
    assert!(left_out.contains("the learner ranked nobody"), "{left_out}");
    let sum: i64 = parts.iter().filter_map(|one| one["weightBasisPoints"].as_i64()).sum();
    assert_eq!(sum, 10_000, "the weight of what is missing is spread");
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_follow_the_weights_that_the_organisation_sets() {
    let town = Town::build().await;
    let weights = json!({
        "weights": { "gapCover": 0, "preference": 0, "style": 0, "goals": 0, "time": 100,
            "career": 0, "freshView": 0 },
        "expectedVersion": 0,
    });
    send(&town, "admin", "setScoreWeights", weights, "rules { version }").await.fine();
    assert_eq!(check(&town, "ana", "mia").await["score"], json!(75), "180 of 240 minutes");
    let next = json!({
        "weights": { "gapCover": 0, "preference": 50, "style": 0, "goals": 50, "time": 0,
            "career": 0, "freshView": 0 },
        "expectedVersion": 1,
    });
    send(&town, "cora", "setScoreWeights", next, "rules { version }").await.fine();
    assert_eq!(check(&town, "ana", "mia").await["score"], json!(100), "who ranks nobody");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn languages_countries_and_weeks() {
    let town = Town::build().await;
    let languages = |level: &str| json!({ "languages": [{ "code": "en", "level": level }] });
    tell(&town, "ana", languages("B1")).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["LANGUAGE"]);
    tell(&town, "ana", languages("B2")).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);

    let week =
        |from: i32, to: i32| json!({ "week": [{ "day": 1, "fromMinute": from, "toMinute": to }] });
    tell(&town, "ana", week(661, 900)).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["WEEKLY_OVERLAP"], "59 minutes");
    tell(&town, "ana", week(660, 900)).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "60 minutes");
    tell(&town, "mia", json!({ "week": [] })).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["WEEKLY_OVERLAP"], "a week of zero hours");
    assert_eq!(rules(&town, "ana", "max").await, NONE);
    tell(&town, "mia", json!({})).await;

    tell(&town, "ana", json!({ "country": "DE" })).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "countries count where that was chosen");
    set_rules(&town, 0, json!({ "sameCountryRequired": true })).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["COUNTRY"]);
    assert_eq!(rules(&town, "bo", "mia").await, NONE);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_and_guests() {
    let town = Town::build().await;
    let wall = |standing: bool| {
        json!({ "unit": "Pricing", "otherUnit": "Claims", "reason": "Supervision",
            "standing": standing })
    };
    send(&town, "admin", "setUnitWall", wall(true), "rules { version }").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, ["WALL"]);
    assert_eq!(rules(&town, "ana", "max").await, NONE);
    send(&town, "admin", "setUnitWall", wall(false), "rules { version }").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE);

    set_rules(&town, 0, json!({ "otherUnitRequired": true, "guestsExcluded": true })).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    let mia = town.id("mia").await.uuid();
    town.app.execute(&format!("UPDATE cadre.member SET unit = 'Claims' WHERE id = '{mia}'")).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["SAME_UNIT"]);
    town.app
        .execute(&format!(
            "UPDATE cadre.member SET unit = NULL, guest_since = created_at WHERE id = '{mia}'"
        ))
        .await;
    assert_eq!(rules(&town, "ana", "mia").await, ["GUEST"]);
    set_rules(&town, 1, json!({ "otherUnitRequired": true })).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_on_somebody_does_not_mentor_them() {
    let town = Town::build().await;
    let (mia, ana) = (town.id("mia").await, town.id("ana").await);
    let panel = json!({
        "kind": "CAPSTONE", "name": "Winter capstones", "deciderIds": [mia], "subjectIds": [ana],
        "expectedVersion": 0,
    });
    let made = send(&town, "admin", "saveReviewPanel", panel, "panelId").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, ["REVIEW_PANEL"]);
    assert_eq!(rules(&town, "bo", "mia").await, NONE);
    let close = json!({ "id": made.text("/saveReviewPanel/panelId"), "expectedVersion": 1 });
    send(&town, "admin", "closeReviewPanel", close, "rules { version }").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "a closed panel keeps nobody apart");

    let of_unit = json!({
        "kind": "PAY", "name": "Pay in Claims", "unit": "Claims", "deciderIds": [mia],
        "expectedVersion": 0,
    });
    send(&town, "admin", "saveReviewPanel", of_unit, "panelId").await.fine();
    for learner in ["ana", "bo", "cyd", "dan"] {
        assert_eq!(rules(&town, learner, "mia").await, ["REVIEW_PANEL"], "{learner}");
        assert_eq!(rules(&town, learner, "max").await, NONE, "{learner}");
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_keeps_apart_and_does_not_show() {
    let town = Town::build().await;
    let block = async |who: &str, other: &str, blocked: bool| {
        let input = json!({ "memberId": town.id(other).await, "blocked": blocked });
        send(&town, who, "setMentoringBlock", input, "changed").await.fine();
    };
    for (who, other) in [("ana", "mia"), ("mia", "ana")] {
        block(who, other, true).await;
        let found = check(&town, "ana", "mia").await;
        assert_eq!(found["exclusions"][0]["rule"], "PRIVATE", "{found}");
        let told = found["exclusions"][0]["words"].as_str().expect("words");
        assert!(!told.contains("block") && !told.contains("asked"), "{told}");
        assert_eq!(rules(&town, "bo", "mia").await, NONE);
        block(who, other, false).await;
        assert_eq!(rules(&town, "ana", "mia").await, NONE);
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_account_of_one_person_is_no_mentor_of_theirs() {
    let town = Town::build().await;
    let (ana, mia) = (town.id("ana").await, town.id("mia").await);
    town.app
        .execute(&format!("UPDATE cadre.member SET name = '  ANA ' WHERE id = '{}'", mia.uuid()))
        .await;
    assert_eq!(rules(&town, "ana", "mia").await, ["SAME_PERSON"], "equal names");
    let link = |same: bool| json!({ "memberId": mia, "otherId": ana, "isSame": same });
    send(&town, "cora", "linkPersons", link(false), "isSame").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "two people of one name");
    town.app
        .execute(&format!("UPDATE cadre.member SET name = 'mia' WHERE id = '{}'", mia.uuid()))
        .await;
    send(&town, "cora", "linkPersons", link(true), "isSame").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, ["SAME_PERSON"], "other names, one person");
    assert_eq!(rules(&town, "bo", "mia").await, NONE);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_somebody_stands_for_is_taught() {
    let town = Town::build().await;
    let mia = town.id("mia").await;
    let level = async |level: i32| {
        let input =
            json!({ "memberId": mia, "code": "C04", "level": level, "source": "CONFIRMED" });
        let answer = "mentor { mentor { id } }";
        send(&town, "cora", "confirmMentorCompetency", input, answer).await.fine();
    };
    level(2).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["COMPETENCY"], "below level 3");
    level(3).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    // Raised by the mentor, it waits for the coordinator again.
    let raised = json!({
        "isOpen": true, "places": 2, "minutesAMonth": 240, "goals": ["outcomes"],
        "competencies": [{ "code": "C04", "level": 5 }], "expectedVersion": 1,
    });
    let answer = "profile { completeness { percent } }";
    send(&town, "mia", "saveMentorProfile", raised, answer).await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, ["COMPETENCY"], "declared only");
    level(5).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);

    let aim = json!({
        "programId": town.alpha.program, "goals": ["outcomes"],
        "focus": [{ "code": "C04", "importance": 3, "level": 5 }], "expectedVersion": 1,
    });
    send(&town, "ana", "saveLearnerProfile", aim, answer).await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, ["COMPETENCY"], "the learner is as far");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_pair_needs_both_to_ask() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::EndedEarly).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["PAST_PAIR"]);
    assert_eq!(rules(&town, "bo", "mia").await, NONE);
    let ask = async |who: &str, ask: bool| {
        let input = json!({ "pairId": pair, "ask": ask });
        send(&town, who, "askForPairAgain", input, "changed").await.fine();
    };
    ask("ana", true).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["PAST_PAIR"], "one of them is not enough");
    ask("mia", true).await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    ask("ana", false).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["PAST_PAIR"]);

    // What expired was never a pair.
    town.pair("cyd", "mia", State::Expired).await;
    assert_eq!(rules(&town, "cyd", "mia").await, NONE);
    town.app.run_jobs().await;
}

/// Who says in the closing form that they would go on need not ask again.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_would_go_on_are_no_past_pair() {
    let town = Town::build().await;
    for (learner, wish, expected) in [("ana", true, &NONE[..]), ("bo", false, &["PAST_PAIR"][..])] {
        let pair = town.pair(learner, "mia", State::Closing).await;
        for (who, would_renew) in [(learner, true), ("mia", wish)] {
            let form = json!({ "pairId": pair, "wouldRenew": would_renew });
            send(&town, who, "fileClosingForm", form, "pair { state }").await.fine();
        }
        assert_eq!(town.state(pair).await, State::Closed);
        assert_eq!(rules(&town, learner, "mia").await, expected, "{learner}");
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn places_declines_and_sparing() {
    let town = Town::build().await;
    town.pair("bo", "max", State::Proposed).await;
    let found = check(&town, "ana", "max").await;
    assert_eq!(found["exclusions"][0]["rule"], "NO_PLACE", "a proposal holds the place");
    assert_eq!(found["freePlaces"], json!(0));
    assert_eq!(rules(&town, "ana", "mia").await, NONE);

    town.pair("cyd", "mia", State::Declined).await;
    assert_eq!(rules(&town, "cyd", "mia").await, ["DECLINED"], "not the same pair again");
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "one decline spares nobody");
    town.pair("dan", "mia", State::Declined).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["SPARED"], "asked twice, declined twice");
}
