//! Learners of two programs at once: one open pair in each.

use kernel::{CohortId, ProgramId};
use serde_json::json;
use uuid::Uuid;

use super::super::town::Town;
use super::{done, ended, offer, outcomes, publish};

/// A second program of alpha, with a cohort of the same four learners, who look for the same.
async fn second_program(town: &Town) -> (ProgramId, CohortId) {
    let new_id = || town.app.app.services.sources.new_id::<Uuid>();
    let (program, version, cohort) = (new_id(), new_id(), new_id());
    let (id, first) = (town.alpha.organization.id.uuid(), town.alpha.cohort.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.program (organization_id, id, slug, title, created_at)
             SELECT organization_id, '{program}', 'second', 'Second', created_at
             FROM cadre.program WHERE organization_id = '{id}';
             INSERT INTO cadre.program_version (organization_id, id, program_id, number,
                framework_version, title, promise, audience, published_at)
             SELECT organization_id, '{version}', '{program}', 1, framework_version, title, promise,
                audience, published_at
             FROM cadre.program_version WHERE organization_id = '{id}';
             INSERT INTO cadre.cohort (organization_id, id, program_version_id, name, hope, starts_on,
                time_zone, capacity, created_at, version)
             SELECT organization_id, '{cohort}', '{version}', 'Second', hope, starts_on, time_zone,
                capacity, created_at, version
             FROM cadre.cohort WHERE organization_id = '{id}' AND id = '{first}';
             INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
             SELECT organization_id, gen_random_uuid(), '{cohort}', member_id, enrolled_at
             FROM cadre.enrolment WHERE organization_id = '{id}' AND cohort_id = '{first}';
             INSERT INTO cadre.learner_profile (organization_id, program_id, member_id, about, goals,
                wishes, updated_at, version)
             SELECT organization_id, '{program}', member_id, about, goals, wishes, updated_at, version
             FROM cadre.learner_profile WHERE organization_id = '{id}';
             INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position,
                competency_code, importance, level)
             SELECT organization_id, '{program}', member_id, position, competency_code, importance,
                level
             FROM cadre.learner_focus WHERE organization_id = '{id}'"
        ))
        .await;
    (program.into(), cohort.into())
}

/// A run of the second program's cycle that is done.
async fn run_of_the_second(town: &Town) -> String {
    let (program, cohort) = second_program(town).await;
    let open = "mutation($input: OpenMatchingCycleInput!) {
        openMatchingCycle(input: $input) { cycle { id } } }";
    let input = json!({
        "programId": program.to_string(), "name": "Second", "cohortIds": [cohort.to_string()],
        "ranksUntil": "2026-12-04T22:59:59Z", "pairsEndOn": "2027-03-31",
    });
    let opened = town.fine("cora", open, json!({ "input": input })).await;
    let cycle = opened.text("/openMatchingCycle/cycle/id");
    let run = ended(town, json!({ "cycleId": cycle })).await;
    assert_eq!(run["state"], "DONE", "{run}");
    run["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_has_one_open_pair_in_each_of_two_programs() {
    let town = Town::build().await;
    offer(&town, "mia", 8, 1).await;
    offer(&town, "max", 8, 1).await;
    let (first, stale) = (done(&town).await, done(&town).await);
    let second = run_of_the_second(&town).await;

    let (one, other) = futures::join!(
        publish(&town, "cora", &first, json!({})),
        publish(&town, "cora", &second, json!({}))
    );
    for answer in [&one, &other] {
        assert_eq!(outcomes(answer), ["PUBLISHED"; 4]);
    }
    let in_both = "SELECT count(*) AS count FROM (
        SELECT learner_id FROM cadre.pair WHERE ended_at IS NULL GROUP BY learner_id
        HAVING count(*) = 2 AND count(DISTINCT program_id) = 2) both_programs";
    assert_eq!(town.app.count(in_both).await, 4);
    // In either of them a further proposal is one too many.
    let again = publish(&town, "cora", &stale, json!({})).await;
    assert_eq!(outcomes(&again), ["HAS_OPEN_PAIR"; 4]);
    town.app.run_jobs().await;
}
