//! The way in for files: one request, one file, its bytes as the body.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use auth::{Actor, AuthError};
use files::{File, FileError, LARGEST};
use futures::stream::{self, Stream, StreamExt as _};
use kernel::{ErrorCode, Permission};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

use super::client;
use super::refusal::Refusal;
use crate::app::App;

/// What a client calls its file: UTF-8, percent-encoded, since headers carry ASCII only.
const FILE_NAME: HeaderName = HeaderName::from_static("x-file-name");
/// Most characters of a name that are looked at; what is kept is shorter.
const LONGEST_NAME: usize = 1_000;
/// How long a client may send nothing.
const PAUSE: Duration = Duration::from_secs(30);
/// How long a client may take for a whole file: 25 MiB at a third of a megabit a second.
const WHOLE: Duration = Duration::from_secs(600);

/// `POST /uploads`.
pub(super) async fn take(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let started = Instant::now();
    let request_id = client::request_id(&request, &app.services.sources);
    let span = tracing::info_span!("request", id = %request_id);
    let taken = upload(&app, &request, payload).instrument(span.clone()).await;
    let _entered = span.entered();
    let (status, errors) = match &taken {
        Ok(_) => (StatusCode::CREATED, ""),
        Err(refusal) => (refusal.status(), refusal.code().as_str()),
    };
    tracing::info!(
        operation = "upload",
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        status = status.as_u16(),
        errors,
        "answered"
    );
    match taken {
        Ok(file) => {
            HttpResponse::Created().insert_header((client::REQUEST_ID, request_id)).json(json!({
                "id": file.id.to_string(),
                "name": file.name,
                "bytes": file.bytes,
                "mediaType": file.media_type,
            }))
        }
        Err(refusal) => refusal.answer(&request_id),
    }
}

/// Any other method.
pub(super) async fn only_post() -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, "POST"))
        .content_type("text/plain")
        .body("send a POST with the file as its body\n")
}

/// Everything that can be known without the body is looked at before its first byte is read.
async fn upload(app: &App, request: &HttpRequest, payload: web::Payload) -> Result<File, Refusal> {
    let actor = actor(app, request).await?;
    actor.require(Permission::UploadFiles)?;
    let name = name(request)?;
    let announced = client::text(request, &header::CONTENT_LENGTH);
    match announced.and_then(|length| length.parse::<u64>().ok()) {
        Some(0) => return Err(FileError::Empty.into()),
        Some(length) if length > LARGEST => return Err(FileError::TooLarge.into()),
        _ => {}
    }
    let files = app.services.files.clone();
    // A task of its own: when a client goes away, this request is dropped wherever it is, and what
    // it wrote so far would stay. The task sees the stream end and clears away.
    let work = actix_web::rt::spawn(
        async move { files::receive(&files, &actor, &name, timed(payload)).await }
            .in_current_span(),
    );
    Ok(work.await.map_err(|error| Refusal::internal(&error))??)
}

/// Who asks. The token is what GraphQL takes; here nothing is for those without.
async fn actor(app: &App, request: &HttpRequest) -> Result<Actor, Refusal> {
    let token = client::bearer(request).ok_or(AuthError::Unauthenticated)?;
    let identity = app.services.auth.authenticate(&token).await?;
    let (organization, member) = (identity.organization_id, identity.member_id);
    let roles = app
        .services
        .database
        .read(organization, async |connection| {
            auth::queries::roles(connection, organization, member).await
        })
        .await?;
    Ok(identity.with_roles(roles))
}

#[derive(Deserialize)]
struct Query {
    name: Option<String>,
}

/// What the client calls the file: in a header, or as `?name=`; empty if nowhere.
fn name(request: &HttpRequest) -> Result<String, Refusal> {
    let name = match request.headers().get(FILE_NAME) {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())),
        None => web::Query::<Query>::from_query(request.query_string())
            .ok()
            .map(|query| query.into_inner().name.unwrap_or_default()),
    };
    name.filter(|name| name.chars().count() <= LONGEST_NAME).ok_or_else(|| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::InvalidInput,
            "name the file by `X-File-Name` or `?name=`: UTF-8, percent-encoded, at most 1,000 characters",
        )
    })
}

/// A body that did not come to its end.
struct BrokenOff;

/// The body, given up when its client rests for too long or takes too long altogether.
fn timed(payload: web::Payload) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
    let last = Instant::now() + WHOLE;
    stream::unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        let until = last.min(Instant::now() + PAUSE);
        match timeout_at(until, payload.next()).await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(payload))),
            Ok(None) => None,
            Ok(Some(Err(_))) | Err(_) => Some((Err(BrokenOff), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_name_comes_by_header_or_query() {
        let header = |value: &str| {
            name(&TestRequest::default().insert_header((FILE_NAME, value)).to_http_request()).ok()
        };
        assert_eq!(header("za%C5%BC%C3%B3%C5%82%C4%87.pdf").as_deref(), Some("zażółć.pdf"));
        assert_eq!(header("a+b 100%.pdf").as_deref(), Some("a+b 100%.pdf"));
        assert_eq!(header("%FF.pdf"), None);
        assert_eq!(header(&"x".repeat(1_001)), None);
        let query = |uri: &str| name(&TestRequest::with_uri(uri).to_http_request()).ok();
        assert_eq!(query("/uploads?name=za%C5%BC+x.pdf").as_deref(), Some("zaż x.pdf"));
        assert_eq!(query("/uploads").as_deref(), Some(""));
    }
}
