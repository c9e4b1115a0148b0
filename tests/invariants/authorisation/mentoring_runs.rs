//! Arguments of the fields about runs of the matching.

use serde_json::{Value, json};

use super::arguments::Kind;
use crate::invariants::world::Side;

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("mentorSupply", "cycleId", Kind::Cycle),
    ("matchingRuns", "cycleId", Kind::Cycle),
    ("matchingRun", "id", Kind::Run),
    ("matchDrafts", "runId", Kind::Run),
    ("compareRuns", "runId", Kind::Run),
    ("compareRuns", "otherRunId", Kind::DraftRun),
    ("whyNot", "runId", Kind::Run),
    ("whyNot", "learnerId", Kind::MatchedLearner),
    ("whyNot", "mentorId", Kind::MatchedMentor),
    ("whatIf", "runId", Kind::Run),
    ("whatIf", "change.addPlaces.0.mentorId", Kind::MatchedMentor),
    ("whatIf", "change.removeMentorIds.0", Kind::MatchedMentor),
    ("blockingPairs", "runId", Kind::Run),
    ("matchingRunExport", "runId", Kind::Run),
    ("startMatchingRun", "input.cycleId", Kind::Cycle),
    ("startMatchingRun", "input.onlyLearnerId", Kind::MatchedLearner),
    ("publishDrafts", "input.runId", Kind::DraftRun),
    ("publishDrafts", "input.learnerIds.0", Kind::MatchedLearner),
];

/// Arguments of a field of this part; `None` for all others.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let (run, draft_run) = (side.id(Kind::Run), side.id(Kind::DraftRun));
    let (learner, mentor) = (side.id(Kind::MatchedLearner), side.id(Kind::MatchedMentor));
    Some(match field {
        "mentorSupply" | "matchingRuns" => json!({ "cycleId": side.id(Kind::Cycle) }),
        "matchingRun" => json!({ "id": run }),
        "matchDrafts" | "blockingPairs" | "matchingRunExport" => json!({ "runId": run }),
        "compareRuns" => json!({ "runId": run, "otherRunId": draft_run }),
        "whyNot" => json!({ "runId": run, "learnerId": learner, "mentorId": mentor }),
        "whatIf" => json!({ "runId": run, "change": {
            "addPlaces": [{ "mentorId": mentor, "places": 1 }], "removeMentorIds": [mentor] } }),
        // The learner has a mentor, so that nothing is started: others in the world go on as they are.
        "startMatchingRun" => json!({ "input": {
            "cycleId": side.id(Kind::Cycle), "objective": "FAIR", "onlyLearnerId": learner } }),
        "publishDrafts" => json!({ "input": {
            "runId": draft_run, "learnerIds": [learner], "dryRun": true } }),
        _ => return None,
    })
}

/// What went into a run of one learner and one mentor with a free place who score 70, as the product
/// stores it; for `matching_run_input.people`. Ids as clients write them.
pub fn people(cycle: &str, cohort: &str, learner: &str, mentor: &str) -> Value {
    let person = |member: &str| {
        json!({ "member_id": member, "unit": null, "manager_id": null, "is_guest": false,
            "country": null, "ladder": null, "time_zone": "Europe/Warsaw", "week": null,
            "languages": [], "style": null, "goals": [] })
    };
    json!({
        "cycle_id": cycle, "weights": [35, 20, 15, 10, 8, 7, 5], "weights_version": 0,
        "first_day": "2026-11-25", "last_day": "2027-03-31", "pins": [],
        "learners": [{ "person": person(learner), "cohort_id": cohort, "focus": [], "wishes": [],
            "ranks": [] }],
        "mentors": [{ "person": person(mentor), "is_open": true, "places": 2, "held": 0,
            "competencies": [], "offers": [] }],
    })
}

/// Levels and proof of that run; for `matching_run.certificate`.
pub fn proof() -> Value {
    json!({
        "values": { "matched": 1, "floor": 70, "largest_load": { "pairs": 1, "places": 2 },
            "sum": 70 },
        "certificate": { "objective": "fair", "matched_cover": [], "floor_cover": [0],
            "load_cover": null, "prices": [0], "unmatched_price": 0, "pairs_examined": 1 },
    })
}
