//! The test application does not let a test end with jobs that nobody looked at.

use serde_json::json;
use testkit::TestApp;

const INVITE: &str =
    "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { member { id } } }";

async fn invite(app: &TestApp) {
    let alpha = app.organization("alpha").await;
    let input = json!({ "email": "mia@alpha.example", "name": "Mia", "roles": ["MENTOR"] });
    app.request(Some(&alpha.admin.token), INVITE, json!({ "input": input })).await.fine();
    assert_eq!(app.waiting_jobs().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_drained() {
    let left = tokio::spawn(async {
        let app = TestApp::start().await;
        invite(&app).await;
        drop(app);
    });
    let panic = left.await.expect_err("a job is left over").into_panic();
    let words = panic.downcast_ref::<String>().expect("words");
    assert!(words.contains("jobs were left over") && words.contains("send_invitation"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_whose_jobs_ran_is_dropped_in_peace() {
    let app = TestApp::start().await;
    invite(&app).await;
    app.run_jobs().await;
    assert_eq!(app.waiting_jobs().await, 0);
    let to: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to.address).collect();
    assert!(to.contains(&"mia@alpha.example".to_owned()), "{to:?}");
}
