//! The GraphQL endpoint.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use api::pipeline::{BODY_BYTES, refuse_body};
use api::{Answer, RequestInfo};

use super::client;
use crate::app::App;

/// How long a client may take to send its body.
const READING: Duration = Duration::from_secs(10);

/// `POST /graphql`.
pub(super) async fn answer(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let request_id = client::request_id(&request, &app.services.sources);
    let body = match tokio::time::timeout(READING, payload.to_bytes_limited(BODY_BYTES)).await {
        Ok(Ok(Ok(body))) => body,
        Ok(Err(_)) => return reply(refuse_body(&request_id), &request_id),
        Ok(Ok(Err(_))) => return HttpResponse::BadRequest().finish(),
        Err(_) => return HttpResponse::RequestTimeout().finish(),
    };
    let info = RequestInfo {
        request_id: request_id.clone(),
        bearer: client::bearer(&request),
        address: client::address(&request, app.surroundings.trust_proxy),
        content_type: client::text(&request, &header::CONTENT_TYPE),
        accept: client::text(&request, &header::ACCEPT),
    };
    let answer = app.api.answer(info, &body).await;
    reply(answer, &request_id)
}

/// Any other method.
pub(super) async fn only_post() -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, "POST"))
        .content_type("text/plain")
        .body("send a POST with application/json\n")
}

fn reply(answer: Answer, request_id: &str) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.content_type(answer.content_type).insert_header((client::REQUEST_ID, request_id));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(answer.body)
}
