//! Arguments of the fields of sessions, notes, emergencies and the calendar feed.

use serde_json::{Value, json};

use super::arguments::Kind;
use crate::invariants::world::Side;

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("mentoringNotes", "pairId", Kind::Pair),
    ("emergencyNotes", "breakGlassId", Kind::BreakGlass),
    ("planSession", "input.pairId", Kind::Pair),
    ("planSession", "input.goalId", Kind::Goal),
    ("planSession", "input.moduleId", Kind::Module),
    ("planSession", "input.submissionId", Kind::Submission),
    ("moveSession", "input.sessionId", Kind::PlannedSession),
    ("moveSession", "input.goalId", Kind::Goal),
    ("moveSession", "input.moduleId", Kind::Module),
    ("moveSession", "input.submissionId", Kind::Submission),
    ("logSession", "input.sessionId", Kind::MentoringSession),
    ("cancelSession", "input.sessionId", Kind::SpareSession),
    ("writeNote", "input.pairId", Kind::Pair),
    ("writeNote", "input.sessionId", Kind::MentoringSession),
    ("editNote", "input.noteId", Kind::Note),
    ("deleteNote", "input.noteId", Kind::SpareNote),
    ("requestBreakGlass", "input.pairId", Kind::Pair),
    ("answerBreakGlass", "input.id", Kind::BreakGlass),
];

/// Arguments that name things of one side; `None` for a field that is not of this part.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let input = |input: Value| json!({ "input": input });
    let about = |mut given: Value| {
        given["startsAt"] = json!("2026-11-26T10:00:00Z");
        given["minutes"] = json!(45);
        given["goalId"] = json!(side.id(Kind::Goal));
        given["moduleId"] = json!(side.id(Kind::Module));
        given["submissionId"] = json!(side.id(Kind::Submission));
        json!({ "input": given })
    };
    Some(match field {
        "breakGlassRequests" | "makeCalendarFeed" | "dropCalendarFeed" => json!({}),
        "myMentoringSessions" => {
            json!({ "from": "2026-11-01T00:00:00Z", "until": "2027-01-01T00:00:00Z" })
        }
        "mentoringNotes" => json!({ "pairId": side.id(Kind::Pair) }),
        "emergencyNotes" => json!({ "breakGlassId": side.id(Kind::BreakGlass) }),
        "planSession" => about(json!({ "pairId": side.id(Kind::Pair) })),
        "moveSession" => {
            about(json!({ "sessionId": side.id(Kind::PlannedSession), "expectedVersion": 1 }))
        }
        // It was held; said again, that changes nothing.
        "logSession" => input(json!({
            "sessionId": side.id(Kind::MentoringSession), "expectedVersion": 1, "outcome": "HELD" })),
        "cancelSession" => {
            input(json!({ "sessionId": side.id(Kind::SpareSession), "expectedVersion": 1 }))
        }
        "writeNote" => input(json!({
            "pairId": side.id(Kind::Pair), "sessionId": side.id(Kind::MentoringSession),
            "isShared": false, "text": "Ask about the board." })),
        "editNote" => input(json!({
            "noteId": side.id(Kind::Note), "expectedVersion": 1, "text": "Ask about the budget." })),
        "deleteNote" => input(json!({ "noteId": side.id(Kind::SpareNote), "expectedVersion": 1 })),
        "requestBreakGlass" => input(json!({
            "pairId": side.id(Kind::Pair), "reason": "Somebody may be in danger." })),
        // Asked by the coordinator; answered by the admin.
        "answerBreakGlass" => input(json!({ "id": side.id(Kind::BreakGlass), "allow": true })),
        _ => return None,
    })
}
