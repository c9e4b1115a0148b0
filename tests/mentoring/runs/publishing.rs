//! Drafts become proposals.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts, give, manage, offer, outcomes, publish};

async fn pairs(town: &Town) -> i64 {
    town.app.count("SELECT count(*) AS count FROM cadre.pair WHERE ended_at IS NULL").await
}

async fn mails(town: &Town) -> i64 {
    town.app.count("SELECT count(*) AS count FROM cadre.mentoring_mail").await
}

/// The learners of the drafts that propose a mentor, as ids.
async fn learners_of(town: &Town, run: &str, mentor: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (learner, _) in
        couples(&drafts(town, run).await).iter().filter(|(_, other)| other == mentor)
    {
        found.push(town.id(learner).await.to_string());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn all_drafts_become_proposals_once_and_both_sides_are_written_to() {
    let town = Town::build().await;
    let run = done(&town).await;
    let before = town.app.mails().await.len();
    let answer = publish(&town, "cora", &run, json!({})).await.fine();
    assert_eq!(answer.data("/publishDrafts/published"), &json!(3));
    assert_eq!(outcomes(&answer), ["PUBLISHED"; 3]);
    town.app.run_jobs().await;
    assert_eq!(pairs(&town).await, 3);
    assert_eq!(mails(&town).await, 6);
    let kinds =
        town.app.count("SELECT count(DISTINCT kind) AS count FROM cadre.mentoring_mail").await;
    assert_eq!(kinds, 2, "learners and mentors get different mails");
    assert_eq!(town.app.mails().await.len() - before, 6);
    assert_eq!(town.places("mia").await, (2, 2, 0));
    for draft in drafts(&town, &run).await.iter().filter(|draft| !draft["mentor"].is_null()) {
        assert!(draft["pairId"].is_string(), "{draft}");
    }

    let again = publish(&town, "cora", &run, json!({})).await.fine();
    assert_eq!(outcomes(&again), ["ALREADY_PUBLISHED"; 3]);
    let ids = |answer: &Value| -> Vec<Value> {
        let list = answer.as_array().expect("a list");
        list.iter().map(|one| one["pairId"].clone()).collect()
    };
    assert_eq!(
        ids(again.data("/publishDrafts/outcomes")),
        ids(answer.data("/publishDrafts/outcomes"))
    );
    town.app.run_jobs().await;
    assert_eq!((pairs(&town).await, mails(&town).await), (3, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_it_and_does_nothing() {
    let town = Town::build().await;
    let run = done(&town).await;
    let answer = publish(&town, "cora", &run, json!({ "dryRun": true })).await.fine();
    assert_eq!(outcomes(&answer), ["PUBLISHED"; 3]);
    assert_eq!(answer.data("/publishDrafts/dryRun"), &json!(true));
    let shown = answer.data("/publishDrafts/outcomes").as_array().expect("a list");
    assert!(shown.iter().all(|one| one["pairId"].is_null()), "{shown:?}");
    town.app.run_jobs().await;
    assert_eq!((pairs(&town).await, mails(&town).await), (0, 0));
    assert_eq!(town.places("mia").await, (2, 0, 0));
    let entries =
        "SELECT count(*) AS count FROM cadre.audit_entry WHERE action = 'drafts_published'";
    assert_eq!(town.app.count(entries).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_coordinators_at_once_ask_everybody_once() {
    let town = Town::build().await;
    let run = done(&town).await;
    town.person("cora").await;
    let answers = futures::join!(
        publish(&town, "cora", &run, json!({})),
        publish(&town, "cora", &run, json!({})),
        publish(&town, "cora", &run, json!({})),
        publish(&town, "cora", &run, json!({}))
    );
    let answers = [answers.0, answers.1, answers.2, answers.3].map(testkit::Response::fine);
    let made = |answer: &testkit::Response| answer.data("/publishDrafts/published").as_i64();
    assert_eq!(answers.iter().filter_map(made).sum::<i64>(), 3);
    for answer in &answers {
        let words = outcomes(answer);
        assert!(words == ["PUBLISHED"; 3] || words == ["ALREADY_PUBLISHED"; 3], "{words:?}");
    }
    town.app.run_jobs().await;
    assert_eq!((pairs(&town).await, mails(&town).await), (3, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_give_a_learner_one_pair() {
    let town = Town::build().await;
    let (first, second) = (done(&town).await, done(&town).await);
    town.person("cora").await;
    let (one, other) = futures::join!(
        publish(&town, "cora", &first, json!({})),
        publish(&town, "cora", &second, json!({}))
    );
    let mut words = [outcomes(&one.fine()), outcomes(&other.fine())].concat();
    words.sort();
    assert_eq!(words, [["HAS_OPEN_PAIR"; 3], ["PUBLISHED"; 3]].concat());
    town.app.run_jobs().await;
    assert_eq!((pairs(&town).await, mails(&town).await), (3, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_published_one_by_one() {
    let town = Town::build().await;
    let run = done(&town).await;
    let learner = learners_of(&town, &run, "max").await.remove(0);
    let answer = publish(&town, "cora", &run, json!({ "learnerIds": [learner] })).await.fine();
    assert_eq!(outcomes(&answer), ["PUBLISHED"]);
    town.app.run_jobs().await;
    assert_eq!((pairs(&town).await, mails(&town).await), (1, 2));

    let lines = drafts(&town, &run).await;
    let left = lines.iter().find(|draft| draft["mentor"].is_null()).expect("one is left");
    for nobody in [left["learner"]["id"].clone(), json!(town.id("mia").await.to_string())] {
        let refused = publish(&town, "cora", &run, json!({ "learnerIds": [nobody] })).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"]);
    }
    let none = publish(&town, "cora", &run, json!({ "learnerIds": [] })).await;
    assert_eq!(none.codes(), ["INVALID_INPUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_the_run_stops_its_draft_and_no_other() {
    let town = Town::build().await;
    let run = done(&town).await;
    let with_mia = learners_of(&town, &run, "mia").await;
    let max = json!({ "memberId": town.id("max").await.to_string() });
    give(&town, "admin", ("removeMember", "RemoveMemberInput"), max).await.fine();
    offer(&town, "mia", 1, 1).await;
    let answer = publish(&town, "cora", &run, json!({})).await.fine();
    assert_eq!(outcomes(&answer), ["LEFT", "NO_PLACE", "PUBLISHED"]);
    town.app.run_jobs().await;
    assert_eq!(pairs(&town).await, 1);
    assert_eq!(town.places("mia").await, (1, 1, 0));

    // The mentor of the learner who is still without became the learner's manager.
    let outcomes_of = answer.data("/publishDrafts/outcomes").as_array().expect("a list");
    let unplaced = outcomes_of.iter().find(|one| one["outcome"] == "NO_PLACE").expect("one");
    let learner = unplaced["learnerId"].as_str().expect("an id");
    assert!(with_mia.iter().any(|one| one == learner), "{learner}");
    let lines = drafts(&town, &run).await;
    let unplaced = lines.iter().find(|draft| draft["learner"]["id"] == learner).expect("a draft");
    manage(&town, unplaced["learner"]["name"].as_str().expect("a name"), "mia", Some("boss")).await;
    offer(&town, "mia", 2, 2).await;
    let again = publish(&town, "cora", &run, json!({ "learnerIds": [learner] })).await.fine();
    assert_eq!(outcomes(&again), ["EXCLUDED"]);
    assert_eq!(again.data("/publishDrafts/outcomes/0/rule"), &json!("REPORTING_LINE"));
    town.app.run_jobs().await;
    assert_eq!(pairs(&town).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_publishes_a_pair_of_their_own_nor_in_a_closed_cycle() {
    let town = Town::build().await;
    let run = done(&town).await;
    let cycle = town.cycle().await.to_string();
    let (max, cora) = (town.id("max").await.uuid(), town.id("cora").await.uuid());
    town.app
        .execute(&format!(
            "UPDATE cadre.match_draft SET mentor_id = '{cora}' WHERE mentor_id = '{max}'"
        ))
        .await;
    let answer = publish(&town, "cora", &run, json!({})).await.fine();
    assert_eq!(outcomes(&answer), ["OWN_PAIR", "PUBLISHED", "PUBLISHED"]);
    town.app.run_jobs().await;
    let input = json!({ "cycleId": cycle, "expectedVersion": 1 });
    give(&town, "cora", ("closeMatchingCycle", "CloseMatchingCycleInput"), input).await.fine();
    let refused = publish(&town, "cora", &run, json!({})).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    let document = "mutation($input: StartMatchingRunInput!) { startMatchingRun(input: $input) {
        alreadyRunning } }";
    let input = json!({ "cycleId": cycle, "objective": "FAIR" });
    let refused = town.gql("cora", document, json!({ "input": input })).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
}
