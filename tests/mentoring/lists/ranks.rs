//! What learners rank, until when, and what it is worth.

use serde_json::{Value, json};

use super::super::town::Town;
use super::{faults, list, offer, rank, send, share, words};

#[tokio::test(flavor = "multi_thread")]
async fn ranks_count_in_the_score_in_their_order() {
    let town = Town::build().await;
    offer(&town, false).await;
    let (mia, max) = (town.id("mia").await, town.id("max").await);
    rank(&town, "ana", &["max", "mia"]).await.fine();
    assert_eq!(list(&town, "ana").await["ranks"], json!([max, mia]));
    assert_eq!(share(&town, "ana", "max", "PREFERENCE").await, 10_000);
    assert_eq!(share(&town, "ana", "mia", "PREFERENCE").await, 8_000);
    rank(&town, "ana", &["mia"]).await.fine();
    assert_eq!(list(&town, "ana").await["ranks"], json!([mia]), "in place of those before");
    assert_eq!(share(&town, "ana", "mia", "PREFERENCE").await, 10_000);
    assert_eq!(share(&town, "ana", "max", "PREFERENCE").await, 0, "not ranked by one who ranks");

    rank(&town, "ana", &[]).await.fine();
    assert_eq!(list(&town, "ana").await["ranks"], json!([]));
    let found = super::check(&town, "ana", "max").await;
    let parts = found["parts"].as_array().expect("a list");
    let left_out = parts.iter().find(|one| one["part"] == "PREFERENCE").expect("the part");
    assert_eq!(left_out["weightBasisPoints"], json!(0), "who ranks nobody loses nothing");
    assert_eq!(list(&town, "bo").await["ranks"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn ranks_are_of_the_own_list_each_once_and_five_at_most() {
    let town = Town::build().await;
    // Without a list there is no cycle to rank in.
    assert_eq!(rank(&town, "ana", &["mia"]).await.codes(), ["NOT_FOUND"]);
    let max = town.id("max").await.uuid();
    town.app
        .execute(&format!(
            "UPDATE cadre.mentor_profile SET is_open = false WHERE member_id = '{max}'"
        ))
        .await;
    offer(&town, false).await;
    for (mentors, path, code) in [
        (&["max"][..], "input.mentorIds.0", "NOT_ON_LIST"),
        (&["mia", "bo"][..], "input.mentorIds.1", "NOT_ON_LIST"),
        (&["mia", "mia@beta"][..], "input.mentorIds.1", "NOT_ON_LIST"),
        (&["mia", "mia"][..], "input.mentorIds.1", "REPEATED"),
        (&["mia", "max", "bo", "cyd", "dan", "boss"][..], "input.mentorIds", "TOO_MANY"),
    ] {
        let refused = rank(&town, "ana", mentors).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"], "{mentors:?}");
        assert_eq!(faults(&refused), [(path.to_owned(), code.to_owned())], "{mentors:?}");
    }
    assert_eq!(list(&town, "ana").await["ranks"], json!([]));
    for who in ["mia", "cora", "fatima", "admin", "boss"] {
        assert_eq!(rank(&town, who, &["mia"]).await.codes(), ["FORBIDDEN"], "{who}");
    }
    let foreign = json!({
        "cycleId": town.cycle_of(&town.beta).await, "mentorIds": [town.id("mia").await] });
    let refused = send(&town, "ana", "rankMentors", foreign, "shortList { ranks }").await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_moment_at_which_the_time_ends_is_too_late() {
    let town = Town::build().await;
    offer(&town, false).await;
    town.app.set_clock("2026-12-04T22:59:58Z");
    rank(&town, "ana", &["mia"]).await.fine();
    town.app.set_clock("2026-12-04T22:59:59Z");
    let late = rank(&town, "bo", &["mia"]).await;
    assert_eq!(late.codes(), ["CONFLICT"]);
    assert!(words(&late).contains("time to rank mentors is over"), "{}", words(&late));
    assert_eq!(rank(&town, "ana", &["max"]).await.codes(), ["CONFLICT"]);
    // What stands already may be said again.
    rank(&town, "ana", &["mia"]).await.fine();
    let kept = list(&town, "ana").await;
    assert_eq!(kept["ranks"], json!([town.id("mia").await]));
    assert_eq!(kept["takesRanks"], json!(false));
    assert_eq!(list(&town, "bo").await["ranks"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_ranks_in_the_round_that_is_open() {
    let town = Town::build().await;
    offer(&town, false).await;
    let cycle = town.cycle().await;
    let close = json!({ "cycleId": cycle, "expectedVersion": 1 });
    send(&town, "cora", "closeMatchingCycle", close, "alreadyClosed").await.fine();
    let input = json!({ "cycleId": cycle, "mentorIds": [town.id("mia").await] });
    let refused = send(&town, "ana", "rankMentors", input, "shortList { ranks }").await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    let entries = "SELECT count(*) AS count FROM cadre.audit_entry WHERE action = 'mentors_ranked'";
    assert_eq!(town.app.count(entries).await, 0);
    let still = list(&town, "ana").await;
    assert_ne!(still, Value::Null, "the list stays to be read");
    assert_eq!(still["takesRanks"], json!(false));
}
