//! Runs and drafts page by page, and what they cost the database.

use kernel::RunId;
use mentoring::actions::runs::run_matching;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts, start};

/// All entries of a list, of which `document` reads one at a time.
async fn paged(town: &Town, document: &str, mut variables: Value, list: &str) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let page = town.fine("cora", document, variables.clone()).await;
        let edges = page.data(&format!("/{list}/edges")).as_array().expect("a list");
        assert!(edges.len() <= 1);
        found.extend(edges.iter().map(|edge| edge["node"].clone()));
        if page.data(&format!("/{list}/pageInfo/hasNextPage")) == &json!(false) {
            return found;
        }
        variables["after"] = page.data(&format!("/{list}/pageInfo/endCursor")).clone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_read_page_by_page_with_a_mentor_or_without() {
    let town = Town::build().await;
    let run = done(&town).await;
    let whole = drafts(&town, &run).await;
    let document = "query($run: ID!, $kind: MatchDraftKind, $after: String) {
        matchDrafts(runId: $run, kind: $kind, first: 1, after: $after) {
            edges { node { learner { name } mentor { name } } } pageInfo { hasNextPage endCursor } } }";
    let names = |lines: &[Value]| -> Vec<Value> {
        lines.iter().map(|one| one["learner"]["name"].clone()).collect()
    };
    let variables = |kind: Option<&str>| json!({ "run": run, "kind": kind });
    let all = paged(&town, document, variables(None), "matchDrafts").await;
    assert_eq!(names(&all), names(&whole));
    let matched = paged(&town, document, variables(Some("MATCHED")), "matchDrafts").await;
    assert_eq!(couples(&matched), couples(&whole));
    let unmatched = paged(&town, document, variables(Some("UNMATCHED")), "matchDrafts").await;
    assert_eq!(unmatched.len(), 1);
    assert_eq!(unmatched[0]["mentor"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_listed_with_the_newest_first() {
    let town = Town::build().await;
    for _ in 0..3 {
        done(&town).await;
    }
    let document = "query($cycle: ID!, $after: String) {
        matchingRuns(cycleId: $cycle, first: 1, after: $after) {
            edges { node { number state } } pageInfo { hasNextPage endCursor } } }";
    let variables = json!({ "cycle": town.cycle().await.to_string() });
    let found = paged(&town, document, variables.clone(), "matchingRuns").await;
    let numbers: Vec<&Value> = found.iter().map(|run| &run["number"]).collect();
    assert_eq!(numbers, [3, 2, 1]);

    // A place in one list means nothing in the other.
    let first = town.fine("cora", document, variables).await;
    let cursor = first.data("/matchingRuns/pageInfo/endCursor");
    let other = "query($run: ID!, $after: String) { matchDrafts(runId: $run, after: $after) {
        edges { cursor } } }";
    let run = done(&town).await;
    let refused = town.gql("cora", other, json!({ "run": run, "after": cursor })).await;
    assert_eq!(refused.codes(), ["INVALID_INPUT"]);
}

/// Statements that a run takes, from its profiles to its drafts.
async fn statements(town: &Town) -> u64 {
    let id = start(town, json!({})).await.fine().text("/startMatchingRun/run/id");
    let id: RunId = id.parse().expect("an id");
    let services = &town.app.app.services;
    let before = services.database.statements().sent();
    run_matching(&services.mentoring(), town.alpha.organization.id, id).await.expect("a run");
    let sent = services.database.statements().sent() - before;
    town.app.run_jobs().await;
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_takes_as_many_statements_for_thirty_learners_as_for_four() {
    let town = Town::build().await;
    let few = statements(&town).await;
    let names: Vec<String> = (0..26).map(|number| format!("further{number}")).collect();
    let rows =
        names.iter().map(|name| format!("{name},{name}@alpha.example,boss@alpha.example,IT\n"));
    let csv = format!("name,email,manager_email,unit\n{}", rows.collect::<String>());
    let home = &town.alpha;
    town.app.enrol_csv(&home.organization, home.cohort, &csv, false).await.fine();
    town.app.run_jobs().await;
    assert_eq!(statements(&town).await, few);
    let latest =
        "SELECT learners::bigint AS count FROM cadre.matching_run ORDER BY number DESC LIMIT 1";
    assert_eq!(town.app.count(latest).await, 30);
}
