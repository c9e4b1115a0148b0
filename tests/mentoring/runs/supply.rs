//! Places against learners before a run.

use serde_json::{Value, json};

use super::super::town::Town;
use super::give;

const SUPPLY: &str = "query($id: ID!) { mentorSupply(cycleId: $id) { learners places openMentors
    matchable sentence scarce { code title wanted offered } withoutCandidateCount
    withoutCandidate { learner { name } rules { rule mentors alone } }
    looksLikeSamePerson { learner { name } mentor { id } } } }";

async fn supply(town: &Town) -> Value {
    let cycle = town.cycle().await.to_string();
    let answer = town.fine("cora", SUPPLY, json!({ "id": cycle })).await;
    answer.data("/mentorSupply").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_planner_warns_of_too_few_places() {
    let town = Town::build().await;
    let found = supply(&town).await;
    assert_eq!(
        found["sentence"],
        "4 learners need 4 places, 3 offered; the scarce competency is C04."
    );
    assert_eq!(
        (&found["learners"], &found["places"], &found["openMentors"], &found["matchable"]),
        (&json!(4), &json!(3), &json!(2), &json!(3))
    );
    let scarce = &found["scarce"][0];
    assert_eq!((&scarce["wanted"], &scarce["offered"]), (&json!(4), &json!(3)));
    assert!(scarce["title"].as_str().is_some_and(|title| !title.is_empty()), "{scarce}");
    assert_eq!(found["withoutCandidate"], json!([]));
    assert_eq!(found["looksLikeSamePerson"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_rules_leave_nobody_is_named_with_the_rules() {
    let town = Town::build().await;
    let input = json!({
        "programId": town.alpha.program.to_string(), "goals": ["outcomes"],
        "focus": [{ "code": "C01", "importance": 3, "level": 1 }], "expectedVersion": 1,
    });
    let command = ("saveLearnerProfile", "SaveLearnerProfileInput");
    give(&town, "dan", command, input).await.fine();
    let found = supply(&town).await;
    assert_eq!(found["withoutCandidateCount"], 1);
    assert_eq!(found["withoutCandidate"][0]["learner"]["name"], "dan");
    assert_eq!(
        found["withoutCandidate"][0]["rules"],
        json!([{ "rule": "COMPETENCY", "mentors": 2, "alone": 2 }])
    );
    assert_eq!(found["scarce"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found["scarce"][0]["code"], "C01");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_under_two_accounts_is_asked_about_once() {
    let town = Town::build().await;
    let max = town.id("max").await;
    let seat = max.uuid();
    town.app.execute(&format!("UPDATE cadre.member SET name = 'bo' WHERE id = '{seat}'")).await;
    let found = supply(&town).await;
    let both = json!([{ "learner": { "name": "bo" }, "mentor": { "id": max.to_string() } }]);
    assert_eq!(found["looksLikeSamePerson"], both);
    // Linked as one person they stay excluded, and need no second look.
    let bo = town.id("bo").await.to_string();
    let input = json!({ "memberId": max.to_string(), "otherId": bo, "isSame": true });
    give(&town, "cora", ("linkPersons", "LinkPersonsInput"), input).await.fine();
    assert_eq!(supply(&town).await["looksLikeSamePerson"], json!([]));
    town.app.run_jobs().await;
}
