//! A learner who wants a person, not a formula, to decide.

use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::put_above;
use crate::mentoring::town::Town;

const ASK: &str =
    "mutation($input: AskForHumanDecisionInput!) { askForHumanDecision(input: $input) {
    request { id version words answer learner { name } mentor { name } } } }";
const ANSWER: &str = "mutation($input: AnswerDecisionRequestInput!) {
    answerDecisionRequest(input: $input) { request { version answer answeredBy { name } } } }";
const REQUESTS: &str = "{ decisionRequests(first: 100) { edges { node { id answer } } } }";
const WEEK: &str = "{ coordinatorWeek { decisionRequests { id } } }";

fn about(pair: PairId) -> Value {
    json!({ "input": { "pairId": pair.to_string(), "words": "Why not somebody from Claims?" } })
}

fn answer(id: &str, version: i32) -> Value {
    json!({ "input": { "requestId": id, "expectedVersion": version, "answer": "I looked: keep it." } })
}

async fn requests(town: &Town, who: &str) -> usize {
    let found = town.fine(who, REQUESTS, json!({})).await;
    found.data("/decisionRequests/edges").as_array().expect("a list").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_asks_once_and_reads_the_answer() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    let made = town.fine("ana", ASK, about(pair)).await;
    let id = made.text("/askForHumanDecision/request/id");
    assert_eq!(made.text("/askForHumanDecision/request/mentor/name"), "mia");
    assert_eq!(town.gql("ana", ASK, about(pair)).await.codes(), ["CONFLICT"]);
    assert_eq!(town.state(pair).await, State::Proposed, "the proposal goes on");
    let week = town.fine("cora", WEEK, json!({})).await;
    assert_eq!(week.data("/coordinatorWeek/decisionRequests"), &json!([{ "id": id }]));

    let done = town.fine("cora", ANSWER, answer(&id, 1)).await;
    assert_eq!(done.text("/answerDecisionRequest/request/answeredBy/name"), "cora");
    assert_eq!(town.gql("cora", ANSWER, answer(&id, 1)).await.codes(), ["CONFLICT"]);
    let mine = town.fine("ana", REQUESTS, json!({})).await;
    assert_eq!(mine.data("/decisionRequests/edges/0/node/answer"), "I looked: keep it.");
    let week = town.fine("cora", WEEK, json!({})).await;
    assert_eq!(week.data("/coordinatorWeek/decisionRequests"), &json!([]));
    assert_eq!((requests(&town, "bo").await, requests(&town, "cora").await), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_learner_of_a_proposal_asks() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::MentorAccepted).await;
    for (other, code) in [
        ("bo", "NOT_FOUND"),
        ("ana@beta", "NOT_FOUND"),
        ("mia", "FORBIDDEN"),
        ("cora", "FORBIDDEN"),
        ("admin", "FORBIDDEN"),
    ] {
        assert_eq!(town.gql(other, ASK, about(pair)).await.codes(), [code], "{other}");
    }
    let mut long = about(pair);
    long["input"]["words"] = json!("x".repeat(2_001));
    assert_eq!(town.gql("ana", ASK, long).await.codes(), ["INVALID_INPUT"]);
    let met = town.pair("bo", "mia", State::Active).await;
    assert_eq!(town.gql("bo", ASK, about(met)).await.codes(), ["CONFLICT"]);
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.decision_request").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_who_is_near() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    let id = town.fine("ana", ASK, about(pair)).await.text("/askForHumanDecision/request/id");
    put_above(&town, "cora").await;
    assert_eq!(town.gql("cora", ANSWER, answer(&id, 1)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(requests(&town, "cora").await, 0);
    assert_eq!(town.gql("cora@beta", ANSWER, answer(&id, 1)).await.codes(), ["NOT_FOUND"]);
    for other in ["ana", "mia", "admin", "fatima"] {
        assert_eq!(town.gql(other, ANSWER, answer(&id, 1)).await.codes(), ["FORBIDDEN"], "{other}");
    }
    put_above(&town, "fatima").await;
    let mut empty = answer(&id, 1);
    empty["input"]["answer"] = json!("  ");
    assert_eq!(town.gql("cora", ANSWER, empty).await.codes(), ["INVALID_INPUT"]);
    town.fine("cora", ANSWER, answer(&id, 1)).await;
}

/// The proposal of a run, with the parts of its score, and the wish for a person to decide on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_learner_reads_how_the_score_came_about_and_asks_for_a_person() {
    let town = Town::build().await;
    let start = "mutation($input: StartMatchingRunInput!) { startMatchingRun(input: $input) {
        run { id } } }";
    let input = json!({ "input": { "cycleId": town.cycle().await, "objective": "FAIR" } });
    let run = town.fine("cora", start, input).await.text("/startMatchingRun/run/id");
    town.app.run_jobs().await;
    let publish = "mutation($input: PublishDraftsInput!) { publishDrafts(input: $input) {
        outcomes { learnerId pairId } } }";
    let published = town.fine("cora", publish, json!({ "input": { "runId": run } })).await;
    let learner = published.text("/publishDrafts/outcomes/0/learnerId");
    let pair = published.text("/publishDrafts/outcomes/0/pairId");
    let mut who = None;
    for name in ["ana", "bo", "cyd", "dan"] {
        if town.id(name).await.to_string() == learner {
            who = Some(name);
        }
    }
    let who = who.expect("one of the four");

    let proposal = "query($id: ID!) { mentoringPair(id: $id) { score parts { part words } } }";
    let seen = town.fine(who, proposal, json!({ "id": pair })).await;
    let parts = seen.data("/mentoringPair/parts").as_array().expect("a list").clone();
    let gap = parts.iter().find(|part| part["part"] == "GAP_COVER").expect("the first part");
    // At level 1, with a mentor at level 4: two levels up are all that count.
    assert_eq!(
        gap["words"].as_str().and_then(|words| words.split(',').next()),
        Some("what the mentor can teach: 100%")
    );
    let ask = json!({ "input": { "pairId": pair } });
    let made = town.fine(who, ASK, ask).await;
    assert_eq!(made.text("/askForHumanDecision/request/words"), "");
    assert_eq!(made.text("/askForHumanDecision/request/learner/name"), who);
    town.app.run_jobs().await;
}
