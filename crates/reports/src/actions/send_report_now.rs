use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{CohortId, Permission};
use serde_json::json;

use super::queue::{Reading, compose_due, queue};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::jobs::Reports;
use crate::model::ReportKind;
use crate::queries;

/// Sends a report of one cohort outside its schedule.
#[derive(Debug, Clone, Copy)]
pub struct SendReportNow {
    /// The cohort.
    pub cohort_id: CohortId,
    /// The kind.
    pub kind: ReportKind,
    /// Only say what would go out: nothing is written, nothing is mailed.
    pub dry_run: bool,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingOutcome {
    /// Mails that were queued, or would be.
    pub queued: usize,
    /// Readers who stopped this kind.
    pub stopped: usize,
    /// Readers who got this kind today already, by this command.
    pub already_sent: usize,
}

/// Composes and queues a report for the readers of one cohort: at most one per person, kind and
/// day of the cohort's zone, however often it is called. Scheduled reports are not affected.
///
/// # Errors
/// [`ReportError`]: not allowed, no such cohort, a template, the database.
pub async fn send_report_now(
    reports: &Reports,
    actor: &Actor,
    input: SendReportNow,
) -> Result<SendingOutcome, ReportError> {
    actor.require(Permission::SendReports)?;
    let organization = actor.organization_id;
    let now = reports.sources.now();
    let facts = reports
        .database
        .read(organization, async |connection| {
            let cohort =
                cohorts::queries::cohorts_by_ids(connection, organization, &[input.cohort_id])
                    .await?;
            if cohort.is_empty() {
                return Err(ReportError::NoSuchCohort);
            }
            let day = now.with_timezone(&cohort[0].zone()).date_naive();
            let period = format!("{day}:{}", input.cohort_id);
            let facts = Facts::load(connection, organization, &reports.plans, cohort, now).await?;
            let served = queries::served(
                connection,
                organization,
                input.kind,
                std::slice::from_ref(&period),
            )
            .await?;
            Ok((facts, served, period))
        })
        .await;
    let (facts, served, period) = facts?;
    let same_period = |_, _| Some(period.clone());
    let reading = Reading { kind: input.kind, period: &same_period };
    let batch = compose_due(reports, organization, &facts, &reading, &served)?;
    let mut outcome = SendingOutcome {
        queued: batch.entries.len(),
        stopped: batch.stopped,
        already_sent: served.len(),
    };
    if !input.dry_run && !batch.entries.is_empty() {
        let entry = AuditEntry {
            action: "report_sent_now",
            subject: input.cohort_id.to_string(),
            details: json!({ "kind": input.kind, "mails": batch.entries.len() }),
        };
        outcome.queued = reports
            .database
            .write(organization, async |connection| {
                audit::record(connection, &reports.sources, actor, entry).await?;
                queue(connection, reports, organization, input.kind, facts.as_of, &batch.entries)
                    .await
            })
            .await?;
    }
    Ok(outcome)
}
