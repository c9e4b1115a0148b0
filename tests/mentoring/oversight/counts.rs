//! What may be told as a number, and from how many people up.

use chrono::Duration;
use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{ANSWER, FINE, UNSAFE, answer, ask, input, more, of};
use crate::mentoring::town::Town;

const COHORT: &str = "query($cohort: ID!) { cohortMentoring(cohortId: $cohort) {
    n matched colour sessionsHeld } }";
const MATCHED: &str = "query($cohort: ID!) { matchedStates(cohortId: $cohort, first: 100) {
    edges { node { learner { name } hasMentor } } } }";
const FAIRNESS: &str = "query($cycle: ID!) { fairnessReport(cycleId: $cycle) {
    groups { dimension group isOther n matched { k n } meanScore lookAt }
    load { mentorPlaces n pairs } } }";
const OPEN: &str = "query($pair: ID!) { openCompetencies(pairId: $pair) {
    code title aim modules importance level } }";
const MENTORED: &str = "query($program: ID!) { mentoredCompetencies(programId: $program) {
    code title n goalsReached { k n lowBasisPoints highBasisPoints } } }";

fn cohort(town: &Town) -> Value {
    json!({ "cohort": town.alpha.cohort.to_string() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colour_shows_when_the_fifth_person_answered() {
    let town = Town::build().await;
    let mut pairs = Vec::new();
    for (learner, mentor) in [("ana", "mia"), ("bo", "mia"), ("cyd", "max")] {
        let pair = town.pair(learner, mentor, State::Active).await;
        ask(&town, pair).await;
        pairs.push(pair);
    }
    let colour = async || {
        let found = town.fine("cora", COHORT, cohort(&town)).await;
        found.body["data"]["cohortMentoring"]["colour"].clone()
    };
    for (who, at) in [("ana", 0), ("bo", 1), ("cyd", 2), ("mia", 0), ("mia", 1)] {
        answer(&town, who, pairs[at], FINE).await.fine();
        assert_eq!(colour().await, Value::Null, "{who} is no fifth person");
    }
    answer(&town, "max", pairs[2], UNSAFE).await.fine();
    assert_eq!(colour().await, "AMBER", "one of five");
    // Four learners: no other number shows.
    let found = town.fine("cora", COHORT, cohort(&town)).await;
    let counts = &found.body["data"]["cohortMentoring"];
    assert_eq!((&counts["n"], &counts["sessionsHeld"]), (&Value::Null, &Value::Null));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colour_knows_of_silence_and_of_a_mentors_other_pair() {
    let town = Town::build().await;
    let mut pairs = Vec::new();
    for (learner, mentor) in [("ana", "mia"), ("bo", "mia"), ("cyd", "max")] {
        let pair = town.pair(learner, mentor, State::Active).await;
        ask(&town, pair).await;
        pairs.push(pair);
    }
    let colour = async || {
        let found = town.fine("cora", COHORT, cohort(&town)).await;
        found.body["data"]["cohortMentoring"]["colour"].clone()
    };
    for (who, at) in [("ana", 0), ("bo", 1), ("cyd", 2), ("mia", 0), ("max", 2)] {
        answer(&town, who, pairs[at], FINE).await.fine();
    }
    assert_eq!(colour().await, "GREEN");
    let silent = async |pair: PairId, since: &str| {
        let id = pair.uuid();
        let set = format!("UPDATE cadre.pair SET quiet_since = '{since}' WHERE id = '{id}'");
        town.app.execute(&set).await;
        colour().await
    };
    // The clock stands at 10:00 on 25 November: 28 days before it was 28 October.
    assert_eq!(silent(pairs[1], "2026-10-28T10:00:01Z").await, "GREEN", "a second to go");
    assert_eq!(silent(pairs[1], "2026-10-28T10:00:00Z").await, "AMBER", "bo of five");
    assert_eq!(silent(pairs[0], "2026-10-28T10:00:00Z").await, "RED", "ana and mia too");
    silent(pairs[0], "2026-11-25T09:00:00Z").await;
    assert_eq!(silent(pairs[1], "2026-11-25T09:00:00Z").await, "GREEN");

    // What mia answers for ana later does not hide how it goes with bo.
    answer(&town, "mia", pairs[1], UNSAFE).await.fine();
    assert_eq!(colour().await, "AMBER", "mia of five");
    town.app.advance(Duration::minutes(1));
    let again = format!(
        "INSERT INTO cadre.health_check (organization_id, pair_id, occasion, side, asked_at)
         SELECT organization_id, id, 'session_5', 'mentor', proposed_at FROM cadre.pair
         WHERE id = '{}'",
        pairs[0].uuid()
    );
    town.app.execute(&again).await;
    let mut fifth = input(pairs[0], FINE, false);
    fifth["input"]["occasion"] = json!("FIFTH_SESSION");
    town.fine("mia", ANSWER, fifth).await;
    assert_eq!(colour().await, "AMBER", "mia is low with bo");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_show_from_five_learners_up_to_those_who_may_know_them() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Active).await;
    town.pair("bo", "mia", State::Proposed).await;
    more(&town, &["eve", "fay"], "Digital").await;
    for who in ["cora", "admin"] {
        let found = town.fine(who, COHORT, cohort(&town)).await;
        let counts = &found.body["data"]["cohortMentoring"];
        assert_eq!((&counts["n"], &counts["matched"]), (&json!(6), &json!(1)), "{who}");
        assert_eq!(counts["sessionsHeld"], Value::Null, "one pair met");
    }
    for who in ["ana", "mia", "fatima", "boss"] {
        assert_eq!(town.gql(who, COHORT, cohort(&town)).await.codes(), ["FORBIDDEN"], "{who}");
    }
    assert_eq!(town.gql("cora@beta", COHORT, cohort(&town)).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn facilitators_and_managers_see_yes_or_no() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Active).await;
    town.pair("bo", "mia", State::Proposed).await;
    town.app
        .execute("UPDATE cadre.member SET manager_id = NULL WHERE email = 'dan@alpha.example'")
        .await;
    let states = async |who: &str| {
        let found = town.fine(who, MATCHED, cohort(&town)).await;
        let edges = found.data("/matchedStates/edges").as_array().expect("a list").clone();
        let state = |edge: &Value| {
            let name = edge["node"]["learner"]["name"].as_str().expect("a name").to_owned();
            (name, edge["node"]["hasMentor"].as_bool().expect("yes or no"))
        };
        edges.iter().map(state).collect::<Vec<_>>()
    };
    let named = |name: &str, yes: bool| (name.to_owned(), yes);
    let own = [named("ana", true), named("bo", false), named("cyd", false)];
    assert_eq!(states("boss").await, own);
    assert_eq!(states("fatima").await, [&own[..], &[named("dan", false)]].concat());
    for who in ["admin", "cora", "ana", "mia"] {
        assert_eq!(town.gql(who, MATCHED, cohort(&town)).await.codes(), ["FORBIDDEN"], "{who}");
    }
    for who in ["fatima@beta", "boss@beta"] {
        assert_eq!(town.gql(who, MATCHED, cohort(&town)).await.codes(), ["NOT_FOUND"], "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fairness_report_folds_small_units() {
    let town = Town::build().await;
    let cycle = json!({ "cycle": town.cycle().await.to_string() });
    let report = town.fine("cora", FAIRNESS, cycle.clone()).await;
    assert_eq!(report.data("/fairnessReport/groups"), &json!([]), "four learners");
    town.pair("ana", "mia", State::Active).await;
    town.pair("bo", "mia", State::Declined).await;
    more(&town, &["eve", "fay"], "Digital").await;
    let report = town.fine("admin", FAIRNESS, cycle.clone()).await;
    let groups = report.data("/fairnessReport/groups").as_array().expect("a list").clone();
    assert_eq!(
        groups[0],
        json!({ "dimension": "UNIT", "group": null, "isOther": true, "n": 6,
            "matched": { "k": 1, "n": 6 }, "meanScore": null, "lookAt": false })
    );
    assert!(groups.iter().all(|group| group["n"] == 6), "{groups:?}");
    assert_eq!(report.data("/fairnessReport/load"), &json!([]), "two mentors");
    for who in ["ana", "mia", "fatima", "boss"] {
        assert_eq!(town.gql(who, FAIRNESS, cycle.clone()).await.codes(), ["FORBIDDEN"], "{who}");
    }
    assert_eq!(town.gql("cora@beta", FAIRNESS, cycle).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_are_drawn_from_what_the_learner_has_before_them() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    let seen = town.fine("ana", OPEN, of(pair)).await;
    let first = seen.data("/openCompetencies/0");
    assert_eq!(
        (&first["code"], &first["importance"], &first["level"]),
        (&json!("C04"), &json!(3), &json!(1))
    );
    assert!(first["aim"].as_i64().expect("a level") >= 1);
    assert!(!first["modules"].as_array().expect("codes").is_empty());
    for (other, code) in [
        ("bo", "NOT_FOUND"),
        ("max", "NOT_FOUND"),
        ("mia@beta", "NOT_FOUND"),
        ("cora", "FORBIDDEN"),
        ("admin", "FORBIDDEN"),
        ("boss", "FORBIDDEN"),
    ] {
        assert_eq!(town.gql(other, OPEN, of(pair)).await.codes(), [code], "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_sees_what_the_learner_signed_to_share() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    let whole = town.fine("mia", OPEN, of(pair)).await;
    let own = town.fine("ana", OPEN, of(pair)).await;
    assert_eq!(whole.data("/openCompetencies/0/code"), "C04");
    assert_eq!(whole.body["data"]["openCompetencies"][0]["level"], Value::Null);
    assert_eq!(own.data("/openCompetencies/0/level"), 1);

    let now = town.app.now().to_rfc3339();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id,
                required_done, started_at, completed_at)
             SELECT e.organization_id, e.cohort_id, e.id, m.id, 0, '{now}', '{now}'
             FROM cadre.enrolment e
             JOIN cadre.member l ON l.organization_id = e.organization_id AND l.id = e.member_id
             JOIN cadre.cohort c ON c.organization_id = e.organization_id AND c.id = e.cohort_id
             JOIN cadre.module m ON m.organization_id = e.organization_id
                AND m.program_version_id = c.program_version_id
             WHERE l.email = 'ana@alpha.example'"
        ))
        .await;
    assert_eq!(town.fine("ana", OPEN, of(pair)).await.data("/openCompetencies"), &json!([]));
    assert_eq!(town.fine("mia", OPEN, of(pair)).await.body, whole.body, "nothing is shared");
    let share = async |words: &str, signed: &str| {
        let id = pair.uuid();
        town.app
            .execute(&format!(
                "UPDATE cadre.mentoring_agreement SET shares = '{words}', learner_signed_at = {signed}
                 WHERE pair_id = '{id}'"
            ))
            .await;
        town.fine("mia", OPEN, of(pair)).await
    };
    let rated = share(r#"["self_rating"]"#, &format!("'{now}'")).await;
    assert_eq!(rated.data("/openCompetencies/0/level"), 1);
    let unsigned = share(r#"["progress"]"#, "NULL").await;
    assert_eq!(unsigned.body, whole.body, "not signed");
    let shared = share(r#"["progress"]"#, &format!("'{now}'")).await;
    assert_eq!(shared.data("/openCompetencies"), &json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_says_what_was_reached_with_an_interval_and_not_why() {
    let town = Town::build().await;
    more(&town, &["eve", "fay"], "Digital").await;
    let program = json!({ "program": town.alpha.program.to_string() });
    for learner in ["ana", "bo", "cyd", "dan"] {
        town.pair(learner, "mia", State::Closed).await;
    }
    let few = town.fine("cora", MENTORED, program.clone()).await;
    assert_eq!(few.data("/mentoredCompetencies"), &json!([]), "four learners");
    town.pair("eve", "mia", State::Closed).await;
    town.app
        .execute(
            "UPDATE cadre.mentoring_goal g SET reached_at = '2027-03-01T10:00:00Z'
             FROM cadre.pair p JOIN cadre.member m ON m.id = p.learner_id
             WHERE p.id = g.pair_id AND m.name IN ('ana', 'bo', 'eve')",
        )
        .await;
    for who in ["cora", "admin"] {
        let seen = town.fine(who, MENTORED, program.clone()).await;
        let row = seen.data("/mentoredCompetencies/0");
        assert_eq!((&row["code"], &row["n"]), (&json!("C04"), &json!(5)), "{who}");
        // Three of five: 23.07 to 88.24 percent by Wilson.
        assert_eq!(
            row["goalsReached"],
            json!({ "k": 3, "n": 5, "lowBasisPoints": 2307, "highBasisPoints": 8824 })
        );
    }
    for who in ["ana", "mia", "fatima"] {
        assert_eq!(town.gql(who, MENTORED, program.clone()).await.codes(), ["FORBIDDEN"], "{who}");
    }
    assert_eq!(town.gql("cora@beta", MENTORED, program).await.codes(), ["NOT_FOUND"]);
    let contract = include_str!("../../../schema.graphql");
    assert!(
        !contract.contains("caused by mentoring") && !contract.contains("because of mentoring")
    );
}
