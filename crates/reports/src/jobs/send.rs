//! Sending: one mail of the ledger, from the last look at its reader to what became of it.

use auth::bounces;
use chrono::Duration;
use database::{Connection, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{DeliveryId, MemberId, OrganizationId};
use mail::{Category, ListUnsubscribe, Message, Party};
use serde::{Deserialize, Serialize};

use super::Reports;
use crate::error::ReportError;
use crate::model::{CohortFigures, DeliveryState, ReportKind, quiet_for};
use crate::queries;
use crate::storage::{self, Outgoing};

/// From the day on which a reporting line changes the old manager learns nothing more (domain guide
/// 7.4), not even what was composed before.
const NO_LONGER_THEIRS: &str =
    "cancelled: somebody it speaks of no longer reports to its reader or left the cohort";

const ADDRESS_REFUSED: &str =
    "not sent: two mails in a row to this address were refused for good; it has to change first";

/// Sends one mail of the ledger.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendReport {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Somebody wants it now: quiet hours do not hold it back.
    #[serde(default)]
    pub at_once: bool,
}

impl Job for SendReport {
    const NAME: &'static str = "send_report";
    // Nine waits of e^1 to e^9 seconds: tried for about three and a half hours.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = Reports;

    async fn run(self, reports: Reports, attempt: Attempt) -> Result<(), JobError> {
        let Self { organization_id: organization, delivery_id: id, .. } = self;
        let begun =
            begin(&reports, self).await.map_err(|error| JobError::new(error.to_string()))?;
        let Some((reader, message)) = begun else { return Ok(()) };
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
        let reached = (reader, message.to.address.as_str());
        let settled = reports
            .database
            .write(organization, async |connection| {
                bounces::note(connection, organization, reached, &result, now).await?;
                storage::settle(connection, organization, id, state, error, now).await
            })
            .await?;
        if !settled {
            tracing::warn!(%organization, delivery = %id, state = state.as_str(), "settled before");
            return Ok(());
        }
        match state {
            DeliveryState::Queued => Err(JobError::new(error.unwrap_or("not sent").to_owned())),
            _ => Ok(()),
        }
    }
}

/// Counts a try and makes the message, unless it was settled before, something speaks against it now,
/// or it is night where its reader is.
async fn begin(
    reports: &Reports,
    job: SendReport,
) -> Result<Option<(MemberId, Message)>, ReportError> {
    let SendReport { organization_id: organization, delivery_id: id, at_once } = job;
    reports
        .database
        .write(organization, async |connection| {
            if !at_once && is_put_off(connection, reports, job).await? {
                return Ok(None);
            }
            let Some(outgoing) = storage::begin_attempt(connection, organization, id).await? else {
                return Ok(None);
            };
            let reader = outgoing.member_id;
            let person = auth::queries::member(connection, organization, reader).await?;
            let (Some(kind), Some(person)) = (ReportKind::parse(&outgoing.kind), person) else {
                return Ok(None);
            };
            let against = if person.gets_mail() {
                reason_against(connection, organization, kind, &outgoing, &person.email).await?
            } else {
                Some((DeliveryState::Stopped, None))
            };
            if let Some((state, why)) = against {
                let now = reports.sources.now();
                storage::settle(connection, organization, id, state, why, now).await?;
                return Ok(None);
            }
            let to = Party { name: person.name, address: person.email };
            Ok(Some((reader, message(reports, organization, outgoing, kind, to))))
        })
        .await
}

/// Why a composed mail must not go out after all, and what becomes of it: the last look, right before
/// sending.
async fn reason_against(
    connection: &mut Connection,
    organization: OrganizationId,
    kind: ReportKind,
    outgoing: &Outgoing,
    address: &str,
) -> Result<Option<(DeliveryState, Option<&'static str>)>, DatabaseError> {
    let reader = outgoing.member_id;
    if queries::stops_of(connection, organization, reader).await?.contains(&kind) {
        return Ok(Some((DeliveryState::Stopped, None)));
    }
    if bounces::refused_since(connection, organization, reader, address).await?.is_some() {
        return Ok(Some((DeliveryState::Failed, Some(ADDRESS_REFUSED))));
    }
    if kind == ReportKind::ManagerNote {
        let holds = match CohortFigures::of_json(&outgoing.figures) {
            Some(stated) => {
                let stated: Vec<_> =
                    stated.iter().map(|one| (one.cohort_id, one.enrolment_id)).collect();
                queries::all_report_to(connection, organization, reader, &stated).await?
            }
            None => false,
        };
        if !holds {
            return Ok(Some((DeliveryState::Failed, Some(NO_LONGER_THEIRS))));
        }
    }
    Ok(None)
}

/// Puts the job off to the end of the reader's quiet hours if it falls into them. The new job has all
/// its tries: the night is no failure.
async fn is_put_off(
    connection: &mut Connection,
    reports: &Reports,
    job: SendReport,
) -> Result<bool, DatabaseError> {
    let zone = queries::zone_of_reader(connection, job.organization_id, job.delivery_id).await?;
    let now = reports.sources.now();
    let Some(wait) = zone.and_then(|zone| quiet_for(now, zone)) else {
        return Ok(false);
    };
    // The queue goes by the database's clock: a second more, so that it does not wake a moment early.
    let morning = now + wait + Duration::seconds(1);
    ::jobs::enqueue_at(connection, &[job], morning).await?;
    Ok(true)
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
