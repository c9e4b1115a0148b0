use auth::Denied;
use auth::idempotency::IdempotencyError;
use cohorts::CohortError;
use database::DatabaseError;
use kernel::Violation;
use thiserror::Error;

/// What can go wrong with graded work.
#[derive(Debug, Error)]
pub enum AssessmentError {
    /// No role grants it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or the person may not see it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Inputs are not acceptable.
    #[error("the input is not acceptable")]
    Invalid(Vec<Violation>),
    /// The present state does not allow it; the text says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// The person stands too near to the learner to grade the work; the text says how.
    #[error("{0}")]
    TooNear(&'static str),
    /// Somebody else changed it in between.
    #[error("it was changed in between; read it again and repeat your change")]
    Stale,
    /// A key was refused.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The learner's place in the run does not allow it.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for AssessmentError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}
