//! Arguments of the fields of care: checks of health, what coordinators look at, reports in counts.

use serde_json::{Value, json};

use super::arguments::Kind;
use crate::invariants::world::Side;

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("myHealthChecks", "pairId", Kind::Pair),
    ("pairHealth", "pairId", Kind::Pair),
    ("openCompetencies", "pairId", Kind::Pair),
    ("fairnessReport", "cycleId", Kind::Cycle),
    ("matchedStates", "cohortId", Kind::Cohort),
    ("cohortMentoring", "cohortId", Kind::CountedCohort),
    ("mentoredCompetencies", "programId", Kind::Program),
    ("answerHealthCheck", "input.pairId", Kind::Pair),
    ("settleEscalation", "input.escalationId", Kind::Escalation),
    ("askForHumanDecision", "input.pairId", Kind::ProposedPair),
    ("answerDecisionRequest", "input.requestId", Kind::DecisionRequest),
];

/// Arguments that name things of one side; `None` for a field that is not of this part.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let input = |input: Value| json!({ "input": input });
    Some(match field {
        "mentorWeek" | "coordinatorWeek" | "mentoringEscalations" | "decisionRequests" => json!({}),
        "myHealthChecks" | "pairHealth" | "openCompetencies" => {
            json!({ "pairId": side.id(Kind::Pair) })
        }
        "fairnessReport" => json!({ "cycleId": side.id(Kind::Cycle) }),
        "matchedStates" => json!({ "cohortId": side.id(Kind::Cohort) }),
        "cohortMentoring" => json!({ "cohortId": side.id(Kind::CountedCohort) }),
        "mentoredCompetencies" => json!({ "programId": side.id(Kind::Program) }),
        "answerHealthCheck" => input(json!({
            "pairId": side.id(Kind::Pair), "occasion": "SECOND_SESSION", "meetsAsAgreed": 4,
            "safeToBeOpen": 4, "worksOnWhatMatters": 4, "useful": 4, "wouldGoOn": 4 })),
        "settleEscalation" => input(json!({ "escalationId": side.id(Kind::Escalation) })),
        "askForHumanDecision" => {
            input(json!({ "pairId": side.id(Kind::ProposedPair), "words": "Why this one?" }))
        }
        "answerDecisionRequest" => input(json!({
            "requestId": side.id(Kind::DecisionRequest), "expectedVersion": 1,
            "answer": "We talked." })),
        _ => return None,
    })
}
