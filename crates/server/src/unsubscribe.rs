//! What follows the link with which a reader stops a mail.

use std::sync::Arc;

use auth::Links;
use futures::FutureExt as _;
use futures::future::BoxFuture;

/// What a link speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribed {
    /// The kind of mail, in words for its reader: "the weekly digest".
    pub what: String,
}

/// Why a link was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsubscribeError {
    /// It is not one of ours.
    BadLink,
    /// Something failed on our side; the reason is in the log.
    Failed,
}

/// Follows a link, given its token. Only with `true` does anything change: programs that scan mails
/// open links.
pub type UnsubscribeHandler =
    Arc<dyn Fn(String, bool) -> BoxFuture<'static, Result<Unsubscribed, UnsubscribeError>> + Send + Sync>;

/// Follows links by their own proof.
pub fn handler(links: &Links, _address: &str) -> UnsubscribeHandler {
    let links = links.clone();
    Arc::new(move |token, _confirm| {
        let read = links.read_unsubscribe_token(&token);
        async move {
            let (_, _, kind) = read.ok_or(UnsubscribeError::BadLink)?;
            tracing::error!(%kind, "no area of this installation stops mails");
            Err(UnsubscribeError::Failed)
        }
        .boxed()
    })
}
