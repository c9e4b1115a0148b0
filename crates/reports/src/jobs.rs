//! The jobs of this area: payload and run side by side. A tick finds organizations, a plan composes
//! what is due in one, a send carries one mail.

use std::collections::HashSet;
use std::sync::Arc;

use auth::{Links, Sender};
use chrono::{Datelike as _, Duration, Weekday};
use curriculum::Plans;
use database::Database;
use jobs::{Attempt, Job, JobError};
use kernel::{DeliveryId, MemberId, OrganizationId, Sources};
use mail::{Category, ListUnsubscribe, Message, Party, Templates, Transport};
use serde::{Deserialize, Serialize};

use crate::actions::{Reading, compose_due, queue};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::model::{DeliveryState, ReportKind, due, periods_around};
use crate::queries;
use crate::storage::{self, Outgoing};

/// No run is longer: a module opens in week 103 at the latest, and reports go on for a week.
const LONGEST_RUN: Duration = Duration::weeks(105);

/// What reports need.
#[derive(Clone)]
pub struct Reports {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Plans of program versions.
    pub plans: Plans,
    /// The mails' layouts.
    pub templates: Arc<Templates>,
    /// Where mails go.
    pub transport: Transport,
    /// Whose name they carry.
    pub sender: Sender,
    /// Where a request to stop by mail goes.
    pub unsubscribe_address: String,
    /// Makes and reads links.
    pub links: Links,
    /// Where the learning pages are, without a slash at the end.
    pub app_url: String,
}

impl std::fmt::Debug for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reports")
    }
}

impl Reports {
    pub(crate) fn stop_url(
        &self,
        organization: OrganizationId,
        member: MemberId,
        kind: ReportKind,
    ) -> String {
        let token = self.links.unsubscribe_token(organization, member, kind.as_str());
        format!("{}/unsubscribe/{token}", self.links.public_url.trim_end_matches('/'))
    }

    /// Fixed for a person, kind and period, so that a second copy of a mail is seen as one.
    pub(crate) fn message_id(&self, kind: ReportKind, period: &str, member: MemberId) -> String {
        let period = period.replace(':', ".");
        format!("{}.{period}.{}@{}", kind.as_str(), member.uuid().simple(), self.sender.domain)
    }
}

/// Looks for organisations in which reports may be due.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct ReportTick {}

impl Job for ReportTick {
    const NAME: &'static str = "tick_reports";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Reports;

    async fn run(self, reports: Reports, _attempt: Attempt) -> Result<(), JobError> {
        // Monday and Tuesday of every zone on earth, with the catch-up after an outage, lie between
        // Sunday and Thursday UTC.
        if matches!(reports.sources.now().weekday(), Weekday::Fri | Weekday::Sat) {
            return Ok(());
        }
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

/// Composes what is due in one organisation.
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
        plan(&reports, self.organization_id).await.map_err(|error| JobError::new(error.to_string()))
    }
}

async fn plan(reports: &Reports, organization: OrganizationId) -> Result<(), ReportError> {
    let Some((facts, kinds)) = due_facts(reports, organization).await? else { return Ok(()) };
    for (kind, served) in kinds {
        let period = |zone, enrolled_at| {
            due(kind, facts.as_of, zone)
                .filter(|due| enrolled_at <= due.since)
                .map(|due| due.period)
        };
        let reading = Reading { kind, period: &period };
        let batch = compose_due(reports, organization, &facts, &reading, &served)?;
        if batch.entries.is_empty() {
            continue;
        }
        let queued = reports
            .database
            .write(organization, async |connection| {
                queue(connection, reports, organization, kind, facts.as_of, &batch.entries).await
            })
            .await?;
        tracing::info!(%organization, kind = kind.as_str(), queued, stopped = batch.stopped, "reports queued");
    }
    Ok(())
}

type Served = HashSet<(MemberId, String)>;

/// What reports are made of, and which kinds are due somewhere in the organisation, each with those
/// who have theirs already. `None` in most hours of a week: then two statements were all.
async fn due_facts(
    reports: &Reports,
    organization: OrganizationId,
) -> Result<Option<(Facts, Vec<(ReportKind, Served)>)>, ReportError> {
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
            let today = now.date_naive();
            let started = (today - LONGEST_RUN)..=(today + Duration::days(1));
            let running =
                cohorts::queries::started_within(connection, organization, started).await?;
            let facts = Facts::load(connection, organization, &reports.plans, running, now).await?;
            let mut served = Vec::new();
            for kind in kinds {
                let periods = periods_around(now);
                let have = queries::served(connection, organization, kind, &periods).await?;
                served.push((kind, have));
            }
            Ok(Some((facts, served)))
        })
        .await
}

/// Sends one mail of the ledger.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendReport {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The delivery.
    pub delivery_id: DeliveryId,
}

impl Job for SendReport {
    const NAME: &'static str = "send_report";
    // Nine waits of e^1 to e^9 seconds: tried for about three and a half hours.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = Reports;

    async fn run(self, reports: Reports, attempt: Attempt) -> Result<(), JobError> {
        let Self { organization_id: organization, delivery_id: id } = self;
        let begun = begin(&reports, organization, id)
            .await
            .map_err(|error| JobError::new(error.to_string()))?;
        let Some(message) = begun else { return Ok(()) };
        let result = reports.transport.send(&message).await;
        // Sent before it is noted: a crash in between sends it twice under one Message-ID, the other
        // order would lose it.
        let (state, error) = match &result {
            Ok(()) => (DeliveryState::Sent, None),
            Err(error) if error.permanent || attempt.is_last => {
                (DeliveryState::Failed, Some(error.reason.as_str()))
            }
            Err(error) => (DeliveryState::Queued, Some(error.reason.as_str())),
        };
        let now = reports.sources.now();
        reports
            .database
            .write(organization, async |connection| {
                storage::settle(connection, organization, id, state, error, now).await
            })
            .await?;
        match state {
            DeliveryState::Queued => Err(JobError::new(error.unwrap_or("not sent").to_owned())),
            _ => Ok(()),
        }
    }
}

/// Counts a try and makes the message, unless it was settled before or its reader stopped the kind
/// in between.
async fn begin(
    reports: &Reports,
    organization: OrganizationId,
    id: DeliveryId,
) -> Result<Option<Message>, ReportError> {
    reports
        .database
        .write(organization, async |connection| {
            let Some(outgoing) = storage::begin_attempt(connection, organization, id).await? else {
                return Ok(None);
            };
            let Some(kind) = ReportKind::parse(&outgoing.kind) else {
                return Ok(None);
            };
            if queries::stops_of(connection, organization, outgoing.member_id)
                .await?
                .contains(&kind)
            {
                let now = reports.sources.now();
                storage::settle(connection, organization, id, DeliveryState::Stopped, None, now)
                    .await?;
                return Ok(None);
            }
            let person =
                auth::queries::member(connection, organization, outgoing.member_id).await?;
            Ok(person.map(|person| {
                let to = Party { name: person.name, address: person.email };
                message(reports, organization, outgoing, kind, to)
            }))
        })
        .await
}

fn message(
    reports: &Reports,
    organization: OrganizationId,
    outgoing: Outgoing,
    kind: ReportKind,
    to: Party,
) -> Message {
    let https_url = reports.stop_url(organization, outgoing.member_id, kind);
    Message {
        message_id: outgoing.message_id,
        from: reports.sender.from.clone(),
        to,
        subject: outgoing.subject,
        text: outgoing.body,
        html: outgoing.html,
        list_unsubscribe: Some(ListUnsubscribe {
            https_url,
            mailto: format!("mailto:{}?subject=stop", reports.unsubscribe_address),
        }),
        category: Category::Report,
        date: outgoing.queued_at,
    }
}
