//! Sessions that are about things of others, and inputs that do not fit.

use kernel::{GoalId, ModuleId, SubmissionId};
use mentoring::model::life::State;
use serde_json::{Value, json};
use uuid::Uuid;

use super::PLAN;
use crate::mentoring::town::Town;

/// The first id that a query of one column `text` gives, as the API writes it.
async fn found<T: From<Uuid> + ToString>(town: &Town, sql: &str) -> String {
    let id = town.app.text(sql).await.expect("a row");
    T::from(id.parse().expect("an id")).to_string()
}

/// A piece of work of a learner of alpha, with nothing in it.
async fn handed_in(town: &Town, who: &str) -> String {
    let submission: SubmissionId = town.app.app.services.sources.new_id();
    let (id, member) = (submission.uuid(), town.id(who).await.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.submission (organization_id, id, cohort_id, enrolment_id, assignment_id,
                draft_text, draft_links, draft_saved_at, draft_version, latest_version, is_passed)
             SELECT e.organization_id, '{id}', e.cohort_id, e.id, a.id, '', '[]',
                '2026-11-25T10:00:00Z', 1, 0, false
             FROM cadre.enrolment e
             JOIN cadre.cohort c ON c.organization_id = e.organization_id AND c.id = e.cohort_id
             JOIN cadre.assignment a ON a.organization_id = e.organization_id
                AND a.program_version_id = c.program_version_id
             WHERE e.member_id = '{member}' ORDER BY a.code LIMIT 1"
        ))
        .await;
    submission.to_string()
}

/// A module of a version of the same program that the learners of alpha do not go through.
async fn module_of_another_version(town: &Town) -> String {
    let sources = &town.app.app.services.sources;
    let (version, module): (Uuid, ModuleId) = (sources.new_id(), sources.new_id());
    let (id, alpha) = (module.uuid(), town.alpha.organization.id.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.program_version
             SELECT (jsonb_populate_record(v, '{{\"id\": \"{version}\", \"number\": 99}}')).*
             FROM cadre.program_version v WHERE v.organization_id = '{alpha}' LIMIT 1;
             INSERT INTO cadre.module
             SELECT (jsonb_populate_record(m,
                '{{\"id\": \"{id}\", \"program_version_id\": \"{version}\"}}')).*
             FROM cadre.module m WHERE m.organization_id = '{alpha}' LIMIT 1"
        ))
        .await;
    module.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_about_things_of_the_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "max", State::Active).await;
    let foreign = town.pair("ana@beta", "mia@beta", State::Active).await;
    let goal = async |pair: kernel::PairId| {
        let sql = "SELECT id::text AS text FROM cadre.mentoring_goal WHERE pair_id =";
        found::<GoalId>(&town, &format!("{sql} '{}'", pair.uuid())).await
    };
    let module = async |organization: Uuid| {
        let sql = "SELECT id::text AS text FROM cadre.module WHERE organization_id =";
        found::<ModuleId>(&town, &format!("{sql} '{organization}' LIMIT 1")).await
    };
    let (alpha, beta) = (town.alpha.organization.id.uuid(), town.beta.organization.id.uuid());
    let ask = async |about: Value| {
        let mut input = json!({
            "pairId": pair.to_string(), "startsAt": "2026-11-26T10:00:00Z", "minutes": 45 });
        for (key, value) in about.as_object().expect("fields") {
            input[key] = value.clone();
        }
        town.gql("ana", PLAN, json!({ "input": input })).await
    };
    let (work, others_work) = (handed_in(&town, "ana").await, handed_in(&town, "bo").await);
    let own = json!({ "goalId": goal(pair).await, "moduleId": module(alpha).await,
        "submissionId": work });
    let answer = ask(own).await.fine();
    assert_eq!(answer.text("/planSession/session/goal"), "Outcomes with a baseline");
    assert!(!answer.text("/planSession/session/moduleTitle").is_empty());
    assert_eq!(answer.text("/planSession/session/submissionId"), work);
    let elsewhere = module_of_another_version(&town).await;
    let nothing: SubmissionId = town.app.app.services.sources.new_id();
    for about in [
        json!({ "goalId": goal(other).await }),
        json!({ "goalId": goal(foreign).await }),
        json!({ "moduleId": module(beta).await }),
        json!({ "moduleId": elsewhere }),
        json!({ "submissionId": others_work }),
        json!({ "submissionId": nothing.to_string() }),
    ] {
        assert_eq!(ask(about.clone()).await.codes(), ["NOT_FOUND"], "{about}");
    }
    let wrong_kind = json!({ "goalId": pair.to_string() });
    assert_eq!(ask(wrong_kind).await.codes(), ["INVALID_ID"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_with_a_time_is_said_at_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    for (starts_at, minutes, wrong) in [
        ("2027-03-25T10:00:01Z", 45, vec!["input.startsAt"]),
        ("2026-10-26T09:59:59Z", 45, vec!["input.startsAt"]),
        ("2026-11-26T10:00:00Z", 0, vec!["input.minutes"]),
        ("9999-12-31T23:59:59Z", 481, vec!["input.startsAt", "input.minutes"]),
    ] {
        let input = json!({
            "pairId": pair.to_string(), "startsAt": starts_at, "minutes": minutes });
        let answer = town.gql("ana", PLAN, json!({ "input": input })).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"], "{starts_at}");
        let violations = &answer.body["errors"][0]["extensions"]["violations"];
        let paths: Vec<&str> = violations
            .as_array()
            .expect("a list")
            .iter()
            .map(|violation| violation["path"].as_str().expect("a path"))
            .collect();
        assert_eq!(paths, wrong, "{starts_at}");
    }
    let mine = "query($from: DateTime!, $until: DateTime!) {
        myMentoringSessions(from: $from, until: $until) { id } }";
    for (from, until) in [
        ("2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z"),
        ("2026-01-01T00:00:00Z", "2027-01-03T00:00:00Z"),
        ("1999-12-31T00:00:00Z", "2000-01-31T00:00:00Z"),
    ] {
        let answer = town.gql("ana", mine, json!({ "from": from, "until": until })).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"], "{from}");
    }
}
