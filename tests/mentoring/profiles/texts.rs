//! Texts that no command takes: PostgreSQL has no NUL, and control characters steer terminals.

use mentoring::model::life::State;
use serde_json::{Value, json};
use testkit::Response;

use super::{offer, send, violations, with};
use crate::mentoring::town::Town;

/// Sends a command by its name.
async fn command(town: &Town, who: &str, name: &str, input: Value) -> Response {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let document =
        format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ __typename }} }}");
    send(town, who, &document, input).await
}

/// The commands of pairs that take a text: who may send it, its name, an input whose text is to be
/// put in, and where.
async fn of_pairs(town: &Town) -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let active = town.pair("ana", "mia", State::Active).await.to_string();
    let proposed = town.pair("bo", "max", State::Proposed).await.to_string();
    let accepted = town.pair("cyd", "mia", State::Accepted).await.to_string();
    let ask = "mutation($input: AskForHumanDecisionInput!) {
        askForHumanDecision(input: $input) { request { id } } }";
    let asked = send(town, "bo", ask, json!({ "pairId": proposed, "words": "Why?" })).await.fine();
    let request = asked.text("/askForHumanDecision/request/id");
    let write = "mutation($input: WriteNoteInput!) { writeNote(input: $input) { note { id } } }";
    let note = json!({ "pairId": active, "isShared": true, "text": "fine" });
    let note_id = send(town, "ana", write, note.clone()).await.fine().text("/writeNote/note/id");
    let agreement = json!({ "pairId": accepted, "expectedVersion": 0,
        "goals": [{ "goal": "Outcomes" }], "cadenceDays": 14, "sessionMinutes": 45,
        "endsOn": "2027-02-26" });
    vec![
        ("max", "declinePair", json!({ "pairId": proposed }), "/reason"),
        ("bo", "askForHumanDecision", json!({ "pairId": proposed }), "/words"),
        (
            "cora",
            "answerDecisionRequest",
            json!({ "requestId": request, "expectedVersion": 1 }),
            "/answer",
        ),
        ("cyd", "writeAgreement", agreement.clone(), "/outOfBounds"),
        ("cyd", "writeAgreement", agreement, "/goals/0/goal"),
        ("ana", "fileClosingForm", json!({ "pairId": active, "wouldRenew": false }), "/thanks"),
        ("ana", "writeNote", note, "/text"),
        ("ana", "editNote", json!({ "noteId": note_id, "expectedVersion": 1 }), "/text"),
        ("cora", "requestBreakGlass", json!({ "pairId": active }), "/reason"),
    ]
}

/// The others.
async fn of_people(town: &Town) -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let program = town.alpha.program.to_string();
    let learner = json!({ "programId": program, "expectedVersion": 1 });
    let cycle = json!({ "programId": program, "cohortIds": [town.alpha.cohort.to_string()],
        "ranksUntil": "2026-12-04T17:00:00Z", "pairsEndOn": "2027-03-31" });
    let panel = json!({ "kind": "PAY", "name": "Pay", "expectedVersion": 0,
        "deciderIds": [town.id("mia").await.to_string()],
        "subjectIds": [town.id("ana").await.to_string()] });
    let wall = json!({ "unit": "Pricing", "otherUnit": "Finance", "standing": true });
    let days = json!({ "year": 2027, "days": [{ "day": "2027-05-03" }] });
    vec![
        ("ana", "saveLearnerProfile", learner, "/about"),
        ("mia", "saveMentorProfile", offer(json!({})), "/about"),
        ("mia", "saveMentorProfile", offer(json!({})), "/topics/0"),
        ("mia", "saveMentorProfile", offer(json!({ "ratherNot": ["tax"] })), "/ratherNot/0"),
        ("cora", "openMatchingCycle", cycle, "/name"),
        ("admin", "saveReviewPanel", panel.clone(), "/name"),
        ("admin", "saveReviewPanel", with(panel, json!({ "unit": "Claims" })), "/unit"),
        ("admin", "setUnitWall", wall.clone(), "/reason"),
        ("admin", "setUnitWall", wall, "/otherUnit"),
        ("admin", "setHolidays", days, "/days/0/name"),
        ("cora", "inviteGuestMentor", json!({ "email": "gus@alpha.example" }), "/name"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_takes_control_characters() {
    let town = Town::build().await;
    let mut commands = of_pairs(&town).await;
    commands.extend(of_people(&town).await);
    let rows = "SELECT count(*) AS count FROM cadre.audit_entry";
    let before = town.app.count(rows).await;
    for (who, name, input, place) in commands {
        for foreign in ["\u{0}", "\u{1b}"] {
            let mut input = input.clone();
            let text = json!(format!("A text of a command{foreign}with a foreign character"));
            let (parent, field) = place.rsplit_once('/').expect("a place");
            match input.pointer_mut(parent).expect("it is there") {
                Value::Array(list) => list[field.parse::<usize>().expect("a number")] = text,
                object => object[field] = text,
            }
            let refused = command(&town, who, name, input).await;
            let path = format!("input{}", place.replace('/', "."));
            let found = violations(&refused);
            let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
            assert_eq!(paths, [path.as_str()], "{name}");
        }
    }
    assert_eq!(town.app.count(rows).await, before, "nothing was done");
    town.app.run_jobs().await;
}
