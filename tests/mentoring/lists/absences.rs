//! Who is away for as long as an answer takes is not asked.

use serde_json::{Value, json};
use testkit::Response;

use super::super::town::Town;
use super::{faults, list, names, offer, rules, send};

const ABSENCE: &str = "absence { id startsOn endsOn version member { name } }";
const NONE: [&str; 0] = [];

async fn enter(town: &Town, who: &str, from: &str, to: &str) -> Response {
    let input = json!({ "startsOn": from, "endsOn": to });
    send(town, who, "enterAbsence", input, ABSENCE).await
}

async fn enter_for(town: &Town, who: &str, other: &str) -> Response {
    let input = json!({
        "memberId": town.id(other).await, "startsOn": "2026-11-25", "endsOn": "2026-12-24" });
    send(town, who, "enterAbsence", input, ABSENCE).await
}

async fn remove(town: &Town, who: &str, id: &str, version: i32) -> Response {
    let input = json!({ "absenceId": id, "expectedVersion": version });
    send(town, who, "removeAbsence", input, "absence { id }").await
}

async fn read(town: &Town, who: &str, other: Option<&str>) -> Response {
    let mut variables = json!({});
    if let Some(other) = other {
        variables["of"] = json!(town.id(other).await);
    }
    let document = "query($of: ID) { absences(memberId: $of) { edges { node {
        id startsOn endsOn member { name } } } pageInfo { hasNextPage } } }";
    town.gql(who, document, variables).await
}

fn whose(answer: &Response) -> Vec<&str> {
    let edges = answer.data("/absences/edges").as_array().expect("a list");
    edges.iter().filter_map(|edge| edge["node"]["member"]["name"].as_str()).collect()
}

/// Jobs that wait to look at the pairs again.
async fn rechecks(town: &Town) -> i64 {
    town.app
        .count(
            "SELECT count(*) AS count FROM jobs._private_jobs j
             JOIN jobs._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'recheck_pairs'",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_is_away_is_not_offered_until_back() {
    let town = Town::build().await;
    // A week from today, the answer would be due on 2 December.
    let short = enter(&town, "mia", "2026-11-25", "2026-12-01").await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "back in time to answer");
    let id = short.text("/enterAbsence/absence/id");
    remove(&town, "mia", &id, 1).await.fine();
    let long = enter(&town, "mia", "2026-11-25", "2026-12-02").await.fine();
    assert_eq!(rechecks(&town).await, 1, "pairs are looked at again, once for both");
    assert_eq!(rules(&town, "ana", "mia").await, ["NO_PLACE"]);
    offer(&town, false).await;
    assert_eq!(names(&list(&town, "ana").await), ["max"]);

    let id = long.text("/enterAbsence/absence/id");
    assert_eq!(remove(&town, "mia", &id, 2).await.codes(), ["CONFLICT"]);
    remove(&town, "mia", &id, 1).await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    assert_eq!(remove(&town, "mia", &id, 1).await.codes(), ["NOT_FOUND"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_days_twice_are_one_absence() {
    let town = Town::build().await;
    let once = enter(&town, "ana", "2026-12-21", "2027-01-03").await.fine();
    let twice = enter(&town, "ana", "2026-12-21", "2027-01-03").await.fine();
    assert_eq!(once.body, twice.body);
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.absence").await, 1);
    for (from, to, code) in [
        ("2026-12-02", "2026-12-01", "BEFORE_START"),
        ("2026-11-01", "2026-11-24", "PAST"),
        ("2026-11-25", "2029-11-26", "TOO_LONG"),
    ] {
        let refused = enter(&town, "ana", from, to).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"]);
        assert_eq!(faults(&refused), [("input.endsOn".to_owned(), code.to_owned())]);
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_are_ones_own_but_for_those_who_set_the_rules() {
    let town = Town::build().await;
    let of_ana = enter(&town, "ana", "2026-12-21", "2026-12-22").await.fine();
    let id = of_ana.text("/enterAbsence/absence/id");
    for who in ["bo", "mia"] {
        assert_eq!(enter_for(&town, who, "ana").await.codes(), ["NOT_FOUND"], "{who}");
        assert_eq!(remove(&town, who, &id, 1).await.codes(), ["NOT_FOUND"], "{who}");
        assert_eq!(read(&town, who, Some("ana")).await.codes(), ["NOT_FOUND"], "{who}");
        assert_eq!(whose(&read(&town, who, None).await.fine()), [""; 0], "{who}");
    }
    for who in ["fatima", "boss"] {
        assert_eq!(enter(&town, who, "2026-12-21", "2026-12-22").await.codes(), ["FORBIDDEN"]);
        assert_eq!(read(&town, who, None).await.codes(), ["FORBIDDEN"], "{who}");
    }
    for who in ["admin", "cora"] {
        enter_for(&town, who, "mia").await.fine();
        assert_eq!(whose(&read(&town, who, None).await.fine()), ["ana", "mia"], "{who}");
        assert_eq!(whose(&read(&town, who, Some("mia")).await.fine()), ["mia"], "{who}");
        assert_eq!(enter_for(&town, who, "mia@beta").await.codes(), ["NOT_FOUND"], "{who}");
        assert_eq!(read(&town, who, Some("mia@beta")).await.codes(), ["NOT_FOUND"], "{who}");
    }
    assert_eq!(remove(&town, "cora@beta", &id, 1).await.codes(), ["NOT_FOUND"]);
    // What is over does not show.
    town.app.set_clock("2026-12-23T09:00:00Z");
    assert_eq!(whose(&read(&town, "cora", None).await.fine()), ["mia"]);
    let own = read(&town, "ana", None).await.fine();
    assert_eq!(own.data("/absences/edges"), &Value::Array(Vec::new()));
    town.app.run_jobs().await;
}
