//! Cohorts: opening, enrolling, and who sees what.

mod create;
mod files;
mod journey;
mod paging;
mod size;
mod together;
mod visibility;

use kernel::CohortId;
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};

const CREATE: &str = "mutation($input: CreateCohortInput!) { createCohort(input: $input) {
    cohort { id name hope startsOn timeZone capacity version currentWeek learnerCount } } }";

/// Opens a cohort; `changes` replaces parts of a sound input.
async fn create(app: &TestApp, person: &Person, version: &str, changes: Value) -> Response {
    let mut input = json!({
        "programVersionId": version, "name": "Spring", "startsOn": "2026-11-30",
        "hope": "Customers know the next step.", "timeZone": "Europe/Warsaw", "capacity": 28,
    });
    for (key, value) in changes.as_object().expect("changes") {
        input[key] = value.clone();
    }
    app.request(Some(&person.token), CREATE, json!({ "input": input })).await
}

/// Another cohort of the program that the organisation has.
async fn another(app: &TestApp, organization: &Organization, changes: Value) -> CohortId {
    let version = app.adopt_program(organization).await.to_string();
    let made = create(app, &organization.admin, &version, changes).await.fine();
    made.text("/createCohort/cohort/id").parse().expect("an id")
}

/// A file of learners under one manager each.
fn file(rows: &[(&str, &str)]) -> String {
    let rows = rows.iter().map(|(name, manager)| {
        format!("{name},{name}@alpha.example,{manager}@alpha.example,Claims\n")
    });
    format!("name,email,manager_email,unit\n{}", rows.collect::<String>())
}

/// What stands in every table, so that any change of any row shows.
async fn everything(app: &TestApp) -> String {
    app.text(
        "SELECT string_agg(schemaname || '.' || tablename || ' ' || query_to_xml(format(
             'SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) FROM %I.%I t',
             schemaname, tablename), false, true, '')::text, chr(10) ORDER BY schemaname, tablename) AS text
         FROM pg_tables WHERE schemaname IN ('cadre', 'identity', 'jobs')",
    )
    .await
    .expect("tables")
}

/// The outcomes of the counts of an answer.
fn counts(answer: &Response) -> [i64; 4] {
    ["enrolled", "invited", "alreadyEnrolled", "invalid"]
        .map(|name| answer.data(&format!("/enrolLearners/{name}")).as_i64().expect("a number"))
}

/// The rows that were not accepted: number, and codes of the reasons.
fn refused(answer: &Response) -> Vec<(i64, String)> {
    let outcomes = answer.data("/enrolLearners/outcomes").as_array().expect("outcomes");
    let invalid = outcomes.iter().filter(|row| row["outcome"] == "INVALID");
    invalid
        .map(|row| {
            let reasons = row["reasons"].as_array().expect("reasons");
            let codes: Vec<&str> = reasons.iter().filter_map(|one| one["code"].as_str()).collect();
            (row["row"].as_i64().expect("a number"), codes.join(" "))
        })
        .collect()
}
