//! The reporting line keeps people apart: at any depth, both ways, on any day of their pair.

use mentoring::jobs::lists::RecheckPairs;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{change_manager, faults, list, names, offer, rules, send};

const NONE: [&str; 0] = [];
const LINE: [&str; 1] = ["REPORTING_LINE"];
const PLANNED: &str = "{ plannedManagers { edges { node {
    effectiveOn member { name } manager { name } } } } }";

/// Whom somebody reports to, as the table has it.
async fn manager(town: &Town, who: &str) -> Option<String> {
    let id = town.id(who).await.uuid();
    town.app
        .text(&format!(
            "SELECT b.name AS text FROM cadre.member m JOIN cadre.member b
                ON b.organization_id = m.organization_id AND b.id = m.manager_id
             WHERE m.id = '{id}'"
        ))
        .await
}

async fn planned(town: &Town) -> Vec<Value> {
    let answer = town.fine("admin", PLANNED, json!({})).await;
    let edges = answer.data("/plannedManagers/edges").as_array().expect("a list");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

async fn drop_plan(town: &Town, who: &str, on: &str) -> testkit::Response {
    let input = json!({ "memberId": town.id(who).await, "effectiveOn": on });
    send(town, "admin", "dropPlannedManager", input, "member { name }").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_managers_manager_is_never_offered() {
    let town = Town::build().await;
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    let done = change_manager(&town, "boss", "mia", None, "2026-11-25").await.fine();
    assert_eq!(done.body["data"]["changeManager"]["planned"], Value::Null);
    assert_eq!(done.data("/changeManager/alreadySo"), &json!(false));
    assert_eq!(manager(&town, "boss").await.as_deref(), Some("mia"));
    for learner in ["ana", "bo", "cyd", "dan"] {
        assert_eq!(rules(&town, learner, "mia").await, LINE, "{learner}");
        assert_eq!(rules(&town, learner, "max").await, NONE, "{learner}");
    }
    offer(&town, false).await;
    assert_eq!(names(&list(&town, "ana").await), ["max"]);
    let again = change_manager(&town, "boss", "mia", Some("mia"), "2026-11-25").await.fine();
    assert_eq!(again.data("/changeManager/alreadySo"), &json!(true));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reports_to_the_learner_is_no_mentor_of_theirs() {
    let town = Town::build().await;
    change_manager(&town, "max", "ana", None, "2026-11-25").await.fine();
    assert_eq!(rules(&town, "ana", "max").await, LINE);
    assert_eq!(rules(&town, "bo", "max").await, NONE, "colleagues under one manager");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_manager_counts_until_the_last_day_of_the_pair() {
    let town = Town::build().await;
    let on_the_last = "2027-03-31";
    let done = change_manager(&town, "boss", "mia", None, "2027-04-01").await.fine();
    assert_eq!(done.data("/changeManager/planned/effectiveOn"), &json!("2027-04-01"));
    assert_eq!(rules(&town, "ana", "mia").await, NONE, "the pair is over by then");
    change_manager(&town, "boss", "mia", None, on_the_last).await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, LINE);
    assert_eq!(manager(&town, "boss").await, None, "it is a plan");
    let plans = planned(&town).await;
    let days: Vec<&Value> = plans.iter().map(|plan| &plan["effectiveOn"]).collect();
    assert_eq!(days, [on_the_last, "2027-04-01"]);
    assert_eq!(plans[0]["member"]["name"], "boss");
    assert_eq!(plans[0]["manager"]["name"], "mia");

    drop_plan(&town, "boss", on_the_last).await.fine();
    assert_eq!(rules(&town, "ana", "mia").await, NONE);
    assert_eq!(drop_plan(&town, "boss", on_the_last).await.codes(), ["NOT_FOUND"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_carried_out_on_their_day() {
    let town = Town::build().await;
    change_manager(&town, "boss", "mia", None, "2026-12-01").await.fine();
    change_manager(&town, "max", "boss", None, "2026-12-01").await.fine();
    town.app.run_jobs().await;
    let recheck = async || {
        let job = RecheckPairs { organization_id: town.alpha.organization.id };
        let services = &town.app.app.services;
        services
            .database
            .system(async |connection| jobs::enqueue(connection, &[job]).await)
            .await
            .expect("a job is enqueued");
        town.app.run_jobs().await;
    };
    // An hour before midnight in Warsaw, and at midnight.
    town.app.set_clock("2026-11-30T22:59:59Z");
    recheck().await;
    assert_eq!(manager(&town, "boss").await, None);
    // By then the boss of one of them has left.
    let boss = town.id("boss").await.uuid();
    town.app.set_clock("2026-11-30T23:00:00Z");
    town.app
        .execute(&format!(
            "UPDATE cadre.member SET left_at = '2026-11-30T09:00:00Z' WHERE id = '{boss}'"
        ))
        .await;
    recheck().await;
    assert_eq!(manager(&town, "boss").await.as_deref(), Some("mia"));
    assert_eq!(manager(&town, "max").await, None, "nobody reports to somebody who has left");
    assert_eq!(planned(&town).await, Vec::<Value>::new());
    let audited = async |action: &str| {
        let sql =
            format!("SELECT count(*) AS count FROM cadre.audit_entry WHERE action = '{action}'");
        town.app.count(&sql).await
    };
    assert_eq!(audited("manager_changed").await, 1);
    assert_eq!(audited("planned_manager_dropped").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_runs_in_a_circle() {
    let town = Town::build().await;
    let circle = [("input.managerId".to_owned(), "CIRCLE".to_owned())];
    for (who, to, before) in [("boss", "ana", None), ("ana", "ana", Some("boss"))] {
        let refused = change_manager(&town, who, to, before, "2026-11-25").await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"], "{who} under {to}");
        assert_eq!(faults(&refused), circle, "{who} under {to}");
    }
    // Nor in one that closes when a plan is carried out.
    change_manager(&town, "boss", "mia", None, "2027-01-01").await.fine();
    let refused = change_manager(&town, "mia", "ana", None, "2026-11-25").await;
    assert_eq!(faults(&refused), circle);
    assert_eq!(manager(&town, "mia").await, None);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_at_once_close_no_circle() {
    let town = Town::build().await;
    town.person("admin").await;
    let (one, other) = futures::join!(
        change_manager(&town, "mia", "max", None, "2026-11-25"),
        change_manager(&town, "max", "mia", None, "2026-11-25")
    );
    let mut outcomes: Vec<Vec<&str>> = vec![one.codes(), other.codes()];
    outcomes.sort();
    assert_eq!(outcomes, [vec![], vec!["INVALID_INPUT"]]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_for_admins_who_saw_what_is() {
    let town = Town::build().await;
    let stale = change_manager(&town, "ana", "max", None, "2026-11-25").await;
    assert_eq!(stale.codes(), ["CONFLICT"], "ana reports to boss");
    assert_eq!(manager(&town, "ana").await.as_deref(), Some("boss"));
    for who in ["cora", "fatima", "boss", "ana", "mia"] {
        let input = json!({
            "memberId": town.id("ana").await, "managerId": town.id("max").await,
            "expectedManagerId": town.id("boss").await, "effectiveOn": "2026-11-25" });
        let refused = send(&town, who, "changeManager", input, "alreadySo").await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
    }
    for (who, to) in [("ana@beta", "max"), ("ana", "max@beta")] {
        let refused = change_manager(&town, who, to, Some("boss"), "2026-11-25").await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{who} under {to}");
    }
    let max = town.id("max").await.uuid();
    town.app
        .execute(&format!("UPDATE cadre.member SET left_at = created_at WHERE id = '{max}'"))
        .await;
    let left = change_manager(&town, "ana", "max", Some("boss"), "2026-11-25").await;
    assert_eq!(faults(&left), [("input.managerId".to_owned(), "HAS_LEFT".to_owned())]);
}
