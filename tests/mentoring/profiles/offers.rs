//! What mentors offer: places, competencies, and who stands for them.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{CONFIRM, MINE, SAVE_MENTOR, codes, faults, message, offer, send, violations};
use crate::mentoring::town::Town;

const LIST: &str = "query($filter: MentorProfileFilter, $first: Int, $after: String) {
    mentorProfiles(filter: $filter, first: $first, after: $after) {
        edges { node { member { name } isOpen isGuest places heldPlaces takenPlaces
            competencies { code source } completeness { percent missing { field } } } }
        pageInfo { hasNextPage endCursor } } }";

/// The names of the mentors that the coordinator is shown.
async fn names(town: &Town, filter: Value) -> Vec<String> {
    let found = town.fine("cora", LIST, json!({ "filter": filter })).await;
    let edges = found.data("/mentorProfiles/edges").as_array().expect("a list").clone();
    let name = |edge: &Value| edge["node"]["member"]["name"].as_str().expect("a name").to_owned();
    edges.iter().map(name).collect()
}

/// The only competency of somebody's offer: level and source.
async fn competency(town: &Town, who: &str) -> (i64, String) {
    let found = town.fine(who, MINE, json!({})).await;
    let level = found.data("/myMentoringProfile/mentor/competencies/0/level").as_i64();
    let source = found.text("/myMentoringProfile/mentor/competencies/0/source");
    (level.expect("a number"), source)
}

async fn confirm(town: &Town, who: &str, member: &str, level: i32) -> testkit::Response {
    let input = json!({ "memberId": town.id(member).await.to_string(), "code": "C04",
        "level": level, "source": "CONFIRMED" });
    send(town, who, CONFIRM, input).await
}

#[tokio::test(flavor = "multi_thread")]
async fn places_go_down_to_those_that_are_taken() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Active).await;
    town.pair("bo", "mia", State::Proposed).await;
    assert_eq!(town.places("mia").await, (2, 2, 1));
    let refused = send(&town, "mia", SAVE_MENTOR, offer(json!({ "places": 0 }))).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(message(&refused).starts_with("you have 1 pair; "), "{}", message(&refused));
    assert_eq!(town.places("mia").await, (2, 2, 1));
    for places in [-1, 101] {
        let refused = send(&town, "mia", SAVE_MENTOR, offer(json!({ "places": places }))).await;
        assert_eq!(violations(&refused), faults([("input.places", "OUT_OF_RANGE")]));
    }
    // The proposal may stand: whoever of the two sides is faster takes what is left.
    let saved = send(&town, "mia", SAVE_MENTOR, offer(json!({ "places": 1 }))).await.fine();
    assert_eq!(saved.data("/saveMentorProfile/profile/mentor/version"), 2);
    assert_eq!(town.places("mia").await, (1, 2, 1));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_places_and_one_more_pair_at_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "max", State::MentorAccepted).await;
    let accept = "mutation($input: MentoringPairInput!) {
        acceptPair(input: $input) { pair { state } } }";
    let close = offer(json!({ "places": 0 }));
    let both = tokio::join!(
        send(&town, "ana", accept, json!({ "pairId": pair.to_string() })),
        send(&town, "max", SAVE_MENTOR, close),
    );
    assert_eq!(codes(&[both.0, both.1]), ["", "CONFLICT"], "one of the two was first");
    let (places, held, taken) = town.places("max").await;
    let state = town.state(pair).await;
    match state {
        State::Accepted => assert_eq!((places, held, taken), (1, 1, 1)),
        State::Expired => assert_eq!((places, held, taken), (0, 0, 0)),
        _ => panic!("{state:?}"),
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_level_waits_for_the_coordinator() {
    let town = Town::build().await;
    assert_eq!(competency(&town, "mia").await, (4, "CONFIRMED".to_owned()));
    let of_level = |level: i32, version: i32| {
        offer(json!({ "competencies": [{ "code": "C04", "level": level }],
            "expectedVersion": version }))
    };
    send(&town, "mia", SAVE_MENTOR, of_level(3, 1)).await.fine();
    assert_eq!(competency(&town, "mia").await, (3, "CONFIRMED".to_owned()), "less needs nobody");
    assert_eq!(names(&town, json!({ "onlyUnconfirmed": true })).await, [""; 0]);
    let raised = send(&town, "mia", SAVE_MENTOR, of_level(5, 2)).await.fine();
    assert_eq!(competency(&town, "mia").await, (5, "DECLARED".to_owned()));
    let missing = raised.data("/saveMentorProfile/profile/completeness/missing");
    assert_eq!(missing, &json!([{ "field": "mentor.competencies" }]), "it counts for no match");
    assert_eq!(names(&town, json!({ "onlyUnconfirmed": true })).await, ["mia"]);

    let confirmed = confirm(&town, "cora", "mia", 4).await.fine();
    let shown = confirmed.data("/confirmMentorCompetency/mentor/competencies/0");
    assert_eq!(shown, &json!({ "code": "C04", "level": 4, "source": "CONFIRMED" }));
    assert_eq!(competency(&town, "mia").await, (4, "CONFIRMED".to_owned()));
    assert_eq!(names(&town, json!({ "onlyUnconfirmed": true })).await, [""; 0]);
    // Saved again as it is, it stays what it is.
    send(&town, "mia", SAVE_MENTOR, of_level(4, 3)).await.fine();
    assert_eq!(competency(&town, "mia").await, (4, "CONFIRMED".to_owned()));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stands_for_their_own_competency() {
    let town = Town::build().await;
    let invite = "mutation($input: InviteMemberInput!) {
        inviteMember(input: $input) { member { id } } }";
    let also = json!({ "email": "cora@alpha.example", "name": "cora", "roles": ["MENTOR"] });
    send(&town, "admin", invite, also).await.fine();
    let own = offer(json!({ "expectedVersion": 0 }));
    send(&town, "cora", SAVE_MENTOR, own).await.fine();
    let refused = confirm(&town, "cora", "cora", 4).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    assert!(message(&refused).contains("ask another coordinator"), "{}", message(&refused));
    assert_eq!(competency(&town, "cora").await, (4, "DECLARED".to_owned()));
    for who in ["admin", "fatima", "mia", "ana"] {
        assert_eq!(confirm(&town, who, "max", 5).await.codes(), ["FORBIDDEN"], "{who}");
    }
    for member in ["ana", "mia@beta"] {
        let refused = confirm(&town, "cora", member, 4).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{member} mentors nobody here");
    }
    let refused = confirm(&town, "cora", "max", 6).await;
    assert_eq!(violations(&refused), faults([("input.level", "OUT_OF_RANGE")]));
    let unknown = json!({ "memberId": town.id("max").await.to_string(), "code": "C99",
        "level": 4, "source": "ATTESTED" });
    let refused = send(&town, "cora", CONFIRM, unknown).await;
    assert_eq!(violations(&refused), faults([("input.code", "UNKNOWN_COMPETENCY")]));
    assert_eq!(competency(&town, "max").await, (4, "CONFIRMED".to_owned()));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_sees_the_mentors_page_by_page() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Active).await;
    let first = town.fine("cora", LIST, json!({ "first": 1 })).await;
    assert_eq!(first.text("/mentorProfiles/edges/0/node/member/name"), "max");
    assert_eq!(first.data("/mentorProfiles/pageInfo/hasNextPage"), true);
    let after = first.text("/mentorProfiles/pageInfo/endCursor");
    let next = town.fine("cora", LIST, json!({ "first": 1, "after": after })).await;
    assert_eq!(
        next.data("/mentorProfiles/edges/0/node"),
        &json!({ "member": { "name": "mia" }, "isOpen": true, "isGuest": false, "places": 2,
            "heldPlaces": 1, "takenPlaces": 1,
            "competencies": [{ "code": "C04", "source": "CONFIRMED" }],
            "completeness": { "percent": 100, "missing": [] } })
    );
    assert_eq!(next.data("/mentorProfiles/pageInfo/hasNextPage"), false);
    let statements = async |first: i32| {
        let database = &town.app.app.services.database;
        let before = database.statements().sent();
        town.fine("cora", LIST, json!({ "first": first })).await;
        database.statements().sent() - before
    };
    assert_eq!(statements(1).await, statements(2).await, "however many mentors");
    let closed = offer(json!({ "isOpen": false, "places": 1, "competencies": [] }));
    send(&town, "max", SAVE_MENTOR, closed).await.fine();
    assert_eq!(names(&town, json!({ "onlyOpen": true })).await, ["mia"]);
    assert_eq!(names(&town, json!({ "competencyCode": "C04" })).await, ["mia"]);
    assert_eq!(names(&town, json!({ "competencyCode": "C09" })).await, [""; 0]);
    assert_eq!(names(&town, json!({})).await, ["max", "mia"]);
    for who in ["admin", "fatima", "ana", "mia", "boss"] {
        assert_eq!(town.gql(who, LIST, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
    }
    town.app.run_jobs().await;
}
