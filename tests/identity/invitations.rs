use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use testkit::{PASSWORD, TestApp};

use super::{ACCEPT, accept, invitations, invite, sign_in, viewer};

const EMAIL: &str = "mia@alpha.example";
const OPEN: &str = "SELECT count(*) FROM identity.invitation WHERE accepted_at IS NULL";

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_the_mail_leads_into_the_organisation_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    invite(&app, &alpha.admin.token, "Mia@Alpha.example", &["MENTOR", "FACILITATOR"]).await;
    let tokens = invitations(&app, EMAIL).await;
    assert_eq!(tokens.len(), 1);
    let input = json!({ "token": tokens[0], "password": "mia's own password",
        "name": "Mia Żak", "timeZone": "Europe/Lisbon" });
    let accepted = app.request(None, ACCEPT, json!({ "input": input })).await.fine();
    app.run_jobs().await;
    let access = accepted.text("/acceptInvitation/session/accessToken");
    let me = viewer(&app, &access).await.fine();
    assert_eq!(me.text("/viewer/member/email"), EMAIL);
    assert_eq!(me.text("/viewer/member/name"), "Mia Żak");
    assert_eq!(me.text("/viewer/member/timeZone"), "Europe/Lisbon");
    assert_eq!(me.text("/viewer/member/joinedAt"), "2026-11-25T10:00:00+00:00");
    assert_eq!(me.text("/viewer/organization/id"), alpha.id.to_string());
    assert_eq!(me.data("/viewer/roles"), &json!(["FACILITATOR", "MENTOR"]));

    let again = accept(&app, &tokens[0], "mia's own password").await;
    assert_eq!(again.codes(), ["INVALID_CREDENTIALS"]);
    assert_eq!(accept(&app, "no token of ours", "mia's own password").await, again);
    sign_in(&app, EMAIL, "mia's own password").await.fine();
    // Nobody who has joined is invited again.
    invite(&app, &alpha.admin.token, EMAIL, &["SPONSOR"]).await;
    assert_eq!(invitations(&app, EMAIL).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_accept_at_once_exactly_one_gets_in() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    invite(&app, &alpha.admin.token, EMAIL, &["MENTOR"]).await;
    let token = invitations(&app, EMAIL).await.pop().expect("a mail");
    let passwords: Vec<String> = (0..8).map(|number| format!("password number {number}")).collect();
    let answers = join_all(passwords.iter().map(|password| accept(&app, &token, password))).await;
    app.run_jobs().await;
    let won: Vec<usize> =
        (0..answers.len()).filter(|index| answers[*index].codes().is_empty()).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    let mut opened = Vec::new();
    for (index, password) in passwords.iter().enumerate() {
        if sign_in(&app, EMAIL, password).await.codes().is_empty() {
            opened.push(index);
        }
    }
    assert_eq!(opened, won, "the winner's password is the account's");
    assert_eq!(app.count(OPEN).await, 1, "only that of the organisation's first admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_void_after_fourteen_days() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    for email in ["in-time@alpha.example", "late@alpha.example"] {
        invite(&app, &alpha.admin.token, email, &["MENTOR"]).await;
    }
    app.advance(Duration::days(14) - Duration::seconds(1));
    let in_time = invitations(&app, "in-time@alpha.example").await.remove(0);
    accept(&app, &in_time, PASSWORD).await.fine();
    app.advance(Duration::seconds(1));
    let late = invitations(&app, "late@alpha.example").await.remove(0);
    assert_eq!(accept(&app, &late, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    app.run_jobs().await;
    assert_eq!(app.count("SELECT count(*) FROM identity.account").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_opens_the_organisation_that_sent_it_and_no_other() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    invite(&app, &alpha.admin.token, EMAIL, &["MENTOR"]).await;
    invite(&app, &beta.admin.token, EMAIL, &["SPONSOR"]).await;
    let [of_alpha, of_beta] =
        <[String; 2]>::try_from(invitations(&app, EMAIL).await).expect("two mails");

    let accepted = accept(&app, &of_alpha, PASSWORD).await.fine();
    assert_eq!(accepted.text("/acceptInvitation/session/organizationId"), alpha.id.to_string());
    let me = viewer(&app, &accepted.text("/acceptInvitation/session/accessToken")).await.fine();
    assert_eq!(me.data("/viewer/roles"), &json!(["MENTOR"]));
    // Beta stays closed until its own invitation is accepted: there is one place to sign in to.
    let only = sign_in(&app, EMAIL, PASSWORD).await.fine();
    assert_eq!(only.text("/signIn/session/organizationId"), alpha.id.to_string());

    let accepted = accept(&app, &of_beta, PASSWORD).await.fine();
    assert_eq!(accepted.text("/acceptInvitation/session/organizationId"), beta.id.to_string());
    let me = viewer(&app, &accepted.text("/acceptInvitation/session/accessToken")).await.fine();
    assert_eq!(me.data("/viewer/roles"), &json!(["SPONSOR"]));
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_acceptance_does_not_use_the_invitation_up() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let beta = app.organization("beta").await;
    // Who has an account proves that it is theirs; the invitation never replaces the password.
    let email = "admin@alpha.example";
    invite(&app, &beta.admin.token, email, &["MENTOR"]).await;
    let token = invitations(&app, email).await.pop().expect("a mail");
    let open = app.count(OPEN).await;
    let wrong = accept(&app, &token, "a new password").await;
    assert_eq!(wrong.codes(), ["INVALID_CREDENTIALS"]);
    let short = accept(&app, &token, "short").await;
    assert_eq!(short.codes(), ["INVALID_INPUT"]);
    assert_eq!(short.body["errors"][0]["extensions"]["violations"][0]["code"], "PASSWORD_LENGTH");
    assert_eq!(app.count(OPEN).await, open);
    assert_eq!(sign_in(&app, email, "a new password").await.codes(), ["INVALID_CREDENTIALS"]);

    let accepted = accept(&app, &token, PASSWORD).await.fine();
    assert_eq!(accepted.text("/acceptInvitation/session/organizationId"), beta.id.to_string());
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_one_of_several_invitations_closes_the_others_of_that_place() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    invite(&app, &alpha.admin.token, EMAIL, &["MENTOR"]).await;
    app.advance(Duration::days(1));
    let admin = app.sign_in("alpha", "admin@alpha.example").await;
    invite(&app, &admin.token, EMAIL, &["SPONSOR"]).await;
    let [first, second] =
        <[String; 2]>::try_from(invitations(&app, EMAIL).await).expect("two mails");
    accept(&app, &second, PASSWORD).await.fine();
    assert_eq!(accept(&app, &first, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    app.run_jobs().await;
}
