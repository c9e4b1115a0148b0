//! The closed list of error codes that clients see, and the shape of a violation.

/// What went wrong, for programs. The schema documents each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The request is not valid GraphQL or not valid for the schema.
    BadRequest,
    /// The request is larger, deeper or dearer than allowed.
    LimitExceeded,
    /// No valid token came with the request.
    Unauthenticated,
    /// Sign-in data are wrong, or the token or invitation is used up or out of date.
    InvalidCredentials,
    /// The roles do not allow this.
    Forbidden,
    /// There is no such thing, or it may not be seen.
    NotFound,
    /// An id is malformed or of another kind.
    InvalidId,
    /// One or more inputs are not acceptable; `violations` names each.
    InvalidInput,
    /// The thing changed in between, its present state does not allow this, or others are changing
    /// it at this moment.
    Conflict,
    /// The idempotency key was used with other input.
    IdempotencyMismatch,
    /// Too many attempts or invitations; wait and try again.
    RateLimited,
    /// Something failed on our side; the request id finds it in the log.
    Internal,
}

impl ErrorCode {
    /// All codes.
    pub const ALL: [Self; 12] = [
        Self::BadRequest,
        Self::LimitExceeded,
        Self::Unauthenticated,
        Self::InvalidCredentials,
        Self::Forbidden,
        Self::NotFound,
        Self::InvalidId,
        Self::InvalidInput,
        Self::Conflict,
        Self::IdempotencyMismatch,
        Self::RateLimited,
        Self::Internal,
    ];

    /// The word in `extensions.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::InvalidId => "INVALID_ID",
            Self::InvalidInput => "INVALID_INPUT",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::RateLimited => "RATE_LIMITED",
            Self::Internal => "INTERNAL",
        }
    }
}

/// One input that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Violation {
    /// Where in the input, dotted: `input.startsOn`.
    pub path: String,
    /// What is wrong, for programs: `NOT_A_MONDAY`.
    pub code: &'static str,
    /// What is wrong and what to do, for people.
    pub message: String,
}

impl Violation {
    /// A violation at `path`.
    pub fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}
