use serde_json::json;
use testkit::{PASSWORD, TestApp};

use super::{SIGN_IN, accept, invitations, invite, sign_in, viewer};

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session_in_ones_own_organisation() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let session = sign_in(&app, "admin@beta.example", PASSWORD).await.fine();
    assert_eq!(session.text("/signIn/session/accessExpiresAt"), "2026-11-25T10:10:00+00:00");
    assert_eq!(session.text("/signIn/session/refreshExpiresAt"), "2026-12-09T10:00:00+00:00");
    assert_eq!(session.text("/signIn/session/organizationId"), beta.id.to_string());
    let me = viewer(&app, &session.text("/signIn/session/accessToken")).await.fine();
    assert_eq!(me.text("/viewer/member/email"), "admin@beta.example");
    assert_eq!(me.text("/viewer/organization/name"), "Organisation beta");
    assert_eq!(me.data("/viewer/roles"), &json!(["ADMIN"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_people_get_the_same_refusal() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let wrong = sign_in(&app, "admin@alpha.example", "not the password").await;
    assert_eq!(wrong.codes(), ["INVALID_CREDENTIALS"]);
    assert!(wrong.body["data"]["signIn"].is_null());
    for unknown in ["nobody@alpha.example", "admin@beta.example", "no address", "a\0b", ""] {
        assert_eq!(sign_in(&app, unknown, "not the password").await, wrong, "{unknown}");
    }
    // Also somebody who was invited and has not joined has no password yet.
    let alpha = sign_in(&app, "admin@alpha.example", PASSWORD).await.fine();
    let admin = alpha.text("/signIn/session/accessToken");
    invite(&app, &admin, "late@alpha.example", &["MENTOR"]).await;
    assert_eq!(sign_in(&app, "late@alpha.example", PASSWORD).await, wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn letter_case_and_space_around_an_address_do_not_matter_but_those_of_a_password_do() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    for email in ["ADMIN@alpha.example", "Admin@Alpha.Example", " admin@alpha.example "] {
        sign_in(&app, email, PASSWORD).await.fine();
    }
    for password in [PASSWORD.to_uppercase(), format!("{PASSWORD} "), String::new()] {
        let refused = sign_in(&app, "admin@alpha.example", &password).await;
        assert_eq!(refused.codes(), ["INVALID_CREDENTIALS"], "{password:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_several_names_one_and_learns_their_slugs_only_by_the_right_password() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let beta = app.organization("beta").await;
    app.organization("gamma").await;
    let email = "admin@alpha.example";
    invite(&app, &beta.admin.token, email, &["SPONSOR"]).await;
    let token = invitations(&app, email).await.pop().expect("a mail");
    accept(&app, &token, PASSWORD).await.fine();
    app.run_jobs().await;

    let wrong = sign_in(&app, email, "not the password").await;
    assert_eq!(wrong.codes(), ["INVALID_CREDENTIALS"]);
    assert!(!wrong.body.to_string().contains("beta"), "{}", wrong.body);

    let unnamed = sign_in(&app, email, PASSWORD).await;
    assert_eq!(unnamed.codes(), ["INVALID_INPUT"]);
    let violation = &unnamed.body["errors"][0]["extensions"]["violations"][0];
    assert_eq!(violation["code"], "ORGANIZATION_REQUIRED");
    assert_eq!(violation["path"], "input.organization");
    let words = violation["message"].as_str().expect("words");
    assert!(words.contains("alpha, beta") && !words.contains("gamma"), "{words}");

    let named = |slug: &str, password: &str| {
        let input = json!({ "email": email, "password": password, "organization": slug });
        let variables = json!({ "input": input });
        let app = &app;
        async move { app.request(None, SIGN_IN, variables).await }
    };
    let in_beta = named("beta", PASSWORD).await.fine();
    assert_eq!(in_beta.text("/signIn/session/organizationId"), beta.id.to_string());
    assert_eq!(named("beta", "not the password").await.codes(), ["INVALID_CREDENTIALS"]);
    // One that exists and one that does not are told apart by nothing.
    let elsewhere = named("gamma", PASSWORD).await;
    assert_eq!(
        elsewhere.body["errors"][0]["extensions"]["violations"][0]["code"],
        "ORGANIZATION_UNKNOWN"
    );
    assert_eq!(named("delta", PASSWORD).await, elsewhere);
}
