use kernel::Role;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use testkit::Person;

use super::{Answer, Served};

async fn stopped(served: &Served, person: &Person) -> Value {
    let answer = served.query(Some(&person.token), "{ viewer { stoppedReports } }").await;
    answer.json()["data"]["viewer"]["stoppedReports"].clone()
}

fn path(served: &Served, person: &Person, kind: &str) -> String {
    let links = &served.app.app.links;
    let token = links.unsubscribe_token(person.organization_id, person.member_id, kind);
    format!("/unsubscribe/{token}")
}

/// What a mail program sends when its reader asks to stop (RFC 8058).
async fn one_click(served: &Served, path: &str) -> Answer {
    let request = served.client.post(served.url(path));
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    Answer::of(request.body("List-Unsubscribe=One-Click")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_link_changes_nothing_and_a_post_stops_one_kind_for_one_person() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let beta = served.app.organization("beta").await;
    let other = served.app.member(&alpha, "other", &[Role::Mentor]).await;
    let link = path(&served, &alpha.admin, "learner_digest");
    let page = served.get(&link).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("the weekly digest") && page.body.contains("method=\"post\""));
    let head = served.client.head(served.url(&link)).send().await.expect("an answer");
    assert!(head.status().as_u16() < 500);
    assert_eq!(stopped(&served, &alpha.admin).await, json!([]));

    for _ in 0..2 {
        let answer = one_click(&served, &link).await;
        assert_eq!(answer.status, 200);
        assert_eq!(stopped(&served, &alpha.admin).await, json!(["LEARNER_DIGEST"]));
    }
    for person in [&other, &beta.admin] {
        assert_eq!(stopped(&served, person).await, json!([]));
    }
    let note = path(&served, &alpha.admin, "manager_note");
    assert_eq!(one_click(&served, &note).await.status, 200);
    assert_eq!(stopped(&served, &alpha.admin).await, json!(["LEARNER_DIGEST", "MANAGER_NOTE"]));
    let nudge = path(&served, &other, "mentoring_nudge");
    assert_eq!(one_click(&served, &nudge).await.status, 200);
    assert_eq!(stopped(&served, &other).await, json!(["MENTORING_NUDGE"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_not_ours_is_not_found_and_stops_nothing() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let good = path(&served, &alpha.admin, "learner_digest");
    let swapped = good.chars().rev().collect::<String>();
    let forged = [
        format!("{}A", &good[..good.len() - 1]),
        format!("{}B", &good[..good.len() - 1]),
        good[..good.len() - 4].to_owned(),
        format!("/unsubscribe/{}", swapped.split('/').next().expect("a token")),
        path(&served, &alpha.admin, "no_such_kind"),
        "/unsubscribe/x".to_owned(),
        format!("/unsubscribe/{}", "A".repeat(4000)),
        format!("/unsubscribe/{}", alpha.admin.token),
    ];
    let mut refused = 0;
    for link in forged.iter().filter(|link| **link != good) {
        assert_eq!(served.get(link).await.status, 404, "{link}");
        assert_eq!(one_click(&served, link).await.status, 404, "{link}");
        refused += 1;
    }
    assert!(refused >= 7);
    assert_eq!(stopped(&served, &alpha.admin).await, json!([]));
    assert_eq!(served.app.count("SELECT count(*) FROM cadre.report_stop").await, 0);
}
