use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use testkit::{PASSWORD, TestApp};

use super::sign_in;

const EMAIL: &str = "admin@alpha.example";

async fn guess(app: &TestApp, email: &str) -> String {
    sign_in(app, email, "a wild guess").await.codes().join(",")
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_wrong_attempts_not_even_the_right_password_is_looked_at() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    app.organization("beta").await;
    // Other spellings of the address are the same address.
    for spelling in [EMAIL, "ADMIN@ALPHA.example", " admin@alpha.example"].iter().cycle().take(10) {
        assert_eq!(guess(&app, spelling).await, "INVALID_CREDENTIALS");
    }
    app.advance(Duration::minutes(5));
    let limited = sign_in(&app, EMAIL, PASSWORD).await;
    assert_eq!(limited.codes(), ["RATE_LIMITED"]);
    // The oldest attempt counts for a quarter of an hour.
    assert_eq!(limited.body["errors"][0]["extensions"]["retryAfter"], json!(600));
    sign_in(&app, "admin@beta.example", PASSWORD).await.fine();

    app.advance(Duration::minutes(10) - Duration::milliseconds(1));
    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await.codes(), ["RATE_LIMITED"]);
    app.advance(Duration::milliseconds(1));
    sign_in(&app, EMAIL, PASSWORD).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_limited_like_a_known_one() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    for _ in 0..12 {
        assert_eq!(guess(&app, EMAIL).await, guess(&app, "nobody@alpha.example").await);
    }
    assert_eq!(guess(&app, "nobody@alpha.example").await, "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_wipes_the_slate() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    for _ in 0..2 {
        for _ in 0..9 {
            assert_eq!(guess(&app, EMAIL).await, "INVALID_CREDENTIALS");
        }
        sign_in(&app, EMAIL, PASSWORD).await.fine();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_cannot_be_batched_into_one_request() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let before = app.count("SELECT count(*) FROM identity.sign_in_failure").await;
    let field = |name: &str, password: &str| {
        format!(
            "{name}: signIn(input: {{ email: \"{EMAIL}\", password: \"{password}\" }}) \
             {{ session {{ accessToken }} }}"
        )
    };
    let guesses: Vec<String> =
        (0..20).map(|number| field(&format!("g{number}"), &format!("guess {number}"))).collect();
    let two = format!("mutation {{ {} {} }}", field("a", "guess"), field("b", PASSWORD));
    let spread = format!(
        "mutation {{ ...A ...B }} fragment A on Mutation {{ {} }} fragment B on Mutation {{ {} }}",
        field("a", "guess"),
        field("b", PASSWORD)
    );
    for document in [format!("mutation {{ {} }}", guesses.join(" ")), two, spread] {
        let refused = app.request(None, &document, json!({})).await;
        assert_eq!(refused.codes(), ["LIMIT_EXCEEDED"], "{document}");
        assert!(refused.body.get("data").is_none());
    }
    assert_eq!(app.count("SELECT count(*) FROM identity.sign_in_failure").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_see_each_other() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let mut looked_at = 0;
    // Those whose password was not looked at are free, so guess until none is looked at any more.
    for _ in 0..12 {
        let answers = join_all((0..15).map(|_| guess(&app, EMAIL))).await;
        assert!(
            answers.iter().all(|code| ["INVALID_CREDENTIALS", "RATE_LIMITED"].contains(&&**code)),
            "{answers:?}"
        );
        looked_at += answers.iter().filter(|code| *code == "INVALID_CREDENTIALS").count();
        assert!(looked_at <= 10, "{looked_at} guesses were looked at");
    }
    while guess(&app, EMAIL).await == "INVALID_CREDENTIALS" {
        looked_at += 1;
    }
    assert_eq!(looked_at, 10);
    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await.codes(), ["RATE_LIMITED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_try_many_people() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    for number in 0..100 {
        let code = guess(&app, &format!("person{}@alpha.example", number % 20)).await;
        assert_eq!(code, "INVALID_CREDENTIALS", "attempt {number}");
    }
    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await.codes(), ["RATE_LIMITED"]);
    app.advance(Duration::minutes(15));
    sign_in(&app, EMAIL, PASSWORD).await.fine();
}
