//! Planning: which reports are due now, composed and entered in the ledger.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use curriculum::MODULE_WEEKS;
use database::{Connection, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{MemberId, OrganizationId};
use mentoring::queries::oversight::mentor_week::Whose;
use serde::{Deserialize, Serialize};

use super::Reports;
use crate::actions::{Edition, Reading, compose_for, due_readers, queue};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::model::{ReportKind, due, periods_around};
use crate::queries;
use crate::reminders::{Reminders, compose_reminders};
use crate::storage::{self, Entry};

/// No run is longer: weeks count from 0, and reports go on for a week after the last.
const LONGEST_RUN: Duration = Duration::weeks(*MODULE_WEEKS.end() as i64 + 2);

/// Longer nobody hears nothing: a digest that comes after such a time is one as if it were the first.
const LONGEST_SILENCE: Duration = Duration::weeks(10);

/// A mail that still waits after this is stuck. Its own tries and a night of quiet hours take less
/// than 20 hours.
const STUCK_AFTER: Duration = Duration::hours(24);
const STUCK: &str = "not sent within 24 hours of being queued";

/// Readers whose mails are composed and entered together: they are what is held in memory, and what
/// one transaction writes.
const AT_ONCE: usize = 200;

/// Sets each organisation's plan going.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct ReportTick {}

impl Job for ReportTick {
    const NAME: &'static str = "tick_reports";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Reports;

    async fn run(self, reports: Reports, _attempt: Attempt) -> Result<(), JobError> {
        // On each day, although scheduled reports fall due on two: what is stuck is looked for too.
        reports
            .database
            .system(async |connection| {
                let organizations = auth::queries::all_organizations(connection).await?;
                let plans: Vec<PlanReports> = organizations
                    .into_iter()
                    .map(|organization_id| PlanReports { organization_id })
                    .collect();
                ::jobs::enqueue(connection, &plans).await
            })
            .await?;
        Ok(())
    }
}

/// Composes what is due in one organisation, after giving up what is stuck.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PlanReports {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for PlanReports {
    const NAME: &'static str = "plan_reports";
    const MAX_ATTEMPTS: i16 = 5;
    type Services = Reports;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, reports: Reports, _attempt: Attempt) -> Result<(), JobError> {
        give_up_stuck(&reports, self.organization_id).await?;
        plan(&reports, self.organization_id).await.map_err(|error| JobError::new(error.to_string()))
    }
}

/// Ends mails whose job died with its last try, so that nothing is "queued" for ever.
///
/// They fail and are not queued anew: whether a job is left, or the mail has gone out without being
/// noted, is not to be seen from here, and a report of yesterday is worth less than a doubled one
/// costs. `sendReportNow` sends it again if somebody wants it.
async fn give_up_stuck(reports: &Reports, organization: OrganizationId) -> Result<(), JobError> {
    let before = reports.sources.now() - STUCK_AFTER;
    let given_up = reports
        .database
        .write(organization, async |connection| {
            storage::give_up_waiting(connection, organization, before, STUCK).await
        })
        .await?;
    if given_up > 0 {
        tracing::warn!(%organization, given_up, "reports were stuck and are given up");
    }
    Ok(())
}

async fn plan(reports: &Reports, organization: OrganizationId) -> Result<(), ReportError> {
    let Some(found) = due_now(reports, organization).await? else { return Ok(()) };
    if let Some((reminders, served)) = &found.reminders {
        remind(reports, organization, reminders, served, found.as_of).await?;
    }
    let Some((facts, kinds)) = found.facts else { return Ok(()) };
    for (kind, served) in kinds {
        let period = |zone, enrolled_at| {
            due(kind, facts.as_of, zone)
                .filter(|due| enrolled_at <= due.since)
                .map(|due| due.period)
        };
        let reading = Reading { kind, period: &period };
        let batch = due_readers(&facts, &reading, &served);
        let edition = Edition { kind, as_of: facts.as_of, at_once: false };
        let mut queued = 0;
        for readers in batch.readers.chunks(AT_ONCE) {
            let entries = compose_for(reports, organization, edition, readers)?;
            queued += enter(reports, organization, edition, &entries).await?;
        }
        if queued > 0 {
            tracing::info!(%organization, kind = kind.as_str(), queued, stopped = batch.stopped, "reports queued");
        }
    }
    Ok(())
}

/// Enters some mails in one transaction. One that was entered by an earlier try of the plan, or by
/// another plan at the same time, has its key in the ledger and is not entered again.
async fn enter(
    reports: &Reports,
    organization: OrganizationId,
    edition: Edition,
    entries: &[Entry],
) -> Result<usize, ReportError> {
    if entries.is_empty() {
        return Ok(0);
    }
    let queued = reports
        .database
        .write(organization, async |connection| {
            queue(connection, reports, organization, edition, entries).await
        })
        .await?;
    Ok(queued.len())
}

/// Reminds the mentors for whom that is due now.
async fn remind(
    reports: &Reports,
    organization: OrganizationId,
    reminders: &Reminders,
    served: &Served,
    as_of: DateTime<Utc>,
) -> Result<(), ReportError> {
    let kind = ReportKind::MentorReminder;
    let period = |zone| due(kind, as_of, zone).map(|due| due.period);
    let (readers, stopped) = reminders.due(&period, served, Some(as_of));
    let edition = Edition { kind, as_of, at_once: false };
    let mut queued = 0;
    for readers in readers.chunks(AT_ONCE) {
        let entries = compose_reminders(reports, organization, edition, readers)?;
        queued += enter(reports, organization, edition, &entries).await?;
    }
    if queued > 0 {
        tracing::info!(%organization, kind = kind.as_str(), queued, stopped, "reports queued");
    }
    Ok(())
}

type Served = HashSet<(MemberId, String)>;

/// What is due somewhere in an organisation.
struct DueNow {
    as_of: DateTime<Utc>,
    /// What reports on learners are made of, with the kinds that are due, each with those who have
    /// theirs already.
    facts: Option<(Facts, Vec<(ReportKind, Served)>)>,
    /// What mentors have to do, with those who were reminded already.
    reminders: Option<(Reminders, Served)>,
}

/// What is due somewhere in the organisation. `None` in most hours of a week: then two statements were
/// all.
async fn due_now(
    reports: &Reports,
    organization: OrganizationId,
) -> Result<Option<DueNow>, ReportError> {
    let now = reports.sources.now();
    reports
        .database
        .read(organization, async |connection| {
            let zones = auth::queries::time_zones(connection, organization).await?;
            let is_due =
                |kind: &ReportKind| zones.iter().any(|zone| due(*kind, now, *zone).is_some());
            let kinds: Vec<ReportKind> = ReportKind::ALL.into_iter().filter(is_due).collect();
            if kinds.is_empty() {
                return Ok(None);
            }
            let reminders = due_reminders(connection, organization, &kinds, now).await?;
            let kinds: Vec<ReportKind> =
                kinds.into_iter().filter(|kind| *kind != ReportKind::MentorReminder).collect();
            if kinds.is_empty() {
                return Ok(Some(DueNow { as_of: now, facts: None, reminders }));
            }
            let today = now.date_naive();
            let started = (today - LONGEST_RUN)..=(today + Duration::days(1));
            let running =
                cohorts::queries::started_within(connection, organization, started).await?;
            let mut facts =
                Facts::load(connection, organization, &reports.plans, running, now).await?;
            if kinds.contains(&ReportKind::LearnerDigest) {
                let since = now - LONGEST_SILENCE;
                facts.last_digests = queries::last_digests(connection, organization, since).await?;
            }
            let mut served = Vec::new();
            for kind in kinds {
                let periods = periods_around(now);
                let have = queries::served(connection, organization, kind, &periods).await?;
                served.push((kind, have));
            }
            Ok(Some(DueNow { as_of: now, facts: Some((facts, served)), reminders }))
        })
        .await
}

/// What mentors have to do, where their reminder is among the kinds that are due.
async fn due_reminders(
    connection: &mut Connection,
    organization: OrganizationId,
    kinds: &[ReportKind],
    now: DateTime<Utc>,
) -> Result<Option<(Reminders, Served)>, DatabaseError> {
    let kind = ReportKind::MentorReminder;
    if !kinds.contains(&kind) {
        return Ok(None);
    }
    let reminders = Reminders::load(connection, organization, Whose::default(), now).await?;
    let served = queries::served(connection, organization, kind, &periods_around(now)).await?;
    Ok(Some((reminders, served)))
}
