//! Whole lives of pairs, through the API alone.

use chrono::Duration;
use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{
    DECLINE, FILE, Town, act, agreement, mails_to, meet, meet_as, published, seen, sign, tick,
    write,
};

/// The pair of a run, and the names of its two.
async fn first_pair(town: &Town) -> (PairId, String, String) {
    let answer = published(town, json!({})).await;
    let pair: PairId = answer.text("/publishDrafts/outcomes/0/pairId").parse().expect("an id");
    let of_cora = seen(town, "cora", pair).await;
    let name = |side: &str| of_cora[side]["name"].as_str().expect("a name").to_owned();
    (pair, name("learner"), name("mentor"))
}

async fn note(town: &Town, who: &str, pair: PairId, is_shared: bool, text: &str) {
    let document = "mutation($input: WriteNoteInput!) { writeNote(input: $input) { note { id } } }";
    let input = json!({ "pairId": pair, "isShared": is_shared, "text": text });
    town.fine(who, document, json!({ "input": input })).await;
}

async fn notes(town: &Town, who: &str, pair: PairId) -> Vec<String> {
    let document = "query($id: ID!) { mentoringNotes(pairId: $id) { edges { node { text } } } }";
    let answer = town.fine(who, document, json!({ "id": pair })).await;
    let edges = answer.data("/mentoringNotes/edges").as_array().expect("a list").clone();
    edges.iter().map(|edge| edge["node"]["text"].as_str().expect("a text").to_owned()).collect()
}

/// Answers the check after the second session.
async fn check(town: &Town, who: &str, pair: PairId, safe: i32) {
    let document = "mutation($input: AnswerHealthCheckInput!) {
        answerHealthCheck(input: $input) { checks { occasion } } }";
    let input = json!({ "pairId": pair, "occasion": "SECOND_SESSION", "meetsAsAgreed": 5,
        "safeToBeOpen": safe, "worksOnWhatMatters": 5, "useful": 5, "wouldGoOn": 5 });
    town.fine(who, document, json!({ "input": input })).await;
}

/// Both say yes and sign an agreement of two goals, one step after another by the clock too.
async fn agree(town: &Town, pair: PairId, learner: &str, mentor: &str) {
    let later = || town.app.advance(Duration::milliseconds(2));
    later();
    act(town, mentor, "acceptPair", pair).await.fine();
    later();
    act(town, learner, "acceptPair", pair).await.fine();
    later();
    let mut text = agreement(pair, 0);
    text["goals"] = json!([
        { "goal": "Outcomes with a baseline", "competencyCode": "C04" },
        { "goal": "One hard conversation a month" },
    ]);
    write(town, learner, text).await.fine();
    sign(town, learner, pair, 1).await.fine();
    sign(town, mentor, pair, 1).await.fine();
    later();
    assert_eq!(town.state(pair).await, State::AgreementSigned);
}

/// Two goals, two sessions, a check, two forms: and the mentor's place is free again.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_goes_well() {
    let town = Town::build().await;
    let (pair, learner, mentor) = first_pair(&town).await;
    let (places, held, _) = town.places(&mentor).await;
    assert!(held > 0);
    agree(&town, pair, &learner, &mentor).await;
    for day in ["2026-12-02", "2026-12-16"] {
        town.app.set_clock(&format!("{day}T12:00:00Z"));
        meet_as(&town, (&mentor, &learner), pair, &format!("{day}T10:00:00Z")).await;
        note(&town, &learner, pair, true, "zebra: what was said").await;
    }
    note(&town, &mentor, pair, false, "zebra: for myself").await;
    tick(&town).await;
    let of_cora = seen(&town, "cora", pair).await;
    assert_eq!((&of_cora["state"], &of_cora["sessionsHeld"]), (&json!("ACTIVE"), &json!(2)));
    assert!(!of_cora.to_string().contains("zebra"), "{of_cora:#}");
    for who in [&learner, &mentor] {
        assert_eq!(mails_to(&town, who, "Five short questions").await.len(), 1, "{who}");
        check(&town, who, pair, 5).await;
    }
    assert_eq!(town.state(pair).await, State::Active);

    act(&town, &mentor, "finishPair", pair).await.fine();
    let goal = seen(&town, &learner, pair).await["agreement"]["goals"][1]["id"].clone();
    let form = json!({ "input": {
        "pairId": pair, "wouldRenew": true, "thanks": "Thank you.", "reachedGoalIds": [goal] } });
    for who in [&learner, &mentor] {
        town.fine(who, FILE, form.clone()).await;
    }
    let over = seen(&town, &learner, pair).await;
    assert_eq!((&over["isOver"], &over["goalsReached"]), (&json!(true), &json!(1)));
    assert_eq!((&over["endsOn"], &over["sessionsHeld"]), (&json!("2027-02-26"), &json!(2)));
    assert_eq!(states(&over), LIFE);
    // The other proposals of the run were not answered, and have expired by now.
    assert_eq!(town.places(&mentor).await, (places, 0, 0));
    // What they wrote stays theirs.
    assert_eq!(notes(&town, &mentor, pair).await.len(), 3);
    assert_eq!(notes(&town, &learner, pair).await.len(), 2);
    town.app.run_jobs().await;
}

const LIFE: [&str; 7] =
    ["PROPOSED", "MENTOR_ACCEPTED", "ACCEPTED", "AGREEMENT_SIGNED", "ACTIVE", "CLOSING", "CLOSED"];

/// The states that a pair came to, in order.
fn states(pair: &Value) -> Vec<&Value> {
    pair["history"].as_array().expect("a list").iter().map(|one| &one["state"]).collect()
}

/// A proposal to somebody who is on leave until after its end would only expire.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_away_is_not_proposed_unless_asked_for() {
    let town = Town::build().await;
    let enter = "mutation($input: EnterAbsenceInput!) { enterAbsence(input: $input) {
        absence { id } } }";
    for (who, until) in [("ana", "2026-12-01"), ("cyd", "2026-12-02"), ("dan", "2026-12-24")] {
        let input = json!({ "startsOn": "2026-11-25", "endsOn": until });
        town.fine(who, enter, json!({ "input": input })).await;
    }
    let answer = published(&town, json!({})).await;
    assert_eq!(answer.data("/publishDrafts/published"), &json!(2));
    let outcomes = answer.data("/publishDrafts/outcomes").as_array().expect("a list").clone();
    let mut asked: Vec<Value> = outcomes.into_iter().map(|one| one["learnerId"].clone()).collect();
    asked.sort_by_key(ToString::to_string);
    let mut expected = [json!(town.id("ana").await), json!(town.id("bo").await)];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(asked, expected, "ana is back in time");
    let only = json!({ "onlyLearnerId": town.id("cyd").await });
    let answer = published(&town, only).await;
    assert_eq!(answer.data("/publishDrafts/published"), &json!(1));
    town.app.run_jobs().await;
}

/// A mentor says no: the learner reads no reason, and the next run proposes somebody else or nobody.
#[tokio::test(flavor = "multi_thread")]
async fn who_declined_is_not_proposed_again_in_the_round() {
    let town = Town::build().await;
    let (pair, learner, mentor) = first_pair(&town).await;
    town.fine(&mentor, DECLINE, json!({ "input": { "pairId": pair } })).await;
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, &learner, "not taken up").await.len(), 1);
    published(&town, json!({})).await;
    town.app.run_jobs().await;
    let again = format!(
        "SELECT count(*) AS count FROM cadre.pair p JOIN cadre.pair b ON b.id = '{}'
         WHERE p.learner_id = b.learner_id AND p.mentor_id = b.mentor_id AND p.id <> b.id",
        pair.uuid()
    );
    assert_eq!(town.app.count(&again).await, 0);
    let drafted = format!(
        "SELECT count(*) AS count FROM cadre.match_draft d JOIN cadre.pair b ON b.id = '{}'
         WHERE d.learner_id = b.learner_id AND d.mentor_id = b.mentor_id AND d.run_id <> b.run_id",
        pair.uuid()
    );
    assert_eq!(town.app.count(&drafted).await, 0);
}

/// A learner does not feel safe: the coordinator is told, talks with both, and lets them part. The
/// notes remain with their authors.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_does_not_fit_parts_without_blame() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    note(&town, "ana", pair, false, "zebra: hers alone").await;
    town.app.advance(chrono::Duration::minutes(1));
    note(&town, "mia", pair, true, "zebra: for both").await;
    town.app.set_clock("2026-11-30T12:00:00Z");
    meet(&town, pair, "2026-11-30T10:00:00Z").await;
    check(&town, "ana", pair, 2).await;
    assert_eq!(town.state(pair).await, State::RematchRequested);
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "A talk about").await.len(), 1, "{who}");
    }
    act(&town, "cora", "releaseForRematch", pair).await.fine();
    assert_eq!(seen(&town, "mia", pair).await["state"], "ENDED_EARLY");
    assert_eq!(notes(&town, "ana", pair).await, ["zebra: for both", "zebra: hers alone"]);
    assert_eq!(notes(&town, "mia", pair).await, ["zebra: for both"]);
    for mail in town.app.mails().await {
        let talk = mail.subject.contains("A talk about");
        assert!(!mail.text.contains("zebra"), "{}", mail.subject);
        assert!(!talk || !mail.text.contains("safe"), "{}", mail.subject);
    }
    town.app.run_jobs().await;
}
