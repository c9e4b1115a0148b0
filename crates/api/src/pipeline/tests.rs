use std::sync::atomic::{AtomicU32, Ordering};

use async_graphql::{Context, EmptySubscription, Object, Schema};
use auth::{Auth, AuthConfig, Links, PasswordHashing, Sender, SigningKeys};
use curriculum::Plans;
use database::{Database, DatabaseConfig};
use files::{Files, Place};
use kernel::Sources;
use mail::{Party, Templates, Transport};
use mentoring::model::sessions::seal::Keyring;
use reports::Reports;
use serde_json::{Value as Json, json};

use super::*;

struct Query;

#[Object]
impl Query {
    async fn three(&self) -> i32 {
        3
    }

    async fn number(&self, of: i32) -> i32 {
        of
    }

    async fn request_id(&self, context: &Context<'_>) -> String {
        RequestContext::of(context).request_id.clone()
    }

    async fn mine(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        RequestContext::of(context).actor().await.map(|_| true)
    }

    async fn leaking(&self) -> async_graphql::Result<i32> {
        Err(async_graphql::Error::from("password of cadre_app is x"))
    }

    async fn panicking(&self) -> Option<i32> {
        None.or_else(|| panic!("on purpose"))
    }

    async fn endless(&self) -> Option<i32> {
        std::future::pending().await
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn write(&self, context: &Context<'_>) -> u32 {
        context.data_unchecked::<Arc<AtomicU32>>().fetch_add(1, Ordering::Relaxed)
    }
}

/// No database behind it: what is tested here answers without one, or fails without one.
fn services() -> Services {
    let nowhere = "postgres://nobody@127.0.0.1:1/nothing".to_owned();
    let config = DatabaseConfig { app_url: nowhere.clone(), system_url: nowhere, pool_size: 1 };
    let database = Database::new(&config).expect("pools connect later");
    let sources = Sources::system();
    let folder = std::env::temp_dir().join(format!("cadre-api-{}", sources.new_secret().reveal()));
    let public_url = "http://cadre.example".to_owned();
    let links = Links { public_url: public_url.clone(), secret: vec![7; 32].into() };
    let auth = Auth::new(AuthConfig {
        database: database.clone(),
        sources: sources.clone(),
        keys: SigningKeys::generate_into(&folder, &sources).expect("a key can be made"),
        issuer: public_url.clone(),
        links: links.clone(),
        hashing: PasswordHashing::standard(),
    });
    let store = Place::Folder(folder.join("files")).open().expect("a folder");
    let files = Files::new(database.clone(), sources.clone(), store, links.clone());
    let from = Party { name: "Cadre".to_owned(), address: "cadre@cadre.example".to_owned() };
    let reports = Reports {
        database: database.clone(),
        sources: sources.clone(),
        plans: Plans::default(),
        templates: Arc::new(Templates::new().expect("layouts that ship")),
        transport: Transport::mailbox(folder.clone()),
        sender: Sender { from, domain: "cadre.example".to_owned() },
        unsubscribe_address: "stop@cadre.example".to_owned(),
        links,
        app_url: public_url.clone(),
    };
    std::fs::remove_dir_all(folder).expect("the folder was made");
    let auth = auth.expect("a good configuration");
    let (plans, items) = (Plans::default(), assessments::Items::default());
    let note_keys = Keyring::new([("m1".to_owned(), [9; 32])]).expect("a key");
    Services { database, sources, auth, plans, items, reports, files, note_keys, public_url }
}

fn api() -> Api {
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .data(Arc::new(AtomicU32::new(0)))
        .finish();
    Api::new(schema, services())
}

fn info(accept: &str) -> RequestInfo {
    RequestInfo {
        request_id: "r1".to_owned(),
        bearer: None,
        address: None,
        content_type: Some("application/json".to_owned()),
        accept: Some(accept.to_owned()),
    }
}

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

fn json_of(answer: &Answer) -> Json {
    serde_json::from_slice(&answer.body).expect("an answer is JSON")
}

async fn ask(accept: &str, query: &str) -> (u16, Json) {
    let answer = api().answer(info(accept), json!({ "query": query }).to_string().as_bytes()).await;
    (answer.status, json_of(&answer))
}

fn code(answer: &Json) -> &str {
    assert_eq!(answer["errors"][0]["extensions"]["requestId"], "r1");
    answer["errors"][0]["extensions"]["code"].as_str().expect("every error has a code")
}

#[tokio::test]
async fn a_good_request_is_answered() {
    for accept in [RESPONSE, JSON] {
        assert_eq!(
            ask(accept, "{ three requestId }").await,
            (200, json!({"data": {"three": 3, "requestId": "r1"}}))
        );
    }
    let api = api();
    let body = json!({ "query": "mutation { write }" }).to_string();
    assert_eq!(json_of(&api.answer(info(JSON), body.as_bytes()).await)["data"]["write"], 0);
    assert_eq!(json_of(&api.answer(info(JSON), body.as_bytes()).await)["data"]["write"], 1);
}

#[tokio::test]
async fn the_status_tells_refused_from_executed_where_the_client_can_read_it() {
    for query in [
        "{",
        "{ unknown }",
        "{ number(of: \"x\") }",
        "query($a: Int!) { number(of: $a) }",
        "{a:three}".repeat(2).as_str(),
    ] {
        let (status, answer) = ask(RESPONSE, query).await;
        assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"), "{query}: {answer}");
        assert!(answer.get("data").is_none(), "{query}: {answer}");
        let (status, answer) = ask(JSON, query).await;
        assert_eq!((status, code(&answer)), (200, "BAD_REQUEST"), "{query}: {answer}");
    }
}

#[tokio::test]
async fn limits_stand_before_execution() {
    let query = format!("{{ three {} }}", "...f ".repeat(30)) + "fragment f on Query { three }";
    let (status, answer) = ask(RESPONSE, &query).await;
    assert_eq!((status, code(&answer)), (400, "LIMIT_EXCEEDED"));
    let (_, answer) = ask(JSON, &format!("{{ number(of: {}", "[".repeat(10_000))).await;
    assert_eq!(code(&answer), "LIMIT_EXCEEDED");
    let (_, answer) = ask(JSON, &format!("{{ {} }}", "x ".repeat(19))).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(19));
}

#[tokio::test]
async fn a_malformed_request_has_its_own_status() {
    let api = api();
    let good = json!({ "query": "{ three }" }).to_string();
    let status = async |info: RequestInfo, body: &str| {
        let answer = api.answer(info, body.as_bytes()).await;
        assert!(!code(&json_of(&answer)).is_empty());
        answer.status
    };
    assert_eq!(
        status(RequestInfo { content_type: Some("text/plain".to_owned()), ..info(JSON) }, &good)
            .await,
        415
    );
    assert_eq!(status(RequestInfo { content_type: None, ..info(JSON) }, &good).await, 415);
    assert_eq!(status(info("text/html"), &good).await, 406);
    assert_eq!(status(info(JSON), "{").await, 400);
    assert_eq!(status(info(JSON), &format!("[{good}]")).await, 400);
    assert_eq!(status(info(JSON), &" ".repeat(BODY_BYTES + 1)).await, 413);
    assert_eq!(refuse_body("r1").status, 413);
}

#[tokio::test]
async fn who_is_nobody_is_told_so() {
    let (status, answer) = ask(RESPONSE, "{ three mine }").await;
    assert_eq!((status, code(&answer)), (200, "UNAUTHENTICATED"));
    let bearer = Some("no.such.token".to_owned());
    let body = json!({ "query": "{ three }" }).to_string();
    let answer = api().answer(RequestInfo { bearer, ..info(JSON) }, body.as_bytes()).await;
    assert_eq!((answer.status, code(&json_of(&answer))), (401, "UNAUTHENTICATED"));
}

#[tokio::test]
async fn failures_say_nothing_and_stop_nothing() {
    let (status, answer) = ask(RESPONSE, "{ three leaking }").await;
    assert_eq!((status, code(&answer)), (200, "INTERNAL"));
    assert!(!answer.to_string().contains("password"), "{answer}");
    let api = Api { deadline: Duration::from_millis(50), ..api() };
    for (query, status) in
        [("{ three panicking }", 500), ("{ three endless }", 503), ("{ three }", 200)]
    {
        let body = json!({ "query": query }).to_string();
        let answer = api.answer(info(RESPONSE), body.as_bytes()).await;
        assert_eq!(answer.status, status, "{query}");
        assert!(status == 200 || code(&json_of(&answer)) == "INTERNAL");
    }
}

#[tokio::test]
async fn variables_are_checked_before_anything_runs() {
    let api = api();
    for (variables, code_expected) in [
        (json!({}), Some("BAD_REQUEST")),
        (json!({"a": null}), Some("BAD_REQUEST")),
        (json!({"a": "x"}), Some("BAD_REQUEST")),
        (json!({"a": 5_000_000_000_u64}), Some("BAD_REQUEST")),
        (json!({"a": 4}), None),
    ] {
        let query = "query($a: Int!, $b: Int! = 1) { number(of: $a) b: number(of: $b) }";
        let body = json!({ "query": query, "variables": variables }).to_string();
        let answer = json_of(&api.answer(info(RESPONSE), body.as_bytes()).await);
        assert_eq!(
            answer.get("errors").map(|_| code(&answer)),
            code_expected,
            "{variables}: {answer}"
        );
    }
}

#[test]
fn the_log_names_the_operation_that_runs() {
    let named = |query: &str, wanted| {
        let document = parse_query(query).expect("parses");
        chosen(&document, wanted).and_then(|(name, _)| name.map(ToString::to_string))
    };
    assert_eq!(named("query a { x }", None).as_deref(), Some("a"));
    assert_eq!(named("query a { x } query b { x }", Some("b")).as_deref(), Some("b"));
    assert_eq!(named("query a { x }", Some("ana@bank.example")), None);
    assert_eq!(named("query a { x } query b { x }", None), None);
}
