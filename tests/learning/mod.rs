//! A learner on the way through a run.

use kernel::Role;
use serde_json::json;
use testkit::TestApp;

const MY_LEARNING: &str = "{ myLearning { enrolmentId currentWeek weeks pace behindBy
    progress { done required percent completedModules }
    modules { id code state done required lockedBecause { message needs opensAt }
        lessons { id title completedAt } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_completes_lessons_and_a_module() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[&facilitator]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    let ana = app.join(&alpha, "ana").await;
    let mine = app.request(Some(&ana.token), MY_LEARNING, json!({})).await.fine();
    println!("{:#}", mine.body);
    let board = app
        .request(
            Some(&facilitator.token),
            "query($id: ID!) { cohort(id: $id) { name learnerCount board { asOf modules { code } rows { learner { name } progress { percent } cells { state } } } } }",
            json!({ "id": cohort.to_string() }),
        )
        .await
        .fine();
    println!("{}", board.body);
    for mail in app.mails().await {
        println!("{} {} {}", mail.to.address, mail.subject, mail.text);
    }
}
