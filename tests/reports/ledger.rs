//! The ledger of reports, as admins read it.

use kernel::{CohortId, Role};
use serde_json::{Value, json};
use testkit::{Organization, SmtpPeer, TestApp};
use uuid::Uuid;

use super::support::{
    MONDAY, TUESDAY, app_and_peer, entries, house, ledger_page, send_now, set_stopped, today,
};

fn names(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["readerName"].as_str().expect("a name")).collect()
}

/// One digest in each state: of ana sent, of bo refused, of cy waiting, of dee stopped.
async fn in_all_states(app: &TestApp, peer: &SmtpPeer) -> (Organization, CohortId) {
    let (alpha, cohort) = house(app, "alpha", &["ana", "bo", "cy", "dee"]).await;
    let dee = app.join(&alpha, "dee").await;
    peer.plan(&json!([
        { "to": "bo@", "action": "550" },
        { "to": "cy@", "action": "451" },
        { "to": "dee@", "action": "451", "times": 1 },
    ]));
    send_now(app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    app.run_jobs().await;
    set_stopped(app, &dee, "LEARNER_DIGEST", true).await;
    app.hurry_jobs().await;
    app.run_jobs().await;
    (alpha, cohort)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_says_what_became_of_each_report() {
    let (app, peer) = app_and_peer().await;
    let (alpha, cohort) = in_all_states(&app, &peer).await;
    let (_, in_beta) = house(&app, "beta", &["zed"]).await;
    let page = async |more: Value| {
        let answer = ledger_page(&app, &alpha.admin, cohort, more).await.fine();
        entries(&answer)
    };
    let all = page(json!({})).await;
    assert_eq!(all.len(), 4, "four readers, nobody of beta: {all:?}");
    for (name, state, attempts, reason) in [
        ("ana", "SENT", 1, None),
        ("bo", "FAILED", 1, Some("no such user")),
        ("cy", "QUEUED", 2, Some("not now")),
        ("dee", "STOPPED", 2, None),
    ] {
        let entry = all.iter().find(|entry| entry["readerName"] == name).expect("an entry");
        assert_eq!((&entry["state"], &entry["attempts"]), (&json!(state), &json!(attempts)));
        assert_eq!(entry["sentAt"].is_string(), state == "SENT", "{entry}");
        let said = entry["lastError"].as_str();
        match reason {
            Some(words) => assert!(said.is_some_and(|said| said.contains(words)), "{entry}"),
            None => assert_eq!(said, None, "{entry}"),
        }
        assert!(!entry.to_string().contains("@alpha.example"), "no address: {entry}");
        let narrowed = page(json!({ "filter": { "state": state } })).await;
        assert_eq!(names(&narrowed), [name]);
    }
    assert_eq!(page(json!({ "filter": { "kind": "MANAGER_NOTE" } })).await.len(), 0);
    assert_eq!(page(json!({ "filter": { "kind": "LEARNER_DIGEST" } })).await.len(), 4);
    let foreign = ledger_page(&app, &alpha.admin, in_beta, json!({})).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);

    // The one that waits goes out as soon as the server takes it.
    peer.plan(&json!([]));
    app.hurry_jobs().await;
    app.run_jobs().await;
    assert_eq!(names(&page(json!({ "filter": { "state": "QUEUED" } })).await), [""; 0]);
    assert_eq!(page(json!({ "filter": { "state": "SENT" } })).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_ledger_join_without_gap_or_repeat_newest_first() {
    let app = TestApp::start().await;
    let (alpha, cohort) = house(&app, "alpha", &["ana", "bo", "cy"]).await;
    house(&app, "beta", &["zed"]).await;
    app.tick_reports_at(MONDAY).await;
    app.tick_reports_at(TUESDAY).await;
    let admin = today(&app, &alpha).await.admin;
    let whole = entries(&ledger_page(&app, &admin, cohort, json!({})).await.fine());
    assert_eq!(whole.len(), 4);
    assert_eq!((&whole[0]["kind"], names(&whole)[0]), (&json!("MANAGER_NOTE"), "manager"));

    let mut walked = Vec::new();
    let mut after = Value::Null;
    for more in [true, true, true, false] {
        let page = json!({ "first": 1, "after": after });
        let answer = ledger_page(&app, &admin, cohort, page).await.fine();
        walked.extend(entries(&answer));
        let info = answer.data("/reportDeliveries/pageInfo");
        assert_eq!(info["hasNextPage"], more, "after {} entries", walked.len());
        after = info["endCursor"].clone();
    }
    assert_eq!(walked, whole);
    let beyond = ledger_page(&app, &admin, cohort, json!({ "after": after })).await.fine();
    assert_eq!(entries(&beyond).len(), 0);
    for wrong in [json!({ "first": 0 }), json!({ "first": 101 }), json!({ "after": "nonsense" })] {
        let answer = ledger_page(&app, &admin, cohort, wrong).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"], "{:#}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_for_admins_of_the_organisation() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[&fatima]).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    let ana = app.join(&alpha, "ana").await;
    let manager = app.join(&alpha, "manager").await;
    let (beta, _) = house(&app, "beta", &["zed"]).await;
    send_now(&app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    app.run_jobs().await;
    for person in [&fatima, &ana, &manager] {
        let answer = ledger_page(&app, person, cohort, json!({})).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{:#}", answer.body);
    }
    let foreign = ledger_page(&app, &beta.admin, cohort, json!({})).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);
    let random = CohortId::from(Uuid::from_u128(7));
    assert_eq!(foreign, ledger_page(&app, &beta.admin, random, json!({})).await);
    let own = ledger_page(&app, &alpha.admin, cohort, json!({})).await.fine();
    assert_eq!(names(&entries(&own)), ["ana"]);
}
