//! Several uploads at once.

use std::collections::BTreeMap;

use futures::future::{join, join_all};
use serde_json::json;
use testkit::TestApp;

use super::{another, counts};

const ENROLMENTS: &str = "SELECT count(*) FROM cadre.enrolment";

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
    let cohort = another(&app, &alpha, json!({ "capacity": 100 })).await;
    let text = csv(&rows(0, 60));
    let send = || app.enrol_csv(&alpha, cohort, &text, false);
    let (first, second) = join(send(), send()).await;
    let (first, second) = (counts(&first.fine()), counts(&second.fine()));
    assert!([first, second].contains(&[0, 60, 0, 0]), "{first:?} {second:?}");
    assert!([first, second].contains(&[0, 0, 60, 0]), "{first:?} {second:?}");
    assert_eq!(app.count(ENROLMENTS).await, 60);
    assert_mailed_once(&app, 67).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_for_the_last_places_do_not_overfill_a_cohort() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
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
    assert_eq!(app.count(ENROLMENTS).await, 50);
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cohorts_take_the_same_new_people_in_any_order_at_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
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
    assert_eq!(app.count(ENROLMENTS).await, 6 * 300);
    assert_eq!(app.count("SELECT count(*) FROM cadre.member WHERE email LIKE 'l%'").await, 300);
    let forget = "WITH gone AS (DELETE FROM jobs._private_jobs RETURNING 1)
        SELECT count(*)::text AS text FROM gone";
    app.text(forget).await.expect("jobs");
}
