//! Why a file is not taken or given, as a client reads it.

use std::fmt::Display;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use api::error::INTERNAL_MESSAGE;
use auth::{AuthError, Denied};
use database::DatabaseError;
use files::FileError;
use kernel::ErrorCode;
use serde_json::json;

use super::client;

/// Seconds after which an upload that found too many others may be tried again.
const BUSY: u32 = 5;

/// An answer without a file: a status, a code of the same list as in GraphQL, words for people.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: ErrorCode,
    message: String,
    retry_after: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// Something failed on our side; the reason goes to the log and nowhere else.
    pub(super) fn internal(reason: &dyn Display) -> Self {
        tracing::error!(error = %reason, "request failed on our side");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, INTERNAL_MESSAGE)
    }

    /// The HTTP status.
    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    /// What went wrong, for programs.
    pub(super) const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The answer, as JSON.
    pub(super) fn answer(&self, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((client::REQUEST_ID, request_id));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        response.json(json!({
            "code": self.code.as_str(),
            "message": self.message,
            "requestId": request_id,
        }))
    }
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Unauthenticated => {
                Self::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, error.to_string())
            }
            error => Self::internal(&error),
        }
    }
}

impl From<Denied> for Refusal {
    fn from(error: Denied) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, error.to_string())
    }
}

impl From<DatabaseError> for Refusal {
    fn from(error: DatabaseError) -> Self {
        Self::internal(&error)
    }
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        let (status, code) = match &error {
            FileError::Denied(_) => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            FileError::Empty => (StatusCode::BAD_REQUEST, ErrorCode::InvalidInput),
            FileError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::LimitExceeded),
            FileError::BrokenOff => (StatusCode::REQUEST_TIMEOUT, ErrorCode::BadRequest),
            FileError::TooManyWaiting | FileError::TooManyBytes | FileError::TooManyAtOnce => {
                (StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited)
            }
            FileError::BadLink => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            FileError::NoRoom => {
                tracing::error!("the file store has no room");
                (StatusCode::INSUFFICIENT_STORAGE, ErrorCode::Internal)
            }
            FileError::Store(_) | FileError::Database(_) => return Self::internal(&error),
        };
        let retry_after = matches!(error, FileError::TooManyAtOnce).then_some(BUSY);
        Self { retry_after, ..Self::new(status, code, error.to_string()) }
    }
}
