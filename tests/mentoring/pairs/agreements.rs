//! What the two agree on before they meet.

use mentoring::model::life::State;
use mentoring::model::pairs::agreement::CONFIDENTIALITY;
use serde_json::{Value, json};

use super::{Town, act, agreement, mails_to, open_escalations, seen, sign, tick_at, words, write};

#[tokio::test(flavor = "multi_thread")]
async fn both_sign_one_text_and_then_it_stands() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    let written = write(&town, "mia", agreement(pair, 0)).await.fine();
    assert_eq!(
        written.data("/writeAgreement/pair/agreement"),
        &json!({ "version": 1, "signedByMe": false, "signedByOther": false })
    );
    sign(&town, "ana", pair, 1).await.fine();
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "mia", "signed your agreement").await.len(), 1);
    assert!(mails_to(&town, "ana", "agreement").await.is_empty(), "who signs is not told of it");

    // Another text takes the signature back, and the one who had signed is told.
    let mut other = agreement(pair, 1);
    other["cadenceDays"] = json!(7);
    write(&town, "mia", other).await.fine();
    let of_ana = seen(&town, "ana", pair).await;
    assert_eq!(of_ana["agreement"]["signedByMe"], false);
    assert_eq!(of_ana["agreement"]["cadenceDays"], 7);
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "ana", "changed your agreement").await.len(), 1);
    let stale = sign(&town, "ana", pair, 1).await;
    assert_eq!(stale.codes(), ["CONFLICT"], "the text that was read is not the one there is");
    assert_eq!(write(&town, "ana", agreement(pair, 1)).await.codes(), ["CONFLICT"]);

    sign(&town, "ana", pair, 2).await.fine();
    let last = sign(&town, "mia", pair, 2).await.fine();
    assert_eq!(
        last.data("/signAgreement/pair"),
        &json!({ "state": "AGREEMENT_SIGNED", "endsOn": "2027-02-26" })
    );
    // Signed again, it changes nothing; written anew it cannot be any more.
    let again = sign(&town, "ana", pair, 2).await.fine();
    assert_eq!(again.text("/signAgreement/pair/state"), "AGREEMENT_SIGNED");
    let refused = write(&town, "ana", agreement(pair, 2)).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("shared note"), "{}", words(&refused));
    let signed = "SELECT count(*) AS count FROM cadre.pair_event
                  WHERE event IN ('sign_first', 'sign_last')";
    assert_eq!(town.app.count(signed).await, 3, "the first signature was taken back");
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "is signed").await.len(), 1, "{who}");
    }
}

/// Guide 6.6: confidentiality is part of what is signed, before and after.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_says_what_is_confidential() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    write(&town, "mia", agreement(pair, 0)).await.fine();
    let query = "query($id: ID!) { mentoringPair(id: $id) { agreement { confidentiality } } }";
    let read = async |who: &str| {
        let answer = town.fine(who, query, json!({ "id": pair })).await;
        answer.text("/mentoringPair/agreement/confidentiality").to_owned()
    };
    assert_eq!(read("ana").await, CONFIDENTIALITY);
    sign(&town, "ana", pair, 1).await.fine();
    sign(&town, "mia", pair, 1).await.fine();
    for who in ["ana", "mia"] {
        assert_eq!(read(who).await, CONFIDENTIALITY, "{who}");
    }
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_text_is_named() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    let mut given = agreement(pair, 0);
    given["goals"] = json!([{ "goal": " " }, { "goal": "Fine", "competencyCode": "C99" }]);
    given["cadenceDays"] = json!(61);
    given["sessionMinutes"] = json!(14);
    given["outOfBounds"] = json!("x".repeat(2_001));
    given["endsOn"] = json!("2026-11-25");
    let refused = write(&town, "ana", given).await;
    assert_eq!(refused.codes(), ["INVALID_INPUT"]);
    let violations = &refused.body["errors"][0]["extensions"]["violations"];
    let paths: Vec<&str> = violations
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(
        paths,
        [
            "input.goals.0.goal",
            "input.goals.1.competencyCode",
            "input.outOfBounds",
            "input.cadenceDays",
            "input.sessionMinutes",
            "input.endsOn",
        ]
    );
    for goals in [
        json!([]),
        json!([{ "goal": "One" }, { "goal": "Two" }, { "goal": "Three" },
        { "goal": "Four" }]),
    ] {
        let mut given = agreement(pair, 0);
        given["goals"] = goals;
        assert_eq!(write(&town, "ana", given).await.codes(), ["INVALID_INPUT"]);
    }
    assert_eq!(seen(&town, "ana", pair).await["agreement"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_nothing_to_agree_on_before_both_accepted_nor_for_others() {
    let town = Town::build().await;
    let offered = town.pair("ana", "mia", State::MenteeAccepted).await;
    let refused = write(&town, "ana", agreement(offered, 0)).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert_eq!(sign(&town, "ana", offered, 1).await.codes(), ["CONFLICT"]);
    let pair = town.pair("bo", "max", State::Accepted).await;
    assert_eq!(sign(&town, "bo", pair, 0).await.codes(), ["CONFLICT"], "nothing is written yet");
    for who in ["ana", "mia", "ana@beta", "max@beta"] {
        assert_eq!(write(&town, who, agreement(pair, 0)).await.codes(), ["NOT_FOUND"], "{who}");
        assert_eq!(sign(&town, who, pair, 1).await.codes(), ["NOT_FOUND"], "{who}");
    }
    for who in ["cora", "admin", "fatima"] {
        let refused = write(&town, who, agreement(pair, 0)).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
    }
    assert_eq!(seen(&town, "bo", pair).await["agreement"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_whose_last_day_is_over_is_not_signed() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    let mut given = agreement(pair, 0);
    given["endsOn"] = json!("2026-11-26");
    write(&town, "ana", given).await.fine();
    town.app.set_clock("2026-11-26T23:00:00Z");
    let refused = sign(&town, "ana", pair, 1).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("last day"), "{}", words(&refused));
    write(&town, "ana", agreement(pair, 1)).await.fine();
    sign(&town, "ana", pair, 2).await.fine();
    town.app.run_jobs().await;
}

/// The organisation makes the mentor the learner's manager while they write their agreement.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_be_a_pair_any_more_does_not_sign() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    write(&town, "ana", agreement(pair, 0)).await.fine();
    let (ana, mia) = (town.id("ana").await.uuid(), town.id("mia").await.uuid());
    let sql = format!("UPDATE cadre.member SET manager_id = '{mia}' WHERE id = '{ana}'");
    town.app.execute(&sql).await;
    let refused = sign(&town, "ana", pair, 1).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("reporting line"), "{}", words(&refused));
    let of_mia = seen(&town, "mia", pair).await;
    assert_eq!((&of_mia["state"], &of_mia["isOver"]), (&json!("IMPOSSIBLE"), &json!(false)));
    assert_eq!(of_mia["agreement"]["signedByOther"], false);
    assert_eq!(open_escalations(&town, pair, "impossible").await, 1);
    assert_eq!(town.places("mia").await, (2, 1, 1), "the place is hers until the pair is over");
    act(&town, "ana", "endPair", pair).await.fine();
    assert_eq!(open_escalations(&town, pair, "impossible").await, 0);
    town.app.run_jobs().await;
}

/// The mentor becomes the manager after the last day that was proposed, and before that of the text.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_the_text_counts_where_it_is_later() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    let change =
        "mutation($input: ChangeManagerInput!) { changeManager(input: $input) { alreadySo } }";
    let input = json!({ "memberId": town.id("ana").await, "managerId": town.id("mia").await,
        "expectedManagerId": town.id("boss").await, "effectiveOn": "2027-05-03" });
    town.fine("admin", change, json!({ "input": input })).await;
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Accepted, "until the end of March nothing changes");
    let mut given = agreement(pair, 0);
    given["endsOn"] = json!("2027-06-30");
    write(&town, "ana", given).await.fine();
    let refused = sign(&town, "mia", pair, 1).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(words(&refused).contains("reporting line"), "{}", words(&refused));
    assert_eq!(town.state(pair).await, State::Impossible);
    assert_eq!(seen(&town, "ana", pair).await["agreement"]["signedByOther"], false);
    town.app.run_jobs().await;
}

/// Who lets the agreement lie is reminded, warned, and then the pair ends by rule.
#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_nobody_signs_ends_the_pair_after_a_warning() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    tick_at(&town, "2026-12-06T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "A date with").await.len(), 1);
    tick_at(&town, "2026-12-24T08:00:00Z").await;
    assert_eq!(mails_to(&town, "mia", "Do you and").await.len(), 1);
    assert_eq!(open_escalations(&town, pair, "quiet").await, 1);
    let warning = town.app.mails().await.into_iter().find(|mail| mail.subject.contains("Do you"));
    let text = warning.expect("a warning").text;
    assert!(text.contains("ends by itself after Wednesday, 6 January"), "{text}");
    tick_at(&town, "2027-01-06T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::Accepted);
    tick_at(&town, "2027-01-06T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::EndedEarly);
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);
    assert_eq!(open_escalations(&town, pair, "closed_by_rule").await, 1);
    assert_eq!(town.places("mia").await, (2, 0, 0));
    tick_at(&town, "2027-01-07T08:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "has ended").await.len(), 1, "{who}");
    }
}
