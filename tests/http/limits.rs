use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Answer, Served};

const MEBIBYTE: usize = 1024 * 1024;

/// What consoles and code generators ask first.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType } directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description
    fields(includeDeprecated: true) { name description args { ...InputValue }
        type { ...TypeRef } isDeprecated deprecationReason }
    inputFields { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_body_has_at_most_a_mebibyte() {
    let served = Served::start_as(false).await;
    let query = "{\"query\":\"{__typename}\"}";
    let padded = |length: usize| format!("{query}{}", " ".repeat(length - query.len()));
    let fits = Answer::of(served.graphql("application/json", padded(MEBIBYTE))).await;
    assert_eq!((fits.status, fits.json()), (200, json!({ "data": { "__typename": "Query" } })));
    let large = Answer::of(served.graphql("application/json", padded(MEBIBYTE + 1))).await;
    assert_eq!((large.status, large.code()), (413, "LIMIT_EXCEEDED".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_tell_its_length_is_cut_off_as_well() {
    let served = Served::start_as(false).await;
    let mut stream = TcpStream::connect(&served.address).await.expect("a connection");
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                connection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    // It never ends: the server has to answer before it does.
    for _ in 0..17 {
        stream.write_all(chunk.as_bytes()).await.expect("sent");
    }
    let mut answer = [0; 12];
    let read = stream.read_exact(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("in time").expect("an answer");
    assert_eq!(str::from_utf8(&answer), Ok("HTTP/1.1 413"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nested_fragments_are_refused_before_they_unfold() {
    let served = Served::start_as(false).await;
    // Written out, this has two to the power of forty fields.
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..40 {
        bomb.push_str(&format!(" fragment F{level} on Query {{ ...F{0} ...F{0} }}", level + 1));
    }
    bomb.push_str(" fragment F40 on Query { __typename }");
    let cycle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned();
    for (document, code) in [(bomb, "LIMIT_EXCEEDED"), (cycle, "BAD_REQUEST")] {
        let started = Instant::now();
        let answer = served.query(None, &document).await;
        assert_eq!(answer.code(), code);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_no_deeper_wider_and_longer_than_allowed() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let nested = |depth: usize| format!("{}{}", "{ a ".repeat(depth), "}".repeat(depth));
    let aliases = |count: usize| {
        let fields: String = (0..count).map(|number| format!("a{number}: id ")).collect();
        format!("{{ viewer {{ member {{ {fields} }} }} }}")
    };
    let roots = |count: usize| {
        let fields: String = (0..count).map(|_| "__typename ").collect();
        format!("{{ {fields} }}")
    };
    for (what, document) in [
        ("depth", nested(13)),
        ("brackets", format!("{{ a(b: {}{}) }}", "[".repeat(5000), "]".repeat(5000))),
        ("aliases", aliases(51)),
        ("root fields", roots(21)),
        ("length", format!("{{ __typename }} #{}", "x".repeat(16 * 1024))),
        (
            "pages in pages",
            "{ cohorts(first: 100) { edges { node { programVersion { modules { \
            lessons { id } } } board { rows { cells { done } } } } } } members(first: 2147483647) \
            { edges { node { id } } } }"
                .to_owned(),
        ),
    ] {
        let answer = served.query(Some(&alpha.admin.token), &document).await;
        assert_eq!(answer.code(), "LIMIT_EXCEEDED", "{what}");
        assert!(answer.json().get("data").is_none(), "{what}");
    }
    for (what, document) in [("aliases", aliases(50)), ("root fields", roots(20))] {
        let answer = served.query(Some(&alpha.admin.token), &document).await;
        assert!(answer.json().get("errors").is_none(), "{what}: {}", answer.body);
    }
    // One less deep fails only because there is no such field.
    assert_eq!(served.query(Some(&alpha.admin.token), &nested(12)).await.code(), "BAD_REQUEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_can_be_read_whole() {
    let served = Served::start_as(false).await;
    let answer = served.query(None, INTROSPECTION).await.json();
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let schema = &answer["data"]["__schema"];
    assert_eq!(schema["queryType"]["name"], "Query");
    assert_eq!(schema["mutationType"]["name"], "Mutation");
    let types = schema["types"].as_array().expect("types");
    for name in ["Cohort", "Learning", "ModuleState", "SignInInput"] {
        assert!(types.iter().any(|one| one["name"] == name), "{name}");
    }
}
