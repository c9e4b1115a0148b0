//! What a start that broke off left of the demonstration, the next one completes.

use std::time::Duration;

use server::seed::{self, Demo};
use testkit::TestApp;

/// What the demonstration fills. Without invitations: how many there are depends on who had joined
/// when they were due.
const TABLES: [&str; 17] = [
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
    "cadre.mentor_profile",
    "cadre.learner_focus",
    "cadre.short_list",
    "cadre.mentor_rank",
    "cadre.match_draft",
];

async fn rows(app: &TestApp) -> Vec<(&'static str, i64)> {
    app.run_jobs().await;
    let mut rows = Vec::new();
    for table in TABLES {
        rows.push((table, app.count(&format!("SELECT count(*) AS count FROM {table}")).await));
    }
    rows
}

/// Makes the first of the two organisations to its end, and nothing of the other.
async fn finish_first(app: &TestApp) {
    let demo = Demo::open(&app.app).await.expect("an organisation").expect("it is ours");
    let facilitator = demo.facilitator().await.expect("a facilitator");
    let cohort = demo.cohort(facilitator).await.expect("a cohort");
    demo.enrol(cohort).await.expect("learners");
    demo.learn(cohort, facilitator).await.expect("what they did");
    demo.accounts().await.expect("accounts");
    assert!(demo.is_complete().await.expect("an answer"));
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
    finish_first(&app).await;
    // The other one, too: before its people, among them, before and while they are matched.
    for milliseconds in [20, 80, 200, 500, 1_200] {
        let start = seed::demo(&app.app);
        let _ = tokio::time::timeout(Duration::from_millis(milliseconds), start).await;
    }
    for _ in 0..2 {
        seed::demo(&app.app).await.expect("the demonstration").expect("it is ours");
        assert_eq!(rows(&app).await, wanted);
    }
    let demo = Demo::open(&app.app).await.expect("an organisation").expect("it is ours");
    assert!(demo.is_complete().await.expect("an answer"));
    let harbour = "SELECT count(*) AS count FROM cadre.matching_run WHERE state = 'done'";
    assert_eq!(app.count(harbour).await, 1, "one run, and it is done");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_made_where_the_place_of_the_other_is_taken() {
    let app = TestApp::start().await;
    let theirs = app.organization("harbour").await;
    let id = theirs.admin.member_id.uuid();
    app.execute(&format!(
        "UPDATE cadre.member SET email = 'boss@harbour.example' WHERE id = '{id}'"
    ))
    .await;
    let made = seed::demo(&app.app).await.expect("the demonstration").expect("it is ours");
    let roles: Vec<&str> = made.people.iter().map(|person| person.role).collect();
    assert_eq!(roles, ["admin", "facilitator", "learner", "manager"]);
    let members = "SELECT count(*) AS count FROM cadre.member m
        JOIN identity.organization o ON o.id = m.organization_id WHERE o.slug = 'harbour'";
    assert_eq!(app.count(members).await, 1, "theirs alone");
    app.run_jobs().await;
}
