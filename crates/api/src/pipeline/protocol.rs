//! GraphQL over HTTP: what a client may send, what it accepts, and the form of the answer.

use async_graphql::{ServerError, Value, Variables};
use kernel::ErrorCode;

use crate::error::ApiError;
use crate::json;

/// The form of the answer that the client accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `application/graphql-response+json`: the status tells a refused request from an executed one.
    Response,
    /// `application/json`: every well-formed request is answered with 200.
    Json,
}

impl Format {
    /// The better of both for this `Accept` header; `None` when neither is accepted. Without a
    /// header, and for wildcards, `application/json`.
    pub fn accepted(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept else {
            return Some(Self::Json);
        };
        let (mut response, mut json) = (Weight::default(), Weight::default());
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            match name.as_str() {
                "application/graphql-response+json" => response.take(2, quality),
                "application/json" => json.take(2, quality),
                "application/*" => json.take(1, quality),
                "*/*" => json.take(0, quality),
                _ => {}
            }
        }
        match (response.quality, json.quality) {
            (response, json) if response > 0.0 && response >= json => Some(Self::Response),
            (_, json) if json > 0.0 => Some(Self::Json),
            _ => None,
        }
    }

    /// The `Content-Type` of the answer.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The status of a request that was read but refused before any field ran.
    pub const fn refused(self) -> u16 {
        match self {
            Self::Response => 400,
            Self::Json => 200,
        }
    }
}

/// How much a type is wanted; the more specific range decides.
#[derive(Default)]
struct Weight {
    specific: u8,
    quality: f32,
}

impl Weight {
    fn take(&mut self, specific: u8, quality: f32) {
        if specific >= self.specific {
            *self = Self { specific, quality };
        }
    }
}

/// Whether a body of this type is read: JSON in UTF-8. Forms and plain text are not, so that no
/// foreign page can send a command without asking first.
pub(super) fn is_json(content_type: Option<&str>) -> bool {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let name_fits = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    name_fits
        && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
            !name.eq_ignore_ascii_case("charset")
                || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

/// A request as it came in.
#[derive(Debug)]
pub(super) struct Payload {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

impl Payload {
    /// Reads a body.
    pub fn read(body: &[u8]) -> Result<Self, ApiError> {
        use serde_json::Value as Json;
        let bad = |message: &str| ApiError::new(ErrorCode::BadRequest, message);
        let json = serde_json::from_slice(body)
            .map_err(|error| bad(&format!("the body is not JSON: {error}")))?;
        let mut fields = match json {
            Json::Object(fields) => fields,
            Json::Array(_) => return Err(bad("batches are not taken; send one request at a time")),
            _ => {
                return Err(bad("the body must be an object like {\"query\": \"{ … }\"}"));
            }
        };
        let Some(Json::String(query)) = fields.remove("query") else {
            return Err(bad("`query` is missing, or is no text"));
        };
        let operation_name = match fields.remove("operationName") {
            None | Some(Json::Null) => None,
            Some(Json::String(name)) => Some(name),
            Some(_) => return Err(bad("`operationName` must be a text or null")),
        };
        if fields
            .get("extensions")
            .is_some_and(|extensions| !extensions.is_object() && !extensions.is_null())
        {
            return Err(bad("`extensions` must be an object or null"));
        }
        let variables = match fields.remove("variables") {
            None | Some(Json::Null) => Variables::default(),
            Some(variables @ Json::Object(_)) => serde_json::from_value(variables)
                .map_err(|error| bad(&format!("`variables`: {error}")))?,
            Some(_) => return Err(bad("`variables` must be an object or null")),
        };
        Ok(Self { query, operation_name, variables })
    }
}

/// The body of an answer. Errors stand first, as the specification recommends; `data` is absent when
/// no field ran.
pub(super) fn body_of(errors: &[ServerError], data: Option<&Value>) -> Vec<u8> {
    let mut body = vec![b'{'];
    if !errors.is_empty() {
        body.extend_from_slice(b"\"errors\":");
        json::write(&errors, &mut body);
    }
    if let Some(data) = data {
        body.extend_from_slice(if errors.is_empty() { b"\"data\":" } else { b",\"data\":" });
        json::write_data(data, &mut body);
    }
    body.push(b'}');
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_has_the_form_that_is_accepted() {
        for (accept, expected) in [
            ("*/*", Some(Format::Json)),
            ("application/*", Some(Format::Json)),
            ("application/json", Some(Format::Json)),
            ("application/graphql-response+json", Some(Format::Response)),
            ("Application/GraphQL-Response+JSON; charset=utf-8", Some(Format::Response)),
            ("application/graphql-response+json, application/json;q=0.9", Some(Format::Response)),
            ("application/graphql-response+json;q=0.5, application/json", Some(Format::Json)),
            ("application/graphql-response+json;q=0, */*;q=0.1", Some(Format::Json)),
            ("text/html, */*;q=0.8", Some(Format::Json)),
            ("application/json;q=0, */*", None),
            ("text/html", None),
            ("", None),
        ] {
            assert_eq!(Format::accepted(Some(accept)), expected, "{accept}");
        }
        assert_eq!(Format::accepted(None), Some(Format::Json));
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for fine in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON;charset=\"UTF-8\"",
        ] {
            assert!(is_json(Some(fine)), "{fine}");
        }
        for bad in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json-seq",
            "application/json; charset=utf-16",
            "multipart/form-data; a=application/json",
        ] {
            assert!(!is_json(Some(bad)), "{bad}");
        }
        assert!(!is_json(None));
    }

    #[test]
    fn a_malformed_body_is_named() {
        for (body, part) in [
            ("", "not JSON"),
            ("{\"query\":", "not JSON"),
            ("[{\"query\":\"{a}\"}]", "batches"),
            ("\"{a}\"", "object"),
            ("{}", "`query`"),
            ("{\"query\":{}}", "`query`"),
            ("{\"query\":\"{a}\",\"operationName\":1}", "`operationName`"),
            ("{\"query\":\"{a}\",\"variables\":[]}", "`variables`"),
            ("{\"query\":\"{a}\",\"variables\":\"{}\"}", "`variables`"),
            ("{\"query\":\"{a}\",\"extensions\":1}", "`extensions`"),
        ] {
            let error = Payload::read(body.as_bytes()).expect_err(body);
            assert_eq!(error.code, ErrorCode::BadRequest);
            assert!(error.message.contains(part), "{body}: {}", error.message);
        }
        let nulls = b"{\"query\":\"{a}\",\"operationName\":null,\"variables\":null,\"extensions\":null,\"more\":1}";
        assert_eq!(Payload::read(nulls).map(|payload| payload.query).ok().as_deref(), Some("{a}"));
        assert!(Payload::read(&[b'[', 0xff, b']']).is_err());
    }
}
