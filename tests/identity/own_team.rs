//! Managers read the progress of their people, so nobody makes themselves one unseen.

use kernel::{CohortId, MemberId, Role};
use serde_json::json;
use testkit::{Organization, TestApp};

const MOVES: &str = "SELECT count(*) FROM cadre.audit_entry WHERE action = 'manager_changed'";
const BOARD: &str = "query($id: ID!) { cohort(id: $id) { board { rows { learner { name } } } } }";

async fn id_of(app: &TestApp, email: &str) -> MemberId {
    let sql = format!("SELECT id::text AS text FROM cadre.member WHERE email = '{email}'");
    let id: uuid::Uuid = app.text(&sql).await.expect("a member").parse().expect("an id");
    id.into()
}

/// A file of alpha's people, each under a manager.
fn file(rows: &[(&str, &str)]) -> String {
    let row = |(name, manager): &(&str, &str)| {
        format!("{name},{name}@alpha.example,{manager}@alpha.example,Claims\n")
    };
    format!("name,email,manager_email,unit\n{}", rows.iter().map(row).collect::<String>())
}

/// A run with ana and bo under their manager, and another one with nobody in it.
async fn two_runs(app: &TestApp) -> (Organization, CohortId, CohortId) {
    let alpha = app.organization("alpha").await;
    let first = app.cohort(&alpha, "2026-11-23", &[]).await;
    let second = app.cohort(&alpha, "2026-11-30", &[]).await;
    app.enrol(&alpha, first, &["ana", "bo"]).await;
    app.run_jobs().await;
    (alpha, first, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_does_not_take_people_over_from_their_manager() {
    let app = TestApp::start().await;
    let (alpha, first, second) = two_runs(&app).await;
    let attack = file(&[("ana", "admin"), ("cy", "manager")]).replace("admin@", "ADMIN@");
    for dry_run in [true, false] {
        let answer = app.enrol_csv(&alpha, second, &attack, dry_run).await.fine();
        assert_eq!(answer.data("/enrolLearners/invalid"), &json!(1));
        let row = answer.data("/enrolLearners/outcomes/0");
        assert_eq!((&row["row"], &row["outcome"]), (&json!(2), &json!("INVALID")));
        assert_eq!(row["reasons"][0]["code"], "OWN_TEAM");
        let message = row["reasons"][0]["message"].as_str().expect("words");
        assert!(message.contains("ask another admin"), "{message}");
    }
    app.run_jobs().await;
    let manager = id_of(&app, "manager@alpha.example").await;
    let of_ana = format!(
        "SELECT count(*) FROM cadre.member WHERE email = 'ana@alpha.example' AND manager_id = '{}'",
        manager.uuid()
    );
    assert_eq!((app.count(&of_ana).await, app.count(MOVES).await), (1, 0));
    let id = json!({ "id": first.to_string() });
    let board = app.request(Some(&alpha.admin.token), BOARD, id).await;
    assert_eq!(board.codes(), ["FORBIDDEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_move_is_recorded_person_by_person() {
    let app = TestApp::start().await;
    let (alpha, _, second) = two_runs(&app).await;
    // Whom the file makes had no manager before and nothing to read.
    assert_eq!(app.count(MOVES).await, 0);
    // Somebody who has no manager may be taken, and it shows.
    let mia = app.member(&alpha, "mia", &[Role::Mentor]).await;
    let rows = [("mia", "admin"), ("ana", "other"), ("bo", "manager"), ("cy", "other")];
    let answer = app.enrol_csv(&alpha, second, &file(&rows), false).await.fine();
    assert_eq!(answer.data("/enrolLearners/invalid"), &json!(0), "{:#}", answer.body);
    app.run_jobs().await;
    assert_eq!(app.count(MOVES).await, 2);
    let (ana, manager, other) = (
        id_of(&app, "ana@alpha.example").await,
        id_of(&app, "manager@alpha.example").await,
        id_of(&app, "other@alpha.example").await,
    );
    let admin = alpha.admin.member_id;
    for (subject, from, to) in
        [(mia.member_id, json!(null), json!(admin)), (ana, json!(manager), json!(other))]
    {
        let details = json!({ "from": from, "to": to, "cohort": second });
        let entry = format!(
            "{MOVES} AND subject = '{subject}' AND actor_id = '{}' AND details = '{details}'::jsonb",
            admin.uuid()
        );
        assert_eq!(app.count(&entry).await, 1, "{entry}");
    }
    // The same file again moves nobody.
    app.enrol_csv(&alpha, second, &file(&rows), false).await.fine();
    assert_eq!(app.count(MOVES).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_comes_back_by_no_file() {
    let app = TestApp::start().await;
    let (alpha, _, second) = two_runs(&app).await;
    let remove = "mutation($input: RemoveMemberInput!) { removeMember(input: $input) {
        member { id } } }";
    for email in ["ana@alpha.example", "manager@alpha.example"] {
        let id = id_of(&app, email).await.to_string();
        let input = json!({ "input": { "memberId": id } });
        app.request(Some(&alpha.admin.token), remove, input).await.fine();
    }
    let before = app.mails().await.len();
    let text = file(&[("ana", "other"), ("bo", "manager")]);
    let answer = app.enrol_csv(&alpha, second, &text, false).await.fine();
    let codes = ["/0", "/1"]
        .map(|row| answer.text(&format!("/enrolLearners/outcomes{row}/reasons/0/code")));
    assert_eq!(codes, ["LEFT", "MANAGER_LEFT"]);
    app.run_jobs().await;
    assert_eq!(app.mails().await.len(), before);
}
