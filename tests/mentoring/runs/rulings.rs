//! Pins, forbids and the reporting line in runs.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts, ended, manage, offer, publish, rule};

#[tokio::test(flavor = "multi_thread")]
async fn what_the_coordinator_fixes_and_rules_out_holds_in_the_next_run() {
    let town = Town::build().await;
    let before = done(&town).await;
    let with_max = |couples: &[(String, String)]| {
        let found = couples.iter().find(|(_, mentor)| mentor == "max");
        found.expect("one has max").0.clone()
    };
    let first = couples(&drafts(&town, &before).await);
    let had_max = with_max(&first);
    let other = ["ana", "bo", "cyd", "dan"].into_iter().find(|name| *name != had_max);
    let other = other.expect("another learner");
    rule(&town, other, "max", "PIN").await.fine();
    rule(&town, &had_max, "mia", "FORBID").await.fine();
    let after = done(&town).await;
    let lines = drafts(&town, &after).await;
    let second = couples(&lines);
    assert_eq!(with_max(&second), other);
    assert!(!second.iter().any(|(learner, _)| *learner == had_max), "max is taken, mia forbidden");
    let pinned: Vec<&Value> = lines.iter().filter(|draft| draft["isPinned"] == true).collect();
    assert_eq!(pinned.len(), 1);
    assert_eq!(pinned[0]["learner"]["name"], other);
    let left = lines.iter().find(|draft| draft["learner"]["name"] == had_max.as_str());
    let rules = &left.expect("a line")["unmatched"]["rules"];
    assert_eq!(rules, &json!([{ "rule": "FORBIDDEN", "mentors": 1, "alone": 1 }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_became_impossible_fails_the_run_and_says_whose() {
    let town = Town::build().await;
    rule(&town, "ana", "mia", "PIN").await.fine();
    let (ana, mia) = (town.id("ana").await, town.id("mia").await);
    manage(&town, "ana", "mia", Some("boss")).await;
    let over = ended(&town, json!({})).await;
    assert_eq!(over["state"], "FAILED");
    let why = over["failure"].as_str().expect("words");
    assert!(why.starts_with(&format!("{ana} is pinned to {mia}, but rules exclude")), "{why}");
    let id = over["id"].as_str().expect("an id");
    assert_eq!(drafts(&town, id).await, Vec::<Value>::new());
    assert_eq!(publish(&town, "cora", id, json!({})).await.codes(), ["CONFLICT"]);

    rule(&town, "ana", "mia", "NONE").await.fine();
    assert_eq!(ended(&town, json!({})).await["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_pins_than_places_fail_the_run() {
    let town = Town::build().await;
    rule(&town, "ana", "mia", "PIN").await.fine();
    rule(&town, "bo", "mia", "PIN").await.fine();
    assert_eq!(rule(&town, "cyd", "mia", "PIN").await.codes(), ["CONFLICT"]);
    offer(&town, "mia", 1, 1).await;
    let over = ended(&town, json!({})).await;
    assert_eq!(over["state"], "FAILED");
    let why = over["failure"].as_str().expect("words");
    assert!(why.contains("fewer free places than pins"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_managers_manager_never_appears() {
    let town = Town::build().await;
    manage(&town, "boss", "mia", None).await;
    let lines = drafts(&town, &done(&town).await).await;
    let found = couples(&lines);
    assert_eq!(found.len(), 1, "max has one place");
    assert_eq!(found[0].1, "max");
    for draft in lines.iter().filter(|draft| draft["mentor"].is_null()) {
        assert_eq!(
            draft["unmatched"]["rules"],
            json!([{ "rule": "REPORTING_LINE", "mentors": 1, "alone": 1 }])
        );
    }
}
