//! What the organisation sets: weights, walls, panels, rules, holidays.

use kernel::PanelId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{because, codes, faults, message, send, violations, with};
use crate::mentoring::town::Town;

const RULES: &str = "{ mentoringRules { version weightsVersion
    guestsExcluded otherUnitRequired sameCountryRequired workingWeekdays
    weights { gapCover preference style goals time career freshView }
    walls { unit otherUnit reason } panels { name kind unit version deciders { name }
    subjects { name } } holidays { day name } } }";
const WEIGHTS: &str = "mutation($input: SetScoreWeightsInput!) {
    setScoreWeights(input: $input) { rules { weightsVersion weights { style } } } }";
const SET: &str = "mutation($input: SetMentoringRulesInput!) {
    setMentoringRules(input: $input) { rules { version workingWeekdays } } }";
const WALL: &str = "mutation($input: SetUnitWallInput!) {
    setUnitWall(input: $input) { rules { walls { unit otherUnit reason } } } }";
const PANEL: &str = "mutation($input: SaveReviewPanelInput!) {
    saveReviewPanel(input: $input) { panelId rules { panels { version } } } }";
const CLOSE: &str = "mutation($input: CloseReviewPanelInput!) {
    closeReviewPanel(input: $input) { rules { panels { name } } } }";
const HOLIDAYS: &str = "mutation($input: SetHolidaysInput!) {
    setHolidays(input: $input) { rules { holidays { day name } } } }";
const HISTORY: &str = "{ scoreWeightsHistory { version weights { style } setBy { name } } }";

/// Weights of which style has so much and the rest is that of the product.
fn weights(style: i32, expected_version: i32) -> Value {
    json!({ "expectedVersion": expected_version, "weights": { "gapCover": 50 - style,
        "preference": 20, "style": style, "goals": 10, "time": 8, "career": 7, "freshView": 5 } })
}

fn rules(more: Value) -> Value {
    let as_ever = json!({ "guestsExcluded": false, "otherUnitRequired": false,
        "sameCountryRequired": false, "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": 0 });
    with(as_ever, more)
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_make_a_hundred_and_have_versions() {
    let town = Town::build().await;
    let found = town.fine("admin", RULES, json!({})).await;
    assert_eq!(found.data("/mentoringRules/weightsVersion"), 0);
    assert_eq!(
        found.data("/mentoringRules/weights"),
        &json!({ "gapCover": 35, "preference": 20, "style": 15, "goals": 10, "time": 8,
            "career": 7, "freshView": 5 })
    );
    for style in [14, 16, -1, 101] {
        let mut missed = weights(15, 0);
        missed["weights"]["style"] = json!(style);
        let refused = send(&town, "admin", WEIGHTS, missed).await;
        assert_eq!(violations(&refused), faults([("input.weights", "NOT_A_HUNDRED")]), "{style}");
    }
    let set = send(&town, "cora", WEIGHTS, weights(25, 0)).await.fine();
    let expected = json!({ "weightsVersion": 1, "weights": { "style": 25 } });
    assert_eq!(set.data("/setScoreWeights/rules"), &expected);
    assert_eq!(send(&town, "admin", WEIGHTS, weights(5, 0)).await.codes(), ["CONFLICT"]);
    let both = tokio::join!(
        send(&town, "admin", WEIGHTS, weights(5, 1)),
        send(&town, "cora", WEIGHTS, weights(5, 1)),
    );
    assert_eq!(codes(&[both.0, both.1]), ["", "CONFLICT"]);
    let history = town.fine("admin", HISTORY, json!({})).await;
    let history = history.data("/scoreWeightsHistory").as_array().expect("a list").clone();
    let versions: Vec<&Value> = history.iter().map(|one| &one["version"]).collect();
    assert_eq!(versions, [&json!(2), &json!(1)]);
    assert_eq!(
        history[1],
        json!({ "version": 1, "weights": { "style": 25 }, "setBy": { "name": "cora" } })
    );
    let other = town.fine("admin@beta", HISTORY, json!({})).await;
    assert_eq!(other.data("/scoreWeightsHistory"), &json!([]), "beta has its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_set_by_those_who_may() {
    let town = Town::build().await;
    let panel = json!({ "kind": "PAY", "name": "Pay", "unit": "Claims", "expectedVersion": 0,
        "deciderIds": [town.id("max").await.to_string()] });
    let commands = [
        (WEIGHTS, weights(20, 0)),
        (SET, rules(json!({}))),
        (WALL, json!({ "unit": "Audit", "otherUnit": "Sales", "standing": true })),
        (PANEL, panel),
        (HOLIDAYS, json!({ "year": 2026, "days": [] })),
    ];
    for who in ["fatima", "ana", "mia", "boss"] {
        for (document, input) in &commands {
            let refused = send(&town, who, document, input.clone()).await;
            assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}: {document}");
        }
        for document in [RULES, HISTORY] {
            assert_eq!(town.gql(who, document, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
        }
    }
    for (document, input) in commands {
        send(&town, "cora", document, input).await.fine();
    }
    assert_eq!(send(&town, "admin", SET, rules(json!({}))).await.codes(), ["CONFLICT"]);
    for days in [json!([]), json!([0]), json!([1, 8])] {
        let input = rules(json!({ "workingWeekdays": days, "expectedVersion": 1 }));
        let refused = send(&town, "admin", SET, input).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"], "{days}");
    }
    let weekend = rules(json!({ "workingWeekdays": [7, 1, 2, 3, 4], "expectedVersion": 1 }));
    let set = send(&town, "admin", SET, weekend).await.fine();
    let expected = json!({ "version": 2, "workingWeekdays": [1, 2, 3, 4, 7] });
    assert_eq!(set.data("/setMentoringRules/rules"), &expected);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_stands_both_ways_and_parts_a_pair() {
    let town = Town::build().await;
    let parted = town.pair("ana", "mia", State::Active).await;
    let kept = town.pair("bo", "max", State::Active).await;
    let proposed = town.pair("cyd", "mia", State::Proposed).await;
    let wall = |unit: &str, other: &str, standing: bool| {
        let units = json!({ "unit": unit, "otherUnit": other });
        with(units, json!({ "reason": "Supervision", "standing": standing }))
    };
    let made = send(&town, "admin", WALL, wall("Pricing", "Claims", true)).await.fine();
    let expected = json!([{ "unit": "Claims", "otherUnit": "Pricing", "reason": "Supervision" }]);
    assert_eq!(made.data("/setUnitWall/rules/walls"), &expected);
    let again = send(&town, "admin", WALL, wall("Claims", " Pricing ", true)).await.fine();
    assert_eq!(again.data("/setUnitWall/rules/walls"), &expected);
    town.app.run_jobs().await;
    let words = "the organisation put a wall between your units";
    for who in ["ana", "mia", "cora"] {
        let seen = because(&town, who, parted).await;
        assert_eq!(seen, ("IMPOSSIBLE".to_owned(), Some(words.to_owned())), "{who}");
    }
    assert_eq!(town.state(kept).await, State::Active, "Finance has no wall");
    assert_eq!(town.state(proposed).await, State::Impossible);
    assert_eq!(town.places("mia").await, (2, 1, 1), "a proposal is over at once");

    let one = send(&town, "admin", WALL, wall("Claims", "Claims ", true)).await;
    assert_eq!(violations(&one), faults([("input.otherUnit", "SAME_UNIT")]));
    let none = send(&town, "admin", WALL, wall("", "Claims", true)).await;
    assert_eq!(violations(&none), faults([("input.unit", "MISSING")]));
    for _ in 0..2 {
        let down = send(&town, "admin", WALL, wall("Claims", "Pricing", false)).await.fine();
        assert_eq!(down.data("/setUnitWall/rules/walls"), &json!([]));
    }
    assert_eq!(town.state(parted).await, State::Impossible);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_on_somebody_does_not_mentor_them() {
    let town = Town::build().await;
    let of_one = town.pair("ana", "mia", State::Active).await;
    let of_unit = town.pair("bo", "max", State::Active).await;
    let (mia, max) = (town.id("mia").await.to_string(), town.id("max").await.to_string());
    let (ana, other) = (town.id("ana").await.to_string(), town.id("mia@beta").await.to_string());
    let panel = |more: Value| {
        let panel = json!({ "kind": "PROMOTION", "name": "Spring", "deciderIds": [mia],
            "subjectIds": [ana], "expectedVersion": 0 });
        with(panel, more)
    };
    for key in ["deciderIds", "subjectIds"] {
        let empty = send(&town, "cora", PANEL, panel(json!({ key: [] }))).await;
        let path = format!("input.{key}");
        assert_eq!(violations(&empty), faults([(path.as_str(), "MISSING")]));
        let foreign = send(&town, "cora", PANEL, panel(json!({ key: [other] }))).await;
        assert_eq!(foreign.codes(), ["NOT_FOUND"], "{key} of another organisation");
    }
    let made = send(&town, "cora", PANEL, panel(json!({}))).await.fine();
    let id = made.text("/saveReviewPanel/panelId");
    town.app.run_jobs().await;
    assert_eq!(town.state(of_one).await, State::Impossible);
    let (_, words) = because(&town, "ana", of_one).await;
    assert!(words.is_some_and(|words| words.contains("decisions on the learner's pay")));
    assert_eq!(town.state(of_unit).await, State::Active);

    // The same panel, now for a whole unit, with somebody else on it.
    let whole = panel(json!({ "id": id, "kind": "PAY", "unit": "Claims", "deciderIds": [max],
        "subjectIds": [], "expectedVersion": 1 }));
    let saved = send(&town, "admin", PANEL, whole.clone()).await.fine();
    assert_eq!(saved.data("/saveReviewPanel/rules/panels"), &json!([{ "version": 2 }]));
    assert_eq!(send(&town, "admin", PANEL, whole).await.codes(), ["CONFLICT"]);
    town.app.run_jobs().await;
    assert_eq!(town.state(of_unit).await, State::Impossible);
    let found = town.fine("admin", RULES, json!({})).await;
    assert_eq!(
        found.data("/mentoringRules/panels"),
        &json!([{ "name": "Spring", "kind": "PAY", "unit": "Claims", "version": 2,
            "deciders": [{ "name": "max" }], "subjects": [] }])
    );
    close(&town, &id).await;
    town.app.run_jobs().await;
}

/// Closes a panel of the second version, once.
async fn close(town: &Town, id: &str) {
    let close = |id: &str, version: i32| json!({ "id": id, "expectedVersion": version });
    let nothing = town.app.app.services.sources.new_id::<PanelId>().to_string();
    let refused = send(town, "cora", CLOSE, close(&nothing, 1)).await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
    assert_eq!(send(town, "cora@beta", CLOSE, close(id, 2)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(send(town, "cora", CLOSE, close(id, 1)).await.codes(), ["CONFLICT"]);
    let closed = send(town, "cora", CLOSE, close(id, 2)).await.fine();
    assert_eq!(closed.data("/closeReviewPanel/rules/panels"), &json!([]));
    assert_eq!(send(town, "cora", CLOSE, close(id, 3)).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn holidays_are_those_of_the_year_as_it_was_set_last() {
    let town = Town::build().await;
    let year = |days: Value| json!({ "year": 2026, "days": days });
    let first = json!([{ "day": "2026-12-25", "name": "Christmas" },
        { "day": "2026-11-26", "name": "Feast of the town" }]);
    let set = send(&town, "admin", HOLIDAYS, year(first)).await.fine();
    assert_eq!(
        set.data("/setHolidays/rules/holidays"),
        &json!([{ "day": "2026-11-26", "name": "Feast of the town" },
            { "day": "2026-12-25", "name": "Christmas" }])
    );
    let next = json!({ "year": 2027, "days": [{ "day": "2027-01-01", "name": "New year" }] });
    send(&town, "cora", HOLIDAYS, next).await.fine();
    let second = json!([{ "day": "2026-12-25", "name": "Christmas Day" }]);
    send(&town, "admin", HOLIDAYS, year(second)).await.fine();
    let found = town.fine("admin", RULES, json!({})).await;
    let expected = json!([{ "day": "2026-12-25", "name": "Christmas Day" },
        { "day": "2027-01-01", "name": "New year" }]);
    assert_eq!(found.data("/mentoringRules/holidays"), &expected);
    for (days, path, code) in [
        (json!([{ "day": "2027-01-06", "name": "Epiphany" }]), "input.days.0.day", "OTHER_YEAR"),
        (json!([{ "day": "2026-12-26", "name": " " }]), "input.days.0.name", "MISSING"),
    ] {
        let refused = send(&town, "admin", HOLIDAYS, year(days)).await;
        assert_eq!(violations(&refused), faults([(path, code)]));
    }
    let twice =
        json!([{ "day": "2026-12-25", "name": "One" }, { "day": "2026-12-25", "name": "Two" }]);
    let refused = send(&town, "admin", HOLIDAYS, year(twice)).await;
    assert_eq!(violations(&refused), faults([("input.days.1.day", "REPEATED")]));
    let found = town.fine("admin", RULES, json!({})).await;
    assert_eq!(found.data("/mentoringRules/holidays"), &expected, "nothing was kept");
    let other = town.fine("admin@beta", RULES, json!({})).await;
    assert_eq!(other.data("/mentoringRules/holidays"), &json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_are_not_without_end() {
    let town = Town::build().await;
    town.app
        .execute(&format!(
            "INSERT INTO cadre.unit_wall (organization_id, unit, other_unit, reason, made_by, made_at)
             SELECT '{}', 'A', 'B' || n, '', '{}', '2026-11-25T10:00:00Z'
             FROM generate_series(1, 100) AS n",
            town.alpha.organization.id.uuid(),
            town.id("admin").await.uuid()
        ))
        .await;
    let wall = json!({ "unit": "Audit", "otherUnit": "Sales", "standing": true });
    let refused = send(&town, "admin", WALL, wall).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(message(&refused).contains("take one down first"), "{}", message(&refused));
}
