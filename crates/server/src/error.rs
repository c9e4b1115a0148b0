//! Why a command could not do its work.

use std::io;
use std::path::{Path, PathBuf};

use auth::AuthError;
use database::DatabaseError;
use database::embedded::EmbeddedError;
use files::StoreError;
use jobs::WorkerError;
use mail::{ConfigError, MailError};
use thiserror::Error;

/// Why a command could not do its work, in words for operators.
#[derive(Debug, Error)]
pub enum StartError {
    /// Settings are missing or wrong.
    #[error("the settings are not complete:\n  - {}", .0.join("\n  - "))]
    Config(Vec<String>),
    /// The private PostgreSQL does not run.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The database does not do what is asked.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Jobs do not run.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// Identity refuses.
    #[error("{}", auth_text(.0))]
    Auth(#[from] AuthError),
    /// Files cannot be kept where the settings say.
    #[error(transparent)]
    Files(#[from] StoreError),
    /// A mail layout is broken.
    #[error(transparent)]
    Templates(#[from] MailError),
    /// The mail server's settings do not work.
    #[error(transparent)]
    Mail(#[from] ConfigError),
    /// A file cannot be used.
    #[error("cannot use {}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nobody can connect to us.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// A file of a matching cannot be used.
    #[error("{file}: {reason}")]
    Input {
        /// Which: its path, or the standard input.
        file: String,
        /// Why, and where in it.
        reason: String,
    },
    /// The standard output takes nothing more.
    #[error("cannot write the answer: {0}")]
    Output(io::Error),
    /// The result of a matching is not what it claims to be.
    #[error("{file}: not certified: {reason}")]
    NotCertified {
        /// The result.
        file: String,
        /// What does not hold.
        reason: String,
    },
    /// Something that is said in full.
    #[error("{0}")]
    Other(String),
}

impl StartError {
    /// What the process ends with: 2 where a file or stream cannot be used, as with arguments that
    /// are not understood, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input { .. } | Self::Output(_) => 2,
            _ => 1,
        }
    }

    /// For `map_err`: names the file that an error is about.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }
}

/// "The input is not acceptable" helps nobody on a command line.
fn auth_text(error: &AuthError) -> String {
    match error {
        AuthError::Invalid(violations) => {
            let each = violations
                .iter()
                .map(|violation| format!("{}: {}", violation.path, violation.message));
            each.collect::<Vec<_>>().join("\n")
        }
        error => error.to_string(),
    }
}
