//! An admin opens a cohort: from a file with faults to invitations.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Response, TestApp};

use super::{another, counts, everything, refused};

const NAMES: [&str; 22] = [
    "Ana Żółkiewska",
    "\"Kowalska; Berta\"",
    "李雷 👋",
    "محمد علي",
    "\"Dora \"\"Dee\"\" Öz\"",
    "Eve",
    "Finn",
    "Gerd",
    "Hana",
    "Ida",
    "Jon",
    "Kim",
    "Lea",
    "Max",
    "Nia",
    "Ola",
    "Pia",
    "Quin",
    "Rui",
    "Sam",
    "Tea",
    "Uma",
];

/// As a spreadsheet of most of Europe writes it: mark, semicolons, CRLF.
fn spreadsheet(rows: &[String]) -> String {
    format!("\u{feff}Unit;Email;Name;Manager Email\r\n{}\r\n", rows.join("\r\n"))
}

fn row(index: usize) -> String {
    let manager = if index < 12 { "berg" } else { "celik" };
    format!("Claims;l{index:02}@alpha.example;{};{manager}@alpha.example", NAMES[index])
}

/// 24 rows: two people stand there twice, one has no manager, one no address.
fn faulty() -> Vec<String> {
    let mut rows: Vec<String> = (0..22).map(row).collect();
    rows[7] = rows[7].replace("celik@alpha.example", "").replace("berg@alpha.example", "");
    rows[9] = rows[9].replace("l09@alpha.example", "l09 at alpha");
    rows.push(row(2).replace("l02@alpha.example", "L02@Alpha.EXAMPLE"));
    rows.push(row(20).replace("l20@alpha.example", " L20@ALPHA.example "));
    rows
}

async fn mails(app: &TestApp) -> BTreeMap<String, usize> {
    let mut mails = BTreeMap::new();
    for mail in app.mails().await {
        *mails.entry(mail.to.address).or_default() += 1;
    }
    mails
}

fn assert_faults(answer: &Response) {
    assert_eq!(
        refused(answer),
        [(9, "MANAGER_EMAIL"), (11, "EMAIL"), (24, "DUPLICATE"), (25, "DUPLICATE")]
            .map(|(row, code)| (row, code.to_owned()))
    );
    let outcomes = answer.data("/enrolLearners/outcomes");
    assert_eq!(outcomes.as_array().map(Vec::len), Some(24));
    assert_eq!(outcomes[2]["email"], "l02@alpha.example");
    assert_eq!(outcomes[7]["email"], "l07@alpha.example", "faulty, but the address can be read");
    assert_eq!(outcomes[9]["email"], Value::Null);
    assert_eq!(outcomes[23]["email"], "l20@alpha.example");
    let why = outcomes[22]["reasons"][0]["message"].as_str().expect("words");
    assert!(why.contains("Row 4"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_tried_repaired_sent_and_sent_again() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let cohort = another(&app, &alpha, json!({})).await;

    let before = everything(&app).await;
    let tried = app.enrol_csv(&alpha, cohort, &spreadsheet(&faulty()), true).await.fine();
    assert_eq!(counts(&tried), [0, 20, 0, 4]);
    assert_eq!(tried.data("/enrolLearners/dryRun"), &json!(true));
    assert_faults(&tried);
    assert_eq!(everything(&app).await, before, "a dry run writes nothing");
    assert_eq!(app.waiting_jobs().await, 0);

    let repaired: Vec<String> = (0..22).map(row).collect();
    let done = app.enrol_csv(&alpha, cohort, &spreadsheet(&repaired), false).await.fine();
    assert_eq!(counts(&done), [0, 22, 0, 0]);
    app.run_jobs().await;
    let mut expected: BTreeMap<String, usize> =
        (0..22).map(|index| (format!("l{index:02}@alpha.example"), 1)).collect();
    expected.extend(["berg", "celik"].map(|name| (format!("{name}@alpha.example"), 1)));
    assert_eq!(mails(&app).await, expected, "learners and their managers, once each");
    let names = app
        .text(
            "SELECT string_agg(name, '|' ORDER BY email) AS text FROM cadre.member
             WHERE email < 'l05' AND email > 'l'",
        )
        .await;
    assert_eq!(
        names.as_deref(),
        Some("Ana Żółkiewska|Kowalska; Berta|李雷 👋|محمد علي|Dora \"Dee\" Öz")
    );

    let before = everything(&app).await;
    let again = app.enrol_csv(&alpha, cohort, &spreadsheet(&repaired), false).await.fine();
    assert_eq!(counts(&again), [0, 0, 22, 0]);
    assert_eq!(everything(&app).await, before, "a repeat changes no row and enqueues nothing");

    // To another organisation, the cohort's id is one that never was.
    let theirs = app.enrol_csv(&beta, cohort, &spreadsheet(&repaired), false).await;
    assert_eq!(theirs.codes(), ["NOT_FOUND"]);
    assert_eq!(app.enrol_csv(&beta, cohort, &spreadsheet(&repaired), true).await, theirs);
    let random = app.app.services.sources.new_id();
    assert_eq!(app.enrol_csv(&beta, random, &spreadsheet(&repaired), false).await, theirs);
    assert_eq!(everything(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_rows_are_enrolled_beside_faulty_ones() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = another(&app, &alpha, json!({})).await;
    let done = app.enrol_csv(&alpha, cohort, &spreadsheet(&faulty()), false).await.fine();
    assert_eq!(counts(&done), [0, 20, 0, 4]);
    assert_faults(&done);
    app.run_jobs().await;
    assert_eq!(app.count("SELECT count(*) FROM cadre.enrolment").await, 20);
    assert_eq!(mails(&app).await.len(), 22);
    // The two that are repaired come in with the whole file.
    let repaired: Vec<String> = (0..22).map(row).collect();
    let done = app.enrol_csv(&alpha, cohort, &spreadsheet(&repaired), false).await.fine();
    assert_eq!(counts(&done), [0, 2, 20, 0]);
    app.run_jobs().await;
    let mails = mails(&app).await;
    assert_eq!(mails.len(), 24);
    assert!(mails.values().all(|times| *times == 1), "{mails:?}");
}
