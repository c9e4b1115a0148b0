//! Matching cycles.

use serde_json::{Value, json};
use testkit::Response;

use super::super::town::Town;
use super::{faults, offer, open, rank, send};

const CYCLE: &str = "id name programId programTitle cohorts { id name } state ranksUntil pairsEndOn
    learners listed ranked listsOfferedAt openedAt version";

fn draft(town: &Town, changed: Value) -> Value {
    let mut input = json!({
        "programId": town.alpha.program, "name": "Spring", "cohortIds": [town.alpha.cohort],
        "ranksUntil": "2026-12-04T22:59:59Z", "pairsEndOn": "2027-03-31",
    });
    for (key, value) in changed.as_object().expect("an object") {
        input[key] = value.clone();
    }
    input
}

async fn try_open(town: &Town, who: &str, changed: Value) -> Response {
    let input = draft(town, changed);
    send(town, who, "openMatchingCycle", input, &format!("cycle {{ {CYCLE} }}")).await
}

async fn read(town: &Town, who: &str, id: &str) -> Response {
    let document = format!("query($id: ID!) {{ matchingCycle(id: $id) {{ {CYCLE} }} }}");
    town.gql(who, &document, json!({ "id": id })).await
}

async fn close(town: &Town, who: &str, id: &str, version: i32) -> Response {
    let input = json!({ "cycleId": id, "expectedVersion": version });
    send(town, who, "closeMatchingCycle", input, "alreadyClosed cycle { state version }").await
}

async fn count(town: &Town) -> i64 {
    town.app.count("SELECT count(*) AS count FROM cadre.matching_cycle").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_opened_read_and_closed() {
    let town = Town::build().await;
    let opened = try_open(&town, "cora", json!({ "name": "  Spring  " })).await.fine();
    let cycle = opened.data("/openMatchingCycle/cycle").clone();
    for (key, value) in [
        ("name", json!("Spring")),
        ("programId", json!(town.alpha.program)),
        ("state", json!("OPEN")),
        ("pairsEndOn", json!("2027-03-31")),
        ("learners", json!(4)),
        ("listed", json!(0)),
        ("ranked", json!(0)),
        ("listsOfferedAt", Value::Null),
        ("version", json!(1)),
    ] {
        assert_eq!(cycle[key], value, "{key}");
    }
    assert_eq!(cycle["cohorts"][0]["id"], json!(town.alpha.cohort));
    // It is the one that the town works with from here on.
    let id = town.cycle().await.to_string();
    assert_eq!(cycle["id"], json!(id));
    offer(&town, false).await;
    rank(&town, "ana", &["mia"]).await.fine();
    let answer = read(&town, "cora", &id).await.fine();
    let now = answer.data("/matchingCycle");
    assert_eq!((&now["listed"], &now["ranked"]), (&json!(4), &json!(1)));
    assert!(now["listsOfferedAt"].is_string());

    assert_eq!(close(&town, "cora", &id, 7).await.codes(), ["CONFLICT"], "another version");
    let done = close(&town, "cora", &id, 1).await.fine();
    assert_eq!(done.data("/closeMatchingCycle/alreadyClosed"), &json!(false));
    assert_eq!(done.data("/closeMatchingCycle/cycle"), &json!({ "state": "CLOSED", "version": 2 }));
    let again = close(&town, "cora", &id, 1).await.fine();
    assert_eq!(again.data("/closeMatchingCycle/alreadyClosed"), &json!(true));
    let lists = json!({ "cycleId": id });
    let refused = send(&town, "cora", "offerShortLists", lists, "offered").await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_round_has_its_place() {
    let town = Town::build().await;
    let many = vec![json!(town.alpha.cohort); 51];
    for (changed, path, code) in [
        (json!({ "name": "" }), "input.name", "MISSING"),
        (json!({ "name": "x".repeat(201) }), "input.name", "TOO_LONG"),
        (json!({ "name": "Spring\u{7}" }), "input.name", "CONTROL_CHARACTER"),
        (json!({ "cohortIds": [] }), "input.cohortIds", "COUNT"),
        (json!({ "cohortIds": many }), "input.cohortIds", "COUNT"),
        (
            json!({ "cohortIds": [town.alpha.cohort, town.alpha.cohort] }),
            "input.cohortIds",
            "REPEATED",
        ),
        (json!({ "ranksUntil": "2026-11-25T10:00:00Z" }), "input.ranksUntil", "PAST"),
        (json!({ "pairsEndOn": "2026-11-25" }), "input.pairsEndOn", "PAST"),
        (json!({ "pairsEndOn": "2028-11-25" }), "input.pairsEndOn", "TOO_FAR"),
    ] {
        let refused = try_open(&town, "cora", changed.clone()).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"], "{changed}");
        assert_eq!(faults(&refused), [(path.to_owned(), code.to_owned())], "{changed}");
    }
    for changed in [
        json!({ "programId": town.beta.program }),
        json!({ "cohortIds": [town.beta.cohort] }),
        json!({ "cohortIds": [town.alpha.cohort, town.beta.cohort] }),
    ] {
        let refused = try_open(&town, "cora", changed.clone()).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{changed}");
    }
    assert_eq!(count(&town).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_opens_one_round() {
    let town = Town::build().await;
    let key = json!({ "idempotencyKey": "spring" });
    let first = try_open(&town, "cora", key.clone()).await.fine();
    let again = try_open(&town, "cora", key).await.fine();
    assert_eq!(first.body, again.body);
    let other = json!({ "idempotencyKey": "spring", "name": "Summer" });
    assert_eq!(try_open(&town, "cora", other).await.codes(), ["IDEMPOTENCY_MISMATCH"]);
    assert_eq!(count(&town).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_are_read_page_by_page_newest_first() {
    let town = Town::build().await;
    for name in ["First", "Second", "Third"] {
        open(&town, name, "2027-03-31").await;
        town.app.advance(chrono::Duration::seconds(1));
    }
    town.cycle_of(&town.beta).await;
    let document = "query($program: ID, $after: String) {
        matchingCycles(programId: $program, first: 2, after: $after) {
            edges { node { name } } pageInfo { hasNextPage endCursor } } }";
    let names = |page: &Response| -> Vec<String> {
        let edges = page.data("/matchingCycles/edges").as_array().expect("a list");
        let name = |edge: &Value| edge["node"]["name"].as_str().expect("a name").to_owned();
        edges.iter().map(name).collect()
    };
    let page = town.fine("cora", document, json!({})).await;
    assert_eq!(names(&page), ["Third", "Second"]);
    assert_eq!(page.data("/matchingCycles/pageInfo/hasNextPage"), &json!(true));
    let after = page.data("/matchingCycles/pageInfo/endCursor");
    let program = json!(town.alpha.program);
    let rest = town.fine("cora", document, json!({ "after": after, "program": program })).await;
    assert_eq!(names(&rest), ["First"]);
    assert_eq!(rest.data("/matchingCycles/pageInfo/hasNextPage"), &json!(false));
    let foreign = town.gql("cora", document, json!({ "program": town.beta.program })).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_of_two_rounds_reads_the_open_one_that_came_last() {
    let town = Town::build().await;
    let first = open(&town, "First", "2027-03-31").await;
    offer(&town, false).await;
    town.app.advance(chrono::Duration::seconds(1));
    let second = open(&town, "Second", "2027-04-30").await;
    let lists = json!({ "cycleId": second });
    send(&town, "cora", "offerShortLists", lists, "offered").await.fine();
    assert_eq!(super::list(&town, "ana").await["cycleId"], json!(second));
    close(&town, "cora", &second, 1).await.fine();
    assert_eq!(super::list(&town, "ana").await["cycleId"], json!(first));
    let named = town.fine("ana", super::LIST, json!({ "cycleId": second })).await;
    assert_eq!(named.text("/myShortList/cycleName"), "Second");
}
