use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// A kind of job: its payload, and what running it does.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name in the queue, in snake case (schedules take no other); never reused for another
    /// meaning.
    const NAME: &'static str;
    /// How many times it is tried before it rests as a dead letter with its last error. Tries are
    /// spaced by e^n seconds, at most about six hours.
    const MAX_ATTEMPTS: i16 = 25;
    /// What it needs to run; handed in by the process that runs the worker.
    type Services: Clone + Debug + Send + Sync + 'static;

    /// Two waiting jobs of one key are one job.
    fn key(&self) -> Option<String> {
        None
    }

    /// Does the work. It may run again after it succeeded, so it checks what is already done.
    ///
    /// # Errors
    /// A reason for which it will be tried again.
    fn run(
        self,
        services: Self::Services,
        attempt: Attempt,
    ) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// Which try this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: i16,
    /// Whether no other will follow.
    pub is_last: bool,
}

/// Why a job did not succeed this time. The text is kept with the job: no addresses, no secrets.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct JobError(String);

impl JobError {
    /// An error with the reason that operators read.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl From<database::DatabaseError> for JobError {
    fn from(error: database::DatabaseError) -> Self {
        Self(error.to_string())
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Self(database::DatabaseError::from(error).to_string())
    }
}
