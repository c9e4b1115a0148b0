//! Drafts are for coordinators, of their own organisation.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{done, give, publish, rank};

const READS: [&str; 8] = [
    "query($run: ID!) { matchingRun(id: $run) { id state } }",
    "query($run: ID!) { matchDrafts(runId: $run) { edges { node { learner { name } } } } }",
    "query($run: ID!) { compareRuns(runId: $run, otherRunId: $run) { same } }",
    "query($run: ID!) { whatIf(runId: $run, change: {}) { same } }",
    "query($run: ID!, $learner: ID!, $mentor: ID!) {
        whyNot(runId: $run, learnerId: $learner, mentorId: $mentor) { verdict } }",
    "query($run: ID!) { blockingPairs(runId: $run) { score } }",
    "query($run: ID!) { matchingRunExport(runId: $run) { instanceUrl } }",
    "query($run: ID!, $cycle: ID!) { matchingRuns(cycleId: $cycle) { edges { node { id } } }
        mentorSupply(cycleId: $cycle) { sentence } matchingRun(id: $run) { id } }",
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_coordinator_of_the_organisation_sees_a_run() {
    let town = Town::build().await;
    let run = done(&town).await;
    let variables = json!({
        "run": run,
        "cycle": town.cycle().await.to_string(),
        "learner": town.id("ana").await.to_string(),
        "mentor": town.id("mia").await.to_string(),
    });
    for read in READS {
        town.fine("cora", read, variables.clone()).await;
        for name in ["ana", "mia", "fatima", "admin", "boss"] {
            let answer = town.gql(name, read, variables.clone()).await;
            let codes = answer.codes();
            assert!(
                !codes.is_empty() && codes.iter().all(|code| *code == "FORBIDDEN"),
                "{name} {read}"
            );
        }
        let answer = town.gql("cora@beta", read, variables.clone()).await;
        let codes = answer.codes();
        assert!(!codes.is_empty() && codes.iter().all(|code| *code == "NOT_FOUND"), "{read}");
    }
    for (name, code) in [("ana", "FORBIDDEN"), ("admin", "FORBIDDEN"), ("cora@beta", "NOT_FOUND")] {
        assert_eq!(publish(&town, name, &run, json!({})).await.codes(), [code], "{name}");
    }
    for name in ["ana", "mia"] {
        let mine = town.fine(name, "{ myMentoringPairs { id } }", json!({})).await;
        assert_eq!(mine.data("/myMentoringPairs"), &json!([]), "{name} sees a draft");
    }
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.pair").await, 0);
}

/// The drafts of a run as somebody sees them.
async fn drafts_to(town: &Town, who: &str, run: &str) -> Vec<Value> {
    let document = "query($run: ID!) { matchDrafts(runId: $run, first: 100) { edges { node {
        learner { name } mentor { name } score rank parts { part } unmatched { kind } } } } }";
    let answer = town.fine(who, document, json!({ "run": run })).await;
    let edges = answer.data("/matchDrafts/edges").as_array().expect("a list");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// How well oneself and another fit, and what stands against it, tells what the other keeps private.
#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_reads_of_drafts_of_their_own_only_whom_they_are_about() {
    let town = Town::build().await;
    for mentor in ["mia", "max"] {
        let input = json!({ "memberId": town.id("ana").await, "blocked": true });
        let command = ("setMentoringBlock", "SetMentoringBlockInput");
        give(&town, mentor, command, input).await.fine();
    }
    rank(&town, &[("bo", &["mia", "max"])]).await;
    let run = done(&town).await;
    for who in ["ana", "mia"] {
        town.let_coordinate(who).await;
    }
    let of_cora = drafts_to(&town, "cora", &run).await;
    assert_eq!(of_cora[0]["unmatched"]["kind"], "NO_ALLOWED_MENTOR", "{}", of_cora[0]);
    let is_own = |draft: &&Value| draft["mentor"]["name"] == "mia";
    assert_eq!(of_cora.iter().filter(is_own).count(), 2, "mia has two places");

    let of_mia = drafts_to(&town, "mia", &run).await;
    for (mine, hers) in of_mia.iter().zip(&of_cora) {
        if is_own(&mine) {
            assert!(hers["score"].is_i64() && hers["parts"][0].is_object(), "{hers}");
            assert_eq!((&mine["learner"], &mine["mentor"]), (&hers["learner"], &hers["mentor"]));
            assert_eq!((&mine["score"], &mine["rank"]), (&Value::Null, &Value::Null));
            assert_eq!(mine["parts"], json!([]));
        } else {
            assert_eq!(mine, hers);
        }
    }
    let of_ana = drafts_to(&town, "ana", &run).await;
    assert_eq!(of_ana[0]["unmatched"], Value::Null);
    assert_eq!(of_ana[1..], of_cora[1..]);

    let document = "query($run: ID!, $learner: ID!, $mentor: ID!) {
        whyNot(runId: $run, learnerId: $learner, mentorId: $mentor) { rules } }";
    let pair =
        json!({ "run": run, "learner": town.id("ana").await, "mentor": town.id("mia").await });
    for who in ["ana", "mia"] {
        assert_eq!(town.gql(who, document, pair.clone()).await.codes(), ["FORBIDDEN"], "{who}");
    }
    let of_cora = town.fine("cora", document, pair).await;
    assert_eq!(of_cora.data("/whyNot/rules"), &json!(["PRIVATE"]));

    let document = "query($cycle: ID!) { mentorSupply(cycleId: $cycle) {
        withoutCandidate { learner { name } rules { rule } } } }";
    for (who, rules) in [("cora", json!([{ "rule": "PRIVATE" }])), ("ana", json!([]))] {
        let found = town.fine(who, document, json!({ "cycle": town.cycle().await })).await;
        let expected = json!([{ "learner": { "name": "ana" }, "rules": rules }]);
        assert_eq!(found.data("/mentorSupply/withoutCandidate"), &expected, "{who}");
    }
}
