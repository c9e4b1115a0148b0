//! Who may be matched with whom: what the root fields of this part take.

use serde_json::{Value, json};

use super::arguments::Kind;
use crate::invariants::world::Side;

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("matchingCycles", "programId", Kind::Program),
    ("matchingCycle", "id", Kind::Cycle),
    ("pairRulings", "cycleId", Kind::Cycle),
    ("myShortList", "cycleId", Kind::Cycle),
    ("pairCheck", "cycleId", Kind::Cycle),
    ("pairCheck", "learnerId", Kind::MatchedLearner),
    ("pairCheck", "mentorId", Kind::MatchedMentor),
    ("absences", "memberId", Kind::MatchedLearner),
    ("openMatchingCycle", "input.programId", Kind::Program),
    ("openMatchingCycle", "input.cohortIds.0", Kind::Cohort),
    ("closeMatchingCycle", "input.cycleId", Kind::SpareCycle),
    ("offerShortLists", "input.cycleId", Kind::Cycle),
    ("rankMentors", "input.cycleId", Kind::Cycle),
    ("rankMentors", "input.mentorIds.0", Kind::MatchedMentor),
    ("rulePair", "input.cycleId", Kind::Cycle),
    ("rulePair", "input.learnerId", Kind::MatchedLearner),
    ("rulePair", "input.mentorId", Kind::MatchedMentor),
    ("enterAbsence", "input.memberId", Kind::MatchedLearner),
    ("removeAbsence", "input.absenceId", Kind::Absence),
    ("changeManager", "input.memberId", Kind::MatchedLearner),
    ("changeManager", "input.managerId", Kind::Member),
    ("changeManager", "input.expectedManagerId", Kind::Manager),
    ("dropPlannedManager", "input.memberId", Kind::Planned),
];

/// Arguments of the fields of this part; `None` for a field of another part.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let input = |input: Value| Some(json!({ "input": input }));
    let cycle = side.id(Kind::Cycle);
    let (learner, mentor) = (side.id(Kind::MatchedLearner), side.id(Kind::MatchedMentor));
    match field {
        "matchingCycles" => Some(json!({ "programId": side.id(Kind::Program) })),
        "matchingCycle" => Some(json!({ "id": cycle })),
        "pairRulings" | "myShortList" => Some(json!({ "cycleId": cycle })),
        "pairCheck" => Some(json!({ "cycleId": cycle, "learnerId": learner, "mentorId": mentor })),
        "absences" => Some(json!({ "memberId": learner })),
        "plannedManagers" => Some(json!({})),
        "openMatchingCycle" => input(json!({
            "programId": side.id(Kind::Program), "name": "Winter",
            "cohortIds": [side.id(Kind::Cohort)], "ranksUntil": "2027-01-31T12:00:00Z",
            "pairsEndOn": "2027-05-31" })),
        "closeMatchingCycle" => {
            input(json!({ "cycleId": side.id(Kind::SpareCycle), "expectedVersion": 1 }))
        }
        "offerShortLists" => input(json!({ "cycleId": cycle, "dryRun": true })),
        "rankMentors" => input(json!({ "cycleId": cycle, "mentorIds": [mentor] })),
        "rulePair" => input(json!({
            "cycleId": cycle, "learnerId": learner, "mentorId": mentor, "ruling": "PIN" })),
        "enterAbsence" => input(json!({
            "memberId": learner, "startsOn": "2027-02-01", "endsOn": "2027-02-05" })),
        "removeAbsence" => {
            input(json!({ "absenceId": side.id(Kind::Absence), "expectedVersion": 1 }))
        }
        "changeManager" => input(json!({
            "memberId": learner, "managerId": side.id(Kind::Member),
            "expectedManagerId": side.id(Kind::Manager), "effectiveOn": "2027-06-01" })),
        "dropPlannedManager" => {
            input(json!({ "memberId": side.id(Kind::Planned), "effectiveOn": "2027-02-01" }))
        }
        _ => None,
    }
}
