//! A digest that would say nothing new does not go out.

use serde_json::{Value, json};
use testkit::{Person, TestApp};

use super::support::{
    MONDAY, NEXT_MONDAY, entries, ledger_of, ledger_page, readers, reports, today,
};

/// Completes the first lesson that is open to somebody.
async fn complete_a_lesson(app: &TestApp, person: &Person) {
    let learning = "{ myLearning { enrolmentId modules { lessons { id completedAt } } } }";
    let mine = app.request(Some(&person.token), learning, json!({})).await.fine();
    let lessons = mine.data("/myLearning/0/modules/0/lessons").as_array().expect("lessons");
    let open = lessons.iter().find(|lesson| lesson["completedAt"].is_null()).expect("an open one");
    let input = json!({
        "enrolmentId": mine.text("/myLearning/0/enrolmentId"), "lessonId": open["id"] });
    let query = "mutation($input: CompleteLessonInput!) {
        completeLesson(input: $input) { alreadyCompleted } }";
    app.request(Some(&person.token), query, json!({ "input": input })).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_means_no_mail_and_a_line_in_the_ledger() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    // The last module opens in the week of MONDAY; the week after it brings nothing new.
    let cohort = app.cohort(&alpha, "2026-08-17", &[]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    app.join(&alpha, "ana").await;
    app.join(&alpha, "bo").await;
    let (ana, bo) = ("ana@alpha.example", "bo@alpha.example");
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(app.mails().await), [ana, bo], "the first digest always comes");

    app.set_clock("2026-12-05T12:00:00Z");
    complete_a_lesson(&app, &app.sign_in("alpha", bo).await).await;
    app.tick_reports_at(NEXT_MONDAY).await;
    assert_eq!(readers(app.mails().await), [ana, bo, bo], "bo has made a step");
    let entry = ledger_of(&app, &alpha, cohort, "ana").await.remove(0);
    assert_eq!((&entry["state"], &entry["period"]), (&json!("QUIET"), &json!("2026-W50")));
    assert_eq!((&entry["attempts"], &entry["sentAt"]), (&json!(0), &Value::Null));
    let admin = today(&app, &alpha).await.admin;
    let quiet = json!({ "filter": { "state": "QUIET" } });
    let quiet = ledger_page(&app, &admin, cohort, quiet).await.fine();
    assert_eq!(entries(&quiet).len(), 1);

    // What ana does later that day belongs to the next digest.
    app.set_clock("2026-12-07T11:00:00Z");
    let person = app.sign_in("alpha", ana).await;
    complete_a_lesson(&app, &person).await;
    app.tick_reports().await;
    assert_eq!(reports(app.mails().await).len(), 3, "no digest at noon");
    let mine = app.request(Some(&person.token), "{ myReports { period } }", json!({})).await.fine();
    assert_eq!(mine.data("/myReports"), &json!([{ "period": "2026-W49" }]), "reports one got");
}
