//! Why not, what if, and two runs side by side.

use serde_json::{Value, json};
use testkit::Response;

use super::super::town::Town;
use super::{couples, done, drafts, give, rank, rule};

const COMPARISON: &str = "before { matched floor sum learners } after { matched floor sum }
    same changedCount changed(first: 100) { edges { node { learner { name } before { mentor { name } score }
        after { mentor { name } score } } } pageInfo { hasNextPage endCursor } }";

async fn why_not(town: &Town, run: &str, learner: &str, mentor: &str) -> Response {
    let document = "query($run: ID!, $learner: ID!, $mentor: ID!) {
        whyNot(runId: $run, learnerId: $learner, mentorId: $mentor) { verdict rules sentence
            before { matched sum } after { matched sum } moveCount
            moves { learner { name } from { name } to { name } } } }";
    let (learner, mentor) = (town.id(learner).await, town.id(mentor).await);
    let variables =
        json!({ "run": run, "learner": learner.to_string(), "mentor": mentor.to_string() });
    town.gql("cora", document, variables).await
}

async fn what_if(town: &Town, run: &str, change: Value) -> Response {
    let document = format!(
        "query($run: ID!, $change: WhatIfChange!) {{ whatIf(runId: $run, change: $change) {{
             {COMPARISON} }} }}"
    );
    town.gql("cora", &document, json!({ "run": run, "change": change })).await
}

/// Learner and mentor of the first pair with that mentor.
async fn learner_with(town: &Town, run: &str, mentor: &str) -> String {
    let found = couples(&drafts(town, run).await);
    found.into_iter().find(|(_, other)| other == mentor).expect("one").0
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_names_the_rule_or_the_cost() {
    let town = Town::build().await;
    rule(&town, "dan", "max", "FORBID").await.fine();
    let run = done(&town).await;
    let with_mia = learner_with(&town, &run, "mia").await;
    let chosen = why_not(&town, &run, &with_mia, "mia").await.fine();
    assert_eq!(chosen.data("/whyNot/verdict"), &json!("CHOSEN"));
    assert_eq!(chosen.text("/whyNot/sentence"), format!("{with_mia} has mia."));

    let excluded = why_not(&town, &run, "dan", "max").await.fine();
    assert_eq!(excluded.data("/whyNot/verdict"), &json!("EXCLUDED"));
    assert_eq!(excluded.data("/whyNot/rules"), &json!(["FORBIDDEN"]));
    assert_eq!(
        excluded.text("/whyNot/sentence"),
        "dan with max is impossible: a coordinator ruled the pair out in this cycle."
    );

    let with_max = learner_with(&town, &run, "max").await;
    let other = why_not(&town, &run, &with_max, "mia").await.fine();
    let verdict = other.text("/whyNot/verdict");
    assert!(["TIE", "COSTS"].contains(&verdict.as_str()), "{verdict}");
    assert_eq!(other.data("/whyNot/moves/0/learner/name"), &json!(with_max));
    assert_eq!(other.data("/whyNot/moves/0/from/name"), &json!("max"));
    assert_eq!(other.data("/whyNot/moves/0/to/name"), &json!("mia"));

    for (learner, mentor) in
        [("mia", "max"), ("ana", "bo"), ("ana@beta", "mia"), ("ana", "mia@beta")]
    {
        let nobody = why_not(&town, &run, learner, mentor).await;
        assert_eq!(nobody.codes(), ["NOT_FOUND"], "{learner} {mentor}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_stays_private() {
    let town = Town::build().await;
    let input = json!({ "memberId": town.id("mia").await.to_string(), "blocked": true });
    let command = ("setMentoringBlock", "SetMentoringBlockInput");
    give(&town, "ana", command, input).await.fine();
    let run = done(&town).await;
    let answer = why_not(&town, &run, "ana", "mia").await.fine();
    assert_eq!(answer.data("/whyNot/rules"), &json!(["PRIVATE"]));
    assert_eq!(
        answer.text("/whyNot/sentence"),
        "ana with mia is impossible: a reason that is kept private."
    );
    let refused = what_if(&town, &run, json!({ "ruleOff": "PRIVATE" })).await;
    assert_eq!(refused.codes(), ["INVALID_INPUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_if_says_who_would_gain_and_who_would_lose() {
    let town = Town::build().await;
    let run = done(&town).await;
    let (mia, max) = (town.id("mia").await.to_string(), town.id("max").await.to_string());
    let same = what_if(&town, &run, json!({})).await.fine();
    assert_eq!(same.data("/whatIf/changedCount"), &json!(0));
    assert_eq!(same.data("/whatIf/same"), &json!(4));

    let more = json!({ "addPlaces": [{ "mentorId": max, "places": 1 }] });
    let more = what_if(&town, &run, more).await.fine();
    assert_eq!(more.data("/whatIf/before/matched"), &json!(3));
    assert_eq!(more.data("/whatIf/after/matched"), &json!(4));
    let edges = more.data("/whatIf/changed/edges").as_array().expect("a list");
    assert!(edges.iter().any(|edge| edge["node"]["before"].is_null()), "{edges:?}");

    let fewer = what_if(&town, &run, json!({ "removeMentorIds": [mia] })).await.fine();
    assert_eq!(fewer.data("/whatIf/after/matched"), &json!(1));

    let weights = json!({ "weights": { "gapCover": 0, "preference": 0, "style": 0, "goals": 0,
        "time": 0, "career": 0, "freshView": 100 } });
    let weighed = what_if(&town, &run, weights).await.fine();
    assert_eq!(weighed.data("/whatIf/after/floor"), &json!(100), "all come from another unit");

    let light = json!({ "weights": { "gapCover": 99, "preference": 0, "style": 0, "goals": 0,
        "time": 0, "career": 0, "freshView": 0 } });
    let wrong = [
        light,
        json!({ "addPlaces": [{ "mentorId": max, "places": 0 }] }),
        json!({ "addPlaces": [{ "mentorId": max, "places": 101 }] }),
    ];
    for change in wrong {
        let refused = what_if(&town, &run, change.clone()).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"], "{change}");
    }
    let foreign = json!({ "removeMentorIds": [town.id("mia@beta").await.to_string()] });
    assert_eq!(what_if(&town, &run, foreign).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_off_lets_the_pair_be() {
    let town = Town::build().await;
    for learner in ["ana", "bo", "cyd", "dan"] {
        rule(&town, learner, "max", "FORBID").await.fine();
    }
    let run = done(&town).await;
    let off = what_if(&town, &run, json!({ "ruleOff": "FORBIDDEN" })).await.fine();
    assert_eq!(off.data("/whatIf/before/matched"), &json!(2));
    assert_eq!(off.data("/whatIf/after/matched"), &json!(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_are_compared_by_person() {
    let town = Town::build().await;
    let first = done(&town).await;
    let moved = learner_with(&town, &first, "mia").await;
    rule(&town, &moved, "max", "PIN").await.fine();
    let second = done(&town).await;
    let document = format!(
        "query($one: ID!, $other: ID!) {{
             compareRuns(runId: $one, otherRunId: $other) {{ {COMPARISON} }} }}"
    );
    let both = json!({ "one": first, "other": second });
    let whole = town.fine("cora", &document, both).await;
    let edges = whole.data("/compareRuns/changed/edges").as_array().expect("a list").clone();
    let one = edges.iter().find(|edge| edge["node"]["learner"]["name"] == moved.as_str());
    let one = &one.expect("the pinned one moved")["node"];
    assert_eq!(one["before"]["mentor"]["name"], "mia");
    assert_eq!(one["after"]["mentor"]["name"], "max");
    let count = whole.data("/compareRuns/changedCount").as_u64().expect("a number");
    assert_eq!(count, edges.len() as u64);
    assert_eq!(whole.data("/compareRuns/same").as_u64(), Some(4 - count));

    let document = document.replace("(first: 100)", "(first: 1, after: $after)");
    let document = document.replace("$other: ID!)", "$other: ID!, $after: String)");
    let mut paged = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = json!({ "one": first, "other": second, "after": after });
        let page = town.fine("cora", &document, page).await;
        let list = page.data("/compareRuns/changed/edges").as_array().expect("a list");
        paged.extend(list.iter().cloned());
        if page.data("/compareRuns/changed/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = page.data("/compareRuns/changed/pageInfo/endCursor").clone();
    }
    assert_eq!(paged, edges);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_not_done_answers_no_questions() {
    let town = Town::build().await;
    let id = super::start(&town, json!({})).await.fine().text("/startMatchingRun/run/id");
    assert_eq!(why_not(&town, &id, "ana", "mia").await.codes(), ["CONFLICT"]);
    assert_eq!(what_if(&town, &id, json!({})).await.codes(), ["CONFLICT"]);
    town.app.run_jobs().await;
    assert_eq!(what_if(&town, &id, json!({})).await.codes(), [""; 0]);
    let blocking = "query($run: ID!) { blockingPairs(runId: $run) { score learner { name } } }";
    town.fine("cora", blocking, json!({ "run": id })).await;
}

/// Ana would rather have max, and max would rather have ana; but bo can have nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_would_rather_have_each_other_are_named_with_what_it_would_cost() {
    let town = Town::build().await;
    rank(&town, &[("ana", &["max", "mia"]), ("bo", &["mia"])]).await;
    for (learner, mentor) in [("bo", "mia"), ("dan", "mia"), ("dan", "max")] {
        rule(&town, learner, mentor, "FORBID").await.fine();
    }
    let run = done(&town).await;
    let mut found = couples(&drafts(&town, &run).await);
    found.sort();
    let pair = |learner: &str, mentor: &str| (learner.to_owned(), mentor.to_owned());
    assert_eq!(found, [pair("ana", "mia"), pair("bo", "max"), pair("cyd", "mia")]);

    let document =
        "query($run: ID!) { blockingPairs(runId: $run) { learner { name } mentor { name }
        score learnerHas { mentor { name } score } mentorHas { name } mentorHasScore } }";
    let answer = town.fine("cora", document, json!({ "run": run })).await;
    assert_eq!(
        answer.data("/blockingPairs"),
        &json!([{
            "learner": { "name": "ana" }, "mentor": { "name": "max" }, "score": 98,
            "learnerHas": { "mentor": { "name": "mia" }, "score": 94 },
            "mentorHas": { "name": "bo" }, "mentorHasScore": 78,
        }])
    );
    assert_eq!(super::run(&town, &run).await["blockingPairs"], 1);
    // Of the own one a coordinator is not told: the score is not for the mentor.
    town.let_coordinate("max").await;
    let own = town.fine("max", document, json!({ "run": run })).await;
    assert_eq!(own.data("/blockingPairs"), &json!([]));

    let cost = why_not(&town, &run, "ana", "max").await.fine();
    assert_eq!(cost.data("/whyNot/verdict"), &json!("COSTS"));
    assert_eq!(
        (cost.data("/whyNot/before/matched"), cost.data("/whyNot/after/matched")),
        (&json!(3), &json!(2))
    );
    let sentence = cost.text("/whyNot/sentence");
    assert!(
        sentence.starts_with("ana with max would leave 1 more learner without a mentor: "),
        "{sentence}"
    );
    assert!(sentence.contains("bo is left without a mentor"), "{sentence}");
}
