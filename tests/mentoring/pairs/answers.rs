//! Saying yes and no.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{DECLINE, Town, act, mails_to, open_escalations, published, remove, seen};

#[tokio::test(flavor = "multi_thread")]
async fn two_yeses_make_a_pair_and_take_a_place() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    assert_eq!(town.places("mia").await, (2, 1, 0));
    let answer = act(&town, "mia", "acceptPair", pair).await.fine();
    assert_eq!(answer.text("/acceptPair/pair/state"), "MENTOR_ACCEPTED");
    let of_ana = seen(&town, "ana", pair).await;
    assert_eq!(of_ana["answers"], json!({ "mine": null, "otherHasAnswered": true }));
    assert_eq!(of_ana["dueAt"], "2026-12-02T23:00:00+00:00");
    let answer = act(&town, "ana", "acceptPair", pair).await.fine();
    assert_eq!(answer.text("/acceptPair/pair/state"), "ACCEPTED");
    assert_eq!(town.places("mia").await, (2, 1, 1));
    // Said again, it changes nothing.
    for who in ["ana", "mia"] {
        let again = act(&town, who, "acceptPair", pair).await.fine();
        assert_eq!(again.text("/acceptPair/pair/state"), "ACCEPTED", "{who}");
    }
    let steps = format!(
        "SELECT count(*) AS count FROM cadre.pair_event WHERE pair_id = '{}' AND event = 'accept'",
        pair.uuid()
    );
    assert_eq!(town.app.count(&steps).await, 2);
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "said yes").await.len(), 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_in_time_until_the_last_day_is_over() {
    let town = Town::build().await;
    let (in_time, late) = (
        town.pair("ana", "mia", State::Proposed).await,
        town.pair("bo", "mia", State::MentorAccepted).await,
    );
    town.app.set_clock("2026-12-02T22:59:59Z");
    act(&town, "ana", "acceptPair", in_time).await.fine();
    town.app.set_clock("2026-12-02T23:00:00Z");
    let refused = act(&town, "bo", "acceptPair", late).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    let words = refused.body["errors"][0]["message"].as_str().expect("words");
    assert!(words.contains("time to answer"), "{words}");
    assert_eq!(town.state(late).await, State::Expired);
    assert_eq!(open_escalations(&town, late, "proposal_expired").await, 1);
    // A second later, and once more, the answer is the same.
    town.app.set_clock("2026-12-02T23:00:01Z");
    assert_eq!(act(&town, "bo", "acceptPair", late).await.codes(), ["CONFLICT"]);
    assert_eq!(open_escalations(&town, late, "proposal_expired").await, 1);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_gives_no_reason_to_the_other_and_counts_for_the_round() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    let input = json!({ "pairId": pair, "reason": "zebra: I know her family" });
    town.fine("mia", DECLINE, json!({ "input": input })).await;
    assert_eq!(town.state(pair).await, State::Declined);
    assert_eq!(town.places("mia").await, (2, 0, 0));
    assert_eq!(open_escalations(&town, pair, "mentor_wanted").await, 1);
    let of_ana = seen(&town, "ana", pair).await;
    assert!(!of_ana.to_string().contains("zebra"), "{of_ana:#}");
    assert_eq!(of_ana["declined"], Value::Null);
    let of_cora = seen(&town, "cora", pair).await;
    let expected = json!({ "by": "MENTOR", "reason": "zebra: I know her family" });
    assert_eq!(of_cora["declined"], expected);
    let ruled = "SELECT count(*) AS count FROM cadre.pair_ruling
                 WHERE ruling = 'forbid' AND origin = 'declined' AND made_by IS NULL";
    assert_eq!(town.app.count(ruled).await, 1);
    town.app.run_jobs().await;
    let letter = mails_to(&town, "ana", "not taken up").await;
    assert_eq!(letter.len(), 1);
    assert!(mails_to(&town, "mia", "not taken up").await.is_empty());
    for mail in town.app.mails().await {
        assert!(!mail.text.contains("zebra"), "{}", mail.text);
    }
    let logged =
        "SELECT count(*) AS count FROM cadre.audit_entry WHERE details::text LIKE '%zebra%'";
    assert_eq!(town.app.count(logged).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_declines_twice_in_a_round_is_brought_up_once() {
    let town = Town::build().await;
    for learner in ["ana", "bo"] {
        let pair = town.pair(learner, "mia", State::Proposed).await;
        town.fine("mia", DECLINE, json!({ "input": { "pairId": pair } })).await;
    }
    let told = "SELECT count(*) AS count FROM cadre.escalation WHERE kind = 'asked_too_often'";
    assert_eq!(town.app.count(told).await, 1);
    let pair = town.pair("cyd", "mia", State::Proposed).await;
    town.fine("mia", DECLINE, json!({ "input": { "pairId": pair } })).await;
    assert_eq!(town.app.count(told).await, 1);
    town.app.run_jobs().await;
}

/// The coordinator is told that a learner is without a mentor until there is another proposal.
#[tokio::test(flavor = "multi_thread")]
async fn who_lost_a_proposal_is_on_the_list_until_the_next_one() {
    let town = Town::build().await;
    let lost = town.pair("ana", "mia", State::Proposed).await;
    let other = town.pair("bo", "mia", State::Proposed).await;
    for (who, pair) in [("ana", lost), ("mia", other)] {
        town.fine(who, DECLINE, json!({ "input": { "pairId": pair } })).await;
        assert_eq!(open_escalations(&town, pair, "mentor_wanted").await, 1, "{who}");
    }
    let ana = town.id("ana").await.to_string();
    let answer = published(&town, json!({ "onlyLearnerId": ana })).await;
    assert_eq!(answer.data("/publishDrafts/published"), &json!(1));
    assert_eq!(open_escalations(&town, lost, "mentor_wanted").await, 0);
    assert_eq!(open_escalations(&town, other, "mentor_wanted").await, 1, "bo still has none");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_has_a_length() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    for reason in ["x".repeat(1_001), "\u{0}".to_owned()] {
        let input = json!({ "input": { "pairId": pair, "reason": reason } });
        let refused = town.gql("ana", DECLINE, input).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"]);
        let violation = &refused.body["errors"][0]["extensions"]["violations"][0];
        assert_eq!(violation["path"], "input.reason");
    }
    assert_eq!(town.state(pair).await, State::Proposed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_manager_makes_the_proposal_impossible() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::MentorAccepted).await;
    let (ana, mia) = (town.id("ana").await.uuid(), town.id("mia").await.uuid());
    let sql = format!("UPDATE cadre.member SET manager_id = '{mia}' WHERE id = '{ana}'");
    town.app.execute(&sql).await;
    let refused = act(&town, "ana", "acceptPair", pair).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    let words = refused.body["errors"][0]["message"].as_str().expect("words");
    assert!(words.contains("reporting line"), "{words}");
    assert_eq!(town.state(pair).await, State::Impossible);
    assert_eq!(town.places("mia").await, (2, 0, 0));
    assert_eq!(open_escalations(&town, pair, "impossible").await, 1);
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "has ended").await.len(), 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_who_has_left_is_no_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::MentorAccepted).await;
    remove(&town, "mia").await;
    for _ in 0..2 {
        let refused = act(&town, "ana", "acceptPair", pair).await;
        assert_eq!(refused.codes(), ["CONFLICT"]);
        let words = refused.body["errors"][0]["message"].as_str().expect("words");
        assert!(words.contains("has left"), "{words}");
    }
    assert_eq!(town.state(pair).await, State::Expired);
    town.app.run_jobs().await;
    assert!(mails_to(&town, "mia", "has ended").await.is_empty(), "who left gets no mail");
    assert_eq!(mails_to(&town, "ana", "has ended").await.len(), 1);
}
