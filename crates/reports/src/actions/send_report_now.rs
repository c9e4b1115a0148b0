use std::collections::{HashMap, HashSet};

use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use kernel::{CohortId, DeliveryId, MemberId, OrganizationId, Permission};
use mentoring::queries::oversight::mentor_week::Whose;
use serde_json::json;

use super::queue::{Edition, Reading, compose_for, due_readers, queue};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::jobs::Reports;
use crate::model::{DeliveryState, ReportKind};
use crate::queries;
use crate::reminders::{Reminders, compose_reminders};
use crate::storage::Entry;

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
    /// How many of them had failed, or been stopped, earlier today and are tried again.
    pub requeued: usize,
    /// Readers who stopped this kind.
    pub stopped: usize,
    /// Readers who got this kind today already, by this command, or whose mail still waits.
    pub already_sent: usize,
}

/// What reports of a kind are made of.
enum Source {
    Learners(Facts),
    Mentors(Reminders),
}

/// What there is to say today, and what earlier calls of the command left behind.
struct Today {
    source: Source,
    as_of: DateTime<Utc>,
    period: String,
    /// Readers whose mail went out or waits.
    served: HashSet<(MemberId, String)>,
    /// Readers whose mail failed or was stopped.
    unsent: HashMap<MemberId, DeliveryId>,
}

/// Composes and queues a report for the readers of one cohort: at most one per person, kind and
/// day of the cohort's zone, however often it is called. One that failed is composed anew and tried
/// again. Scheduled reports are not affected.
///
/// # Errors
/// [`ReportError`]: not allowed, no such cohort, a kind that is not sent on demand, a template, the
/// database.
pub async fn send_report_now(
    reports: &Reports,
    actor: &Actor,
    input: SendReportNow,
) -> Result<SendingOutcome, ReportError> {
    actor.require(Permission::SendReports)?;
    if input.kind == ReportKind::MentoringNudge {
        return Err(ReportError::NotOnDemand);
    }
    let organization = actor.organization_id;
    let today = today(reports, organization, input).await?;
    let edition = Edition { kind: input.kind, as_of: today.as_of, at_once: true };
    let (entries, stopped) = composed(reports, organization, edition, &today)?;
    let unsent = &today.unsent;
    let tried =
        entries.iter().filter(|entry| unsent.contains_key(&entry.composed.member_id)).count();
    let mut outcome = SendingOutcome {
        queued: entries.len(),
        requeued: tried,
        stopped,
        already_sent: today.served.len(),
    };
    if !input.dry_run && !entries.is_empty() {
        let entry = AuditEntry {
            action: "report_sent_now",
            subject: input.cohort_id.to_string(),
            details: json!({ "kind": input.kind, "mails": entries.len(), "again": tried }),
        };
        let queued: Vec<DeliveryId> = reports
            .database
            .write(organization, async |connection| {
                audit::record(connection, &reports.sources, actor, entry).await?;
                queue(connection, reports, organization, edition, &entries).await
            })
            .await?;
        outcome.queued = queued.len();
        let queued: HashSet<DeliveryId> = queued.into_iter().collect();
        outcome.requeued = unsent.values().filter(|id| queued.contains(*id)).count();
    }
    Ok(outcome)
}

/// The mails of today, and how many readers stopped this kind.
fn composed(
    reports: &Reports,
    organization: OrganizationId,
    edition: Edition,
    today: &Today,
) -> Result<(Vec<Entry>, usize), ReportError> {
    match &today.source {
        Source::Learners(facts) => {
            let same_period = |_, _| Some(today.period.clone());
            let reading = Reading { kind: edition.kind, period: &same_period };
            let batch = due_readers(facts, &reading, &today.served);
            let entries = compose_for(reports, organization, edition, &batch.readers)?;
            Ok((entries, batch.stopped))
        }
        Source::Mentors(reminders) => {
            let same_period = |_| Some(today.period.clone());
            // Somebody wants it now: neither a holiday nor leave holds it back.
            let (readers, stopped) = reminders.due(&same_period, &today.served, None);
            Ok((compose_reminders(reports, organization, edition, &readers)?, stopped))
        }
    }
}

async fn today(
    reports: &Reports,
    organization: OrganizationId,
    input: SendReportNow,
) -> Result<Today, ReportError> {
    let now = reports.sources.now();
    reports
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
            let source = match input.kind {
                ReportKind::MentorReminder => {
                    let whose = Whose { mentors: None, cohort: Some(input.cohort_id) };
                    let load = Reminders::load(connection, organization, whose, now);
                    Source::Mentors(load.await?)
                }
                ReportKind::LearnerDigest
                | ReportKind::ManagerNote
                | ReportKind::MentoringNudge => {
                    let plans = &reports.plans;
                    Source::Learners(
                        Facts::load(connection, organization, plans, cohort, now).await?,
                    )
                }
            };
            let (served, unsent) = (HashSet::new(), HashMap::new());
            let mut today = Today { source, as_of: now, period, served, unsent };
            for (member, id, state) in
                queries::of_period(connection, organization, input.kind, &today.period).await?
            {
                if DeliveryState::UNSENT.iter().any(|unsent| unsent.as_str() == state) {
                    today.unsent.insert(member, id);
                } else {
                    today.served.insert((member, today.period.clone()));
                }
            }
            Ok(today)
        })
        .await
}
