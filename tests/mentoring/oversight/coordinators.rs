//! What coordinators and mentors look at in a week.

use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{UNSAFE, answer, ask, open, open_kinds, put_above};
use crate::mentoring::town::Town;

const SETTLE: &str = "mutation($input: SettleEscalationInput!) { settleEscalation(input: $input) {
    alreadySettled escalation { settledAt settledBy { name } } } }";
const WEEK: &str = "{ coordinatorWeek { escalations { kind }
    waiting { pairId waitsFor onLearner onMentor learner { name } mentor { name } dueAt }
    asked { mentor { name } times declined expired } placesByCompetency { code free mentors wanted } } }";
const DUE: &str = "{ mentorWeek { pairId kind words dueOn learner { name } occasion } }";

fn settled(id: &str) -> Value {
    json!({ "input": { "escalationId": id } })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_up_is_settled_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    ask(&town, pair).await;
    answer(&town, "ana", pair, UNSAFE).await.fine();
    let (_, id) = open(&town, "cora").await.pop().expect("one is open");
    for other in ["ana", "mia", "admin", "fatima"] {
        assert_eq!(town.gql(other, SETTLE, settled(&id)).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(town.gql("cora@beta", SETTLE, settled(&id)).await.codes(), ["NOT_FOUND"]);
    put_above(&town, "cora").await;
    assert_eq!(town.gql("cora", SETTLE, settled(&id)).await.codes(), ["NOT_FOUND"]);
    put_above(&town, "fatima").await;

    let done = town.fine("cora", SETTLE, settled(&id)).await;
    assert_eq!(done.data("/settleEscalation/alreadySettled"), false);
    assert_eq!(done.text("/settleEscalation/escalation/settledBy/name"), "cora");
    let again = town.fine("cora", SETTLE, settled(&id)).await;
    assert_eq!(again.data("/settleEscalation/alreadySettled"), true);
    assert_eq!(open_kinds(&town, "cora").await, [""; 0]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_week_says_who_waits_for_whom() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "mia", State::MenteeAccepted).await;
    town.pair("cyd", "max", State::Accepted).await;
    let week = town.fine("cora", WEEK, json!({})).await;
    let waiting = week.data("/coordinatorWeek/waiting").as_array().expect("a list").clone();
    let mut waits: Vec<(String, String, bool, bool)> = waiting
        .iter()
        .map(|pair| {
            let text =
                |at: &str| pair.pointer(at).and_then(Value::as_str).expect("text").to_owned();
            let on = |key: &str| pair[key].as_bool().expect("yes or no");
            (text("/learner/name"), text("/waitsFor"), on("onLearner"), on("onMentor"))
        })
        .collect();
    waits.sort();
    assert_eq!(
        waits,
        [
            ("ana".to_owned(), "ANSWER".to_owned(), true, true),
            ("bo".to_owned(), "ANSWER".to_owned(), false, true),
            ("cyd".to_owned(), "SIGNATURE".to_owned(), true, true),
        ]
    );
    // Mia's two places and max's one are held; dan looks for a mentor in C04 and there is none.
    assert_eq!(
        week.data("/coordinatorWeek/placesByCompetency"),
        &json!([{ "code": "C04", "free": 0, "mentors": 0, "wanted": 1 }])
    );
    for other in ["admin", "ana", "mia", "fatima", "boss"] {
        assert_eq!(town.gql(other, WEEK, json!({})).await.codes(), ["FORBIDDEN"], "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_declined_shows() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Declined).await;
    town.pair("bo", "mia", State::Proposed).await;
    town.pair("cyd", "max", State::Proposed).await;
    let week = town.fine("cora", WEEK, json!({})).await;
    let mut expected =
        json!([{ "mentor": { "name": "mia" }, "times": 2, "declined": 1, "expired": 0 }]);
    assert_eq!(week.data("/coordinatorWeek/asked"), &expected);
    // One proposal left unanswered is nothing, two are.
    town.pair("dan", "max", State::Expired).await;
    let week = town.fine("cora", WEEK, json!({})).await;
    assert_eq!(week.data("/coordinatorWeek/asked"), &expected);
    town.pair("ana", "max", State::Expired).await;
    let week = town.fine("cora", WEEK, json!({})).await;
    let max = json!({ "mentor": { "name": "max" }, "times": 3, "declined": 0, "expired": 2 });
    expected.as_array_mut().expect("a list").push(max);
    assert_eq!(week.data("/coordinatorWeek/asked"), &expected);
}

/// The coordinator's week, the list of pairs and the mentor's week agree on who owes a closing form.
#[tokio::test(flavor = "multi_thread")]
async fn closing_forms_are_waited_for_in_every_list() {
    let town = Town::build().await;
    let closing = town.pair("ana", "mia", State::Closing).await;
    let impossible = town.pair("bo", "mia", State::Impossible).await;
    let file = "mutation($input: FileClosingFormInput!) {
        fileClosingForm(input: $input) { pair { state } } }";
    let form = json!({ "input": { "pairId": closing, "wouldRenew": false } });
    town.fine("ana", file, form).await;
    let week = town.fine("cora", WEEK, json!({})).await;
    let waiting = week.data("/coordinatorWeek/waiting").as_array().expect("a list").clone();
    let mut waits: Vec<String> = waiting
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                row["learner"]["name"], row["waitsFor"], row["onLearner"], row["onMentor"]
            )
        })
        .collect();
    waits.sort_unstable();
    let expected = [r#""ana" "CLOSING_FORM" false true"#, r#""bo" "CLOSING_FORM" true true"#];
    assert_eq!(waits, expected);
    let list =
        "query($side: MentoringPairWaitsFor!) { mentoringPairs(filter: { waitingFor: $side }) {
        edges { node { id } } } }";
    for (side, expected) in [("LEARNER", vec![impossible]), ("MENTOR", vec![closing, impossible])] {
        let answer = town.fine("cora", list, json!({ "side": side })).await;
        let edges = answer.data("/mentoringPairs/edges").as_array().expect("a list").clone();
        let expected: Vec<Value> =
            expected.iter().map(|id| json!({ "node": { "id": id.to_string() } })).collect();
        assert_eq!(edges, expected, "{side}");
    }
    let due = town.fine("mia", DUE, json!({})).await;
    let due = due.data("/mentorWeek").as_array().expect("a list").clone();
    let kinds: Vec<&Value> = due.iter().map(|item| &item["kind"]).collect();
    assert_eq!(kinds, ["CLOSING_FORM", "CLOSING_FORM"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_week_takes_the_same_statements_for_one_pair_and_for_three() {
    let town = Town::build().await;
    town.person("cora").await;
    let count = async || {
        let before = town.app.app.services.database.statements().sent();
        town.fine("cora", WEEK, json!({})).await;
        town.app.app.services.database.statements().sent() - before
    };
    low(&town, town.pair("ana", "mia", State::Active).await).await;
    town.pair("bo", "mia", State::Proposed).await;
    count().await;
    let few = count().await;
    low(&town, town.pair("cyd", "max", State::Active).await).await;
    assert_eq!(count().await, few);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentors_week_takes_the_same_statements_for_one_pair_and_for_two() {
    let town = Town::build().await;
    town.person("mia").await;
    let count = async || {
        let before = town.app.app.services.database.statements().sent();
        town.fine("mia", DUE, json!({})).await;
        town.app.app.services.database.statements().sent() - before
    };
    town.pair("ana", "mia", State::Proposed).await;
    count().await;
    let one = count().await;
    ask(&town, town.pair("bo", "mia", State::Active).await).await;
    assert_eq!(count().await, one);
}

/// Something to look at, of each kind that checks of health make.
async fn low(town: &Town, pair: PairId) {
    let now = town.app.now().to_rfc3339();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.escalation (organization_id, id, kind, pair_id, opened_at)
             SELECT organization_id, id, 'low_health', id, '{now}' FROM cadre.pair WHERE id = '{}'",
            pair.uuid()
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_sees_what_is_due_within_seven_days() {
    let town = Town::build().await;
    let proposed = town.pair("ana", "mia", State::Proposed).await;
    let active = town.pair("bo", "mia", State::Active).await;
    ask(&town, active).await;
    town.pair("cyd", "max", State::Closing).await;
    let (id, learner) = (active.uuid(), town.id("bo").await.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentoring_session (organization_id, id, pair_id, state, starts_at,
                minutes, planned_by, changed_at, feed_sequence, version)
             SELECT organization_id, session.id, '{id}', 'planned', session.starts_at::timestamptz, 45,
                '{learner}', quiet_since, 0, 1
             FROM cadre.pair CROSS JOIN (VALUES (gen_random_uuid(), '2026-11-27T10:00:00Z'),
                (gen_random_uuid(), '2026-12-20T10:00:00Z')) AS session (id, starts_at)
             WHERE pair.id = '{id}'"
        ))
        .await;
    let week = town.fine("mia", DUE, json!({})).await;
    let due = week.data("/mentorWeek").as_array().expect("a list").clone();
    let kinds: Vec<(&str, &str)> = due
        .iter()
        .map(|item| {
            let text = |at: &str| item.pointer(at).and_then(Value::as_str).expect("text");
            (text("/kind"), text("/learner/name"))
        })
        .collect();
    assert_eq!(kinds, [("SESSION", "bo"), ("ANSWER", "ana"), ("HEALTH_CHECK", "bo")]);
    assert_eq!(due[0]["dueOn"], "2026-11-27");
    // Proposed on a Wednesday: five working days end on the next one.
    assert_eq!(
        (&due[1]["dueOn"], &due[1]["pairId"]),
        (&json!("2026-12-02"), &json!(proposed.to_string()))
    );
    assert_eq!((&due[2]["occasion"], &due[2]["dueOn"]), (&json!("SECOND_SESSION"), &Value::Null));
    let other = town.fine("max", DUE, json!({})).await;
    assert_eq!(other.data("/mentorWeek/0/kind"), "CLOSING_FORM");
    for other in ["ana", "cora", "admin"] {
        assert_eq!(town.gql(other, DUE, json!({})).await.codes(), ["FORBIDDEN"], "{other}");
    }
}

/// What mentors decline has no consequences: their own manager does not count it, nor see for whom
/// they wait, also not as coordinator.
#[tokio::test(flavor = "multi_thread")]
async fn of_ones_own_people_the_week_says_neither_noes_nor_delays() {
    let town = Town::build().await;
    let (organization, mia) = (town.alpha.organization.id.uuid(), town.id("mia").await.uuid());
    town.pair("ana", "mia", State::Declined).await;
    town.pair("bo", "mia", State::Proposed).await;
    let max = town.pair("cyd", "max", State::Proposed).await;
    let now = town.app.now().to_rfc3339();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.escalation (organization_id, id, kind, member_id, opened_at)
             VALUES ('{organization}', gen_random_uuid(), 'asked_too_often', '{mia}', '{now}')"
        ))
        .await;
    let week = async |who: &str| {
        let week = town.fine(who, WEEK, json!({})).await.data("/coordinatorWeek").clone();
        let pairs: Vec<Value> = week["waiting"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|waiting| waiting["mentor"]["name"].clone())
            .collect();
        (week["asked"].as_array().map_or(0, Vec::len), pairs)
    };
    let asked_too_often = async |who: &str| {
        let open = open(&town, who).await;
        open.into_iter().find(|(kind, _)| kind == "ASKED_TOO_OFTEN").map(|(_, id)| id)
    };
    let id = asked_too_often("cora").await.expect("one is open");
    let (asked, mut waiting) = week("cora").await;
    waiting.sort_by_key(Value::to_string);
    assert_eq!((asked, waiting), (1, vec![json!("max"), json!("mia")]));

    // Mia will report to cora from Monday on.
    let (cora, admin) = (town.id("cora").await.uuid(), town.id("admin").await.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.planned_manager (organization_id, member_id, effective_on, manager_id,
                planned_by, planned_at)
             VALUES ('{organization}', '{mia}', '2026-11-30', '{cora}', '{admin}', '{now}')"
        ))
        .await;
    assert_eq!(week("cora").await, (0, vec![json!("max")]));
    assert_eq!(asked_too_often("cora").await, None);
    assert_eq!(town.gql("cora", SETTLE, settled(&id)).await.codes(), ["NOT_FOUND"]);

    // She does, and max as well.
    town.app
        .execute(&format!(
            "DELETE FROM cadre.planned_manager;
             UPDATE cadre.member SET manager_id = '{cora}'
             WHERE organization_id = '{organization}' AND name IN ('mia', 'max')"
        ))
        .await;
    assert_eq!(week("cora").await, (0, Vec::new()));
    assert_eq!(asked_too_often("cora").await, None);
    assert_eq!(town.gql("cora", SETTLE, settled(&id)).await.codes(), ["NOT_FOUND"]);

    town.let_coordinate("fatima").await;
    assert_eq!(week("fatima").await.0, 1);
    assert_eq!(asked_too_often("fatima").await.as_ref(), Some(&id));
    town.fine("fatima", SETTLE, settled(&id)).await;
    assert_eq!(town.state(max).await, State::Proposed);
}
