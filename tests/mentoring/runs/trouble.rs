//! Runs that meet others, or fail.

use jobs::{Attempt, Job as _};
use kernel::RunId;
use mentoring::jobs::runs::RunMatching;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, drafts, ended, give, run, start};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_starts_a_run_at_the_same_time_gets_the_same_one() {
    let town = Town::build().await;
    town.cycle().await;
    town.person("cora").await;
    let answers = futures::join!(
        start(&town, json!({})),
        start(&town, json!({})),
        start(&town, json!({})),
        start(&town, json!({}))
    );
    let answers = [answers.0, answers.1, answers.2, answers.3].map(testkit::Response::fine);
    let id = answers[0].text("/startMatchingRun/run/id");
    for answer in &answers {
        assert_eq!(answer.text("/startMatchingRun/run/id"), id);
    }
    let fresh = answers
        .iter()
        .filter(|answer| answer.data("/startMatchingRun/alreadyRunning") == &json!(false));
    assert_eq!(fresh.count(), 1);
    town.app.run_jobs().await;
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.matching_run").await, 1);
    assert_eq!(run(&town, &id).await["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_cannot_be_written_leaves_nothing_and_is_given_up_in_the_end() {
    let town = Town::build().await;
    let id = start(&town, json!({})).await.fine().text("/startMatchingRun/run/id");
    town.app
        .execute("ALTER TABLE cadre.match_draft ADD CONSTRAINT shut CHECK (mentor_id IS NULL)")
        .await;
    let run_id: RunId = id.parse().expect("an id");
    let job = RunMatching { organization_id: town.alpha.organization.id, run_id };
    let mentoring = town.app.app.services.mentoring();
    let attempt = |number, is_last| job.run(mentoring.clone(), Attempt { number, is_last });
    assert!(attempt(1, false).await.is_err());
    let stuck = run(&town, &id).await;
    assert_eq!(
        (&stuck["state"], &stuck["phase"], &stuck["progress"]),
        (&json!("RUNNING"), &json!("WRITING"), &json!(85))
    );
    assert_eq!((&stuck["matched"], &stuck["failure"]), (&Value::Null, &Value::Null));
    let kept = "SELECT count(*) AS count FROM cadre.matching_run_input";
    assert_eq!(town.app.count(kept).await, 0, "inputs and drafts are written together");

    assert!(attempt(8, true).await.is_err());
    let over = run(&town, &id).await;
    assert_eq!((&over["state"], &over["phase"]), (&json!("FAILED"), &json!("WRITING")));
    let why = over["failure"].as_str().expect("words");
    assert!(why.contains("start another run"), "{why}");
    assert_eq!(drafts(&town, &id).await, Vec::<Value>::new());

    town.app.execute("ALTER TABLE cadre.match_draft DROP CONSTRAINT shut").await;
    // The job that still waits finds the run over.
    town.app.run_jobs().await;
    assert_eq!(run(&town, &id).await, over);
    assert_eq!(ended(&town, json!({})).await["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_by_any_objective_is_done_and_spreads_what_there_is() {
    let town = Town::build().await;
    for objective in ["FAIR", "SUM", "BALANCED"] {
        let over = ended(&town, json!({ "objective": objective })).await;
        assert_eq!(over["state"], "DONE", "{over}");
        assert_eq!(over["objective"], objective);
        assert_eq!((&over["matched"], &over["places"]), (&json!(3), &json!(3)));
        let found = couples(&drafts(&town, over["id"].as_str().expect("an id")).await);
        assert_eq!(found.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_in_which_nobody_offers_a_place_comes_to_an_empty_end() {
    let town = Town::build().await;
    for mentor in ["mia", "max"] {
        let input = json!({ "isOpen": false, "places": 2, "minutesAMonth": 240,
            "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": 1 });
        let command = ("saveMentorProfile", "SaveMentorProfileInput");
        give(&town, mentor, command, input).await.fine();
    }
    let over = ended(&town, json!({})).await;
    assert_eq!((&over["state"], &over["mentors"]), (&json!("DONE"), &json!(0)), "{over}");
    assert_eq!((&over["matched"], &over["floor"]), (&json!(0), &Value::Null));
    let lines = drafts(&town, over["id"].as_str().expect("an id")).await;
    assert_eq!(lines.len(), 4);
    for draft in &lines {
        assert_eq!(draft["unmatched"]["kind"], "NO_ALLOWED_MENTOR");
        assert_eq!(draft["unmatched"]["rules"], json!([]));
    }
    let document = "query($id: ID!) { mentorSupply(cycleId: $id) { sentence matchable } }";
    let cycle = town.cycle().await.to_string();
    let supply = town.fine("cora", document, json!({ "id": cycle })).await;
    assert_eq!(
        supply.data("/mentorSupply/sentence"),
        "4 learners need 4 places, 0 offered; the scarce competency is C04."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_that_is_too_large_is_refused_before_it_is_read() {
    let town = Town::build().await;
    let (id, cohort) = (town.alpha.organization.id.uuid(), town.alpha.cohort.uuid());
    // 5,500 people more on either side: more than thirty million pairs.
    let at = "2026-11-25T10:00:00Z";
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member (organization_id, id, email, name, joined_at, created_at, version)
             SELECT '{id}', gen_random_uuid(), 'crowd' || n || '@alpha.example', 'Crowd ' || n, '{at}',
                '{at}', 1
             FROM generate_series(1, 5500) AS n;
             INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
             SELECT organization_id, gen_random_uuid(), '{cohort}', id, '{at}' FROM cadre.member
             WHERE organization_id = '{id}' AND email LIKE 'crowd%';
             INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places, held_places,
                taken_places, minutes_a_month, about, goals, topics, rather_not, offers, opted_in_at,
                updated_at, version)
             SELECT organization_id, id, true, 1, 0, 0, 60, '', '[]', '[]', '[]', '[]', '{at}', '{at}', 1
             FROM cadre.member WHERE organization_id = '{id}' AND email LIKE 'crowd%'"
        ))
        .await;
    let over = ended(&town, json!({})).await;
    assert_eq!((&over["state"], &over["phase"]), (&json!("FAILED"), &json!("READING")));
    assert_eq!(
        over["failure"],
        "5504 learners and 5502 mentors are too many for one run; open a cycle for some of the \
         cohorts and another one for the rest"
    );
    let document = "query($id: ID!) { mentorSupply(cycleId: $id) { sentence } }";
    let cycle = town.cycle().await.to_string();
    let refused = town.gql("cora", document, json!({ "id": cycle })).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
}
