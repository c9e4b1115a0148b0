//! A matching cycle through the API: lists, ranks, runs, proposals, declines, a second match.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts, ended, give, publish, rank};

/// Two mentors in an order, as ids.
async fn ids(town: &Town, names: [&str; 2]) -> [String; 2] {
    [town.id(names[0]).await.to_string(), town.id(names[1]).await.to_string()]
}

fn line<'d>(lines: &'d [Value], learner: &str) -> &'d Value {
    lines.iter().find(|draft| draft["learner"]["name"] == learner).expect("a line")
}

async fn why_not(town: &Town, run: &str, learner: &str, mentor: &str) -> Value {
    let document = "query($run: ID!, $learner: ID!, $mentor: ID!) {
        whyNot(runId: $run, learnerId: $learner, mentorId: $mentor) { verdict rules } }";
    let [learner, mentor] = ids(town, [learner, mentor]).await;
    let variables = json!({ "run": run, "learner": learner, "mentor": mentor });
    town.fine("cora", document, variables).await.data("/whyNot").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_goes_from_lists_and_ranks_to_pairs_that_both_accept() {
    let town = Town::build().await;
    let input = json!({
        "programId": town.alpha.program.to_string(),
        "name": "Winter",
        "cohortIds": [town.alpha.cohort.to_string()],
        "ranksUntil": "2026-12-04T22:59:59Z",
        "pairsEndOn": "2027-03-31",
    });
    let open = ("openMatchingCycle", "OpenMatchingCycleInput");
    give(&town, "cora", open, input).await.fine();
    let ranks: [(&str, &[&str]); 4] = [
        ("ana", &["max", "mia"]),
        ("bo", &["mia", "max"]),
        ("cyd", &["mia", "max"]),
        ("dan", &["mia", "max"]),
    ];
    rank(&town, &ranks).await;

    let first = ended(&town, json!({ "seed": 11 })).await;
    let second = ended(&town, json!({ "seed": 11 })).await;
    assert_eq!(first["inputsHash"], second["inputsHash"]);
    let run = second["id"].as_str().expect("an id");
    let lines = drafts(&town, run).await;
    assert_eq!(drafts(&town, first["id"].as_str().expect("an id")).await, lines);
    // Whoever ranked max first has max; two of the three who want mia have mia.
    let ana = line(&lines, "ana");
    assert_eq!((&ana["mentor"]["name"], &ana["rank"]), (&json!("max"), &json!(1)));
    let found = couples(&lines);
    assert_eq!(found.iter().filter(|(_, mentor)| mentor == "mia").count(), 2);

    publish(&town, "cora", run, json!({})).await.fine();
    town.app.run_jobs().await;
    let lines = drafts(&town, run).await;
    let pair = line(&lines, "ana")["pairId"].as_str().expect("a pair");
    for side in ["ana", "max"] {
        let input = json!({ "pairId": pair });
        give(&town, side, ("acceptPair", "MentoringPairInput"), input).await.fine();
    }
    town.app.run_jobs().await;
    assert_eq!(town.state(pair.parse().expect("an id")).await, State::Accepted);
    assert_eq!(town.places("max").await, (1, 1, 1));
    assert_eq!(town.places("mia").await, (2, 2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_mentor_declined_the_next_run_gives_to_nobody_with_that_mentor() {
    let town = Town::build().await;
    let run = done(&town).await;
    let lines = drafts(&town, &run).await;
    let found = couples(&lines);
    let (declined, _) = found.iter().find(|(_, mentor)| mentor == "max").expect("one has max");
    let left = lines.iter().find(|draft| draft["mentor"].is_null()).expect("one has nobody");
    publish(&town, "cora", &run, json!({})).await.fine();
    town.app.run_jobs().await;
    let lines = drafts(&town, &run).await;
    let input = json!({ "pairId": line(&lines, declined)["pairId"], "reason": "No time." });
    give(&town, "max", ("declinePair", "DeclinePairInput"), input).await.fine();
    town.app.run_jobs().await;

    let next = done(&town).await;
    let lines = drafts(&town, &next).await;
    let name = left["learner"]["name"].as_str().expect("a name").to_owned();
    assert_eq!(couples(&lines), [(name, "max".to_owned())]);
    assert_eq!(
        line(&lines, declined)["unmatched"]["rules"],
        json!([
            { "rule": "NO_PLACE", "mentors": 1, "alone": 1 },
            { "rule": "DECLINED", "mentors": 1, "alone": 1 },
        ])
    );
    assert_eq!(
        why_not(&town, &next, declined, "max").await,
        json!({ "verdict": "EXCLUDED", "rules": ["DECLINED"] })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_who_asked_for_another_match_gets_one_and_nobody_else_moves() {
    let town = Town::build().await;
    let first = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "mia", State::Active).await;
    let input = json!({ "pairId": first.to_string() });
    let (ask, release) = ("askForRematch", "releaseForRematch");
    give(&town, "ana", (ask, "MentoringPairInput"), input.clone()).await.fine();
    // While the pair is open there is nothing to look for.
    let ana = town.id("ana").await.to_string();
    let early = super::start(&town, json!({ "onlyLearnerId": ana })).await;
    assert_eq!(early.codes(), ["CONFLICT"]);
    give(&town, "cora", (release, "MentoringPairInput"), input).await.fine();
    town.app.run_jobs().await;

    let over = ended(&town, json!({ "onlyLearnerId": ana })).await;
    let run = over["id"].as_str().expect("an id");
    assert_eq!((&over["state"], &over["learners"]), (&json!("DONE"), &json!(1)), "{over}");
    assert_eq!(couples(&drafts(&town, run).await), [("ana".to_owned(), "max".to_owned())]);
    assert_eq!(
        why_not(&town, run, "ana", "mia").await,
        json!({ "verdict": "EXCLUDED", "rules": ["PAST_PAIR"] })
    );
    publish(&town, "cora", run, json!({})).await.fine();
    town.app.run_jobs().await;
    assert_eq!(town.state(other).await, State::Active);
    assert_eq!(town.state(first).await, State::EndedEarly);
    assert_eq!((town.places("mia").await, town.places("max").await), ((2, 1, 1), (1, 1, 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_keeps_the_weights_that_it_was_made_by() {
    let town = Town::build().await;
    let before = ended(&town, json!({})).await;
    let shown = drafts(&town, before["id"].as_str().expect("an id")).await;
    let weights = json!({ "gapCover": 0, "preference": 0, "style": 0, "goals": 0, "time": 100,
        "career": 0, "freshView": 0 });
    let input = json!({ "weights": weights, "expectedVersion": 0 });
    let set = ("setScoreWeights", "SetScoreWeightsInput");
    give(&town, "admin", set, input).await.fine();
    let after = ended(&town, json!({})).await;
    assert_eq!((&before["weightsVersion"], &after["weightsVersion"]), (&json!(0), &json!(1)));
    assert_ne!(before["inputsHash"], after["inputsHash"]);
    // They share three hours of the four that are enough.
    assert_eq!((&after["floor"], &after["sum"]), (&json!(75), &json!(225)));
    assert_ne!(before["floor"], after["floor"]);
    assert_eq!(drafts(&town, before["id"].as_str().expect("an id")).await, shown);
}
