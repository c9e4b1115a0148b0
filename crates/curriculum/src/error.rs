use auth::Denied;
use auth::idempotency::IdempotencyError;
use database::DatabaseError;
use thiserror::Error;

/// What can go wrong in the curriculum.
#[derive(Debug, Error)]
pub enum CurriculumError {
    /// No role grants it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The library has no program of that slug.
    #[error("the library has no program with this slug; `libraryPrograms` lists those it has")]
    NoSuchLibraryProgram,
    /// A key was refused.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for CurriculumError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}
