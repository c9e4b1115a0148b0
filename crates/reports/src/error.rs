use auth::Denied;
use database::DatabaseError;
use thiserror::Error;

/// What can go wrong with reports.
#[derive(Debug, Error)]
pub enum ReportError {
    /// No role grants it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such cohort.
    #[error("there is no such cohort")]
    NoSuchCohort,
    /// Mails of this kind have an occasion of their own.
    #[error("mails of this kind go out by themselves; they cannot be sent on demand")]
    NotOnDemand,
    /// The link is not one of ours.
    #[error("this link is not valid; open the one in a newer mail")]
    BadLink,
    /// A text could not be made; the reason is for the log.
    #[error("a report could not be composed: {0}")]
    Compose(#[from] mail::MailError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for ReportError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}
