//! The ways out of the house.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::smtp::Smtp;
use crate::{ConfigError, Message, SendError, SmtpConfig, build, mailbox};

#[cfg(test)]
mod tests;

/// Takes mails out of the house. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Transport(Route);

#[derive(Debug, Clone)]
enum Route {
    Smtp(Arc<Smtp>),
    Mailbox(Arc<Path>),
}

impl Transport {
    /// Over SMTP. Connects when the first mail is sent.
    pub fn smtp(config: SmtpConfig) -> Result<Self, ConfigError> {
        Ok(Self(Route::Smtp(Arc::new(Smtp::new(config)?))))
    }

    /// Into a folder, one file per mail, for development; [`mailbox`] reads them back.
    #[must_use]
    pub fn mailbox(folder: PathBuf) -> Self {
        Self(Route::Mailbox(folder.into()))
    }

    /// Sends one mail, and returns when the other side has taken it over.
    ///
    /// A caller that stops waiting, and an error that is not permanent, both leave open whether
    /// the mail arrived: send it again under the same Message-ID.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let built = build(message)
            .map_err(|error| SendError { permanent: true, reason: error.to_string() })?;
        match &self.0 {
            Route::Smtp(smtp) => smtp.send(built).await,
            Route::Mailbox(folder) => {
                mailbox::store(folder, &built.formatted()).await.map_err(|error| SendError {
                    permanent: false,
                    reason: format!("the mailbox folder cannot be written: {error}"),
                })
            }
        }
    }
}
