//! Runs of the matching: what is missing before, what comes out, publishing, questions, files.

mod access;
mod asking;
mod cycles;
mod export;
mod lists;
mod programs;
mod publishing;
mod rulings;
mod running;
mod supply;
mod trouble;
mod waiting;

use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const RUN: &str = "id number onlyLearnerId objective state phase progress seed weightsVersion
    engineVersion inputsHash learners mentors places matched floor sum blockingPairs failure";

const DRAFT: &str = "learner { id name } mentor { id name } score parts { part } isPinned rank pairId
    unmatched { kind allowedMentors rules { rule mentors alone } helpfulPlace { mentorId withPin } }";

/// Asks for a run of the open cycle of alpha; `more` goes into the input.
async fn start(town: &Town, more: Value) -> Response {
    let mut input = json!({ "cycleId": town.cycle().await.to_string(), "objective": "FAIR" });
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    let document = format!(
        "mutation($input: StartMatchingRunInput!) {{ startMatchingRun(input: $input) {{
             alreadyRunning run {{ {RUN} }} }} }}"
    );
    town.gql("cora", &document, json!({ "input": input })).await
}

/// A run as it stands.
async fn run(town: &Town, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ matchingRun(id: $id) {{ {RUN} }} }}");
    let answer = town.fine("cora", &document, json!({ "id": id })).await;
    answer.data("/matchingRun").clone()
}

/// A run that has come to its end.
async fn ended(town: &Town, more: Value) -> Value {
    let id = start(town, more).await.fine().text("/startMatchingRun/run/id");
    town.app.run_jobs().await;
    run(town, &id).await
}

/// The id of a run that is done.
async fn done(town: &Town) -> String {
    let run = ended(town, json!({})).await;
    assert_eq!(run["state"], "DONE", "{run}");
    run["id"].as_str().expect("an id").to_owned()
}

/// What a run proposes, by the learner's name.
async fn drafts(town: &Town, run: &str) -> Vec<Value> {
    let document = format!(
        "query($id: ID!) {{ matchDrafts(runId: $id, first: 100) {{
             edges {{ node {{ {DRAFT} }} }} pageInfo {{ hasNextPage }} }} }}"
    );
    let answer = town.fine("cora", &document, json!({ "id": run })).await;
    assert_eq!(answer.data("/matchDrafts/pageInfo/hasNextPage"), &json!(false));
    let edges = answer.data("/matchDrafts/edges").as_array().expect("a list");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// Learner and mentor of each draft that has one, by the learner's name.
fn couples(drafts: &[Value]) -> Vec<(String, String)> {
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let matched = drafts.iter().filter(|draft| !draft["mentor"].is_null());
    matched.map(|draft| (name(&draft["learner"]), name(&draft["mentor"]))).collect()
}

/// Publishes drafts as somebody; `more` goes into the input.
async fn publish(town: &Town, name: &str, run: &str, more: Value) -> Response {
    let mut input = json!({ "runId": run });
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    let document = "mutation($input: PublishDraftsInput!) { publishDrafts(input: $input) {
        dryRun published outcomes { learnerId outcome rule pairId } } }";
    town.gql(name, document, json!({ "input": input })).await
}

/// What became of the drafts, sorted.
#[track_caller]
fn outcomes(answer: &Response) -> Vec<String> {
    let list = answer.data("/publishDrafts/outcomes").as_array().expect("a list");
    let word = |one: &Value| one["outcome"].as_str().expect("a word").to_owned();
    let mut words: Vec<String> = list.iter().map(word).collect();
    words.sort();
    words
}

/// Gives a command, named with the type of its input.
async fn give(town: &Town, name: &str, (field, kind): (&str, &str), input: Value) -> Response {
    let document =
        format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ __typename }} }}");
    town.gql(name, &document, json!({ "input": input })).await
}

/// Rules on a pair in the open cycle of alpha: PIN, FORBID or NONE.
async fn rule(town: &Town, learner: &str, mentor: &str, ruling: &str) -> Response {
    let input = json!({
        "cycleId": town.cycle().await.to_string(),
        "learnerId": town.id(learner).await.to_string(),
        "mentorId": town.id(mentor).await.to_string(),
        "ruling": ruling,
    });
    give(town, "cora", ("rulePair", "RulePairInput"), input).await
}

/// Lets somebody report to another from today on.
async fn manage(town: &Town, member: &str, manager: &str, before: Option<&str>) {
    let mut input = json!({
        "memberId": town.id(member).await.to_string(),
        "managerId": town.id(manager).await.to_string(),
        "effectiveOn": "2026-11-25",
    });
    if let Some(before) = before {
        input["expectedManagerId"] = json!(town.id(before).await.to_string());
    }
    give(town, "admin", ("changeManager", "ChangeManagerInput"), input).await.fine();
}

/// Lets a mentor of the town offer another number of places; `version` is that of the profile.
async fn offer(town: &Town, mentor: &str, places: i32, version: i32) {
    let input = json!({
        "isOpen": true, "places": places, "minutesAMonth": 240, "goals": ["outcomes"],
        "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": version,
    });
    let command = ("saveMentorProfile", "SaveMentorProfileInput");
    give(town, mentor, command, input).await.fine();
}

/// Offers short lists in the open cycle of alpha, from which learners rank mentors, first to last.
async fn rank(town: &Town, ranks: &[(&str, &[&str])]) {
    let cycle = town.cycle().await.to_string();
    let offer = ("offerShortLists", "OfferShortListsInput");
    give(town, "cora", offer, json!({ "cycleId": cycle })).await.fine();
    for (learner, mentors) in ranks {
        let mut ids = Vec::new();
        for mentor in *mentors {
            ids.push(town.id(mentor).await.to_string());
        }
        let input = json!({ "cycleId": cycle, "mentorIds": ids });
        give(town, learner, ("rankMentors", "RankMentorsInput"), input).await.fine();
    }
}
