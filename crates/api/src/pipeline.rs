//! The way of a request: form, limits, who is asking, execution, answer.

mod partial;
mod protocol;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, VariableDefinition};
use async_graphql::{Executor, Name, Request, Response, ServerError, Value, Variables};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use kernel::ErrorCode;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument as _;

use crate::context::{RequestContext, Services, attach};
use crate::error::{ApiError, finish};
use crate::limits;
use protocol::{Format, Payload, body_of, is_json};

/// Longest body, in bytes.
pub const BODY_BYTES: usize = 1024 * 1024;
/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long ending a snapshot may take, after which its connection is thrown away.
const CLOSING: Duration = Duration::from_secs(1);
/// Most errors in the answer to a refused request; a thousand unknown fields are one mistake.
const REFUSAL_ERRORS: usize = 20;
/// Longest operation name in the log.
const LOGGED_NAME: usize = 80;

type Execute = dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync;

/// Answers GraphQL requests. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    execute: Arc<Execute>,
    services: Services,
    deadline: Duration,
}

/// What the transport knows of a request, beside its body.
pub struct RequestInfo {
    /// Finds the request in the log.
    pub request_id: String,
    /// The access token, if one came.
    pub bearer: Option<String>,
    /// Where the client is, as far as we can tell.
    pub address: Option<IpAddr>,
    /// Header `Content-Type`.
    pub content_type: Option<String>,
    /// Header `Accept`.
    pub accept: Option<String>,
}

/// Without the token.
impl fmt::Debug for RequestInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestInfo").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// What the transport sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header `Content-Type`.
    pub content_type: &'static str,
    /// A GraphQL response.
    pub body: Vec<u8>,
}

/// How a request ended, before it has a form.
struct Outcome {
    /// A status that does not depend on the form.
    status: Option<u16>,
    /// `None` when no field ran.
    data: Option<Value>,
    errors: Vec<ServerError>,
}

impl Outcome {
    /// Read, but refused before any field ran.
    fn refused(error: impl Into<ServerError>) -> Self {
        Self { status: None, data: None, errors: vec![error.into()] }
    }

    /// Refused with a status of its own.
    fn with_status(status: u16, error: ApiError) -> Self {
        Self { status: Some(status), ..Self::refused(error) }
    }

    fn executed(response: Response) -> Self {
        let Response { mut data, errors, .. } = response;
        partial::fill_failed(&mut data, &errors);
        // Validation errors carry no path, and nothing was executed.
        let ran = data != Value::Null || errors.iter().any(|error| !error.path.is_empty());
        Self { status: None, data: ran.then_some(data), errors }
    }
}

impl Api {
    /// Answers by this schema.
    pub fn new(schema: impl Executor, services: Services) -> Self {
        let execute = move |request| {
            let schema = schema.clone();
            async move { schema.execute(request).await }.boxed()
        };
        Self { execute: Arc::new(execute), services, deadline: DEADLINE }
    }

    /// What requests need.
    pub const fn services(&self) -> &Services {
        &self.services
    }

    /// Answers one request. Never fails and never panics.
    pub async fn answer(&self, info: RequestInfo, body: &[u8]) -> Answer {
        let span = tracing::info_span!("request", id = %info.request_id);
        self.answer_in_span(info, body).instrument(span).await
    }

    async fn answer_in_span(&self, info: RequestInfo, body: &[u8]) -> Answer {
        let started = Instant::now();
        let mut operation = None;
        let request_id = info.request_id.clone();
        let format = Format::accepted(info.accept.as_deref());
        let mut outcome = if format.is_none() {
            let message = "answers are application/graphql-response+json or application/json";
            Outcome::with_status(406, ApiError::new(ErrorCode::BadRequest, message))
        } else {
            self.run(info, body, &mut operation).await.unwrap_or_else(|refusal| refusal)
        };
        if outcome.data.is_none() {
            outcome.errors.truncate(REFUSAL_ERRORS);
        }
        let codes: Vec<_> =
            outcome.errors.iter_mut().map(|error| finish(error, &request_id)).collect();
        let format = format.unwrap_or(Format::Json);
        let status =
            outcome.status.unwrap_or(if outcome.data.is_some() { 200 } else { format.refused() });
        tracing::info!(
            operation = operation.as_deref().unwrap_or("-"),
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            status,
            errors = codes.join(","),
            "answered"
        );
        let body = body_of(&outcome.errors, outcome.data.as_ref());
        Answer { status, content_type: format.content_type(), body }
    }

    /// `Err` is an outcome as well: that of a request of which no field ran.
    async fn run(
        &self,
        info: RequestInfo,
        body: &[u8],
        operation: &mut Option<String>,
    ) -> Result<Outcome, Outcome> {
        if !is_json(info.content_type.as_deref()) {
            let message = "send the request as application/json in UTF-8";
            return Err(Outcome::with_status(415, ApiError::new(ErrorCode::BadRequest, message)));
        }
        if body.len() > BODY_BYTES {
            return Err(Outcome::with_status(413, body_too_large()));
        }
        let payload = Payload::read(body).map_err(|error| Outcome::with_status(400, error))?;
        limits::source(&payload.query).map_err(|error| Outcome::refused(ApiError::from(error)))?;
        let document = parse_query(&payload.query).map_err(Outcome::refused)?;
        limits::guard(&document, &payload.variables)
            .map_err(|error| Outcome::refused(ApiError::from(error)))?;
        if let Some((name, chosen)) = chosen(&document, payload.operation_name.as_deref()) {
            // It is a GraphQL name, so nothing else gets into the log.
            *operation = name.map(|name| name.chars().take(LOGGED_NAME).collect());
            require_variables(chosen, &payload.variables).map_err(Outcome::refused)?;
        }

        let deadline = Instant::now() + self.deadline;
        let context = timeout_at(deadline, self.context(info)).await.map_err(|_| too_late())??;
        let mut request = Request::new(payload.query).variables(payload.variables);
        request.operation_name = payload.operation_name;
        request.set_parsed_query(document);
        let execution = AssertUnwindSafe((self.execute)(attach(request, &context))).catch_unwind();
        let result = timeout_at(deadline, execution).await;
        if timeout(CLOSING, context.close()).await.is_err() {
            tracing::warn!("a read snapshot is still in use; its connection is given up");
        }
        match result {
            Ok(Ok(response)) => Ok(Outcome::executed(response)),
            Ok(Err(_)) => Err(Outcome::with_status(500, ApiError::internal("a resolver panicked"))),
            Err(_) => Err(too_late()),
        }
    }

    /// Finds out who is asking. A token that is not valid refuses the whole request, so that nobody
    /// takes the answer for an anonymous person for theirs.
    async fn context(&self, info: RequestInfo) -> Result<Arc<RequestContext>, Outcome> {
        let identity = match &info.bearer {
            Some(token) => {
                let identity = self.services.auth.authenticate(token).await.map_err(|error| {
                    let error = ApiError::from(error);
                    let status = if error.code == ErrorCode::Unauthenticated { 401 } else { 500 };
                    Outcome::with_status(status, error)
                })?;
                Some(identity)
            }
            None => None,
        };
        Ok(Arc::new(RequestContext::new(
            self.services.clone(),
            info.request_id,
            info.address,
            identity,
        )))
    }
}

/// The answer to a body of which the transport did not even read the end.
pub fn refuse_body(request_id: &str) -> Answer {
    let mut error = ServerError::from(body_too_large());
    finish(&mut error, request_id);
    let body = body_of(&[error], None);
    Answer { status: 413, content_type: Format::Json.content_type(), body }
}

fn body_too_large() -> ApiError {
    ApiError::new(ErrorCode::LimitExceeded, format!("a request has at most {BODY_BYTES} bytes"))
}

fn too_late() -> Outcome {
    tracing::error!("the request was given up: it took too long");
    let message = "The request took too long and was given up. Ask for less at once.";
    Outcome::with_status(503, ApiError::new(ErrorCode::Internal, message))
}

/// The operation that will run, unless async-graphql finds that none can.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    wanted: Option<&str>,
) -> Option<(Option<&'a Name>, &'a OperationDefinition)> {
    let mut operations = document.operations.iter();
    let (name, operation) = match wanted {
        Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
        None => operations.next().filter(|_| operations.next().is_none()),
    }?;
    Some((name, &operation.node))
}

/// Refuses a request without a value for a required variable. async-graphql notices that only in
/// the middle of execution, after other fields have run.
fn require_variables(
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), ApiError> {
    for variable in &operation.variable_definitions {
        let VariableDefinition { name, var_type, default_value, .. } = &variable.node;
        let is_null = variables.get(&name.node).map(|value| *value == Value::Null);
        if !var_type.node.nullable && is_null.unwrap_or(default_value.is_none()) {
            let message =
                format!("variable `${}` of type `{}` needs a value", name.node, var_type.node);
            return Err(ApiError::new(ErrorCode::BadRequest, message));
        }
    }
    Ok(())
}
