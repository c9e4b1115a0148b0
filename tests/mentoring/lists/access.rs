//! Who reads and does what here, and that ids of another organisation are as good as none.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{CHECK, LIST, offer, rules, send};

#[tokio::test(flavor = "multi_thread")]
async fn rounds_and_checks_are_for_coordinators() {
    let town = Town::build().await;
    let cycle = town.cycle().await;
    let pair = json!({
        "cycleId": cycle, "learnerId": town.id("ana").await, "mentorId": town.id("mia").await });
    let reads = [
        ("{ matchingCycles { edges { node { id } } } }", json!({})),
        ("query($id: ID!) { matchingCycle(id: $id) { id } }", json!({ "id": cycle })),
        (
            "query($id: ID!) { pairRulings(cycleId: $id) { edges { node { ruling } } } }",
            json!({ "id": cycle }),
        ),
        (CHECK, pair),
    ];
    let close = json!({ "cycleId": cycle, "expectedVersion": 1 });
    let lists = json!({ "cycleId": cycle, "dryRun": true });
    for (read, variables) in &reads {
        town.fine("cora", read, variables.clone()).await;
    }
    for who in ["admin", "fatima", "boss", "ana", "mia"] {
        for (read, variables) in &reads {
            let refused = town.gql(who, read, variables.clone()).await;
            assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}: {read}");
        }
        let refused = send(&town, who, "closeMatchingCycle", close.clone(), "alreadyClosed").await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
        let refused = send(&town, who, "offerShortLists", lists.clone(), "offered").await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
    }
    for (read, variables) in &reads[1..] {
        let foreign = town.gql("cora@beta", read, variables.clone()).await;
        assert_eq!(foreign.codes(), ["NOT_FOUND"], "{read}");
    }
    for (command, input, answer) in
        [("closeMatchingCycle", close, "alreadyClosed"), ("offerShortLists", lists, "offered")]
    {
        let foreign = send(&town, "cora@beta", command, input, answer).await;
        assert_eq!(foreign.codes(), ["NOT_FOUND"], "{command}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_id_of_a_check_is_of_the_organisation_and_of_the_round() {
    let town = Town::build().await;
    let (cycle, theirs) = (town.cycle().await, town.cycle_of(&town.beta).await);
    let given = |cycle: Value, learner: Value, mentor: Value| json!({ "cycleId": cycle, "learnerId": learner, "mentorId": mentor });
    let (ana, mia) = (json!(town.id("ana").await), json!(town.id("mia").await));
    for wrong in [
        given(json!(theirs), ana.clone(), mia.clone()),
        given(json!(cycle), json!(town.id("ana@beta").await), mia.clone()),
        given(json!(cycle), ana.clone(), json!(town.id("mia@beta").await)),
        given(json!(cycle), json!(town.id("boss").await), mia.clone()),
        given(json!(cycle), ana.clone(), json!(town.id("fatima").await)),
    ] {
        let refused = town.gql("cora", CHECK, wrong.clone()).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{wrong}");
    }
    town.fine("cora", CHECK, given(json!(cycle), ana, mia)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_list_is_its_learners_alone() {
    let town = Town::build().await;
    offer(&town, false).await;
    let cycle = json!({ "cycleId": town.cycle().await });
    town.fine("ana", LIST, cycle.clone()).await.data("/myShortList");
    for who in ["mia", "cora", "admin", "fatima", "boss"] {
        assert_eq!(town.gql(who, LIST, cycle.clone()).await.codes(), ["FORBIDDEN"], "{who}");
    }
    let foreign = town.fine("ana@beta", LIST, cycle).await;
    assert_eq!(foreign.body["data"]["myShortList"], Value::Null);
}

/// It would tell what the other side keeps private: a block, the level, the ranks.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_checks_a_pair_of_their_own() {
    let town = Town::build().await;
    let cycle = town.cycle().await;
    for who in ["ana", "mia"] {
        town.let_coordinate(who).await;
    }
    let block = json!({ "memberId": town.id("mia").await, "blocked": true });
    send(&town, "ana", "setMentoringBlock", block, "changed").await.fine();
    let pair = async |learner: &str, mentor: &str| {
        let (learner, mentor) = (town.id(learner).await, town.id(mentor).await);
        json!({ "cycleId": cycle, "learnerId": learner, "mentorId": mentor })
    };
    for who in ["ana", "mia"] {
        let own = town.gql(who, CHECK, pair("ana", "mia").await).await;
        assert_eq!(own.codes(), ["FORBIDDEN"], "{who}");
        // As good as an id of nobody here.
        let foreign = town.gql("mia", CHECK, pair("ana@beta", "mia").await).await;
        assert_eq!(foreign.codes(), own.codes());
        town.fine(who, CHECK, pair("bo", "max").await).await;
    }
    assert_eq!(rules(&town, "ana", "mia").await, ["PRIVATE"]);
    town.app.run_jobs().await;
}

/// Who was offered nobody does not learn by the figures who asked not to be matched with them.
#[tokio::test(flavor = "multi_thread")]
async fn of_oneself_an_offer_of_lists_gives_no_reasons() {
    let town = Town::build().await;
    town.let_coordinate("ana").await;
    for mentor in ["mia", "max"] {
        let block = json!({ "memberId": town.id("ana").await, "blocked": true });
        send(&town, mentor, "setMentoringBlock", block, "changed").await.fine();
    }
    let input = json!({ "cycleId": town.cycle().await, "dryRun": true });
    let answer = "withoutCards { member { name } reasons { mentors against { rule } } }";
    let of_cora = send(&town, "cora", "offerShortLists", input.clone(), answer).await.fine();
    let reason = json!({ "mentors": 2, "against": { "rule": "PRIVATE" } });
    assert_eq!(
        of_cora.data("/offerShortLists/withoutCards"),
        &json!([{ "member": { "name": "ana" }, "reasons": [reason] }])
    );
    let of_ana = send(&town, "ana", "offerShortLists", input, answer).await.fine();
    assert_eq!(
        of_ana.data("/offerShortLists/withoutCards"),
        &json!([{ "member": { "name": "ana" }, "reasons": [] }])
    );
    town.app.run_jobs().await;
}
