//! What a coordinator rules about single pairs of a cycle.

use mentoring::model::life::State;
use serde_json::{Value, json};
use testkit::Response;

use super::super::town::Town;
use super::{change_manager, open, rules, send, words};

const NONE: [&str; 0] = [];

async fn rule_as(town: &Town, who: &str, pair: (&str, &str), ruling: &str) -> Response {
    let input = json!({
        "cycleId": town.cycle().await, "learnerId": town.id(pair.0).await,
        "mentorId": town.id(pair.1).await, "ruling": ruling,
    });
    send(town, who, "rulePair", input, "ruling check { exclusions { rule } freePlaces }").await
}

async fn rule(town: &Town, learner: &str, mentor: &str, ruling: &str) -> Response {
    rule_as(town, "cora", (learner, mentor), ruling).await
}

/// What is ruled in the open cycle: learner, mentor and word, by the learner's name.
async fn ruled(town: &Town) -> Vec<(String, String, String)> {
    let document = "query($id: ID!) { pairRulings(cycleId: $id, first: 100) { edges { node {
        learner { name } mentor { name } ruling followsFromDecline } } } }";
    let answer = town.fine("cora", document, json!({ "id": town.cycle().await })).await;
    let edges = answer.data("/pairRulings/edges").as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let line = |edge: &Value| {
        let node = &edge["node"];
        (text(&node["learner"]["name"]), text(&node["mentor"]["name"]), text(&node["ruling"]))
    };
    let mut lines: Vec<_> = edges.iter().map(line).collect();
    lines.sort();
    lines
}

fn line(learner: &str, mentor: &str, ruling: &str) -> (String, String, String) {
    (learner.to_owned(), mentor.to_owned(), ruling.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_is_fixed_ruled_out_and_let_go_again() {
    let town = Town::build().await;
    rule(&town, "ana", "mia", "PIN").await.fine();
    let out = rule(&town, "bo", "mia", "FORBID").await.fine();
    assert_eq!(out.data("/rulePair/check/exclusions"), &json!([{ "rule": "FORBIDDEN" }]));
    assert_eq!(rules(&town, "bo", "mia").await, ["FORBIDDEN"]);
    assert_eq!(rules(&town, "bo", "max").await, NONE);
    assert_eq!(ruled(&town).await, [line("ana", "mia", "PIN"), line("bo", "mia", "FORBID")]);
    // Said again it changes nothing; said otherwise it takes the place of what was said.
    rule(&town, "bo", "mia", "FORBID").await.fine();
    rule(&town, "bo", "mia", "PIN").await.fine();
    assert_eq!(ruled(&town).await, [line("ana", "mia", "PIN"), line("bo", "mia", "PIN")]);
    assert_eq!(rules(&town, "bo", "mia").await, NONE);
    rule(&town, "ana", "mia", "NONE").await.fine();
    rule(&town, "ana", "mia", "NONE").await.fine();
    assert_eq!(ruled(&town).await, [line("bo", "mia", "PIN")]);
    let entries = "SELECT count(*) AS count FROM cadre.audit_entry WHERE action = 'pair_ruled'";
    assert_eq!(town.app.count(entries).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn rulings_are_read_page_by_page() {
    let town = Town::build().await;
    for (learner, mentor) in [("ana", "mia"), ("bo", "mia"), ("bo", "max"), ("cyd", "max")] {
        rule(&town, learner, mentor, "FORBID").await.fine();
    }
    let document = "query($id: ID!, $after: String) {
        pairRulings(cycleId: $id, first: 1, after: $after) {
            pageInfo { hasNextPage endCursor } edges { node { learner { name } mentor { name } } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let given = json!({ "id": town.cycle().await, "after": after });
        let page = town.fine("cora", document, given).await;
        let node = page.data("/pairRulings/edges/0/node");
        seen.push((node["learner"]["name"].to_string(), node["mentor"]["name"].to_string()));
        assert!(seen.len() <= 4, "{seen:?}");
        if page.data("/pairRulings/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = page.data("/pairRulings/pageInfo/endCursor").clone();
    }
    seen.sort();
    let expected = [("ana", "mia"), ("bo", "max"), ("bo", "mia"), ("cyd", "max")]
        .map(|(learner, mentor)| (format!("{learner:?}"), format!("{mentor:?}")));
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_needs_a_possible_pair_and_a_place() {
    let town = Town::build().await;
    change_manager(&town, "dan", "mia", Some("boss"), "2026-11-25").await.fine();
    let refused = rule(&town, "dan", "mia", "PIN").await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("reporting line"), "{}", words(&refused));
    rule(&town, "dan", "mia", "FORBID").await.fine();

    rule(&town, "ana", "max", "PIN").await.fine();
    let second = rule(&town, "bo", "max", "PIN").await;
    assert_eq!(second.codes(), ["CONFLICT"]);
    assert!(words(&second).contains("already: 1"), "{}", words(&second));
    let elsewhere = rule(&town, "ana", "mia", "PIN").await;
    assert_eq!(elsewhere.codes(), ["CONFLICT"]);
    assert!(words(&elsewhere).contains("pinned to another mentor"), "{}", words(&elsewhere));
    assert_eq!(ruled(&town).await, [line("ana", "max", "PIN"), line("dan", "mia", "FORBID")]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pins_at_once_do_not_share_a_place() {
    let town = Town::build().await;
    town.cycle().await;
    town.person("cora").await;
    let (one, other) =
        futures::join!(rule(&town, "ana", "max", "PIN"), rule(&town, "bo", "max", "PIN"));
    let mut codes = [one.codes(), other.codes()];
    codes.sort();
    assert_eq!(codes, [vec![], vec!["CONFLICT"]]);
    assert_eq!(ruled(&town).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_is_not_taken_back_by_others() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Declined).await;
    assert_eq!(rules(&town, "ana", "mia").await, ["DECLINED"]);
    for ruling in ["PIN", "NONE"] {
        assert_eq!(rule(&town, "ana", "mia", ruling).await.codes(), ["CONFLICT"], "{ruling}");
    }
    assert_eq!(ruled(&town).await, [line("ana", "mia", "FORBID")]);
    // In the next cycle they may be asked again.
    let next = open(&town, "Spring", "2027-03-31").await;
    assert_eq!(super::rules_of(&super::check_in(&town, &next, "ana", "mia").await), NONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn rulings_are_for_coordinators_who_are_none_of_the_two() {
    let town = Town::build().await;
    for who in ["admin", "fatima", "ana", "mia", "boss"] {
        let refused = rule_as(&town, who, ("ana", "mia"), "PIN").await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
    }
    for pair in [("ana@beta", "mia"), ("ana", "mia@beta"), ("boss", "mia"), ("ana", "bo")] {
        let refused = rule_as(&town, "cora", pair, "PIN").await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{pair:?}");
    }
    // Mia coordinates as well, and leaves her own pairs to others.
    let mia = town.id("mia").await.uuid();
    let id = town.alpha.organization.id.uuid();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{id}', '{mia}', 'coordinator')"
        ))
        .await;
    let own = rule_as(&town, "mia", ("ana", "mia"), "FORBID").await;
    assert_eq!(own.codes(), ["FORBIDDEN"]);
    assert!(words(&own).contains("one of the two"), "{}", words(&own));
    rule_as(&town, "mia", ("ana", "max"), "FORBID").await.fine();
    assert_eq!(ruled(&town).await, [line("ana", "max", "FORBID")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_ruled_in_a_closed_round() {
    let town = Town::build().await;
    let cycle = town.cycle().await;
    rule(&town, "ana", "mia", "PIN").await.fine();
    let close = json!({ "cycleId": cycle, "expectedVersion": 1 });
    send(&town, "cora", "closeMatchingCycle", close, "alreadyClosed").await.fine();
    for (learner, ruling, is_refused) in
        [("bo", "PIN", true), ("ana", "NONE", true), ("ana", "PIN", false)]
    {
        let input = json!({
            "cycleId": cycle, "learnerId": town.id(learner).await,
            "mentorId": town.id("mia").await, "ruling": ruling });
        let answer = send(&town, "cora", "rulePair", input, "ruling").await;
        let expected: &[&str] = if is_refused { &["CONFLICT"] } else { &[] };
        assert_eq!(answer.codes(), expected, "{learner} {ruling}");
    }
}
