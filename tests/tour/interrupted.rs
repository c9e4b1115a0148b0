//! What a start that broke off left of the demonstration, the next one completes.

use std::time::Duration;

use server::seed::{self, Demo};
use testkit::TestApp;

/// What the demonstration fills. Without invitations: how many there are depends on who had joined
/// when they were due.
const TABLES: [&str; 12] = [
    "identity.organization",
    "identity.account",
    "identity.membership",
    "cadre.organization_profile",
    "cadre.member",
    "cadre.member_role",
    "cadre.program_version",
    "cadre.cohort",
    "cadre.cohort_facilitator",
    "cadre.enrolment",
    "cadre.lesson_completion",
    "cadre.module_progress",
];

async fn rows(app: &TestApp) -> Vec<(&'static str, i64)> {
    app.run_jobs().await;
    let mut rows = Vec::new();
    for table in TABLES {
        rows.push((table, app.count(&format!("SELECT count(*) AS count FROM {table}")).await));
    }
    rows
}

/// Takes some steps of the four that come before learning.
async fn begin(app: &TestApp, steps: u8) {
    let demo = Demo::open(&app.app).await.expect("an organisation").expect("it is ours");
    assert!(!demo.is_complete().await.expect("an answer"));
    if steps > 1 {
        let facilitator = demo.facilitator().await.expect("a facilitator");
        if steps > 2 {
            let cohort = demo.cohort(facilitator).await.expect("a cohort");
            if steps > 3 {
                demo.enrol(cohort).await.expect("learners");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_completes_what_an_interrupted_one_left_out() {
    let whole = TestApp::start().await;
    seed::demo(&whole.app).await.expect("the demonstration");
    let wanted = rows(&whole).await;
    assert!(wanted.iter().all(|(_, count)| *count > 0), "{wanted:?}");

    let app = TestApp::start().await;
    for steps in 1..=4 {
        begin(&app, steps).await;
    }
    // Wherever it happens to be, also in the middle of a transaction.
    for milliseconds in [30, 90] {
        let start = seed::demo(&app.app);
        let _ = tokio::time::timeout(Duration::from_millis(milliseconds), start).await;
    }
    for _ in 0..2 {
        seed::demo(&app.app).await.expect("the demonstration").expect("it is ours");
        assert_eq!(rows(&app).await, wanted);
    }
    let demo = Demo::open(&app.app).await.expect("an organisation").expect("it is ours");
    assert!(demo.is_complete().await.expect("an answer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_organisation_of_that_name_is_left_alone() {
    let app = TestApp::start().await;
    let theirs = app.organization("meridian").await;
    app.execute(&format!(
        "UPDATE cadre.member SET email = 'boss@meridian.example' WHERE id = '{}'",
        theirs.admin.member_id.uuid()
    ))
    .await;
    let before = rows(&app).await;
    assert_eq!(seed::demo(&app.app).await.expect("an answer"), None);
    assert_eq!(rows(&app).await, before);
}
