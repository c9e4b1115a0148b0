use auth::Denied;
use auth::idempotency::IdempotencyError;
use database::DatabaseError;
use kernel::Violation;
use thiserror::Error;

/// What can go wrong with mentoring.
#[derive(Debug, Error)]
pub enum MentoringError {
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
    /// Somebody else was faster with the mentor's last place.
    #[error(
        "the mentor's last place was taken a moment ago; nothing was accepted, and the coordinator \
         was told to find you another mentor"
    )]
    PlaceTaken,
    /// The time to answer is over.
    #[error(
        "the time to answer this proposal is over; the coordinator was told and looks for another \
         match, and you have nothing to do"
    )]
    TooLate,
    /// The two may not be a pair any more; the text says by which rule.
    #[error("{0}")]
    Impossible(String),
    /// The person has to do with the pair and may not decide on it; the text says how.
    #[error("{0}")]
    TooNear(&'static str),
    /// Somebody else changed it in between.
    #[error("it was changed in between; read it again and repeat your change")]
    Stale,
    /// Something on our side is not as it must be: an engine that fails its own check, stored data
    /// that no version of this program wrote. The text is for the log.
    #[error("{0}")]
    Broken(&'static str),
    /// A stored note does not open: its row was changed or moved, or its key is missing.
    #[error("a note cannot be opened")]
    Sealed,
    /// A key was refused.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for MentoringError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

impl From<MentoringError> for ::jobs::JobError {
    fn from(error: MentoringError) -> Self {
        Self::new(error.to_string())
    }
}
