use auth::Denied;
use auth::idempotency::IdempotencyError;
use database::DatabaseError;
use kernel::Violation;
use thiserror::Error;

/// What can go wrong with cohorts and learning.
#[derive(Debug, Error)]
pub enum CohortError {
    /// No role grants it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such cohort, enrolment, module or lesson, or the person may not see it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Inputs are not acceptable.
    #[error("the input is not acceptable")]
    Invalid(Vec<Violation>),
    /// The module is locked; the text says what unlocks it.
    #[error("this module is locked: {0}")]
    ModuleLocked(String),
    /// Parts of the module are still to be done; the text says which.
    #[error("this module is not complete yet: {0}")]
    ModuleOpen(String),
    /// A key was refused.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for CohortError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}
