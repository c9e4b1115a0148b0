//! Mentors from outside of the organisation.

use kernel::{AssignmentId, PairId};
use mentoring::model::life::State;
use serde_json::{Value, json};
use testkit::Response;
use uuid::Uuid;

use super::{
    CONFIRM, SAVE_MENTOR, SAVE_PERSON, because, faults, message, offer, person, send, violations,
};
use crate::mentoring::town::Town;

const INVITE: &str = "mutation($input: InviteGuestMentorInput!) {
    inviteGuestMentor(input: $input) { member { id name } } }";
const GRADER: &str = "mutation($input: AddCohortGraderInput!) {
    addCohortGrader(input: $input) { graders { name } } }";
const WRITE: &str =
    "mutation($input: WriteNoteInput!) { writeNote(input: $input) { note { id } } }";
const NOTES: &str = "query($pair: ID!) { mentoringNotes(pairId: $pair, first: 100) {
    edges { node { text isShared } } } }";
const SAMPLES: &str = "query($id: ID!) { samples(assignmentId: $id) { samples { title } } }";

async fn invite(town: &Town, who: &str, input: Value) -> Response {
    send(town, who, INVITE, input).await
}

/// A guest of alpha with a complete profile and one place.
async fn guest(town: &Town, name: &str) {
    let input = json!({ "email": format!("{name}@alpha.example"), "name": name });
    invite(town, "cora", input).await.fine();
    town.join(name).await;
    send(town, name, SAVE_PERSON, person(json!({ "expectedVersion": 0 }))).await.fine();
    let offered = offer(json!({ "places": 1, "expectedVersion": 0 }));
    send(town, name, SAVE_MENTOR, offered).await.fine();
    let confirmed = json!({ "memberId": town.id(name).await.to_string(), "code": "C04",
        "level": 4, "source": "ATTESTED" });
    send(town, "cora", CONFIRM, confirmed).await.fine();
    town.app.run_jobs().await;
}

/// The mentors who count as guests.
async fn guests(town: &Town) -> Vec<String> {
    let list = "{ mentorProfiles { edges { node { isGuest member { name } } } } }";
    let found = town.fine("cora", list, json!({})).await;
    let edges = found.data("/mentorProfiles/edges").as_array().expect("a list").clone();
    let guests = edges.iter().map(|edge| &edge["node"]).filter(|node| node["isGuest"] == true);
    guests.map(|node| node["member"]["name"].as_str().expect("a name").to_owned()).collect()
}

async fn name_as_grader(town: &Town, name: &str) -> Response {
    let input = json!({ "cohortId": town.alpha.cohort.to_string(),
        "memberId": town.id(name).await.to_string() });
    send(town, "fatima", GRADER, input).await
}

/// Lets the organisation take no mentors from outside.
async fn close_the_door(town: &Town) {
    let rules = json!({ "guestsExcluded": true, "otherUnitRequired": false,
        "sameCountryRequired": false, "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": 0 });
    let set = "mutation($input: SetMentoringRulesInput!) {
        setMentoringRules(input: $input) { rules { guestsExcluded } } }";
    send(town, "admin", set, rules).await.fine();
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_invited_with_nothing_but_the_mentors_role() {
    let town = Town::build().await;
    let input = json!({ "email": "Gus@alpha.example", "name": "gus", "idempotencyKey": "gus" });
    let first = invite(&town, "cora", input.clone()).await.fine();
    let again = invite(&town, "cora", input).await.fine();
    assert_eq!(again, first, "sent again, it is the same guest");
    let other = json!({ "email": "gil@alpha.example", "name": "gil", "idempotencyKey": "gus" });
    assert_eq!(invite(&town, "cora", other).await.codes(), ["IDEMPOTENCY_MISMATCH"]);
    for email in ["ana@alpha.example", "gus@alpha.example"] {
        let refused = invite(&town, "admin", json!({ "email": email, "name": "Somebody" })).await;
        assert_eq!(refused.codes(), ["CONFLICT"], "{email}");
        assert!(message(&refused).contains("is a member already"), "{}", message(&refused));
    }
    let refused = invite(&town, "cora", json!({ "email": "nobody", "name": " " })).await;
    let paths: Vec<String> = violations(&refused).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["input.email", "input.name"]);
    for who in ["fatima", "mia", "ana", "boss"] {
        let input = json!({ "email": "gil@alpha.example", "name": "gil" });
        assert_eq!(invite(&town, who, input).await.codes(), ["FORBIDDEN"], "{who}");
    }
    town.app.run_jobs().await;
    let mails = town.app.mails().await;
    let invited = mails.iter().filter(|mail| mail.to.address == "gus@alpha.example").count();
    assert_eq!(invited, 1, "one invitation, once");
    town.join("gus").await;
    let seen = town.fine("gus", "{ viewer { roles member { name } } }", json!({})).await;
    assert_eq!(seen.data("/viewer/roles"), &json!(["MENTOR"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_sees_what_the_own_mentees_share_and_nothing_else() {
    let town = Town::build().await;
    guest(&town, "gus").await;
    assert_eq!(guests(&town).await, ["gus"]);
    let own = town.pair("ana", "gus", State::Active).await;
    let others = town.pair("bo", "mia", State::Active).await;
    for (who, pair) in [("ana", own), ("bo", others)] {
        for (is_shared, text) in [(true, "shared"), (false, "private")] {
            let note = json!({ "pairId": pair.to_string(), "isShared": is_shared,
                "text": format!("{text} by {who}") });
            send(&town, who, WRITE, note).await.fine();
        }
    }
    let of = |pair: PairId| json!({ "pair": pair.to_string() });
    let notes = town.fine("gus", NOTES, of(own)).await;
    assert_eq!(
        notes.data("/mentoringNotes/edges"),
        &json!([{ "node": { "text": "shared by ana", "isShared": true } }])
    );
    assert_eq!(town.gql("gus", NOTES, of(others)).await.codes(), ["NOT_FOUND"]);
    let pair = "query($pair: ID!) { mentoringPair(id: $pair) { learner { name unit } score
        parts { part } declined { reason } } }";
    assert_eq!(town.gql("gus", pair, of(others)).await.codes(), ["NOT_FOUND"]);
    let seen = town.fine("gus", pair, of(own)).await;
    assert_eq!(
        seen.data("/mentoringPair"),
        &json!({ "learner": { "name": "ana", "unit": "Claims" }, "score": null, "parts": [],
            "declined": null })
    );
    let mine = "{ myMentoringPairs { learner { name } } myMentoringBlocks { member { name } } }";
    let mine = town.fine("gus", mine, json!({})).await;
    assert_eq!(mine.data("/myMentoringPairs"), &json!([{ "learner": { "name": "ana" } }]));
    for list in [
        "{ members { edges { node { id } } } }",
        "{ mentorProfiles { edges { node { places } } } }",
        "{ mentoringPairs { edges { node { id } } } }",
        "{ programs { id } }",
        "{ cohorts { edges { node { id } } } }",
        "{ mentoringRules { version } }",
    ] {
        assert_eq!(town.gql("gus", list, json!({})).await.codes(), ["FORBIDDEN"], "{list}");
    }
    let cohort = "query($id: ID!) { cohort(id: $id) { id } }";
    let id = json!({ "id": town.alpha.cohort.to_string() });
    assert_eq!(town.gql("gus", cohort, id).await.codes(), ["NOT_FOUND"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_learns_no_name_by_blocking() {
    let town = Town::build().await;
    guest(&town, "gus").await;
    town.pair("ana", "gus", State::EndedEarly).await;
    let block = "mutation($input: SetMentoringBlockInput!) {
        setMentoringBlock(input: $input) { blocks { member { name } } } }";
    for other in ["bo", "mia", "cora"] {
        let input = json!({ "memberId": town.id(other).await.to_string(), "blocked": true });
        assert_eq!(send(&town, "gus", block, input).await.codes(), ["NOT_FOUND"], "{other}");
    }
    let input = json!({ "memberId": town.id("ana").await.to_string(), "blocked": true });
    let made = send(&town, "gus", block, input).await.fine();
    let expected = json!([{ "member": { "name": "ana" } }]);
    assert_eq!(made.data("/setMentoringBlock/blocks"), &expected);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_grades_nothing_and_reads_no_samples() {
    let town = Town::build().await;
    guest(&town, "gus").await;
    let refused = name_as_grader(&town, "gus").await;
    assert_eq!(violations(&refused), faults([("input.memberId", "GUEST")]));
    name_as_grader(&town, "mia").await.fine();
    let sql = format!(
        "SELECT id::text AS text FROM cadre.assignment
         WHERE organization_id = '{}' ORDER BY code LIMIT 1",
        town.alpha.organization.id.uuid()
    );
    let assignment: Uuid =
        town.app.text(&sql).await.expect("an assignment").parse().expect("an id");
    let id = json!({ "id": AssignmentId::from(assignment).to_string() });
    town.fine("mia", SAMPLES, id.clone()).await;
    assert_eq!(town.gql("gus", SAMPLES, id).await.codes(), ["NOT_FOUND"]);
    let queue = "{ gradingQueue { edges { node { submissionId } } } calibration { samples } }";
    let queue = town.fine("gus", queue, json!({})).await;
    assert_eq!(queue.data("/gradingQueue/edges"), &json!([]));
    assert_eq!(queue.data("/calibration/samples"), 0);
}

/// Roles that follow from facts would come back with the person, whom only an admin brings back.
#[tokio::test(flavor = "multi_thread")]
async fn who_left_comes_back_as_a_guest_and_as_nothing_more() {
    let town = Town::build().await;
    guest(&town, "gus").await;
    let remove = "mutation($input: RemoveMemberInput!) {
        removeMember(input: $input) { member { leftAt } } }";
    for name in ["boss", "ana", "gus"] {
        let input = json!({ "memberId": town.id(name).await.to_string() });
        send(&town, "admin", remove, input).await.fine();
    }
    let left = async |name: &str| {
        let sql = format!(
            "SELECT count(*) AS count FROM cadre.member
             WHERE id = '{}' AND left_at IS NOT NULL AND guest_since IS NULL",
            town.id(name).await.uuid()
        );
        town.app.count(&sql).await == 1
    };
    for name in ["boss", "ana"] {
        let input = json!({ "email": town.email(name), "name": name });
        let refused = invite(&town, "cora", input).await;
        assert_eq!(refused.codes(), ["CONFLICT"], "{name}");
        assert!(message(&refused).contains("`inviteMember`"), "{}", message(&refused));
        assert!(left(name).await, "{name} is not here");
    }
    invite(&town, "cora", json!({ "email": town.email("gus"), "name": "gus" })).await.fine();
    town.app.run_jobs().await;
    let roles = "SELECT string_agg(r.role, ' ') AS text FROM cadre.member_role r
        JOIN cadre.member m ON m.organization_id = r.organization_id AND m.id = r.member_id
        WHERE m.name = 'gus' AND m.left_at IS NULL AND m.guest_since IS NOT NULL";
    assert_eq!(town.app.text(roles).await.as_deref(), Some("mentor"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_gets_another_role_is_a_member_like_the_others() {
    let town = Town::build().await;
    for name in ["gil", "gus", "guy"] {
        guest(&town, name).await;
    }
    assert_eq!(guests(&town).await, ["gil", "gus", "guy"]);
    let kept = town.pair("ana", "gus", State::Active).await;
    let learns = town.pair("bo", "guy", State::Active).await;
    let parted = town.pair("cyd", "gil", State::Active).await;
    let give = "mutation($input: InviteMemberInput!) {
        inviteMember(input: $input) { member { id } } }";
    let role = json!({ "email": "gus@alpha.example", "name": "gus", "roles": ["SPONSOR"] });
    send(&town, "admin", give, role).await.fine();
    assert_eq!(guests(&town).await, ["gil", "guy"]);
    let csv = "name,email,manager_email,unit\nguy,guy@alpha.example,boss@alpha.example,Digital\n";
    let home = &town.alpha;
    town.app.enrol_csv(&home.organization, home.cohort, csv, false).await.fine();
    assert_eq!(guests(&town).await, ["gil"]);
    name_as_grader(&town, "gus").await.fine();

    // The door closes for those who are guests at that moment.
    close_the_door(&town).await;
    assert_eq!(town.state(kept).await, State::Active);
    assert_eq!(town.state(learns).await, State::Active);
    let words = "the organisation no longer takes mentors from outside";
    for who in ["cyd", "gil"] {
        let seen = because(&town, who, parted).await;
        assert_eq!(seen, ("IMPOSSIBLE".to_owned(), Some(words.to_owned())), "{who}");
    }
}
