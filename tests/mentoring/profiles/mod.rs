//! People and rules: profiles, guests, blocks, what the organisation sets.

mod cards;
mod guests;
mod offers;
mod people;
mod rules;
mod texts;
mod told;

use kernel::PairId;
use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const MINE: &str = "query($program: ID) { myMentoringProfile(programId: $program) {
    person { version timeZone country week { day fromMinute toMinute } languages { code level }
        ladderStep { code } workPattern style { key answer } }
    mentor { version isOpen places heldPlaces takenPlaces topics ratherNot facts { code }
        competencies { code level source } }
    learner { version about goals { code } wishes { code } focus { code importance level } }
    completeness { percent missing { field costs rulesOut } } } }";
const SAVE_PERSON: &str = "mutation($input: SaveMentoringPersonInput!) {
    saveMentoringPerson(input: $input) { profile {
        person { version timeZone week { day fromMinute toMinute } }
        completeness { percent missing { field costs rulesOut } } } } }";
const SAVE_MENTOR: &str = "mutation($input: SaveMentorProfileInput!) {
    saveMentorProfile(input: $input) { profile {
        mentor { version places competencies { code level source } }
        completeness { missing { field } } } } }";
const SAVE_LEARNER: &str = "mutation($input: SaveLearnerProfileInput!) {
    saveLearnerProfile(input: $input) { profile {
        learner { version focus { code importance level } } } } }";
const CONFIRM: &str = "mutation($input: ConfirmMentorCompetencyInput!) {
    confirmMentorCompetency(input: $input) { mentor { competencies { code level source } } } }";
const BECAUSE: &str = "query($id: ID!) { mentoringPair(id: $id) { state impossibleBecause } }";

/// What everybody of the town told, at its first version; `more` goes on top.
fn person(more: Value) -> Value {
    let told = json!({
        "country": "PL", "ladderStep": "PM", "workPattern": "FULL_TIME",
        "timeZone": "Europe/Warsaw",
        "week": [{ "day": 1, "fromMinute": 540, "toMinute": 720 }],
        "languages": [{ "code": "en", "level": "C1" }],
        "style": { "structure": 3, "challenge": 3, "pace": 3, "reflection": 3, "openness": 3 },
        "expectedVersion": 1,
    });
    with(told, more)
}

/// What mia offers, at its first version; `more` goes on top.
fn offer(more: Value) -> Value {
    let told = json!({
        "isOpen": true, "places": 2, "minutesAMonth": 240, "about": "Ask me about outcomes.",
        "goals": ["outcomes"], "topics": ["pricing"],
        "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": 1,
    });
    with(told, more)
}

/// An object with fields of another on top.
fn with(mut object: Value, more: Value) -> Value {
    if let Value::Object(more) = more {
        for (key, value) in more {
            object[key] = value;
        }
    }
    object
}

/// Sends a command.
async fn send(town: &Town, who: &str, document: &str, input: Value) -> Response {
    town.gql(who, document, json!({ "input": input })).await
}

/// Path and code of each input that is not acceptable.
#[track_caller]
fn violations(answer: &Response) -> Vec<(String, String)> {
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "{:#}", answer.body);
    let found = answer.body["errors"][0]["extensions"]["violations"].as_array();
    let text = |one: &Value, key: &str| one[key].as_str().expect("a text").to_owned();
    let found = found.expect("a list").iter();
    found.map(|one| (text(one, "path"), text(one, "code"))).collect()
}

/// Pairs of words as [`violations`] gives them.
fn faults<const N: usize>(of: [(&str, &str); N]) -> Vec<(String, String)> {
    of.map(|(path, code)| (path.to_owned(), code.to_owned())).to_vec()
}

/// What the answer says went wrong, for people.
#[track_caller]
fn message(answer: &Response) -> String {
    answer.body["errors"][0]["message"].as_str().expect("words").to_owned()
}

/// State of a pair and what stands against it, as somebody sees it.
async fn because(town: &Town, who: &str, pair: PairId) -> (String, Option<String>) {
    let found = town.fine(who, BECAUSE, json!({ "id": pair.to_string() })).await;
    let words = found.body["data"]["mentoringPair"]["impossibleBecause"].as_str();
    (found.text("/mentoringPair/state"), words.map(str::to_owned))
}

/// The codes of answers to commands that were sent at once, sorted; an empty word for one that was
/// served.
fn codes<const N: usize>(answers: &[Response; N]) -> Vec<String> {
    let first = |answer: &Response| answer.codes().first().copied().unwrap_or_default().to_owned();
    let mut codes: Vec<String> = answers.iter().map(first).collect();
    codes.sort();
    codes
}
