use cohorts::learner_file::MAX_ROWS;
use kernel::Role;
use serde_json::json;
use testkit::{Organization, TestApp};

use super::{another, counts, everything, file, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_cohort_takes_no_more() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = another(&app, &alpha, json!({ "capacity": 3 })).await;
    let first = file(&[("ana", "boss"), ("bo", "boss")]);
    assert_eq!(counts(&app.enrol_csv(&alpha, cohort, &first, false).await.fine()), [0, 2, 0, 0]);
    let more = file(&[("ana", "boss"), ("cy", "boss"), ("di", "boss"), ("ed", "boss")]);
    for dry_run in [true, false] {
        let answer = app.enrol_csv(&alpha, cohort, &more, dry_run).await.fine();
        assert_eq!(counts(&answer), [0, 1, 1, 2]);
        assert_eq!(
            refused(&answer),
            [(4, "COHORT_FULL".to_owned()), (5, "COHORT_FULL".to_owned())]
        );
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.enrolment").await, 3);
    let strangers = "SELECT count(*) FROM cadre.member WHERE name IN ('di', 'ed')";
    assert_eq!(app.count(strangers).await, 0, "who finds no place is not made a member");
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_list_of_learners_changes_nothing() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = another(&app, &alpha, json!({})).await;
    let before = everything(&app).await;
    let many = format!("name,email,manager_email,unit\n{}", "a,b,c,d\n".repeat(MAX_ROWS + 1));
    for text in ["", "name,email,unit\nA,a@b.example,X\n", "\u{0}\u{1}", &many] {
        let answer = app.enrol_csv(&alpha, cohort, text, false).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"]);
        let violation = &answer.body["errors"][0]["extensions"]["violations"][0];
        assert_eq!(violation["path"], "input.csv");
        assert_eq!(violation["code"], "NOT_A_LEARNER_LIST");
    }
    // Text that would be something else to a database, a mail header or a spreadsheet.
    let odd = "name,email,manager_email,unit\n\
        \"Ana\r\nBcc: x@y.example\",ana@alpha.example,boss@alpha.example,A\n\
        Bo\u{0},bo@alpha.example,boss@alpha.example,A\n\
        Cy,\"cy@alpha.example,x@y.example\",boss@alpha.example,A\n\
        Di,di@alpha.example,di@alpha.example,A\n\
        ,ed@alpha.example,boss@alpha.example,A\n\
        Fay,fay@alpha.example\n\
        Gil\u{202e}lig,gil@alpha.example,boss@alpha.example,A\n\
        Hal,hal@alpha.example,boss@alpha.example,\u{2067}A\n";
    let answer = app.enrol_csv(&alpha, cohort, odd, false).await.fine();
    assert_eq!(
        refused(&answer),
        [
            (2, "NOT_TEXT"),
            (3, "NOT_TEXT"),
            (4, "EMAIL"),
            (5, "OWN_MANAGER"),
            (6, "MISSING"),
            (7, "MANAGER_EMAIL"),
            (8, "DIRECTION_MARK"),
            (9, "DIRECTION_MARK"),
        ]
        .map(|(row, code)| (row, code.to_owned()))
    );
    assert_eq!(everything(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_enrol() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let cohort = app.cohort(&alpha, "2026-11-30", &[&facilitator]).await;
    let query =
        "mutation($input: EnrolLearnersInput!) { enrolLearners(input: $input) { invited } }";
    for dry_run in [true, false] {
        let input = json!({ "cohortId": cohort.to_string(), "csv": file(&[("ana", "boss")]),
            "dryRun": dry_run });
        let answer = app.request(Some(&facilitator.token), query, json!({ "input": input })).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(app.count("SELECT count(*) FROM cadre.enrolment").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_joined_is_enrolled_without_a_mail() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let cohort = another(&app, &alpha, json!({})).await;
    app.member(&alpha, "ana", &[Role::Mentor]).await;
    app.member(&alpha, "boss", &[Role::Sponsor]).await;
    let before = app.mails().await.len();
    let text = file(&[("ana", "boss"), ("bo", "boss")]).replace("ana@alpha", "ANA@Alpha");
    let answer = app.enrol_csv(&alpha, cohort, &text, false).await.fine();
    assert_eq!(counts(&answer), [1, 1, 0, 0]);
    app.run_jobs().await;
    let to: Vec<String> =
        app.mails().await.into_iter().skip(before).map(|mail| mail.to.address).collect();
    assert_eq!(to, ["bo@alpha.example"]);
    assert_eq!(app.count("SELECT count(*) FROM cadre.member WHERE email LIKE 'ana@%'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_file_moves_a_person_to_another_manager() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let first = another(&app, &alpha, json!({ "name": "First" })).await;
    let second = another(&app, &alpha, json!({ "name": "Second" })).await;
    app.enrol_csv(&alpha, first, &file(&[("ana", "old"), ("bo", "old")]), false).await.fine();
    app.run_jobs().await;
    let (old, _) = (app.join(&alpha, "old").await, app.join(&alpha, "ana").await);
    let rows = |answer: &testkit::Response| {
        let rows = answer.data("/cohort/board/rows").as_array().expect("rows").clone();
        let name = |row: &serde_json::Value| row["learner"]["name"].as_str().map(str::to_owned);
        rows.iter().filter_map(name).collect::<Vec<_>>()
    };
    let board = "query($id: ID!) { cohort(id: $id) { board { rows { learner { name } } } } }";
    let id = json!({ "id": first.to_string() });
    let seen = app.request(Some(&old.token), board, id.clone()).await.fine();
    assert_eq!(rows(&seen), ["ana", "bo"]);

    app.enrol_csv(&alpha, second, &file(&[("ana", "new")]), false).await.fine();
    app.run_jobs().await;
    let new = app.join(&alpha, "new").await;
    let seen = app.request(Some(&old.token), board, id.clone()).await.fine();
    assert_eq!(rows(&seen), ["bo"]);
    let seen = app.request(Some(&new.token), board, id).await.fine();
    assert_eq!(rows(&seen), ["ana"]);
}

/// The name of somebody, by the part of the address before the `@`.
async fn name_of(app: &TestApp, organization: &Organization, who: &str) -> Option<String> {
    app.text(&format!(
        "SELECT name AS text FROM cadre.member
         WHERE organization_id = '{}' AND email = '{who}@alpha.example'",
        organization.id.uuid()
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_gets_their_name_from_a_later_file_unless_they_have_joined() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let rows = file(&[("ana", "boss"), ("bo", "chief")]);
    // The same addresses in another organisation are other people.
    for organization in [&alpha, &beta] {
        let first = another(&app, organization, json!({ "name": "First" })).await;
        app.enrol_csv(organization, first, &rows, false).await.fine();
    }
    app.run_jobs().await;
    app.join(&alpha, "chief").await;
    assert_eq!(name_of(&app, &alpha, "boss").await.as_deref(), Some("boss"));

    let later = "name,email,manager_email,unit\n\
        Berta Boss,boss@alpha.example,chief@alpha.example,Claims\n\
        Somebody Else,chief@alpha.example,board@alpha.example,Claims\n";
    let second = another(&app, &alpha, json!({ "name": "Second" })).await;
    app.enrol_csv(&alpha, second, later, false).await.fine();
    assert_eq!(name_of(&app, &alpha, "boss").await.as_deref(), Some("Berta Boss"));
    assert_eq!(name_of(&app, &alpha, "chief").await.as_deref(), Some("chief"), "has joined");
    assert_eq!(name_of(&app, &beta, "boss").await.as_deref(), Some("boss"), "another person");

    // A name that somebody entered is not a stand-in, whatever a third file says.
    let third = another(&app, &alpha, json!({ "name": "Third" })).await;
    app.enrol_csv(&alpha, third, &later.replace("Berta Boss", "B. Boss"), false).await.fine();
    assert_eq!(name_of(&app, &alpha, "boss").await.as_deref(), Some("Berta Boss"));
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blank_rows_above_the_header_move_the_numbers_only() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    let cohort = another(&app, &alpha, json!({})).await;
    let text = format!(";;;\r\n\r\n{}cy,cy@alpha.example,,\n", file(&[("ana", "boss")]));
    let answer = app.enrol_csv(&alpha, cohort, &text, true).await.fine();
    let outcomes = answer.data("/enrolLearners/outcomes");
    assert_eq!((&outcomes[0]["row"], &outcomes[1]["row"]), (&json!(4), &json!(5)));
    assert_eq!(refused(&answer), [(5, "MANAGER_EMAIL".to_owned())]);
    assert_eq!(outcomes[1]["email"], "cy@alpha.example", "a faulty row shows its address");
}
