//! Requests through the whole pipeline: form, limits, who is asking, execution.

use std::net::IpAddr;

use api::RequestInfo;
use serde_json::{Value, json};

use crate::app::TestApp;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The whole answer.
    pub body: Value,
}

impl Response {
    /// The value at a JSON pointer below `data`: `/viewer/member/name`.
    ///
    /// # Panics
    /// When there is none; the whole answer is shown.
    #[track_caller]
    pub fn data(&self, pointer: &str) -> &Value {
        match self.body["data"].pointer(pointer) {
            Some(value) if !value.is_null() || pointer.is_empty() => value,
            _ => panic!("nothing at {pointer} in {:#}", self.body),
        }
    }

    /// The text at a JSON pointer below `data`.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let value = self.data(pointer);
        value.as_str().map_or_else(|| panic!("no text at {pointer}: {value}"), str::to_owned)
    }

    /// The codes of its errors.
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
    }

    /// The answer without errors.
    ///
    /// # Panics
    /// When there are any.
    #[track_caller]
    pub fn fine(self) -> Self {
        assert!(self.body.get("errors").is_none(), "{:#}", self.body);
        self
    }
}

impl TestApp {
    /// Sends a request, with an access token or without.
    ///
    /// # Panics
    /// When the answer is no JSON.
    pub async fn request(&self, token: Option<&str>, query: &str, variables: Value) -> Response {
        self.request_from(Self::address(), token, query, variables).await
    }

    /// As [`TestApp::request`], from another place.
    ///
    /// # Panics
    /// When the answer is no JSON.
    pub async fn request_from(
        &self,
        address: IpAddr,
        token: Option<&str>,
        query: &str,
        variables: Value,
    ) -> Response {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let info = RequestInfo {
            request_id: "test".to_owned(),
            bearer: token.map(str::to_owned),
            address: Some(address),
            content_type: Some("application/json".to_owned()),
            accept: None,
        };
        let answer = self.app.api.answer(info, body.as_bytes()).await;
        Response {
            status: answer.status,
            body: serde_json::from_slice(&answer.body).expect("an answer in JSON"),
        }
    }
}
