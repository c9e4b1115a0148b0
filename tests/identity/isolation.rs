use serde_json::{Value, json};
use testkit::{PASSWORD, TestApp};

use super::{accept, invitations, invite};

const MEMBERS: &str = "{ members(first: 100) { edges { node { name email } } } }";

fn emails(answer: &testkit::Response) -> Vec<String> {
    let edges = answer.data("/members/edges").as_array().expect("a list");
    let email = |edge: &Value| edge["node"]["email"].as_str().expect("an address").to_owned();
    let mut emails: Vec<String> = edges.iter().map(email).collect();
    emails.sort();
    emails
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_in_two_organisations_sees_in_each_only_that_one() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let email = "admin@alpha.example";
    invite(&app, &beta.admin.token, email, &["ADMIN"]).await;
    let token = invitations(&app, email).await.pop().expect("a mail");
    accept(&app, &token, PASSWORD).await.fine();
    app.run_jobs().await;
    app.cohort(&alpha, "2026-11-23", &[]).await;

    let in_beta = app.sign_in("beta", email).await;
    assert_ne!(in_beta.member_id, alpha.admin.member_id);
    let people = app.request(Some(&in_beta.token), MEMBERS, json!({})).await.fine();
    assert_eq!(emails(&people), [email, "admin@beta.example"]);
    let there = "{ programs { id } cohorts { edges { node { id } } } competencies { code } }";
    let nothing = app.request(Some(&in_beta.token), there, json!({})).await.fine();
    assert_eq!(
        nothing.data(""),
        &json!({ "programs": [], "cohorts": { "edges": [] }, "competencies": [] })
    );

    let in_alpha = app.sign_in("alpha", email).await;
    let people = app.request(Some(&in_alpha.token), MEMBERS, json!({})).await.fine();
    assert_eq!(emails(&people), [email]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_recorded_without_addresses_names_and_secrets() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    invite(&app, &alpha.admin.token, "mia@alpha.example", &["MENTOR"]).await;
    let token = invitations(&app, "mia@alpha.example").await.pop().expect("a mail");
    accept(&app, &token, PASSWORD).await.fine();
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;

    let of_alpha = format!("organization_id = '{}'", alpha.id.uuid());
    let actions = app
        .text(&format!(
            "SELECT string_agg(DISTINCT action, ' ' ORDER BY action) AS text
             FROM cadre.audit_entry WHERE {of_alpha}"
        ))
        .await;
    assert_eq!(
        actions.as_deref(),
        Some(
            "cohort_created learners_enrolled member_invited member_joined organization_created \
             program_adopted"
        )
    );
    let all = app
        .text(&format!(
            "SELECT string_agg(entry::text, ' ') AS text FROM cadre.audit_entry entry WHERE {of_alpha}"
        ))
        .await
        .expect("entries");
    for secret in ["@", "Admin of alpha", "Invited", "ana", PASSWORD, &token] {
        assert!(!all.contains(secret), "{secret} stands in {all}");
    }
    // Who did it and when stand there.
    let by_admin = format!(
        "SELECT count(*) FROM cadre.audit_entry WHERE {of_alpha} AND action = 'learners_enrolled'
         AND actor_id = '{}' AND at = '{}'",
        alpha.admin.member_id.uuid(),
        app.now().to_rfc3339()
    );
    assert_eq!(app.count(&by_admin).await, 1);
}
