use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use testkit::{PASSWORD, Response, TestApp};

use super::{SIGN_IN, sign_in};

const EMAIL: &str = "admin@alpha.example";

/// A place somewhere else than where the other requests come from.
const fn place(number: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, number))
}

async fn sign_in_from(app: &TestApp, from: IpAddr, email: &str, password: &str) -> Response {
    let input = json!({ "input": { "email": email, "password": password } });
    app.request_from(from, None, SIGN_IN, input).await
}

async fn guess_from(app: &TestApp, from: IpAddr, email: &str) -> String {
    sign_in_from(app, from, email, "a wild guess").await.codes().join(",")
}

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

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_locks_themselves_out_and_not_the_owner_elsewhere() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let attacker = place(7);
    for _ in 0..10 {
        assert_eq!(guess_from(&app, attacker, EMAIL).await, "INVALID_CREDENTIALS");
    }
    let locked = sign_in_from(&app, attacker, EMAIL, PASSWORD).await;
    assert_eq!(locked.codes(), ["RATE_LIMITED"]);
    sign_in(&app, EMAIL, PASSWORD).await.fine();
    // That the owner got in frees nobody else.
    assert_eq!(sign_in_from(&app, attacker, EMAIL, PASSWORD).await, locked);
    // At somebody else, known or not, they may still guess.
    assert_eq!(guess_from(&app, attacker, "nobody@alpha.example").await, "INVALID_CREDENTIALS");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_of_one_ipv6_customer_are_one_place() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let place = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 0, 0, 0, last));
    for number in 0..10 {
        assert_eq!(guess_from(&app, place(number), EMAIL).await, "INVALID_CREDENTIALS");
    }
    assert_eq!(guess_from(&app, place(99), EMAIL).await, "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_wrong_attempts_from_many_places_lock_the_address_everywhere() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    app.organization("beta").await;
    for number in 0..100 {
        // In the middle of it the owner signs in, which hides none of it.
        if number == 50 {
            sign_in(&app, EMAIL, PASSWORD).await.fine();
        }
        for email in [EMAIL, "nobody@alpha.example"] {
            let code = guess_from(&app, place(number / 10), email).await;
            assert_eq!(code, "INVALID_CREDENTIALS", "attempt {number} at {email}");
        }
    }
    let known = sign_in_from(&app, place(200), EMAIL, PASSWORD).await;
    assert_eq!(known.codes(), ["RATE_LIMITED"]);
    let unknown = sign_in_from(&app, place(200), "nobody@alpha.example", PASSWORD).await;
    assert_eq!(unknown, known, "an unknown address is locked like a known one");
    assert_eq!(sign_in(&app, EMAIL, PASSWORD).await, known);
    sign_in(&app, "admin@beta.example", PASSWORD).await.fine();
    app.advance(Duration::minutes(15));
    sign_in(&app, EMAIL, PASSWORD).await.fine();
}
