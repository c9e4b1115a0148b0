//! Passwords that are changed, and sessions that end with it or all at once.

use serde_json::json;
use testkit::{PASSWORD, Response, TestApp};

use super::{accept, assert_unauthenticated, invitations, invite, refresh, sign_in, viewer};

const CHANGE: &str = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) {
    changed } }";
const EVERYWHERE: &str = "mutation { signOutEverywhere { signedOut } }";
const EMAIL: &str = "admin@alpha.example";
const NEW: &str = "another horse, another battery";

async fn change(app: &TestApp, token: &str, current: &str, new: &str) -> Response {
    let input = json!({ "currentPassword": current, "newPassword": new });
    app.request(Some(token), CHANGE, json!({ "input": input })).await
}

/// Access and refresh token of a new session in alpha.
async fn session(app: &TestApp) -> (String, String) {
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { session {
        accessToken refreshToken } } }";
    let input = json!({ "email": EMAIL, "password": PASSWORD, "organization": "alpha" });
    let answer = app.request(None, query, json!({ "input": input })).await.fine();
    (answer.text("/signIn/session/accessToken"), answer.text("/signIn/session/refreshToken"))
}

/// The admin of alpha as a member of beta too; the access token there.
async fn in_beta(app: &TestApp) -> String {
    let beta = app.organization("beta").await;
    invite(app, &beta.admin.token, EMAIL, &["SPONSOR"]).await;
    let token = invitations(app, EMAIL).await.pop().expect("a mail");
    let answer = accept(app, &token, PASSWORD).await.fine();
    app.run_jobs().await;
    answer.text("/acceptInvitation/session/accessToken")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_every_other_session_of_the_account() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let of_somebody_else = app.organization("gamma").await.admin.token;
    let in_beta = in_beta(&app).await;
    let (mine, my_refresh) = session(&app).await;
    let (stolen, stolen_refresh) = session(&app).await;

    let done = change(&app, &mine, PASSWORD, NEW).await.fine();
    assert_eq!(done.data("/changePassword/changed"), &json!(true));
    assert_unauthenticated(&viewer(&app, &stolen).await, "another session");
    assert_unauthenticated(&viewer(&app, &in_beta).await, "one in another organisation");
    assert_eq!(refresh(&app, &stolen_refresh).await.codes(), ["INVALID_CREDENTIALS"]);
    viewer(&app, &mine).await.fine();
    refresh(&app, &my_refresh).await.fine();
    viewer(&app, &of_somebody_else).await.fine();

    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    // Two organisations: the password is right, and one of them has to be named.
    assert_eq!(sign_in(&app, EMAIL, NEW).await.codes(), ["INVALID_INPUT"]);
    sign_in(&app, "admin@gamma.example", PASSWORD).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_session_is_no_way_to_guess_the_password() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (stolen, _) = session(&app).await;
    let (mine, _) = session(&app).await;
    for number in 0..10 {
        let guessed = change(&app, &stolen, &format!("guess {number}"), NEW).await;
        assert_eq!(guessed.codes(), ["INVALID_CREDENTIALS"]);
    }
    // Not even the right one is looked at, here and at sign-in.
    assert_eq!(change(&app, &stolen, PASSWORD, NEW).await.codes(), ["RATE_LIMITED"]);
    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await.codes(), ["RATE_LIMITED"]);
    viewer(&app, &mine).await.fine();
    app.advance(chrono::Duration::minutes(15));
    let (mine, _) = session(&app).await;

    let two = format!(
        "mutation {{ a: changePassword(input: {{ currentPassword: \"x\", newPassword: \"{NEW}\" }})
             {{ changed }}
         b: changePassword(input: {{ currentPassword: \"y\", newPassword: \"{NEW}\" }})
             {{ changed }} }}"
    );
    let batch = app.request(Some(&mine), &two, json!({})).await;
    assert_eq!(batch.codes(), ["LIMIT_EXCEEDED"], "guesses cannot be batched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_keeps_the_rules_and_the_asker_is_known() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let (mine, _) = session(&app).await;
    let before = app.count("SELECT count(*) FROM identity.sign_in_failure").await;
    for short in ["", "1234567", &"x".repeat(1025)] {
        let refused = change(&app, &mine, PASSWORD, short).await;
        assert_eq!(refused.codes(), ["INVALID_INPUT"]);
        let violation = &refused.body["errors"][0]["extensions"]["violations"][0];
        assert_eq!(violation["path"], "input.newPassword");
        assert_eq!(violation["code"], "PASSWORD_LENGTH");
    }
    assert_eq!(app.count("SELECT count(*) FROM identity.sign_in_failure").await, before);
    let input = json!({ "input": { "currentPassword": PASSWORD, "newPassword": NEW } });
    assert_eq!(app.request(None, CHANGE, input).await.codes(), ["UNAUTHENTICATED"]);
    sign_in(&app, EMAIL, PASSWORD).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_all_sessions_of_one_account() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let of_somebody_else = app.organization("gamma").await.admin.token;
    let in_beta = in_beta(&app).await;
    let (mine, my_refresh) = session(&app).await;
    let (other, other_refresh) = session(&app).await;
    let out = app.request(Some(&mine), EVERYWHERE, json!({})).await.fine();
    assert_eq!(out.data("/signOutEverywhere/signedOut"), &json!(true));
    for (token, what) in [(&mine, "this one"), (&other, "another"), (&in_beta, "in beta")] {
        assert_unauthenticated(&viewer(&app, token).await, what);
    }
    for token in [&my_refresh, &other_refresh] {
        assert_eq!(refresh(&app, token).await.codes(), ["INVALID_CREDENTIALS"]);
    }
    viewer(&app, &of_somebody_else).await.fine();
    let nobody = app.request(None, EVERYWHERE, json!({})).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
    session(&app).await;
}
