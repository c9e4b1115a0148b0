//! What a report looks like, for admins.

use kernel::Role;
use serde_json::json;
use testkit::{Person, Response, TestApp};

use super::support::{house, reports};

async fn preview(app: &TestApp, person: &Person, kind: &str) -> Response {
    let query = "query($kind: ReportKind!) { reportPreview(kind: $kind) { subject html text } }";
    app.request(Some(&person.token), query, json!({ "kind": kind })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sees_each_kind_with_made_up_people_and_nothing_of_the_house() {
    let app = TestApp::start().await;
    let (alpha, _) = house(&app, "alpha", &["ana", "bo"]).await;
    let mails = app.mails().await.len();
    for (kind, subject, words) in [
        ("LEARNER_DIGEST", "This week: S01 What they need, about 15 min", "Hello Robin Sample,"),
        ("MANAGER_NOTE", "Robin and 3 others: one question to ask this fortnight", "Kim Sample"),
        (
            "MENTOR_REMINDER",
            "2 things are due with your learners",
            "Accept or decline the proposal",
        ),
        ("MENTORING_NUDGE", "A date with Mia Sample", "Nothing has been entered for you"),
    ] {
        let answer = preview(&app, &alpha.admin, kind).await.fine();
        assert_eq!(answer.data("/reportPreview/subject"), subject);
        for part in [answer.text("/reportPreview/text"), answer.text("/reportPreview/html")] {
            assert!(part.contains(words), "{part}");
            for real in ["@alpha.example", "Cohort of", "Organisation alpha"] {
                assert!(!part.contains(real), "{real} in {part}");
            }
        }
    }
    assert_eq!(app.mails().await.len(), mails);
    assert_eq!(reports(app.mails().await).len(), 0);
    assert_eq!(app.count("SELECT count(*) AS count FROM cadre.report_delivery").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_see_it() {
    let app = TestApp::start().await;
    let (alpha, _) = house(&app, "alpha", &["ana"]).await;
    let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let ana = app.join(&alpha, "ana").await;
    let manager = app.join(&alpha, "manager").await;
    for person in [&fatima, &ana, &manager] {
        assert_eq!(preview(&app, person, "LEARNER_DIGEST").await.codes(), ["FORBIDDEN"]);
    }
    let nobody = Person { token: "none".to_owned(), ..ana };
    assert_eq!(preview(&app, &nobody, "MANAGER_NOTE").await.codes(), ["UNAUTHENTICATED"]);
}
