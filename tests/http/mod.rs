//! The HTTP side on a real port.

mod limits;
pub(crate) mod log;
mod pages;
mod requests;
mod unsubscribe;
mod watching;

use std::net::TcpListener;

use actix_web::dev::ServerHandle;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::Value;
use testkit::TestApp;

/// The application of a test, answering on a port of its own.
pub(crate) struct Served {
    pub(crate) app: TestApp,
    pub(crate) address: String,
    pub(crate) client: reqwest::Client,
    handle: ServerHandle,
}

/// An answer, read to its end.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Served {
    async fn start() -> Self {
        Self::start_as(true).await
    }

    /// As in development, or as in production.
    pub(crate) async fn start_as(embedded: bool) -> Self {
        let app = TestApp::start().await;
        let mut serving = app.app.clone();
        serving.surroundings.embedded = embedded;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = server::http::serve(&serving, listener).expect("a server");
        let handle = server.handle();
        tokio::spawn(server);
        Self { app, address, client: reqwest::Client::new(), handle }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Answer {
        Answer::of(self.client.get(self.url(path))).await
    }

    fn graphql(
        &self,
        content_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> reqwest::RequestBuilder {
        let request = self.client.post(self.url("/graphql")).header(CONTENT_TYPE, content_type);
        request.body(body)
    }

    /// Sends a query as clients do.
    async fn query(&self, token: Option<&str>, query: &str) -> Answer {
        let body = serde_json::json!({ "query": query }).to_string();
        let mut request = self.graphql("application/json", body);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        Answer::of(request).await
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The command is sent at once; nobody waits for its end.
        drop(self.handle.stop(false));
    }
}

impl Answer {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.expect("text") }
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no header {name}"));
        value.to_str().expect("text")
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The code of the only error; the request's id stands in it as it does in the header.
    #[track_caller]
    fn code(&self) -> String {
        let body = self.json();
        let errors = body["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{body:#}");
        let extensions = &errors[0]["extensions"];
        assert_eq!(extensions["requestId"], self.header("x-request-id"));
        extensions["code"].as_str().expect("a code").to_owned()
    }
}
