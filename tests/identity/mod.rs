//! Who signs in, for how long, and who does not.

mod attempts;
mod bootstrap;
mod first_admin;
mod idempotency;
mod invitations;
mod isolation;
mod moment;
mod own_team;
mod passwords;
mod refused_mails;
mod removal;
mod resending;
mod sessions;
mod sign_in;
mod tokens;

use serde_json::json;
use testkit::{Response, TestApp};

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { session {
    accessToken accessExpiresAt refreshToken refreshExpiresAt organizationId memberId } } }";
const REFRESH: &str = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
    session { accessToken refreshToken refreshExpiresAt organizationId memberId } } }";
const ACCEPT: &str = "mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
    session { accessToken organizationId memberId } } }";
const INVITE: &str = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) {
    member { id name email joinedAt } } }";
const VIEWER: &str =
    "{ viewer { member { id name email timeZone joinedAt } organization { id name }
    roles } }";

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Response {
    app.request(None, SIGN_IN, json!({ "input": { "email": email, "password": password } })).await
}

async fn refresh(app: &TestApp, token: &str) -> Response {
    app.request(None, REFRESH, json!({ "input": { "refreshToken": token } })).await
}

async fn accept(app: &TestApp, token: &str, password: &str) -> Response {
    app.request(None, ACCEPT, json!({ "input": { "token": token, "password": password } })).await
}

async fn viewer(app: &TestApp, token: &str) -> Response {
    app.request(Some(token), VIEWER, json!({})).await
}

/// Refused as nobody that we know, with nothing answered.
#[track_caller]
fn assert_unauthenticated(answer: &Response, what: &str) {
    assert_eq!(answer.status, 401, "{what}: {:#}", answer.body);
    assert_eq!(answer.codes(), ["UNAUTHENTICATED"], "{what}");
    assert!(answer.body.get("data").is_none(), "{what}: {:#}", answer.body);
}

/// Invites through the API as somebody's admin and lets the mail go out.
async fn invite(app: &TestApp, admin: &str, email: &str, roles: &[&str]) {
    let input = json!({ "email": email, "name": "Invited", "roles": roles });
    app.request(Some(admin), INVITE, json!({ "input": input })).await.fine();
    app.run_jobs().await;
}

/// The tokens of all invitations in the mailbox that went to an address, oldest first.
async fn invitations(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mails().await;
    let to_them = mails.iter().filter(|mail| mail.to.address == email);
    to_them.map(|mail| token_in(&mail.text)).collect()
}

fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("http://cadre.test/invitation?token=").expect("a link");
    let is_part = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    rest.chars().take_while(is_part).collect()
}
