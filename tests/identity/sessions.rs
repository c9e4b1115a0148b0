use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use testkit::{PASSWORD, Response, TestApp};

use super::{assert_unauthenticated, refresh, sign_in, viewer};

/// Access and refresh token of an answer.
fn pair(answer: &Response, command: &str) -> (String, String) {
    (
        answer.text(&format!("/{command}/session/accessToken")),
        answer.text(&format!("/{command}/session/refreshToken")),
    )
}

async fn signed_in(app: &TestApp, slug: &str) -> (String, String) {
    pair(&sign_in(app, &format!("admin@{slug}.example"), PASSWORD).await.fine(), "signIn")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_buys_the_next_pair_once_and_a_second_use_ends_the_session() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    app.organization("beta").await;
    let (first_access, first_refresh) = signed_in(&app, "alpha").await;
    let (other_access, _) = signed_in(&app, "alpha").await;
    let (beta_access, _) = signed_in(&app, "beta").await;

    let renewed = refresh(&app, &first_refresh).await.fine();
    let (access, second_refresh) = pair(&renewed, "refreshSession");
    assert_ne!(second_refresh, first_refresh);
    viewer(&app, &access).await.fine();
    viewer(&app, &first_access).await.fine();

    let reused = refresh(&app, &first_refresh).await;
    assert_eq!(reused.codes(), ["INVALID_CREDENTIALS"]);
    assert_unauthenticated(&viewer(&app, &access).await, "the newest access token");
    assert_unauthenticated(&viewer(&app, &first_access).await, "the first access token");
    assert_eq!(refresh(&app, &second_refresh).await, reused);
    assert_eq!(refresh(&app, "no token of ours").await, reused);
    viewer(&app, &other_access).await.fine();
    viewer(&app, &beta_access).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_refresh_at_once_exactly_one_wins() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (_, token) = signed_in(&app, "alpha").await;
    let answers = join_all((0..10).map(|_| refresh(&app, &token))).await;
    let won: Vec<&Response> = answers.iter().filter(|answer| answer.codes().is_empty()).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .filter(|answer| !answer.codes().is_empty())
            .all(|answer| answer.codes() == ["INVALID_CREDENTIALS"]
                && answer.body["data"]["refreshSession"].is_null()),
        "{answers:?}"
    );
    // Ten hands on one token look like theft, so the session of the winner is over too.
    let (access, next) = pair(won[0], "refreshSession");
    assert_unauthenticated(&viewer(&app, &access).await, "the winner");
    assert_eq!(refresh(&app, &next).await.codes(), ["INVALID_CREDENTIALS"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_acts_on_the_next_request() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (access, token) = signed_in(&app, "alpha").await;
    let (elsewhere, _) = signed_in(&app, "alpha").await;
    let out = app.request(Some(&access), "mutation { signOut { signedOut } }", json!({})).await;
    assert_eq!(out.fine().data("/signOut/signedOut"), &json!(true));
    assert_unauthenticated(&viewer(&app, &access).await, "after signing out");
    assert_eq!(refresh(&app, &token).await.codes(), ["INVALID_CREDENTIALS"]);
    viewer(&app, &elsewhere).await.fine();
    let nobody = app.request(None, "mutation { signOut { signedOut } }", json!({})).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unused_refresh_token_is_void_after_fourteen_days() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (_, in_time) = signed_in(&app, "alpha").await;
    let (_, late) = signed_in(&app, "alpha").await;
    app.advance(Duration::days(14) - Duration::seconds(1));
    refresh(&app, &in_time).await.fine();
    app.advance(Duration::seconds(1));
    assert_eq!(refresh(&app, &late).await.codes(), ["INVALID_CREDENTIALS"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_thirty_days_however_often_it_is_renewed() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (_, mut token) = signed_in(&app, "alpha").await;
    let mut access = String::new();
    for _ in 0..3 {
        app.advance(Duration::days(10) - Duration::seconds(20));
        let renewed = refresh(&app, &token).await.fine();
        (access, token) = pair(&renewed, "refreshSession");
        let until = renewed.text("/refreshSession/session/refreshExpiresAt");
        assert!(until.as_str() <= "2026-12-25T10:00:00+00:00", "{until} is beyond the session");
    }
    viewer(&app, &access).await.fine();
    app.advance(Duration::minutes(1));
    assert_unauthenticated(&viewer(&app, &access).await, "after thirty days");
    assert_eq!(refresh(&app, &token).await.codes(), ["INVALID_CREDENTIALS"]);
}
