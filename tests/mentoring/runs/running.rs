//! A run from the request to its drafts.

use kernel::RunId;
use mentoring::actions::runs::run_matching;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts, ended, run, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_started_twice_is_one() {
    let town = Town::build().await;
    let first = start(&town, json!({})).await.fine();
    assert_eq!(first.data("/startMatchingRun/alreadyRunning"), &json!(false));
    let begun = first.data("/startMatchingRun/run").clone();
    assert_eq!((&begun["state"], &begun["progress"]), (&json!("QUEUED"), &json!(0)));
    let second = start(&town, json!({ "objective": "SUM" })).await.fine();
    assert_eq!(second.data("/startMatchingRun/alreadyRunning"), &json!(true));
    assert_eq!(second.data("/startMatchingRun/run"), &begun);
    town.app.run_jobs().await;
    let id = begun["id"].as_str().expect("an id");
    let over = run(&town, id).await;
    for (key, value) in [
        ("state", json!("DONE")),
        ("phase", json!("DONE")),
        ("progress", json!(100)),
        ("number", json!(1)),
        ("objective", json!("FAIR")),
        ("learners", json!(4)),
        ("mentors", json!(2)),
        ("places", json!(3)),
        ("matched", json!(3)),
        ("weightsVersion", json!(0)),
        ("failure", Value::Null),
    ] {
        assert_eq!(over[key], value, "{key}");
    }
    let hash = over["inputsHash"].as_str().expect("a hash");
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    assert_eq!(over["engineVersion"], env!("CARGO_PKG_VERSION"));
    let third = start(&town, json!({})).await.fine();
    assert_eq!(third.data("/startMatchingRun/alreadyRunning"), &json!(false));
    assert_eq!(third.data("/startMatchingRun/run/number"), &json!(2));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_starts_one_run() {
    let town = Town::build().await;
    let key = json!({ "idempotencyKey": "once" });
    let first = start(&town, key.clone()).await.fine().text("/startMatchingRun/run/id");
    town.app.run_jobs().await;
    let again = start(&town, key).await.fine();
    assert_eq!(again.text("/startMatchingRun/run/id"), first);
    assert_eq!(again.data("/startMatchingRun/alreadyRunning"), &json!(false));
    let other = start(&town, json!({ "idempotencyKey": "once", "objective": "SUM" })).await;
    assert_eq!(other.codes(), ["IDEMPOTENCY_MISMATCH"]);
    town.app.run_jobs().await;
    assert_eq!(town.app.count("SELECT count(*) AS count FROM cadre.matching_run").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_say_who_gets_whom_and_who_is_left_out() {
    let town = Town::build().await;
    let id = done(&town).await;
    let lines = drafts(&town, &id).await;
    let names: Vec<&str> =
        lines.iter().filter_map(|draft| draft["learner"]["name"].as_str()).collect();
    assert_eq!(names, ["ana", "bo", "cyd", "dan"]);
    let mentors: Vec<String> = couples(&lines).into_iter().map(|(_, mentor)| mentor).collect();
    assert_eq!(mentors.iter().filter(|mentor| *mentor == "mia").count(), 2);
    assert_eq!(mentors.iter().filter(|mentor| *mentor == "max").count(), 1);
    for draft in lines.iter().filter(|draft| !draft["mentor"].is_null()) {
        assert_eq!(draft["parts"].as_array().map(Vec::len), Some(7), "{draft}");
        assert!(draft["score"].as_i64().is_some_and(|score| (1..=100).contains(&score)));
        assert_eq!((&draft["unmatched"], &draft["pairId"]), (&Value::Null, &Value::Null));
    }
    let left: Vec<&Value> = lines.iter().filter(|draft| draft["mentor"].is_null()).collect();
    assert_eq!(left.len(), 1);
    let why = &left[0]["unmatched"];
    assert_eq!((&why["kind"], &why["allowedMentors"]), (&json!("CROWDED"), &json!(2)));
    assert!(why["helpfulPlace"]["mentorId"].is_string(), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_inputs_give_the_same_pairs() {
    let town = Town::build().await;
    let first = ended(&town, json!({ "seed": 7 })).await;
    let second = ended(&town, json!({ "seed": 7 })).await;
    let third = ended(&town, json!({ "seed": 8 })).await;
    assert_eq!((&first["seed"], &third["seed"]), (&json!(7), &json!(8)));
    let id = |run: &Value| run["id"].as_str().expect("an id").to_owned();
    let lines = drafts(&town, &id(&first)).await;
    for other in [&second, &third] {
        for key in ["inputsHash", "matched", "floor", "sum"] {
            assert_eq!(other[key], first[key], "{key}");
        }
        assert_eq!(drafts(&town, &id(other)).await, lines);
    }
    let negative = start(&town, json!({ "seed": -1 })).await;
    assert_eq!(negative.codes(), ["INVALID_INPUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_worker_was_killed_begins_again() {
    let town = Town::build().await;
    let whole = drafts(&town, &done(&town).await).await;
    let id = start(&town, json!({})).await.fine().text("/startMatchingRun/run/id");
    town.app
        .execute(
            "UPDATE cadre.matching_run SET state = 'running', phase = 'solving', progress = 50,
                begun_at = queued_at WHERE state = 'queued'",
        )
        .await;
    let at_work = run(&town, &id).await;
    assert_eq!((&at_work["state"], &at_work["phase"]), (&json!("RUNNING"), &json!("SOLVING")));
    town.app.run_jobs().await;
    assert_eq!(run(&town, &id).await["state"], "DONE");
    assert_eq!(drafts(&town, &id).await, whole);

    // Delivered once more, the job finds nothing to do.
    let over = run(&town, &id).await;
    let (services, organization) = (&town.app.app.services, town.alpha.organization.id);
    let wanted: RunId = id.parse().expect("an id");
    run_matching(&services.mentoring(), organization, wanted).await.expect("nothing to do");
    assert_eq!(run(&town, &id).await, over);
    assert_eq!(drafts(&town, &id).await, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_job_was_lost_goes_on_when_it_is_started_again() {
    let town = Town::build().await;
    let id = start(&town, json!({})).await.fine().text("/startMatchingRun/run/id");
    town.app.execute("DELETE FROM jobs._private_jobs").await;
    town.app.run_jobs().await;
    assert_eq!(run(&town, &id).await["state"], "QUEUED");
    let again = start(&town, json!({})).await.fine();
    assert_eq!(again.text("/startMatchingRun/run/id"), id);
    town.app.run_jobs().await;
    assert_eq!(run(&town, &id).await["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_for_one_learner_moves_nobody_else() {
    let town = Town::build().await;
    let bo = town.id("bo").await.to_string();
    let over = ended(&town, json!({ "onlyLearnerId": bo })).await;
    assert_eq!((&over["state"], &over["learners"]), (&json!("DONE"), &json!(1)));
    assert_eq!(over["onlyLearnerId"], json!(bo));
    let lines = drafts(&town, over["id"].as_str().expect("an id")).await;
    assert_eq!(couples(&lines).into_iter().map(|one| one.0).collect::<Vec<_>>(), ["bo"]);

    for (who, code) in [("mia", "NOT_FOUND"), ("bo@beta", "NOT_FOUND")] {
        let id = town.id(who).await.to_string();
        let refused = start(&town, json!({ "onlyLearnerId": id })).await;
        assert_eq!(refused.codes(), [code], "{who}");
    }
    town.pair("bo", "mia", mentoring::model::life::State::Active).await;
    let refused = start(&town, json!({ "onlyLearnerId": bo })).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
}
