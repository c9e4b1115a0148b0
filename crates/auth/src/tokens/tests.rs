use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use kernel::Sources;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::keys::tests::Folder;

const ISSUER: &str = "https://cadre.example";

fn keys() -> SigningKeys {
    SigningKeys::generate_into(&Folder::new().0, &Sources::system()).expect("keys")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("valid")
}

fn statement() -> Statement {
    Statement {
        account_id: Uuid::from_u128(1).into(),
        session_id: Uuid::from_u128(2).into(),
        organization_id: Uuid::from_u128(3).into(),
    }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "cadre", "sub": statement().account_id, "sid": statement().session_id,
        "org": statement().organization_id, "iat": now().timestamp(), "nbf": now().timestamp(),
        "exp": now().timestamp() + 600,
    })
}

fn header(keys: &SigningKeys) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(keys.signing().0.to_owned());
    header
}

/// What is made of claims that are signed by the right key.
fn verified(keys: &SigningKeys, claims: &Value) -> Option<Statement> {
    let token = encode(&header(keys), claims, keys.signing().1).expect("signed");
    verify(keys, ISSUER, &token, now())
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

#[test]
fn a_token_is_read_back() {
    let keys = keys();
    let token = sign(&keys, ISSUER, statement(), now(), now() + ACCESS_LIFETIME).expect("signed");
    assert_eq!(verify(&keys, ISSUER, &token, now()), Some(statement()));
    assert_eq!(verified(&keys, &claims()), Some(statement()));
}

#[test]
fn times_are_those_of_the_given_clock() {
    let keys = keys();
    let token = sign(&keys, ISSUER, statement(), now(), now() + ACCESS_LIFETIME).expect("signed");
    let at = |seconds| verify(&keys, ISSUER, &token, now() + Duration::seconds(seconds));
    assert!(at(604).is_some());
    assert!(at(605).is_none());
    assert!(at(-5).is_some());
    assert!(at(-6).is_none());
}

#[test]
fn a_token_from_the_future_or_for_too_long_is_refused() {
    let keys = keys();
    assert!(verified(&keys, &with("nbf", json!(now().timestamp() + 6))).is_none());
    assert!(verified(&keys, &with("iat", json!(now().timestamp() + 6))).is_none());
    assert!(verified(&keys, &with("exp", json!(now().timestamp() + 601))).is_none());
    assert!(verified(&keys, &with("exp", json!(i64::MAX))).is_none());
}

#[test]
fn issuer_audience_and_ids_must_be_ours() {
    let keys = keys();
    for (name, value) in [
        ("iss", json!("https://other.example")),
        ("iss", json!([ISSUER])),
        ("aud", json!("other")),
        ("aud", json!(["cadre", "other"])),
        ("sub", json!(statement().session_id)),
        ("sid", json!("")),
        ("org", json!(statement().account_id)),
        ("exp", json!("1800000600")),
    ] {
        assert!(verified(&keys, &with(name, value.clone())).is_none(), "{name}: {value}");
    }
}

#[test]
fn every_claim_is_required() {
    let keys = keys();
    let all = claims();
    for name in all.as_object().expect("an object").keys() {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(name);
        assert!(verified(&keys, &claims).is_none(), "{name}");
    }
}

#[test]
fn the_type_and_a_known_key_are_required() {
    let keys = keys();
    let refused = |change: fn(&mut Header)| {
        let mut header = header(&keys);
        change(&mut header);
        let token = encode(&header, &claims(), keys.signing().1).expect("signed");
        verify(&keys, ISSUER, &token, now()).is_none()
    };
    assert!(!refused(|_| ()));
    assert!(refused(|header| header.typ = Some("JWT".to_owned())));
    assert!(refused(|header| header.typ = None));
    assert!(refused(|header| header.kid = Some("0002".to_owned())));
    assert!(refused(|header| header.kid = None));
    assert!(refused(|header| header.crit = Some(vec!["exp".to_owned()])));
}

#[test]
fn another_installations_key_is_refused() {
    let (ours, theirs) = (keys(), keys());
    assert_eq!(ours.signing().0, theirs.signing().0, "same id, other key");
    let token = sign(&theirs, ISSUER, statement(), now(), now() + ACCESS_LIFETIME).expect("signed");
    assert!(verify(&ours, ISSUER, &token, now()).is_none());
}

#[test]
fn a_tampered_token_is_refused() {
    let keys = keys();
    let token = sign(&keys, ISSUER, statement(), now(), now() + ACCESS_LIFETIME).expect("signed");
    let (head, rest) = token.split_once('.').expect("three parts");
    let (_, signature) = rest.split_once('.').expect("three parts");
    let other = URL_SAFE_NO_PAD
        .encode(with("org", json!(OrganizationId::from(Uuid::from_u128(4)))).to_string());
    assert!(verify(&keys, ISSUER, &format!("{head}.{other}.{signature}"), now()).is_none());
    for text in [
        "",
        ".",
        "..",
        "a.b.c",
        head,
        &token[..token.len() - 1],
        &format!("{token}."),
        &format!("{head}..{signature}"),
    ] {
        assert!(verify(&keys, ISSUER, text, now()).is_none(), "{text}");
    }
    assert!(verify(&keys, ISSUER, &"a".repeat(1 << 20), now()).is_none());
}

#[test]
fn no_algorithm_and_the_public_key_as_a_secret_are_refused() {
    let keys = keys();
    let id = keys.signing().0;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for algorithm in ["none", "None", "NONE", ""] {
        let head = part(json!({ "typ": TYPE, "kid": id, "alg": algorithm }));
        assert!(verify(&keys, ISSUER, &format!("{head}.{}.", part(claims())), now()).is_none());
    }
    let public = keys.jwks()["keys"][0]["x"].as_str().expect("a key").to_owned();
    let raw = URL_SAFE_NO_PAD.decode(&public).expect("base64");
    for secret in [public.as_bytes(), &raw] {
        let mut header = header(&keys);
        header.alg = Algorithm::HS256;
        let token = encode(&header, &claims(), &EncodingKey::from_secret(secret)).expect("signed");
        assert!(verify(&keys, ISSUER, &token, now()).is_none());
    }
}
