//! Who is removed is out, and what they learned stays.

use chrono::Duration;
use futures::future::join;
use kernel::{MemberId, Role};
use serde_json::json;
use testkit::{Organization, PASSWORD, Person, Response, TestApp};

use super::{accept, assert_unauthenticated, invitations, invite, refresh, sign_in, viewer};

const REMOVE: &str = "mutation($input: RemoveMemberInput!) { removeMember(input: $input) {
    member { id leftAt } } }";
/// Monday 07:30 in Warsaw, when learners are written to.
const MONDAY: &str = "2026-11-30T06:30:00Z";
/// The day after it, when managers are.
const TUESDAY: &str = "2026-12-01T06:30:00Z";
const A_FORTNIGHT_LATER: &str = "2026-12-15T06:30:00Z";

async fn remove(app: &TestApp, token: &str, id: MemberId) -> Response {
    app.request(Some(token), REMOVE, json!({ "input": { "memberId": id.to_string() } })).await
}

async fn removed(app: &TestApp, organization: &Organization, id: MemberId) {
    let slug = &organization.slug;
    let admin = app.sign_in(slug, &format!("admin@{slug}.example")).await;
    remove(app, &admin.token, id).await.fine();
}

async fn id_of(app: &TestApp, email: &str) -> MemberId {
    let sql = format!("SELECT id::text AS text FROM cadre.member WHERE email = '{email}'");
    let id: uuid::Uuid = app.text(&sql).await.expect("a member").parse().expect("an id");
    id.into()
}

async fn mails_to(app: &TestApp, email: &str) -> usize {
    app.mails().await.iter().filter(|mail| mail.to.address == email).count()
}

/// Ana learns under a manager, in a run that fatima facilitates.
async fn house(app: &TestApp) -> (Organization, Person, Person) {
    let alpha = app.organization("alpha").await;
    let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[&fatima]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    let ana = app.join(&alpha, "ana").await;
    (alpha, fatima, ana)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_removed_by_strangers_by_those_who_may_not_or_by_themselves() {
    let app = TestApp::start().await;
    let (alpha, fatima, ana) = house(&app).await;
    let beta = app.organization("beta").await;
    let foreign = remove(&app, &beta.admin.token, ana.member_id).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);
    let random = app.app.services.sources.new_id();
    assert_eq!(remove(&app, &beta.admin.token, random).await, foreign);
    for person in [&fatima, &ana] {
        let refused = remove(&app, &person.token, alpha.admin.member_id).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"]);
    }
    let oneself = remove(&app, &alpha.admin.token, alpha.admin.member_id).await;
    assert_eq!(oneself.codes(), ["CONFLICT"]);
    for person in [&alpha.admin, &fatima, &ana] {
        viewer(&app, &person.token).await.fine();
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.member WHERE left_at IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_who_remove_each_other_at_once_leave_one() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let other = app.member(&alpha, "other", &[Role::Admin]).await;
    let (first, second) = join(
        remove(&app, &alpha.admin.token, other.member_id),
        remove(&app, &other.token, alpha.admin.member_id),
    )
    .await;
    let served = [&first, &second].iter().filter(|answer| answer.codes().is_empty()).count();
    assert_eq!(served, 1, "{first:?} {second:?}");
    let admins = "SELECT count(*) FROM cadre.member_role WHERE role = 'admin'";
    assert_eq!(app.count(admins).await, 1);
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_ends_at_once_here_and_nowhere_else_and_records_stay() {
    let app = TestApp::start().await;
    let (alpha, fatima, ana) = house(&app).await;
    let beta = app.organization("beta").await;
    let email = "ana@alpha.example";
    invite(&app, &beta.admin.token, email, &["SPONSOR"]).await;
    let token = invitations(&app, email).await.pop().expect("a mail");
    let in_beta = accept(&app, &token, PASSWORD).await.fine();
    app.run_jobs().await;
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { session {
        refreshToken } } }";
    let input = json!({ "email": email, "password": PASSWORD, "organization": "alpha" });
    let session = app.request(None, query, json!({ "input": input })).await.fine();

    let answer = remove(&app, &alpha.admin.token, ana.member_id).await.fine();
    assert_eq!(answer.text("/removeMember/member/leftAt"), "2026-11-25T10:00:00+00:00");
    // Before any job ran.
    assert_unauthenticated(&viewer(&app, &ana.token).await, "whoever was removed");
    let renewed = refresh(&app, &session.text("/signIn/session/refreshToken")).await;
    assert_eq!(renewed.codes(), ["INVALID_CREDENTIALS"]);
    viewer(&app, &in_beta.text("/acceptInvitation/session/accessToken")).await.fine();
    let only = sign_in(&app, email, PASSWORD).await.fine();
    assert_eq!(only.text("/signIn/session/organizationId"), beta.id.to_string());
    app.run_jobs().await;

    // The same again changes nothing, and what was learned is there.
    let again = remove(&app, &alpha.admin.token, ana.member_id).await;
    assert_eq!(again, answer);
    let board = "{ cohorts { edges { node { board { rows { learner { name } } } } } } }";
    let seen = app.request(Some(&fatima.token), board, json!({})).await.fine();
    assert!(seen.body.to_string().contains("\"ana\""), "{:#}", seen.body);
    assert_eq!(app.count("SELECT count(*) FROM cadre.enrolment").await, 2);
    let entries = "SELECT count(*) FROM cadre.audit_entry WHERE action = 'member_removed'";
    assert_eq!(app.count(entries).await, 1);

    // Roles that were given go with the person.
    remove(&app, &alpha.admin.token, fatima.member_id).await.fine();
    let roles = "SELECT count(*) FROM cadre.member_role WHERE role = 'facilitator'";
    assert_eq!(app.count(roles).await, 0);
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_gets_no_report_and_nobody_gets_one_about_them() {
    let app = TestApp::start().await;
    let (alpha, _, ana) = house(&app).await;
    let manager = id_of(&app, "manager@alpha.example").await;
    removed(&app, &alpha, ana.member_id).await;
    let before = [
        mails_to(&app, "ana@alpha.example").await,
        mails_to(&app, "bo@alpha.example").await,
        mails_to(&app, "manager@alpha.example").await,
    ];
    app.tick_reports_at(MONDAY).await;
    assert_eq!(mails_to(&app, "ana@alpha.example").await, before[0]);
    assert_eq!(mails_to(&app, "bo@alpha.example").await, before[1] + 1);
    app.tick_reports_at(TUESDAY).await;
    let mails = app.mails().await;
    let note = mails.iter().rfind(|mail| mail.to.address == "manager@alpha.example");
    let subject = note.map(|mail| mail.subject.as_str());
    assert_eq!(subject, Some("bo: one question to ask this fortnight"));
    assert_eq!(mails_to(&app, "manager@alpha.example").await, before[2] + 1);

    removed(&app, &alpha, manager).await;
    app.tick_reports_at(A_FORTNIGHT_LATER).await;
    assert_eq!(mails_to(&app, "manager@alpha.example").await, before[2] + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_wait_for_somebody_who_is_removed_do_not_go_out() {
    let app = TestApp::start().await;
    let (alpha, _, ana) = house(&app).await;
    let input = json!({ "email": "mia@alpha.example", "name": "Mia", "roles": ["MENTOR"] });
    let admin = Some(alpha.admin.token.as_str());
    app.request(admin, super::INVITE, json!({ "input": input })).await.fine();
    let cohort = app
        .text("SELECT id::text AS text FROM cadre.cohort")
        .await
        .and_then(|id| id.parse::<uuid::Uuid>().ok())
        .map(kernel::CohortId::from)
        .expect("a cohort");
    let send = "mutation($input: SendReportNowInput!) { sendReportNow(input: $input) { queued } }";
    let input = json!({ "cohortId": cohort.to_string(), "kind": "LEARNER_DIGEST" });
    let sent = app.request(admin, send, json!({ "input": input })).await.fine();
    assert_eq!(sent.data("/sendReportNow/queued"), &json!(2));
    let before = mails_to(&app, "ana@alpha.example").await;
    let mia = id_of(&app, "mia@alpha.example").await;
    for id in [ana.member_id, mia] {
        remove(&app, &alpha.admin.token, id).await.fine();
    }
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "ana@alpha.example").await, before);
    assert_eq!(mails_to(&app, "mia@alpha.example").await, 0);
    let states = "SELECT string_agg(state, ' ' ORDER BY state) AS text FROM cadre.report_delivery";
    assert_eq!(app.text(states).await.as_deref(), Some("sent stopped"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_invitation_ends_and_another_one_brings_the_person_back() {
    let app = TestApp::start().await;
    let (alpha, _, ana) = house(&app).await;
    let email = "mia@alpha.example";
    invite(&app, &alpha.admin.token, email, &["MENTOR"]).await;
    let void = invitations(&app, email).await.remove(0);
    let mia = id_of(&app, email).await;
    for id in [mia, ana.member_id] {
        remove(&app, &alpha.admin.token, id).await.fine();
    }
    app.run_jobs().await;
    assert_eq!(accept(&app, &void, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    let resend = "mutation($input: ResendInvitationInput!) { resendInvitation(input: $input) {
        member { id } } }";
    let input = json!({ "input": { "memberId": mia.to_string() } });
    let refused = app.request(Some(&alpha.admin.token), resend, input).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);

    app.advance(Duration::seconds(1));
    for (email, roles) in
        [(email, json!(["SPONSOR"])), ("ana@alpha.example", json!(["LEARNER", "SPONSOR"]))]
    {
        invite(&app, &alpha.admin.token, email, &["SPONSOR"]).await;
        let token = invitations(&app, email).await.pop().expect("a mail");
        let accepted = accept(&app, &token, PASSWORD).await.fine();
        app.run_jobs().await;
        let access = accepted.text("/acceptInvitation/session/accessToken");
        let me = viewer(&app, &access).await.fine();
        assert_eq!(me.data("/viewer/roles"), &roles);
    }
    let back = "SELECT count(*) FROM cadre.member WHERE left_at IS NULL AND joined_at IS NOT NULL";
    assert_eq!(app.count(back).await, 4);
}
