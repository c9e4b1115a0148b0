use std::fs;

use auth::SigningKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use kernel::Sources;
use serde_json::{Value, json};
use testkit::{PASSWORD, TestApp};

use super::{assert_unauthenticated, sign_in, viewer};

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_lasts_ten_minutes() {
    let app = TestApp::start().await;
    app.organization("alpha").await;
    let session = sign_in(&app, "admin@alpha.example", PASSWORD).await.fine();
    let token = session.text("/signIn/session/accessToken");
    // Clocks of two machines may differ by five seconds.
    app.advance(Duration::minutes(10) + Duration::seconds(4));
    viewer(&app, &token).await.fine();
    app.advance(Duration::seconds(1));
    assert_unauthenticated(&viewer(&app, &token).await, "after ten minutes");
    // From the future it is no better.
    app.advance(-(Duration::minutes(10) + Duration::seconds(11)));
    assert_unauthenticated(&viewer(&app, &token).await, "before it was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_token_of_ours_is_refused_and_not_taken_for_nobody() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let (head, _) = alpha.admin.token.rsplit_once('.').expect("three parts");
    let cut = format!("{head}.");
    for (what, token) in [
        ("nothing", ""),
        ("a word", "token"),
        ("the refresh token's form", "pyVxP3Fb0PZVq5yZ2mYq5yZ2mYq5yZ2mYq5yZ2mYq5y"),
        ("no signature", &cut),
        ("a long one", &"a".repeat(100_000)),
    ] {
        assert_unauthenticated(&viewer(&app, token).await, what);
        // Also where nobody needs to be signed in.
        let open = app.request(Some(token), "{ __typename }", json!({})).await;
        assert_unauthenticated(&open, what);
    }
}

struct Forge {
    key: EncodingKey,
    claims: Value,
}

impl Forge {
    fn with(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[claim] = value;
        sign(&header("0001"), &claims, &self.key)
    }

    fn without(&self, claim: &str) -> String {
        let mut claims = self.claims.clone();
        claims.as_object_mut().expect("claims").remove(claim);
        sign(&header("0001"), &claims, &self.key)
    }
}

fn header(kid: &str) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some(kid.to_owned());
    header
}

fn sign(header: &Header, claims: &Value, key: &EncodingKey) -> String {
    encode(header, claims, key).expect("a token")
}

fn claims_of(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("claims")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_opens_nothing() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let pem = fs::read(app.folder().join("keys/0001.pem")).expect("the key");
    let forge = Forge {
        key: EncodingKey::from_ed_pem(&pem).expect("a key"),
        claims: claims_of(&alpha.admin.token),
    };
    let claims = &forge.claims;
    // What is forged differs from this in one thing, so that the refusal is for that thing.
    viewer(&app, &sign(&header("0001"), claims, &forge.key)).await.fine();

    let other = app.folder().join("other");
    SigningKeys::generate_into(&other, &Sources::system()).expect("keys");
    let other_pem = fs::read(other.join("0001.pem")).expect("a key");
    let other_key = EncodingKey::from_ed_pem(&other_pem).expect("a key");
    let jwks = app.app.services.auth.jwks();
    let public = jwks["keys"][0]["x"].as_str().expect("a public key").to_owned();
    let public_bytes = URL_SAFE_NO_PAD.decode(&public).expect("base64");
    let hmac = Header { alg: Algorithm::HS256, ..header("0001") };
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt","kid":"0001"}"#),
        URL_SAFE_NO_PAD.encode(claims.to_string()),
    );
    let exp = claims["exp"].as_i64().expect("a time");
    let of_beta = claims_of(&beta.admin.token);
    for (what, token) in [
        ("another key id", sign(&header("0002"), claims, &forge.key)),
        ("another key", sign(&header("0001"), claims, &other_key)),
        ("no key id", sign(&Header { kid: None, ..header("") }, claims, &forge.key)),
        ("HS256 by the public key", sign(&hmac, claims, &EncodingKey::from_secret(&public_bytes))),
        (
            "HS256 by the public key's text",
            sign(&hmac, claims, &EncodingKey::from_secret(public.as_bytes())),
        ),
        ("no algorithm", none),
        (
            "another type",
            sign(&Header { typ: Some("JWT".to_owned()), ..header("0001") }, claims, &forge.key),
        ),
        ("another audience", forge.with("aud", json!("elsewhere"))),
        ("several audiences", forge.with("aud", json!(["cadre", "elsewhere"]))),
        ("another issuer", forge.with("iss", json!("https://elsewhere.example"))),
        ("a longer life", forge.with("exp", json!(exp + 60))),
        ("a session of somebody else", forge.with("sid", of_beta["sid"].clone())),
        ("another organisation", forge.with("org", of_beta["org"].clone())),
        ("another person", forge.with("sub", of_beta["sub"].clone())),
        ("no audience", forge.without("aud")),
        ("no issuer", forge.without("iss")),
        ("no end", forge.without("exp")),
        ("no session", forge.without("sid")),
    ] {
        assert_unauthenticated(&viewer(&app, &token).await, what);
    }
}
