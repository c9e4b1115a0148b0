//! Arguments of the fields about people and rules of mentoring.

use serde_json::{Value, json};

use super::arguments::{Kind, outcome};
use crate::invariants::graph::Graph;
use crate::invariants::world::{Side, World};

/// Each argument that takes an id, and what it names.
pub const IDS: &[(&str, &str, Kind)] = &[
    ("myMentoringProfile", "programId", Kind::Program),
    ("mentorProfile", "memberId", Kind::Mentor),
    ("saveLearnerProfile", "input.programId", Kind::Program),
    ("confirmMentorCompetency", "input.memberId", Kind::Mentor),
    ("setMentoringBlock", "input.memberId", Kind::Invited),
    ("askForPairAgain", "input.pairId", Kind::Pair),
    ("linkPersons", "input.memberId", Kind::Member),
    ("linkPersons", "input.otherId", Kind::Leaver),
    ("saveReviewPanel", "input.id", Kind::Panel),
    ("saveReviewPanel", "input.deciderIds.0", Kind::Member),
    ("saveReviewPanel", "input.subjectIds.0", Kind::Leaver),
    ("closeReviewPanel", "input.id", Kind::SparePanel),
];

/// Arguments that name things of one side; `None` for the fields of others.
pub fn arguments(field: &str, side: &Side) -> Option<Value> {
    let input = match field {
        "mentoringVocabulary"
        | "mentorProfiles"
        | "mentoringRules"
        | "scoreWeightsHistory"
        | "myMentoringBlocks" => return Some(json!({})),
        "myMentoringProfile" => return Some(json!({ "programId": side.id(Kind::Program) })),
        "mentorProfile" => return Some(json!({ "memberId": side.id(Kind::Mentor) })),
        "saveMentoringPerson" => json!({
            "timeZone": "Europe/Warsaw", "week": [{ "day": 1, "fromMinute": 540, "toMinute": 720 }],
            "languages": [{ "code": "en", "level": "C1" }], "expectedVersion": 1 }),
        "saveMentorProfile" => json!({
            "isOpen": true, "places": 2, "minutesAMonth": 240,
            "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": 1 }),
        "saveLearnerProfile" => json!({
            "programId": side.id(Kind::Program),
            "focus": [{ "code": "C04", "importance": 3, "level": 1 }], "expectedVersion": 1 }),
        "setFairnessAnswer" => json!({ "gender": "WOMAN" }),
        "inviteGuestMentor" => json!({
            "email": format!("guest@{}.example", side.organization.slug), "name": "Guest" }),
        _ => return others(field, side).or_else(|| rules(field, side)),
    };
    Some(json!({ "input": input }))
}

/// Those about other people.
fn others(field: &str, side: &Side) -> Option<Value> {
    let input = match field {
        "confirmMentorCompetency" => json!({
            "memberId": side.id(Kind::Mentor), "code": "C04", "level": 4, "source": "CONFIRMED" }),
        "setMentoringBlock" => json!({ "memberId": side.id(Kind::Invited), "blocked": true }),
        "askForPairAgain" => json!({ "pairId": side.id(Kind::Pair), "ask": true }),
        "linkPersons" => json!({
            "memberId": side.id(Kind::Member), "otherId": side.id(Kind::Leaver), "isSame": false }),
        _ => return None,
    };
    Some(json!({ "input": input }))
}

/// Those that set the organisation's rules.
fn rules(field: &str, side: &Side) -> Option<Value> {
    let input = match field {
        "setMentoringRules" => json!({
            "guestsExcluded": false, "otherUnitRequired": false, "sameCountryRequired": false,
            "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": 1 }),
        "setScoreWeights" => json!({
            "weights": { "gapCover": 40, "preference": 15, "style": 15, "goals": 10, "time": 8,
                "career": 7, "freshView": 5 },
            "expectedVersion": 1 }),
        "setUnitWall" => json!({ "unit": "Audit", "otherUnit": "Sales", "standing": true }),
        "saveReviewPanel" => json!({
            "id": side.id(Kind::Panel), "kind": "PROMOTION", "name": "Autumn",
            "deciderIds": [side.id(Kind::Member)], "subjectIds": [side.id(Kind::Leaver)],
            "expectedVersion": 1 }),
        "closeReviewPanel" => json!({ "id": side.id(Kind::SparePanel), "expectedVersion": 1 }),
        "setHolidays" => json!({
            "year": 2027, "days": [{ "day": "2027-05-03", "name": "Constitution Day" }] }),
        _ => return None,
    };
    Some(json!({ "input": input }))
}

/// What a guest without a pair may ask: all of it is about the guest alone.
const OF_ONESELF: &[&str] = &[
    "absences",
    "calibration",
    "gradingQueue",
    "mentorWeek",
    "mentoringVocabulary",
    "myLearning",
    "myMentoringBlocks",
    "myMentoringPairs",
    "myMentoringSessions",
    "myReports",
    "myTasks",
    "viewer",
];

/// Asks everything that can be asked, about the things of the organisation that a guest came to.
#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_told_of_nobody_but_the_own_mentees() {
    let world = World::start().await;
    let side = &world.alpha;
    let invite = "mutation($input: InviteGuestMentorInput!) {
        inviteGuestMentor(input: $input) { member { id } } }";
    let coordinator = Some(side.coordinator.token.as_str());
    let given = super::arguments("inviteGuestMentor", side);
    world.app.request(coordinator, invite, given).await.fine();
    let guest = world.app.join(&side.organization, "guest").await;
    let graph = Graph::of_the_application().await;
    let mut asked = 0;
    for field in graph.root_fields().iter().filter(|field| field.operation == "query") {
        let query = field.document(field.selection());
        let given = super::arguments(field.name, side);
        let answer = world.app.request(Some(&guest.token), &query, given).await;
        let word = outcome(&answer.body);
        let of_oneself = OF_ONESELF.contains(&field.name);
        let is_told = word == "OK";
        assert!(!is_told || of_oneself, "{}: {:#}", field.name, answer.body);
        assert!(
            is_told || ["FORBIDDEN", "NOT_FOUND"].contains(&word.as_str()),
            "{}: {word}",
            field.name
        );
        asked += 1;
    }
    assert!(asked > 60, "{asked}");
    let lists = "{ myMentoringPairs { id } myMentoringSessions(from: \"2026-01-01T00:00:00Z\",
            until: \"2026-12-31T00:00:00Z\") { id } myMentoringBlocks { blockedAt }
        mentorWeek { words } myTasks { kind } myLearning { enrolmentId }
        gradingQueue { edges { node { submissionId } } } calibration { samples } }";
    let answer = world.app.request(Some(&guest.token), lists, json!({})).await.fine();
    for list in [
        "/myMentoringPairs",
        "/myMentoringSessions",
        "/myMentoringBlocks",
        "/mentorWeek",
        "/myTasks",
        "/myLearning",
        "/gradingQueue/edges",
    ] {
        assert_eq!(answer.data(list), &json!([]), "{list}");
    }
    assert_eq!(answer.data("/calibration/samples"), 0);
    world.app.run_jobs().await;
}
