//! What clients learn when something goes wrong, and what only the log learns.
//!
//! [`ApiError`] has neither `Display` nor `Error`, on purpose: async-graphql turns whatever can be
//! displayed into text for clients, so `?` on a database error in a resolver must not compile.

#[cfg(test)]
mod tests;

use assessments::AssessmentError;
use async_graphql::{ErrorExtensionValues, ServerError, Value};
use auth::idempotency::IdempotencyError;
use auth::{AuthError, Denied};
use cohorts::CohortError;
use curriculum::CurriculumError;
use database::DatabaseError;
use kernel::{ErrorCode, IdError, Violation};
use mentoring::MentoringError;

use reports::ReportError;

use crate::limits::LimitError;

/// What clients read of everything that failed on our side.
pub const INTERNAL_MESSAGE: &str = "Something failed on our side; quote the request id.";

/// What clients read where others were at work on the same things. Nothing was changed.
pub const BUSY_MESSAGE: &str =
    "Others are changing the same things at this moment, so nothing was done: busy, try again.";

/// Why a field could not be answered, in words for clients.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong and what to do, for people.
    pub message: String,
    /// Each input that is not acceptable.
    pub violations: Vec<Violation>,
    /// Seconds after which it is worth trying again.
    pub retry_after: Option<u32>,
}

impl ApiError {
    /// An error without violations.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), violations: Vec::new(), retry_after: None }
    }

    /// There is no such thing, or it may not be seen: the same answer for both.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "there is no such thing, or you may not see it")
    }

    /// No valid token came with the request.
    pub fn unauthenticated() -> Self {
        AuthError::Unauthenticated.into()
    }

    /// Inputs are not acceptable.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self {
            violations,
            ..Self::new(ErrorCode::InvalidInput, "the input is not acceptable; see `violations`")
        }
    }

    /// Something failed on our side. The reason goes to the log, here and nowhere else; the client
    /// gets a text that says nothing.
    pub fn internal(reason: &(impl std::fmt::Display + ?Sized)) -> Self {
        tracing::error!(error = %reason, "request failed on our side");
        Self::new(ErrorCode::Internal, INTERNAL_MESSAGE)
    }

    fn extensions(&self) -> ErrorExtensionValues {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code.as_str());
        if !self.violations.is_empty() {
            extensions.set(
                "violations",
                async_graphql::to_value(&self.violations).unwrap_or(Value::Null),
            );
        }
        if let Some(seconds) = self.retry_after {
            extensions.set("retryAfter", seconds);
        }
        extensions
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        let extensions = Some(error.extensions());
        Self { message: error.message, source: None, extensions }
    }
}

impl From<ApiError> for ServerError {
    fn from(error: ApiError) -> Self {
        let extensions = Some(error.extensions());
        Self { extensions, ..Self::new(error.message, None) }
    }
}

impl From<DatabaseError> for ApiError {
    fn from(error: DatabaseError) -> Self {
        if error.is_contention() {
            tracing::warn!(%error, "request gave way to others");
            return Self::new(ErrorCode::Conflict, BUSY_MESSAGE);
        }
        Self::internal(&error)
    }
}

impl From<Denied> for ApiError {
    fn from(error: Denied) -> Self {
        Self::new(ErrorCode::Forbidden, error.to_string())
    }
}

impl From<LimitError> for ApiError {
    fn from(error: LimitError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<IdError> for ApiError {
    fn from(error: IdError) -> Self {
        Self::new(ErrorCode::InvalidId, error.to_string())
    }
}

impl From<IdempotencyError> for ApiError {
    fn from(error: IdempotencyError) -> Self {
        match error {
            IdempotencyError::Mismatch => {
                Self::new(ErrorCode::IdempotencyMismatch, error.to_string())
            }
            IdempotencyError::Malformed => Self::invalid(vec![Violation::new(
                "input.idempotencyKey",
                "BAD_KEY",
                error.to_string(),
            )]),
            IdempotencyError::Database(error) => error.into(),
        }
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        let code = match error {
            AuthError::Unauthenticated => ErrorCode::Unauthenticated,
            AuthError::WrongCredentials
            | AuthError::RefreshRefused
            | AuthError::InvitationRefused => ErrorCode::InvalidCredentials,
            AuthError::SlugTaken
            | AuthError::AlreadyJoined
            | AuthError::HasLeft
            | AuthError::IsMember
            | AuthError::WasMore
            | AuthError::OwnRemoval
            | AuthError::LastAdmin => ErrorCode::Conflict,
            AuthError::NoSuchMember | AuthError::NoSuchOrganization | AuthError::NoSuchAdmin => {
                return Self::not_found();
            }
            AuthError::TooManyAttempts { seconds }
            | AuthError::TooManyInvitations { seconds, .. } => {
                let error = Self::new(ErrorCode::RateLimited, error.to_string());
                return Self { retry_after: Some(seconds), ..error };
            }
            AuthError::Denied(error) => return error.into(),
            AuthError::Invalid(violations) => return Self::invalid(violations),
            AuthError::Idempotency(error) => return error.into(),
            AuthError::Database(error) => return error.into(),
            AuthError::Internal(reason) => return Self::internal(&reason),
        };
        Self::new(code, error.to_string())
    }
}

impl From<CurriculumError> for ApiError {
    fn from(error: CurriculumError) -> Self {
        match error {
            CurriculumError::NoSuchLibraryProgram => {
                Self::new(ErrorCode::NotFound, error.to_string())
            }
            CurriculumError::Denied(error) => error.into(),
            CurriculumError::Idempotency(error) => error.into(),
            CurriculumError::Database(error) => error.into(),
        }
    }
}

impl From<CohortError> for ApiError {
    fn from(error: CohortError) -> Self {
        match error {
            CohortError::NotFound(_) => Self::not_found(),
            CohortError::ModuleLocked(_) | CohortError::ModuleOpen(_) => {
                Self::new(ErrorCode::Conflict, error.to_string())
            }
            CohortError::Invalid(violations) => Self::invalid(violations),
            CohortError::Denied(error) => error.into(),
            CohortError::Idempotency(error) => error.into(),
            CohortError::Database(error) => error.into(),
        }
    }
}

impl From<AssessmentError> for ApiError {
    fn from(error: AssessmentError) -> Self {
        match error {
            AssessmentError::NotFound(_) => Self::not_found(),
            AssessmentError::Refused(_) | AssessmentError::Stale => {
                Self::new(ErrorCode::Conflict, error.to_string())
            }
            AssessmentError::TooNear(_) => Self::new(ErrorCode::Forbidden, error.to_string()),
            AssessmentError::Invalid(violations) => Self::invalid(violations),
            AssessmentError::Denied(error) => error.into(),
            AssessmentError::Idempotency(error) => error.into(),
            AssessmentError::Cohort(error) => error.into(),
            AssessmentError::Database(error) => error.into(),
        }
    }
}

impl From<MentoringError> for ApiError {
    fn from(error: MentoringError) -> Self {
        match error {
            MentoringError::NotFound(_) => Self::not_found(),
            MentoringError::Refused(_)
            | MentoringError::PlaceTaken
            | MentoringError::TooLate
            | MentoringError::Impossible(_)
            | MentoringError::Stale => Self::new(ErrorCode::Conflict, error.to_string()),
            MentoringError::TooNear(_) => Self::new(ErrorCode::Forbidden, error.to_string()),
            MentoringError::Invalid(violations) => Self::invalid(violations),
            MentoringError::Sealed | MentoringError::Broken(_) => Self::internal(&error),
            MentoringError::Denied(error) => error.into(),
            MentoringError::Idempotency(error) => error.into(),
            MentoringError::Database(error) => error.into(),
        }
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NoSuchCohort | ReportError::BadLink => Self::not_found(),
            ReportError::NotOnDemand => {
                let words = error.to_string();
                Self::invalid(vec![Violation::new("input.kind", "NOT_ON_DEMAND", words)])
            }
            ReportError::Compose(error) => Self::internal(&error),
            ReportError::Denied(error) => error.into(),
            ReportError::Database(error) => error.into(),
        }
    }
}

/// What went wrong, for programs: the word in `extensions.code` of each error. `extensions` also
/// has `requestId`, which finds the request in the log, and, where inputs are not acceptable,
/// `violations`: a list of `{ path, code, message }`. The list of codes is closed: others are added
/// only with notice.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "ErrorCode")]
pub enum ErrorCodeName {
    /// The request is not valid GraphQL, or not valid for this schema.
    BadRequest,
    /// The request is larger, deeper or dearer than allowed. Ask for less at once.
    LimitExceeded,
    /// No valid access token came with the request. Sign in, or refresh the session.
    Unauthenticated,
    /// Sign-in data are wrong, or the refresh token or invitation is used up or out of date.
    InvalidCredentials,
    /// Your roles do not allow this.
    Forbidden,
    /// There is no such thing, or you may not see it.
    NotFound,
    /// An id is malformed, or of another kind than asked for.
    InvalidId,
    /// One or more inputs are not acceptable; `violations` names each.
    InvalidInput,
    /// The thing changed in between, its present state does not allow this, or others are changing
    /// it at this moment. Read it again and try again.
    Conflict,
    /// The idempotency key was used with other input. Take a new key.
    IdempotencyMismatch,
    /// Too many attempts or invitations. Wait the seconds in `extensions.retryAfter` and try again.
    RateLimited,
    /// Something failed on our side. It may work later; if not, quote `requestId`.
    Internal,
}

impl From<ErrorCode> for ErrorCodeName {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::BadRequest => Self::BadRequest,
            ErrorCode::LimitExceeded => Self::LimitExceeded,
            ErrorCode::Unauthenticated => Self::Unauthenticated,
            ErrorCode::InvalidCredentials => Self::InvalidCredentials,
            ErrorCode::Forbidden => Self::Forbidden,
            ErrorCode::NotFound => Self::NotFound,
            ErrorCode::InvalidId => Self::InvalidId,
            ErrorCode::InvalidInput => Self::InvalidInput,
            ErrorCode::Conflict => Self::Conflict,
            ErrorCode::IdempotencyMismatch => Self::IdempotencyMismatch,
            ErrorCode::RateLimited => Self::RateLimited,
            ErrorCode::Internal => Self::Internal,
        }
    }
}

/// Gives an error of a response its code and request id, and takes out what clients must not read.
/// Returns the code.
pub(crate) fn finish(error: &mut ServerError, request_id: &str) -> String {
    let given = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    let code = match given {
        Some(Value::String(code)) => code.clone(),
        _ if speaks_of_the_request(error) => ErrorCode::BadRequest.as_str().to_owned(),
        _ => {
            let masked = ServerError::from(ApiError::internal(&error.message));
            error.message = masked.message;
            error.extensions = None;
            ErrorCode::Internal.as_str().to_owned()
        }
    };
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code.as_str());
    extensions.set("requestId", request_id);
    code
}

/// Whether async-graphql itself refused the document or an argument. Its errors have no source, and
/// no path unless they arise inside a list; a resolver's have a path.
fn speaks_of_the_request(error: &ServerError) -> bool {
    let of_an_argument = || {
        let beginnings = ["Failed to parse \"", "Expected input type \""];
        beginnings.iter().any(|beginning| error.message.starts_with(beginning))
    };
    error.source.is_none() && (error.path.is_empty() || of_an_argument())
}
