//! The mentors that a learner may rank, with what each brings.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{check, list, names, offer, rank, send, tell};

/// Nine more mentors, like mia and each of a unit of their own; the last of them answers the questions
/// on style otherwise and tells that she is a woman.
async fn settle_mentors(town: &Town) {
    let (id, mia) = (town.alpha.organization.id.uuid(), town.id("mia").await.uuid());
    let fresh =
        format!("cadre.member m WHERE m.organization_id = '{id}' AND m.name LIKE 'mentor%'");
    let copied = ["mentoring_person", "mentor_profile", "mentor_competency"].map(|table| {
        format!(
            "INSERT INTO cadre.{table}
             SELECT (jsonb_populate_record(t, jsonb_build_object('member_id', m.id))).*
             FROM cadre.{table} t, {fresh} AND t.member_id = '{mia}';"
        )
    });
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member (organization_id, id, email, name, unit, joined_at, created_at,
                version)
             SELECT m.organization_id, gen_random_uuid(), 'mentor' || n || '@alpha.example',
                'mentor' || n, 'Unit ' || n, m.joined_at, m.created_at, 1
             FROM cadre.member m, generate_series(1, 9) n WHERE m.id = '{mia}';
             INSERT INTO cadre.member_role (organization_id, member_id, role)
             SELECT m.organization_id, m.id, 'mentor' FROM {fresh};
             {}
             UPDATE cadre.mentor_profile p SET offers = '[\"woman\"]' FROM cadre.member m
             WHERE m.id = p.member_id AND m.name = 'mentor9';
             UPDATE cadre.mentoring_person p SET style_pace = 5, style_openness = 5
             FROM cadre.member m WHERE m.id = p.member_id AND m.name = 'mentor9'",
            copied.concat()
        ))
        .await;
}

/// Says what somebody wishes of a mentor.
async fn wish(town: &Town, who: &str, wishes: &[&str]) {
    let input = json!({
        "programId": town.alpha.program, "goals": ["outcomes"], "wishes": wishes,
        "focus": [{ "code": "C04", "importance": 3, "level": 1 }], "expectedVersion": 1,
    });
    let answer = "profile { completeness { percent } }";
    send(town, who, "saveLearnerProfile", input, answer).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_names_mentors_with_reasons() {
    let town = Town::build().await;
    town.cycle().await;
    assert_eq!(list(&town, "ana").await, Value::Null, "before it is offered");
    let dry = offer(&town, true).await;
    assert_eq!(dry["dryRun"], json!(true));
    assert_eq!((&dry["learners"], &dry["offered"]), (&json!(4), &json!(4)));
    assert_eq!(list(&town, "ana").await, Value::Null, "a dry run offers nothing");
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.short_list").await, 0);

    let done = offer(&town, false).await;
    assert_eq!((&done["learners"], &done["offered"]), (&json!(4), &json!(4)));
    assert_eq!((&done["kept"], &done["without"]), (&json!(0), &json!(0)));
    let list = list(&town, "ana").await;
    assert_eq!(list["cycleId"], json!(town.cycle().await));
    assert_eq!((&list["takesRanks"], &list["ranks"]), (&json!(true), &json!([])));
    let mut found = names(&list);
    found.sort_unstable();
    assert_eq!(found, ["max", "mia"]);
    let card = &list["cards"][0];
    assert_eq!((&card["position"], &card["score"]), (&json!(1), &json!(98)));
    assert_eq!(card["parts"].as_array().map(Vec::len), Some(7));
    assert_eq!(
        card["reasons"],
        json!([
            "Level 4 in C04, 3 above yours",
            "2 steps ahead of you on the career ladder",
            "From another unit, with a fresh view",
        ])
    );
    assert_eq!(
        card["commonGround"],
        json!([
            "Both of you want to frame work by outcomes",
            "You answered the questions on style and values much alike",
            "You both speak en",
            "You share 180 free minutes a week",
        ])
    );
    // Mentors of one score take turns, so that not all learners see the same one first.
    let mut first = Vec::new();
    for who in ["ana", "bo", "cyd", "dan"] {
        first.push(names(&super::list(&town, who).await)[0].to_owned());
    }
    first.sort();
    assert_eq!(first, ["max", "max", "mia", "mia"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_brings_a_mentor_onto_the_list_and_into_no_score() {
    let town = Town::build().await;
    settle_mentors(&town).await;
    wish(&town, "ana", &["woman"]).await;
    wish(&town, "bo", &[]).await;
    offer(&town, false).await;
    let wished = list(&town, "ana").await;
    let cards = wished["cards"].as_array().expect("cards");
    assert_eq!(cards.len(), 8);
    assert_eq!(names(&wished)[7], "mentor9", "the last card is for the wish");
    assert!(
        cards[6]["score"].as_i64() > cards[7]["score"].as_i64(),
        "she is not of the best eight"
    );
    let reasons = cards[7]["reasons"].as_array().expect("reasons");
    assert!(reasons.contains(&json!("As you wished: a woman")), "{reasons:?}");
    for card in &cards[..7] {
        let reasons = card["reasons"].to_string();
        assert!(!reasons.contains("wished"), "{reasons}");
    }

    let plain = list(&town, "bo").await;
    assert_eq!(names(&plain).len(), 8);
    assert!(!names(&plain).contains(&"mentor9"), "nobody guesses a wish");
    let with_wish = check(&town, "ana", "mentor9").await;
    let without = check(&town, "bo", "mentor9").await;
    assert_eq!((&with_wish["score"], &with_wish["parts"]), (&without["score"], &without["parts"]));
    assert_eq!(&with_wish["score"], &cards[7]["score"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_is_met_among_the_best_changes_nothing() {
    let town = Town::build().await;
    settle_mentors(&town).await;
    let mia = town.id("mia").await.uuid();
    // Mia tells the same, and has a better score than all others: her week is longer.
    town.app
        .execute(&format!(
            "UPDATE cadre.mentor_profile SET offers = '[\"woman\"]' WHERE member_id = '{mia}';
             UPDATE cadre.mentoring_person
             SET week = '[{{\"day\": 1, \"from\": 480, \"to\": 780}}]'
             WHERE member_id IN (SELECT id FROM cadre.member WHERE name IN ('mia', 'ana'))"
        ))
        .await;
    wish(&town, "ana", &["woman"]).await;
    offer(&town, false).await;
    let list = list(&town, "ana").await;
    assert_eq!(names(&list)[0], "mia");
    assert_eq!(names(&list).len(), 8);
    assert!(!names(&list).contains(&"mentor9"));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offered_again_lists_are_made_anew_for_those_who_have_not_ranked() {
    let town = Town::build().await;
    offer(&town, false).await;
    rank(&town, "ana", &["max"]).await.fine();
    let before = list(&town, "ana").await;
    let max = town.id("max").await.uuid();
    town.app
        .execute(&format!(
            "UPDATE cadre.mentor_profile SET is_open = false WHERE member_id = '{max}'"
        ))
        .await;
    let again = offer(&town, false).await;
    assert_eq!((&again["learners"], &again["kept"]), (&json!(3), &json!(1)));
    assert_eq!(list(&town, "ana").await, before, "a list that was ranked stays");
    assert_eq!(names(&list(&town, "bo").await), ["mia"]);
    // Who has a mentor by now is not asked.
    town.pair("bo", "mia", State::Active).await;
    let third = offer(&town, true).await;
    assert_eq!((&third["learners"], &third["kept"]), (&json!(2), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_can_be_offered_nobody_is_named_with_the_reasons() {
    let town = Town::build().await;
    tell(&town, "ana", json!({ "languages": [{ "code": "pl", "level": "C2" }] })).await;
    let input = json!({ "memberId": town.id("mia").await, "blocked": true });
    send(&town, "ana", "setMentoringBlock", input, "changed").await.fine();
    let done = offer(&town, false).await;
    assert_eq!((&done["learners"], &done["offered"]), (&json!(4), &json!(3)));
    assert_eq!(done["without"], json!(1));
    let only = &done["withoutCards"][0];
    assert_eq!(only["member"]["name"], "ana");
    let rules: Vec<(&Value, &Value)> = only["reasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .map(|one| (&one["against"]["rule"], &one["mentors"]))
        .collect();
    assert_eq!(rules, [(&json!("LANGUAGE"), &json!(2)), (&json!("PRIVATE"), &json!(1))]);
    let told = only["reasons"].to_string();
    assert!(!told.contains("block") && !told.contains("asked"), "{told}");
    assert_eq!(list(&town, "ana").await, Value::Null);
    town.app.run_jobs().await;
}
