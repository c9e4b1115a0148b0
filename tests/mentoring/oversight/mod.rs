//! Care: checks of health, what coordinators look at, decisions by people, counts, reminders.

mod afterwards;
mod coordinators;
mod counts;
mod decisions;
mod fairness;
mod health;
mod reminders;

use kernel::PairId;
use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const ANSWER: &str =
    "mutation($input: AnswerHealthCheckInput!) { answerHealthCheck(input: $input) {
    checks { occasion answeredAt answers { safeToBeOpen wantsTalk } } } }";
const MINE: &str = "query($pair: ID!) { myHealthChecks(pairId: $pair) {
    occasion askedAt answeredAt answers { safeToBeOpen } } }";
const HEALTH: &str = "query($pair: ID!) { pairHealth(pairId: $pair) {
    low because learner { occasion answers { safeToBeOpen } } mentor { answeredAt } } }";
const OPEN: &str = "{ mentoringEscalations(openOnly: true, first: 100) { edges { node {
    id kind pairId learner { name } mentor { name } person { name } } } } }";

/// Marks that are fine in every respect.
const FINE: [i32; 5] = [4, 4, 4, 4, 4];
/// Fine but for safety.
const UNSAFE: [i32; 5] = [5, 2, 5, 5, 5];

/// Asks both sides of a pair after their second session, as logging it does.
async fn ask(town: &Town, pair: PairId) {
    let now = town.app.now().to_rfc3339();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.health_check (organization_id, pair_id, occasion, side, asked_at)
             SELECT organization_id, id, 'session_2', side, '{now}'
             FROM cadre.pair CROSS JOIN unnest(ARRAY['learner', 'mentor']) AS sides (side)
             WHERE id = '{}'",
            pair.uuid()
        ))
        .await;
}

fn input(pair: PairId, marks: [i32; 5], wants_talk: bool) -> Value {
    let [meets, safe, matters, useful, go_on] = marks;
    json!({ "input": {
        "pairId": pair.to_string(), "occasion": "SECOND_SESSION", "meetsAsAgreed": meets,
        "safeToBeOpen": safe, "worksOnWhatMatters": matters, "useful": useful, "wouldGoOn": go_on,
        "wantsTalk": wants_talk } })
}

/// Answers the check after the second session.
async fn answer(town: &Town, who: &str, pair: PairId, marks: [i32; 5]) -> Response {
    town.gql(who, ANSWER, input(pair, marks, false)).await
}

fn of(pair: PairId) -> Value {
    json!({ "pair": pair.to_string() })
}

/// What a coordinator has to look at: the kinds, with the ids.
async fn open(town: &Town, who: &str) -> Vec<(String, String)> {
    let answer = town.fine(who, OPEN, json!({})).await;
    let edges = answer.data("/mentoringEscalations/edges").as_array().expect("a list").clone();
    let text = |node: &Value, key: &str| node[key].as_str().expect("text").to_owned();
    edges.iter().map(|edge| (text(&edge["node"], "kind"), text(&edge["node"], "id"))).collect()
}

async fn open_kinds(town: &Town, who: &str) -> Vec<String> {
    open(town, who).await.into_iter().map(|(kind, _)| kind).collect()
}

/// More learners of a unit, in alpha's cohort.
async fn more(town: &Town, names: &[&str], unit: &str) {
    let rows =
        names.iter().map(|name| format!("{name},{name}@alpha.example,boss@alpha.example,{unit}\n"));
    let csv = format!("name,email,manager_email,unit\n{}", rows.collect::<String>());
    let home = &town.alpha;
    town.app.enrol_csv(&home.organization, home.cohort, &csv, false).await.fine();
    town.join(names[0]).await;
}

/// Puts the coordinator above the learners' manager.
async fn put_above(town: &Town, coordinator: &str) {
    let (above, boss) = (town.id(coordinator).await.uuid(), town.id("boss").await.uuid());
    town.app
        .execute(&format!("UPDATE cadre.member SET manager_id = '{above}' WHERE id = '{boss}'"))
        .await;
}
