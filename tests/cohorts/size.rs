use std::time::Instant;

use api::pipeline::BODY_BYTES;
use cohorts::learner_file::MAX_ROWS;
use serde_json::json;
use testkit::TestApp;

use super::{another, counts};

const ROWS: usize = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rows_fit_into_one_request() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    let cohort = another(&app, &alpha, json!({ "capacity": 20_000 })).await;
    let rows: String = (0..ROWS)
        .map(|n| format!("Ana {n},l{n}@alpha.example,m{}@alpha.example,Claims\n", n / 10))
        .collect();
    let text = format!("name,email,manager_email,unit\n{rows}");
    assert!(json!({ "csv": text }).to_string().len() < 1_000_000, "it fits into a body");
    let all = i64::try_from(ROWS).expect("a number");
    for (what, dry_run, expected) in [
        ("dry run", true, [0, all, 0, 0]),
        ("first time", false, [0, all, 0, 0]),
        ("second time", false, [0, 0, all, 0]),
    ] {
        let started = Instant::now();
        let answer = app.enrol_csv(&alpha, cohort, &text, dry_run).await.fine();
        let took = started.elapsed();
        // Measured by `./dev bench csv`; here it is for the reader only, machines being what they are.
        println!("{ROWS} rows, {what}: {took:?}");
        assert_eq!(counts(&answer), expected, "{what}");
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.enrolment").await, all);
    // Each learner and each of the thousand managers waits for a mail; sending is not timed here.
    let forget = "WITH gone AS (DELETE FROM jobs._private_jobs RETURNING 1)
        SELECT count(*)::text AS text FROM gone";
    assert_eq!(app.text(forget).await.as_deref(), Some("11000"));
}

/// The bound of rows is one that can be reached: rows as long as they are where names are long.
#[tokio::test(flavor = "multi_thread")]
async fn the_largest_file_fits_into_the_largest_body() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    let cohort = another(&app, &alpha, json!({ "capacity": 20_000 })).await;
    let rows: String = (0..MAX_ROWS)
        .map(|n| {
            let name = format!("Katarzyna Kowalska {n:05}");
            format!("{name},k.kowalska.{n:05}@alpha.example,m{:04}@alpha.example,Claims\n", n / 10)
        })
        .collect();
    let text = format!("name,email,manager_email,unit\n{rows}");
    let body = json!({ "csv": text }).to_string().len();
    assert!((BODY_BYTES * 9 / 10..BODY_BYTES - 1_000).contains(&body), "{body} bytes");
    let answer = app.enrol_csv(&alpha, cohort, &text, true).await.fine();
    let all = i64::try_from(MAX_ROWS).expect("a number");
    assert_eq!(counts(&answer), [0, all, 0, 0]);
}
