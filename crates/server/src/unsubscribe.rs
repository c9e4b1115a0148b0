//! What follows the link with which a reader stops a mail.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reports::actions::unsubscribe;
use reports::model::ReportKind;
use reports::{ReportError, Reports};

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
pub type UnsubscribeHandler = Arc<
    dyn Fn(String, bool) -> BoxFuture<'static, Result<Unsubscribed, UnsubscribeError>>
        + Send
        + Sync,
>;

/// Follows links by their own proof.
pub fn handler(reports: &Reports) -> UnsubscribeHandler {
    let reports = reports.clone();
    Arc::new(move |token, confirm| {
        let reports = reports.clone();
        async move {
            match unsubscribe(&reports, &token, confirm).await {
                Ok(done) => Ok(Unsubscribed { what: words(done.kind).to_owned() }),
                Err(ReportError::BadLink) => Err(UnsubscribeError::BadLink),
                Err(error) => {
                    tracing::error!(%error, "a report could not be stopped");
                    Err(UnsubscribeError::Failed)
                }
            }
        }
        .boxed()
    })
}

const fn words(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::LearnerDigest => "the weekly digest",
        ReportKind::ManagerNote => "the fortnightly note to managers",
        ReportKind::MentorReminder => "the fortnightly reminder to mentors",
        ReportKind::MentoringNudge => "the reminder to agree on a date in mentoring",
    }
}
