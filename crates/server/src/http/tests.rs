//! What holds without a database: methods, forms, headers, and which pages there are.

use actix_web::dev::ServerHandle;
use auth::{Links, PasswordHashing, Sender, SigningKeys};
use database::{Database, DatabaseConfig};
use files::Place;
use kernel::Sources;
use mail::{Category, Message, Party, Transport};
use mentoring::model::sessions::seal::Keyring;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value as Json;

use super::*;
use crate::app::{Parts, Surroundings, build};

/// An application whose database cannot be reached.
fn app(embedded: bool) -> App {
    // Without one, the HTTP client of these tests cannot be made.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let nowhere = "postgres://nobody@127.0.0.1:1/nothing".to_owned();
    let config = DatabaseConfig { app_url: nowhere.clone(), system_url: nowhere, pool_size: 1 };
    let sources = Sources::system();
    let folder = std::env::temp_dir().join(format!("cadre-http-{}", sources.new_secret().reveal()));
    let keys = SigningKeys::generate_into(folder.join("keys"), &sources).expect("a key is made");
    let from = Party { name: "Cadre".to_owned(), address: "cadre@cadre.test".to_owned() };
    let app = build(Parts {
        database: Database::new(&config).expect("pools connect later"),
        sources,
        keys,
        links: Links { public_url: "http://cadre.test".to_owned(), secret: vec![7_u8; 32].into() },
        note_keys: Keyring::new([("m1".to_owned(), [7; 32])]).expect("a key"),
        hashing: PasswordHashing::standard(),
        store: Place::Folder(folder.join("files")).open().expect("a folder"),
        transport: Transport::mailbox(folder.join("mailbox")),
        sender: Sender { from, domain: "cadre.test".to_owned() },
        unsubscribe_address: "stop@cadre.test".to_owned(),
        surroundings: Surroundings {
            embedded,
            mailbox: Some(folder.join("mailbox")),
            trust_proxy: false,
            app_url: None,
        },
    })
    .expect("the parts fit");
    std::fs::remove_dir_all(folder).expect("the key is read by now");
    app
}

struct Running {
    base: String,
    client: Client,
    handle: ServerHandle,
}

impl Running {
    fn start(app: &App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let server = serve(app, listener).expect("the listener serves");
        let handle = server.handle();
        tokio::spawn(server);
        Self { base, client: Client::new(), handle }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    async fn ask(&self, body: impl Into<reqwest::Body>) -> Response {
        let request = self.request(Method::POST, "/graphql");
        let request = request.header("content-type", "application/json").body(body);
        request.send().await.expect("an answer")
    }

    async fn stop(self) {
        self.handle.stop(false).await;
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn graphql_takes_json_by_post_within_a_megabyte() {
    let running = Running::start(&app(false));
    let answer = running.ask(r#"{"query":"{ __typename }"}"#).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (200, "no-store"));
    assert_eq!(header(&answer, "x-request-id").len(), 36);
    assert_eq!(answer.text().await.expect("text"), r#"{"data":{"__typename":"Query"}}"#);

    for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let answer = running.request(method.clone(), "/graphql").send().await.expect("an answer");
        assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, "POST"), "{method}");
    }
    let form = running.request(Method::POST, "/graphql").body("query=%7B__typename%7D");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.send().await.expect("an answer").status().as_u16(), 415);
    let large = running.ask(vec![b' '; 1024 * 1024 + 1]).await;
    assert_eq!(large.status().as_u16(), 413);
    let large: Json = large.json().await.expect("JSON");
    assert_eq!(large["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_token_that_is_not_good_refuses_the_request() {
    let running = Running::start(&app(false));
    for value in ["Bearer x", "Basic YTpi", "Bearer "] {
        let request = running.request(Method::POST, "/graphql");
        let request = request.header("content-type", "application/json");
        let request = request.header("authorization", value).header("x-request-id", "from-proxy-1");
        let answer = request.body(r#"{"query":"{ __typename }"}"#).send().await.expect("an answer");
        let status = answer.status().as_u16();
        assert_eq!((status, header(&answer, "www-authenticate")), (401, "Bearer"), "{value}");
        assert_eq!(header(&answer, "x-request-id"), "from-proxy-1");
        let body: Json = answer.json().await.expect("JSON");
        assert_eq!(body["errors"][0]["extensions"]["requestId"], "from-proxy-1");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn pages_for_development_are_there_only_then() {
    let production = Running::start(&app(false));
    for path in ["/", "/dev/mailbox", "/dev/mailbox/1/html"] {
        assert_eq!(production.get(path).await.status().as_u16(), 404, "{path}");
    }
    let development = Running::start(&app(true));
    for path in ["/", "/graphql", "/dev/mailbox", "/invitation?token=x"] {
        let page = development.get(path).await;
        assert_eq!(page.status().as_u16(), 200, "{path}");
        let policy = header(&page, "content-security-policy").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        let html = page.text().await.expect("text");
        assert!(!html.contains("{{") && !html.contains("src=\"http"), "{path}");
        let nonce = html.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(policy.contains(&format!("'nonce-{}'", nonce.expect("a nonce"))), "{path}");
    }
    production.stop().await;
    development.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn development_answers_by_the_names_of_this_machine_alone() {
    let (development, production) = (Running::start(&app(true)), Running::start(&app(false)));
    for path in ["/graphql", "/dev/mailbox", "/healthz"] {
        let get = |running: &Running, host: &'static str| {
            running.request(Method::GET, path).header("host", host).send()
        };
        let answer = get(&development, "rebound.example:8080").await.expect("an answer");
        assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (421, "no-store"));
        assert!(answer.text().await.expect("text").contains("127.0.0.1"), "{path}");
        for host in ["localhost:1", "127.0.0.1", "[::1]:8080"] {
            let answer = get(&development, host).await.expect("an answer");
            assert_eq!(answer.status().as_u16(), 200, "{host}{path}");
        }
        let answer = get(&production, "rebound.example").await.expect("an answer");
        assert_ne!(answer.status().as_u16(), 421, "{path}");
    }
    let mutation = development.request(Method::POST, "/graphql").header("host", "rebound.example");
    let mutation = mutation.header("x-forwarded-host", "localhost").body("{}");
    assert_eq!(mutation.send().await.expect("an answer").status().as_u16(), 421);
    production.stop().await;
    development.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn health_says_what_is_wrong_and_not_why() {
    let running = Running::start(&app(false));
    assert_eq!(running.get("/healthz").await.status().as_u16(), 200);
    let ready = running.get("/readyz").await;
    assert_eq!(ready.status().as_u16(), 503);
    let text = ready.text().await.expect("text");
    assert!(text.contains("database as cadre_app") && !text.contains("127.0.0.1"), "{text}");
    let keys: Json = running.get("/.well-known/jwks.json").await.json().await.expect("JSON");
    assert_eq!(keys["keys"][0]["kty"], "OKP");
    assert!(keys["keys"][0].get("d").is_none());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_link_that_is_not_ours_stops_nothing() {
    let running = Running::start(&app(false));
    assert_eq!(running.get("/unsubscribe/abc").await.status().as_u16(), 404);
    let post = running.request(Method::POST, "/unsubscribe/abc").body("List-Unsubscribe=One-Click");
    assert_eq!(post.send().await.expect("an answer").status().as_u16(), 404);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn files_come_with_a_token_and_go_by_a_link() {
    let running = Running::start(&app(false));
    for bearer in [None, Some("Bearer nonsense")] {
        let request = running.request(Method::POST, "/uploads?name=x.txt").body("text");
        let request =
            bearer.iter().fold(request, |request, value| request.header("authorization", *value));
        let answer = request.send().await.expect("an answer");
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "www-authenticate")),
            (401, "Bearer")
        );
        let id = header(&answer, "x-request-id").to_owned();
        let body: Json = answer.json().await.expect("JSON");
        assert_eq!(
            (&body["code"], &body["requestId"]),
            (&Json::from("UNAUTHENTICATED"), &Json::from(id))
        );
    }
    let get = running.get("/uploads").await;
    assert_eq!((get.status().as_u16(), header(&get, "allow")), (405, "POST"));
    for path in ["/files/abc".to_owned(), format!("/files/{}", "A".repeat(119))] {
        let answer = running.get(&path).await;
        assert_eq!(answer.status().as_u16(), 404, "{path}");
        let body: Json = answer.json().await.expect("JSON");
        assert_eq!(body["code"], "NOT_FOUND");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_mail_is_shown_and_can_do_nothing() {
    let app = app(true);
    let party = |name: &str| Party { name: name.to_owned(), address: "ana@cadre.test".to_owned() };
    let message = Message {
        message_id: "1@cadre.test".to_owned(),
        from: party("Cadre"),
        to: party("Ana"),
        subject: "<b>Hello</b>".to_owned(),
        text: "https://cadre.test/invitation?token=x".to_owned(),
        html: "<p>Hello</p><script>alert(1)</script>".to_owned(),
        list_unsubscribe: None,
        category: Category::Service,
        date: app.services.sources.now(),
    };
    let transport = &app.services.reports.transport;
    transport.send(&message).await.expect("it is stored");
    let running = Running::start(&app);
    let list = running.get("/dev/mailbox").await.text().await.expect("text");
    assert!(list.contains("&lt;b&gt;Hello"), "{list}");
    let path = list.split("href=\"").find(|part| part.starts_with("/dev/mailbox/"));
    let path = path.and_then(|part| part.split('"').next()).expect("a link");
    let page = running.get(path).await.text().await.expect("text");
    assert!(page.contains("<a href=\"https://cadre.test/invitation?token=x\">"), "{page}");
    let html = running.get(&format!("{path}/html")).await;
    let policy = header(&html, "content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert_eq!(running.get("/dev/mailbox/..%2F..%2Fetc").await.status().as_u16(), 404);
    running.stop().await;
    let folder = app.surroundings.mailbox.expect("there is a mailbox");
    std::fs::remove_dir_all(folder.parent().expect("a folder")).expect("it can be removed");
}
