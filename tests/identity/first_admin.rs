//! The link of the command line, and what becomes of one that was lost.

use auth::AuthError;
use auth::actions::{
    CreateOrganization, CreatedOrganization, InviteAdmin, create_organization, invite_admin,
};
use chrono::Duration;
use testkit::{PASSWORD, TestApp};

use super::{accept, invite, sign_in};

async fn make(app: &TestApp, slug: &str) -> CreatedOrganization {
    let services = &app.app.services;
    let input = CreateOrganization {
        slug: slug.to_owned(),
        name: format!("Organisation {slug}"),
        time_zone: "Europe/Warsaw".to_owned(),
        admin_email: format!("admin@{slug}.example"),
        admin_name: "Ana".to_owned(),
    };
    create_organization(&services.database, &services.sources, &app.app.links, input)
        .await
        .expect("an organisation")
}

async fn again(app: &TestApp, slug: &str, email: &str) -> Result<String, AuthError> {
    let services = &app.app.services;
    let input = InviteAdmin { slug: slug.to_owned(), email: email.to_owned() };
    invite_admin(&services.database, &services.sources, &app.app.links, input).await
}

fn token(url: &str) -> &str {
    url.split_once("http://cadre.test/invitation?token=").expect("a link").1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_link_of_the_first_admin_is_no_dead_end() {
    let app = TestApp::start().await;
    let made = make(&app, "alpha").await;
    make(&app, "beta").await;
    app.advance(Duration::days(1));
    let second = again(&app, "alpha", "Admin@Alpha.example").await.expect("a link");
    app.advance(Duration::days(14));
    // Also the second one ran out.
    assert_eq!(accept(&app, token(&second), PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    let third = again(&app, "alpha", "admin@alpha.example").await.expect("a link");
    app.advance(Duration::seconds(1));
    let fourth = again(&app, "alpha", "admin@alpha.example").await.expect("a link");
    for void in [&made.invitation_url, &second, &third] {
        assert_eq!(accept(&app, token(void), PASSWORD).await.codes(), ["INVALID_CREDENTIALS"]);
    }
    let session = accept(&app, token(&fourth), PASSWORD).await.fine();
    let organization = session.text("/acceptInvitation/session/organizationId");
    assert_eq!(organization, made.organization_id.to_string());
    app.run_jobs().await;

    let joined = again(&app, "alpha", "admin@alpha.example").await;
    assert!(matches!(joined, Err(AuthError::AlreadyJoined)), "{joined:?}");
    let by_nobody = "SELECT count(*) FROM cadre.audit_entry
        WHERE action = 'admin_link_made' AND actor_id IS NULL";
    assert_eq!(app.count(by_nobody).await, 3);
    assert!(app.mails().await.is_empty(), "the link is shown and not mailed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_for_admins_of_that_organisation_only() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    make(&app, "beta").await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", &["MENTOR"]).await;
    let before = app.count("SELECT count(*) FROM identity.invitation").await;
    for (slug, email) in [
        ("alpha", "mia@alpha.example"),
        ("alpha", "nobody@alpha.example"),
        ("alpha", "admin@beta.example"),
    ] {
        let refused = again(&app, slug, email).await;
        assert!(matches!(refused, Err(AuthError::NoSuchAdmin)), "{slug} {email}: {refused:?}");
    }
    let nowhere = again(&app, "gamma", "admin@alpha.example").await;
    assert!(matches!(nowhere, Err(AuthError::NoSuchOrganization)), "{nowhere:?}");
    for (slug, email) in [("Alpha!", "admin@alpha.example"), ("alpha", "no address")] {
        assert!(matches!(again(&app, slug, email).await, Err(AuthError::Invalid(_))));
    }
    assert_eq!(app.count("SELECT count(*) FROM identity.invitation").await, before);
    sign_in(&app, "admin@alpha.example", PASSWORD).await.fine();
}
