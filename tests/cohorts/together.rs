//! Several uploads at once, in one organisation while another has people of the same addresses.

use std::collections::BTreeMap;

use api::error::BUSY_MESSAGE;
use diesel_async::SimpleAsyncConnection as _;
use futures::future::{join, join_all};
use kernel::CohortId;
use serde_json::json;
use testkit::{Organization, TestApp};

use super::{another, counts};

/// How many people the other organisation has with addresses that the files name.
const ELSEWHERE: i64 = 20;

async fn enrolments(app: &TestApp, organization: &Organization) -> i64 {
    let id = organization.id.uuid();
    app.count(&format!("SELECT count(*) FROM cadre.enrolment WHERE organization_id = '{id}'")).await
}

/// Another organisation, in which the first of the people learn under other managers.
async fn neighbour(app: &TestApp) -> Organization {
    let beta = app.organization("beta").await;
    let cohort = another(app, &beta, json!({ "capacity": 1000 })).await;
    let rows: String = (0..ELSEWHERE)
        .map(|n| format!("Other {n},l{n}@alpha.example,chief@beta.example,Sales\n"))
        .collect();
    let text = format!("name,email,manager_email,unit\n{rows}");
    app.enrol_csv(&beta, cohort, &text, false).await.fine();
    forget_jobs(app).await;
    beta
}

/// What was done in one organisation left the people of the other as they were.
async fn assert_untouched(app: &TestApp, beta: &Organization) {
    assert_eq!(enrolments(app, beta).await, ELSEWHERE);
    let id = beta.id.uuid();
    let unchanged = format!(
        "SELECT count(*) FROM cadre.member m
         JOIN cadre.member boss ON boss.organization_id = m.organization_id AND boss.id = m.manager_id
         WHERE m.organization_id = '{id}' AND m.name LIKE 'Other %' AND m.unit = 'Sales'
           AND boss.email = 'chief@beta.example'"
    );
    assert_eq!(app.count(&unchanged).await, ELSEWHERE);
}

/// Takes away what would only be mailed.
async fn forget_jobs(app: &TestApp) {
    let forget = "WITH gone AS (DELETE FROM jobs._private_jobs RETURNING 1)
        SELECT count(*)::text AS text FROM gone";
    app.text(forget).await.expect("jobs");
}

fn rows(from: u32, to: u32) -> Vec<String> {
    (from..to)
        .map(|n| format!("L{n},l{n}@alpha.example,m{}@alpha.example,Claims\n", n % 7))
        .collect()
}

fn csv(rows: &[String]) -> String {
    format!("name,email,manager_email,unit\n{}", rows.concat())
}

/// Nobody gets two invitations to one cohort.
async fn assert_mailed_once(app: &TestApp, people: usize) {
    app.run_jobs().await;
    let mut mails: BTreeMap<String, usize> = BTreeMap::new();
    for mail in app.mails().await {
        *mails.entry(mail.to.address).or_default() += 1;
    }
    assert_eq!(mails.len(), people);
    assert!(mails.values().all(|times| *times == 1), "{mails:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_sent_twice_at_once_enrols_each_person_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = neighbour(&app).await;
    let cohort = another(&app, &alpha, json!({ "capacity": 100 })).await;
    let text = csv(&rows(0, 60));
    let send = || app.enrol_csv(&alpha, cohort, &text, false);
    let (first, second) = join(send(), send()).await;
    let (first, second) = (counts(&first.fine()), counts(&second.fine()));
    assert!([first, second].contains(&[0, 60, 0, 0]), "{first:?} {second:?}");
    assert!([first, second].contains(&[0, 0, 60, 0]), "{first:?} {second:?}");
    assert_eq!(enrolments(&app, &alpha).await, 60);
    assert_untouched(&app, &beta).await;
    assert_mailed_once(&app, 67).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_for_the_last_places_do_not_overfill_a_cohort() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = neighbour(&app).await;
    let cohort = another(&app, &alpha, json!({ "capacity": 50 })).await;
    let files: Vec<String> = (0..4).map(|n| csv(&rows(n * 20, n * 20 + 20))).collect();
    let answers =
        join_all(files.iter().map(|text| app.enrol_csv(&alpha, cohort, text, false))).await;
    let mut sum = [0; 4];
    for answer in answers {
        let answer = counts(&answer.fine());
        sum.iter_mut().zip(answer).for_each(|(sum, count)| *sum += count);
    }
    assert_eq!(sum, [0, 50, 0, 30]);
    assert_eq!(enrolments(&app, &alpha).await, 50);
    assert_untouched(&app, &beta).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cohorts_take_the_same_new_people_in_any_order_at_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = neighbour(&app).await;
    let forwards = rows(0, 300);
    let backwards: Vec<String> = forwards.iter().rev().cloned().collect();
    let (forwards, backwards) = (csv(&forwards), csv(&backwards));
    for round in 0..3 {
        let name = |word: &str| json!({ "name": format!("{word} {round}"), "capacity": 1000 });
        let one = another(&app, &alpha, name("One")).await;
        let other = another(&app, &alpha, name("Other")).await;
        let first = app.enrol_csv(&alpha, one, &forwards, false);
        let (first, second) = join(first, app.enrol_csv(&alpha, other, &backwards, false)).await;
        assert_eq!(counts(&first.fine()), [0, 300, 0, 0]);
        assert_eq!(counts(&second.fine()), [0, 300, 0, 0]);
    }
    assert_eq!(enrolments(&app, &alpha).await, 6 * 300);
    let people = "SELECT count(*) FROM cadre.member WHERE email LIKE 'l%'";
    assert_eq!(app.count(people).await, 300 + ELSEWHERE);
    assert_untouched(&app, &beta).await;
    forget_jobs(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_give_the_same_people_other_managers_in_opposite_order_at_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = neighbour(&app).await;
    let known = another(&app, &alpha, json!({ "capacity": 1000 })).await;
    app.enrol_csv(&alpha, known, &csv(&rows(0, 300)), false).await.fine();
    // New managers in each round, so that each file changes each person, whichever comes second.
    let under = |manager: &str| {
        let rows = (0..300).map(|n| format!("L{n},l{n}@alpha.example,{manager}@alpha.example,\n"));
        rows.collect::<Vec<String>>()
    };
    for round in 0..5 {
        let name = |word: &str| json!({ "name": format!("{word} {round}"), "capacity": 1000 });
        let one = another(&app, &alpha, name("One")).await;
        let other = another(&app, &alpha, name("Other")).await;
        let forwards = under(&format!("one{round}"));
        let mut backwards = under(&format!("other{round}"));
        backwards.reverse();
        let (forwards, backwards) = (csv(&forwards), csv(&backwards));
        let first = app.enrol_csv(&alpha, one, &forwards, false);
        let (first, second) = join(first, app.enrol_csv(&alpha, other, &backwards, false)).await;
        assert_eq!(counts(&first.fine()), [0, 300, 0, 0]);
        assert_eq!(counts(&second.fine()), [0, 300, 0, 0]);
        let bosses = format!(
            "SELECT count(DISTINCT manager_id) FROM cadre.member
             WHERE organization_id = '{}' AND email ~ '^l[0-9]+@'",
            alpha.id.uuid()
        );
        assert_eq!(app.count(&bosses).await, 1, "one file after the other, not both in part");
    }
    assert_untouched(&app, &beta).await;
    forget_jobs(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_too_long_for_others_is_told_to_try_again() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = neighbour(&app).await;
    let cohort: CohortId = another(&app, &alpha, json!({})).await;
    let text = csv(&rows(0, 3));
    let mut other = app.database.owner().await;
    let held = |strength: &str| {
        format!("BEGIN; SELECT FROM cadre.cohort WHERE id = '{}' FOR {strength}", cohort.uuid())
    };
    other.batch_execute(&held("NO KEY UPDATE")).await.expect("the cohort is locked");
    let refused = app.enrol_csv(&alpha, cohort, &text, false).await;
    assert_eq!(refused.codes(), ["CONFLICT"], "{:#}", refused.body);
    assert_eq!(refused.body["errors"][0]["message"], BUSY_MESSAGE);
    assert_eq!(enrolments(&app, &alpha).await, 0);
    other.batch_execute("ROLLBACK").await.expect("the lock is given up");

    // Who only refers to the cohort keeps nobody waiting.
    other.batch_execute(&held("KEY SHARE")).await.expect("the cohort is referred to");
    assert_eq!(counts(&app.enrol_csv(&alpha, cohort, &text, false).await.fine()), [0, 3, 0, 0]);
    other.batch_execute("ROLLBACK").await.expect("the lock is given up");
    assert_untouched(&app, &beta).await;
    forget_jobs(&app).await;
}
