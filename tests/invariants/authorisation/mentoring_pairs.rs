//! The life of pairs: what their root fields take.

use serde_json::{Value, json};

use super::arguments::Kind;
use crate::invariants::world::Side;

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("mentoringPair", "id", Kind::Pair),
    ("mentoringPairs", "filter.cycleId", Kind::Cycle),
    ("mentoringPairs", "filter.cohortId", Kind::Cohort),
    ("acceptPair", "input.pairId", Kind::ProposedPair),
    ("declinePair", "input.pairId", Kind::ProposedPair),
    ("writeAgreement", "input.pairId", Kind::AcceptedPair),
    ("signAgreement", "input.pairId", Kind::AcceptedPair),
    ("pausePair", "input.pairId", Kind::TurningPair),
    ("resumePair", "input.pairId", Kind::TurningPair),
    ("askForRematch", "input.pairId", Kind::TurningPair),
    ("keepPair", "input.pairId", Kind::TurningPair),
    ("releaseForRematch", "input.pairId", Kind::TurningPair),
    ("finishPair", "input.pairId", Kind::TurningPair),
    ("endPair", "input.pairId", Kind::ProposedPair),
    ("fileClosingForm", "input.pairId", Kind::Pair),
    ("fileClosingForm", "input.reachedGoalIds.0", Kind::Goal),
];

/// Arguments of the fields of this part; `None` for a field of another part.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let input = |input: Value| Some(json!({ "input": input }));
    let pair = |kind| json!({ "pairId": side.id(kind) });
    match field {
        "myMentoringPairs" => Some(json!({})),
        "mentoringPair" => Some(json!({ "id": side.id(Kind::Pair) })),
        "mentoringPairs" => Some(json!({
            "filter": { "cycleId": side.id(Kind::Cycle), "cohortId": side.id(Kind::Cohort) } })),
        // Both sides accept it first, in the order of the names.
        "acceptPair" | "declinePair" | "endPair" => input(pair(Kind::ProposedPair)),
        "writeAgreement" => {
            let mut given = pair(Kind::AcceptedPair);
            given["expectedVersion"] = json!(0);
            given["goals"] = json!([{ "goal": "Outcomes with a baseline" }]);
            given["cadenceDays"] = json!(14);
            given["sessionMinutes"] = json!(45);
            given["endsOn"] = json!("2027-03-31");
            input(given)
        }
        "signAgreement" => {
            let mut given = pair(Kind::AcceptedPair);
            given["expectedVersion"] = json!(1);
            input(given)
        }
        "pausePair" => {
            let mut given = pair(Kind::TurningPair);
            given["reason"] = json!("WORKLOAD");
            input(given)
        }
        "resumePair" | "askForRematch" | "keepPair" | "releaseForRematch" | "finishPair" => {
            input(pair(Kind::TurningPair))
        }
        "fileClosingForm" => {
            let mut given = pair(Kind::Pair);
            given["reachedGoalIds"] = json!([side.id(Kind::Goal)]);
            given["wouldRenew"] = json!(true);
            input(given)
        }
        _ => None,
    }
}
