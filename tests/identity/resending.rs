//! Invitations that are sent again, and how many may be.

use chrono::Duration;
use futures::future::join_all;
use kernel::{MemberId, Role};
use serde_json::{Value, json};
use testkit::{Organization, PASSWORD, Response, TestApp};
use uuid::Uuid;

use super::{INVITE, accept, invitations, invite};

const RESEND: &str = "mutation($input: ResendInvitationInput!) { resendInvitation(input: $input) {
    member { id email joinedAt } } }";

async fn resend(app: &TestApp, token: &str, id: &str) -> Response {
    app.request(Some(token), RESEND, json!({ "input": { "memberId": id } })).await
}

/// The id of whoever has this address, as the API writes it.
async fn id_of(app: &TestApp, email: &str) -> String {
    let sql = format!("SELECT id::text AS text FROM cadre.member WHERE email = '{email}'");
    let id: Uuid = app.text(&sql).await.expect("a member").parse().expect("an id");
    MemberId::from(id).to_string()
}

/// A token that is good now: the clock was moved.
async fn admin_of(app: &TestApp, organization: &Organization) -> String {
    let slug = &organization.slug;
    app.sign_in(slug, &format!("admin@{slug}.example")).await.token
}

async fn resent(app: &TestApp) -> i64 {
    app.count("SELECT count(*) FROM cadre.audit_entry WHERE action = 'invitation_resent'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_admin_of_the_same_organisation_sends_again() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", &["MENTOR"]).await;
    let mia = id_of(&app, "mia@alpha.example").await;
    let roles = [Role::Facilitator, Role::Mentor, Role::Sponsor];
    let fatima = app.member(&alpha, "fatima", &roles).await;
    let before = app.mails().await.len();

    let foreign = resend(&app, &beta.admin.token, &mia).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);
    let random: MemberId = app.app.services.sources.new_id();
    assert_eq!(resend(&app, &beta.admin.token, &random.to_string()).await, foreign);
    assert_eq!(resend(&app, &fatima.token, &mia).await.codes(), ["FORBIDDEN"]);
    let nobody = app.request(None, RESEND, json!({ "input": { "memberId": mia } })).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
    app.run_jobs().await;
    assert_eq!((resent(&app).await, app.mails().await.len()), (0, before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_and_a_manager_whose_links_ran_out_get_others_that_work() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    app.advance(Duration::days(15));
    let admin = admin_of(&app, &alpha).await;
    for email in ["ana@alpha.example", "manager@alpha.example"] {
        let old = invitations(&app, email).await.remove(0);
        assert_eq!(accept(&app, &old, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
        let answer = resend(&app, &admin, &id_of(&app, email).await).await.fine();
        assert_eq!(answer.text("/resendInvitation/member/email"), email);
        app.run_jobs().await;
        let new = invitations(&app, email).await.pop().expect("a mail");
        assert_ne!(new, old);
        accept(&app, &new, PASSWORD).await.fine();
        app.run_jobs().await;
    }
    assert_eq!(resent(&app).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_links_before_it_are_void_even_if_their_time_is_not_over() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    for email in ["mia@alpha.example", "leo@alpha.example"] {
        invite(&app, &alpha.admin.token, email, &["MENTOR"]).await;
    }
    app.advance(Duration::seconds(1));
    let mia = id_of(&app, "mia@alpha.example").await;
    resend(&app, &alpha.admin.token, &mia).await.fine();
    app.run_jobs().await;
    let [old, new] =
        <[String; 2]>::try_from(invitations(&app, "mia@alpha.example").await).expect("two mails");
    assert_eq!(accept(&app, &old, PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    accept(&app, &new, PASSWORD).await.fine();
    // Somebody else's link is as good as before.
    let of_leo = invitations(&app, "leo@alpha.example").await.remove(0);
    accept(&app, &of_leo, PASSWORD).await.fine();
    app.run_jobs().await;

    let joined = resend(&app, &alpha.admin.token, &mia).await;
    assert_eq!(joined.codes(), ["CONFLICT"]);
    let message = joined.body["errors"][0]["message"].as_str().expect("words");
    assert!(message.contains("joined already"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_three_invitations_a_day_by_whichever_command() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let email = "mia@alpha.example";
    invite(&app, &alpha.admin.token, email, &["MENTOR"]).await;
    let mia = id_of(&app, email).await;
    app.advance(Duration::minutes(1));
    resend(&app, &alpha.admin.token, &mia).await.fine();
    app.run_jobs().await;
    app.advance(Duration::minutes(1));
    invite(&app, &alpha.admin.token, email, &["SPONSOR"]).await;
    app.advance(Duration::minutes(1));

    let again = json!({ "input": { "email": email, "name": "Invited", "roles": ["ADMIN"] } });
    let refused = app.request(Some(&alpha.admin.token), INVITE, again).await;
    for refused in [refused, resend(&app, &alpha.admin.token, &mia).await] {
        assert_eq!(refused.codes(), ["RATE_LIMITED"]);
        let error = &refused.body["errors"][0];
        assert_eq!(error["extensions"]["retryAfter"], json!(24 * 3600 - 180));
        let message = error["message"].as_str().expect("words");
        assert!(message.contains("3 invitations for this person"), "{message}");
        assert!(message.ends_with("try again after 2026-11-26 10:00:00 UTC"), "{message}");
    }
    let roles = "SELECT count(*) FROM cadre.member_role WHERE role = 'admin'";
    assert_eq!(app.count(roles).await, 1, "what is refused gives no role either");
    // Somebody else can be invited all the same.
    invite(&app, &alpha.admin.token, "leo@alpha.example", &["MENTOR"]).await;
    assert_eq!(invitations(&app, email).await.len(), 3);

    app.advance(Duration::hours(24) - Duration::minutes(3));
    let admin = admin_of(&app, &alpha).await;
    resend(&app, &admin, &mia).await.fine();
    app.run_jobs().await;
    assert_eq!(invitations(&app, email).await.len(), 4);
    assert_eq!(resend(&app, &admin, &mia).await.codes(), ["RATE_LIMITED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_at_once_count_each_other() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    let ana = id_of(&app, "ana@alpha.example").await;
    let answers = join_all((0..8).map(|_| resend(&app, &alpha.admin.token, &ana))).await;
    let served = answers.iter().filter(|answer| answer.codes().is_empty()).count();
    let limited = answers.iter().filter(|answer| answer.codes() == ["RATE_LIMITED"]).count();
    assert_eq!((served, limited), (3, 5), "{answers:?}");
    assert_eq!(resent(&app).await, 3);
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_has_a_ceiling_for_single_invitations() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    app.execute(&format!(
        "INSERT INTO cadre.audit_entry (organization_id, id, at, action, subject, details)
         SELECT '{}'::uuid, gen_random_uuid(), '{}'::timestamptz, 'member_invited',
             'somebody ' || number, jsonb_build_object() FROM generate_series(1, 500) AS number",
        alpha.id.uuid(),
        app.now().to_rfc3339()
    ))
    .await;
    let input = json!({ "email": "mia@alpha.example", "name": "Mia", "roles": ["MENTOR"] });
    let send = |token: String, input: Value| {
        let app = &app;
        async move { app.request(Some(&token), INVITE, json!({ "input": input })).await }
    };
    let refused = send(alpha.admin.token.clone(), input.clone()).await;
    assert_eq!(refused.codes(), ["RATE_LIMITED"]);
    let people = "SELECT count(*) FROM cadre.member WHERE email = 'mia@alpha.example'";
    assert_eq!(app.count(people).await, 0);
    // Learners come by file, and other organisations have a ceiling of their own.
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    app.enrol(&alpha, cohort, &["ana"]).await;
    send(beta.admin.token.clone(), input.clone()).await.fine();
    app.run_jobs().await;
    app.advance(Duration::hours(24));
    let admin = admin_of(&app, &alpha).await;
    send(admin, input).await.fine();
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_order_is_one_order() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", &["MENTOR"]).await;
    let mia = id_of(&app, "mia@alpha.example").await;
    let input = json!({ "input": { "memberId": mia, "idempotencyKey": "again" } });
    let first = app.request(Some(&alpha.admin.token), RESEND, input.clone()).await.fine();
    app.run_jobs().await;
    for _ in 0..4 {
        let again = app.request(Some(&alpha.admin.token), RESEND, input.clone()).await;
        assert_eq!(again, first);
    }
    app.run_jobs().await;
    assert_eq!(resent(&app).await, 1);
    assert_eq!(invitations(&app, "mia@alpha.example").await.len(), 2);
}
