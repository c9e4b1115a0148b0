//! Sessions and notes, reading notes in an emergency, the calendar feed.

mod calendar;
mod counted;
mod emergency;
mod everywhere;
mod many;
mod meeting;
mod moved_rows;
mod notes;
mod rotation;
mod trouble;

use kernel::PairId;
use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const PLAN: &str = "mutation($input: PlanSessionInput!) { planSession(input: $input) {
    session { id state startsAt minutes goalId goal moduleId moduleTitle submissionId version } } }";
const LOG: &str = "mutation($input: LogSessionInput!) { logSession(input: $input) {
    session { id state missedBy loggedAt version } } }";
const CANCEL: &str = "mutation($input: CancelSessionInput!) { cancelSession(input: $input) {
    session { id state version } } }";
const WRITE: &str = "mutation($input: WriteNoteInput!) { writeNote(input: $input) {
    note { id text isShared version editedAt author { name } } } }";
const NOTES: &str = "query($pair: ID!) { mentoringNotes(pairId: $pair, first: 100) {
    edges { node { id text isShared version author { name } } } pageInfo { hasNextPage } } }";

/// Plans a session of 45 minutes.
async fn plan(town: &Town, who: &str, pair: PairId, starts_at: &str) -> Response {
    let input = json!({ "pairId": pair.to_string(), "startsAt": starts_at, "minutes": 45 });
    town.gql(who, PLAN, json!({ "input": input })).await
}

/// Plans a session that is accepted; its id.
async fn planned(town: &Town, who: &str, pair: PairId, starts_at: &str) -> String {
    plan(town, who, pair, starts_at).await.fine().text("/planSession/session/id")
}

/// Says what became of a session at its first version.
async fn log(town: &Town, who: &str, session: &str, outcome: Value) -> Response {
    let mut input = json!({ "sessionId": session, "expectedVersion": 1 });
    for (key, value) in outcome.as_object().expect("fields") {
        input[key] = value.clone();
    }
    town.gql(who, LOG, json!({ "input": input })).await
}

/// Writes a note, and lets a moment pass: lists are ordered by the time that ids were made.
async fn write(town: &Town, who: &str, pair: PairId, is_shared: bool, text: &str) -> Response {
    let input = json!({ "pairId": pair.to_string(), "isShared": is_shared, "text": text });
    let answer = town.gql(who, WRITE, json!({ "input": input })).await;
    town.app.advance(chrono::Duration::milliseconds(1));
    answer
}

/// Writes a note that is accepted; its id.
async fn written(town: &Town, who: &str, pair: PairId, is_shared: bool, text: &str) -> String {
    write(town, who, pair, is_shared, text).await.fine().text("/writeNote/note/id")
}

/// Asks for the notes of a pair.
async fn notes(town: &Town, who: &str, pair: PairId) -> Response {
    town.gql(who, NOTES, json!({ "pair": pair.to_string() })).await
}

/// The texts of the notes of a pair that somebody reads, newest first.
async fn texts(town: &Town, who: &str, pair: PairId) -> Vec<String> {
    let answer = notes(town, who, pair).await.fine();
    let edges = answer.data("/mentoringNotes/edges").as_array().expect("a list").clone();
    let text = |edge: &Value| edge["node"]["text"].as_str().expect("a text").to_owned();
    edges.iter().map(text).collect()
}

/// The id behind a text of the API, as SQL takes it.
fn bare(id: &str) -> String {
    let digits = id.rsplit('_').next().expect("digits");
    let same: kernel::NoteId = format!("note_{digits}").parse().expect("an id");
    same.uuid().to_string()
}
