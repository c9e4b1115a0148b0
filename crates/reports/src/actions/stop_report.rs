use auth::Actor;
use kernel::{MemberId, OrganizationId};

use crate::error::ReportError;
use crate::jobs::Reports;
use crate::model::ReportKind;
use crate::storage;

/// Stops or resumes one kind of report for oneself.
#[derive(Debug, Clone, Copy)]
pub struct SetReportStopped {
    /// The kind.
    pub kind: ReportKind,
    /// Whether it stops.
    pub stopped: bool,
}

/// Stops or resumes a report for the asking person, at once and over later enrolments.
///
/// # Errors
/// When the database fails.
pub async fn set_report_stopped(
    reports: &Reports,
    actor: &Actor,
    input: SetReportStopped,
) -> Result<(), ReportError> {
    set(reports, actor.organization_id, actor.member_id, input.kind, input.stopped).await
}

/// What a link in a mail speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsubscribed {
    /// The kind of report that is stopped, or would be.
    pub kind: ReportKind,
}

/// Follows the link of a mail. Without `confirm` it only says what the link would stop: link
/// scanners open links, so reading one changes nothing.
///
/// # Errors
/// [`ReportError::BadLink`] when the link is not one of ours; the database.
pub async fn unsubscribe(
    reports: &Reports,
    token: &str,
    confirm: bool,
) -> Result<Unsubscribed, ReportError> {
    let (organization, member, word) =
        reports.links.read_unsubscribe_token(token).ok_or(ReportError::BadLink)?;
    let kind = ReportKind::parse(&word).ok_or(ReportError::BadLink)?;
    if confirm {
        set(reports, organization, member, kind, true).await?;
    }
    Ok(Unsubscribed { kind })
}

async fn set(
    reports: &Reports,
    organization: OrganizationId,
    member: MemberId,
    kind: ReportKind,
    stopped: bool,
) -> Result<(), ReportError> {
    let now = reports.sources.now();
    reports
        .database
        .write(organization, async |connection| {
            Ok(storage::set_stop(connection, organization, member, kind, stopped, now).await?)
        })
        .await
}
