//! Who may be matched with whom, how good a match is, and what learners and coordinators say to it.

mod absences;
mod access;
mod clocks;
mod cycles;
mod facts;
mod line;
mod protected;
mod ranks;
mod recheck;
mod rulings;
mod short_lists;
mod statements;

use kernel::MemberId;
use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const CHECK: &str = "query($cycleId: ID!, $learnerId: ID!, $mentorId: ID!) {
    pairCheck(cycleId: $cycleId, learnerId: $learnerId, mentorId: $mentorId) {
        exclusions { rule words } score freePlaces
        parts { part shareBasisPoints weightBasisPoints pointsHundredths words } } }";
const LIST: &str = "query($cycleId: ID) { myShortList(cycleId: $cycleId) {
    cycleId cycleName ranksUntil takesRanks ranks
    cards { position score reasons commonGround parts { part } mentor { mentor { id name } } } } }";

/// Sends a command that takes one input.
async fn send(town: &Town, who: &str, command: &str, input: Value, answer: &str) -> Response {
    let (first, rest) = command.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {command}(input: $input) {{ {answer} }} }}",
        first.to_uppercase()
    );
    town.gql(who, &document, json!({ "input": input })).await
}

/// What the coordinator reads about a learner and a mentor of a cycle.
async fn check_in(town: &Town, cycle: &str, learner: &str, mentor: &str) -> Value {
    let variables = json!({
        "cycleId": cycle,
        "learnerId": town.id(learner).await,
        "mentorId": town.id(mentor).await,
    });
    town.fine("cora", CHECK, variables).await.data("/pairCheck").clone()
}

/// As [`check_in`], in the open cycle of alpha.
async fn check(town: &Town, learner: &str, mentor: &str) -> Value {
    let cycle = town.cycle().await.to_string();
    check_in(town, &cycle, learner, mentor).await
}

/// The rules that a check names.
fn rules_of(check: &Value) -> Vec<String> {
    let list = check["exclusions"].as_array().expect("a list");
    let rule = |one: &Value| one["rule"].as_str().expect("a word").to_owned();
    list.iter().map(rule).collect()
}

/// The rules that stand against the two in the open cycle of alpha.
async fn rules(town: &Town, learner: &str, mentor: &str) -> Vec<String> {
    rules_of(&check(town, learner, mentor).await)
}

/// Opens a further cycle for the cohort of alpha; its id.
async fn open(town: &Town, name: &str, pairs_end_on: &str) -> String {
    let input = json!({
        "programId": town.alpha.program, "name": name, "cohortIds": [town.alpha.cohort],
        "ranksUntil": "2026-12-04T22:59:59Z", "pairsEndOn": pairs_end_on,
    });
    let opened = send(town, "cora", "openMatchingCycle", input, "cycle { id }").await.fine();
    opened.text("/openMatchingCycle/cycle/id")
}

/// How much of a part there is, in basis points.
async fn share(town: &Town, learner: &str, mentor: &str, part: &str) -> i64 {
    let found = check(town, learner, mentor).await;
    let list = found["parts"].as_array().expect("a list");
    let shown = list.iter().find(|one| one["part"] == part).expect("the part");
    shown["shareBasisPoints"].as_i64().expect("a number")
}

/// What somebody of the town tells of themselves, complete as the town has it; `changed` on top.
async fn tell(town: &Town, who: &str, changed: Value) {
    let id = town.id(who).await.uuid();
    let version = town
        .app
        .count(&format!(
            "SELECT version::bigint AS count FROM cadre.mentoring_person WHERE member_id = '{id}'"
        ))
        .await;
    let mentors = ["mia", "max"].contains(&who);
    let mut input = json!({
        "country": "PL",
        "ladderStep": if mentors { "PM" } else { "PO" },
        "workPattern": "FULL_TIME",
        "timeZone": "Europe/Warsaw",
        "week": [{ "day": 1, "fromMinute": 540, "toMinute": 720 }],
        "languages": [{ "code": "en", "level": "C1" }],
        "style": { "structure": 3, "challenge": 3, "pace": 3, "reflection": 3, "openness": 3 },
        "expectedVersion": version,
    });
    for (key, value) in changed.as_object().expect("an object") {
        input[key] = value.clone();
    }
    send(town, who, "saveMentoringPerson", input, "profile { completeness { percent } }")
        .await
        .fine();
}

/// Offers short lists in the open cycle of alpha.
async fn offer(town: &Town, dry_run: bool) -> Value {
    let input = json!({ "cycleId": town.cycle().await, "dryRun": dry_run });
    let answer = "dryRun learners offered kept without
        withoutCards { member { id name } reasons { mentors against { rule words } } }";
    let done = send(town, "cora", "offerShortLists", input, answer).await.fine();
    done.data("/offerShortLists").clone()
}

/// Somebody's short list in the open cycle, or null.
async fn list(town: &Town, who: &str) -> Value {
    let answer = town.fine(who, LIST, json!({})).await;
    answer.data("")["myShortList"].clone()
}

/// The names of the mentors on a list, best first.
fn names(list: &Value) -> Vec<&str> {
    let cards = list["cards"].as_array().map_or(&[][..], Vec::as_slice);
    cards.iter().filter_map(|card| card["mentor"]["mentor"]["name"].as_str()).collect()
}

/// Ranks mentors in the open cycle of alpha, first to last.
async fn rank(town: &Town, who: &str, mentors: &[&str]) -> Response {
    let mut ids: Vec<MemberId> = Vec::new();
    for mentor in mentors {
        ids.push(town.id(mentor).await);
    }
    let input = json!({ "cycleId": town.cycle().await, "mentorIds": ids });
    send(town, who, "rankMentors", input, "shortList { ranks takesRanks }").await
}

/// Says whom somebody reports to, as the admin.
async fn change_manager(
    town: &Town,
    who: &str,
    manager: &str,
    before: Option<&str>,
    on: &str,
) -> Response {
    let mut input = json!({
        "memberId": town.id(who).await,
        "managerId": town.id(manager).await,
        "effectiveOn": on,
    });
    if let Some(before) = before {
        input["expectedManagerId"] = json!(town.id(before).await);
    }
    let answer = "alreadySo planned { effectiveOn member { name } manager { name } }";
    send(town, "admin", "changeManager", input, answer).await
}

/// The code and the path of each fault of an input.
#[track_caller]
fn faults(answer: &Response) -> Vec<(String, String)> {
    let list = answer.body["errors"][0]["extensions"]["violations"].as_array();
    let list = list.unwrap_or_else(|| panic!("no faults in {:#}", answer.body));
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    list.iter().map(|one| (text(&one["path"]), text(&one["code"]))).collect()
}

/// What the first error says.
#[track_caller]
fn words(answer: &Response) -> &str {
    answer.body["errors"][0]["message"].as_str().expect("words")
}
