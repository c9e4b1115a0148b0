//! Composes the mails that are due and enters them in the ledger, with one job per mail.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, parse_time_zone};

use crate::error::ReportError;
use crate::facts::{Facts, Place};
use crate::jobs::{Reports, SendReport};
use crate::model::{Composed, Reader, ReportKind, learner_digest, manager_note};
use crate::storage::{self, Entry};

/// For whom reports are composed: a rule that gives a reader the period, if one is due.
pub(crate) struct Reading<'a> {
    pub(crate) kind: ReportKind,
    /// The period for a reader in that zone who was enrolled at that moment.
    pub(crate) period: &'a (dyn Fn(Tz, DateTime<Utc>) -> Option<String> + Send + Sync),
}

/// Mails to be entered, and how many readers were passed over because they stopped this kind.
pub(crate) struct Batch {
    pub(crate) entries: Vec<Entry>,
    pub(crate) stopped: usize,
}

/// Composes one mail per reader and period, but none for those in `served`.
pub(crate) fn compose_due(
    reports: &Reports,
    organization: OrganizationId,
    facts: &Facts,
    reading: &Reading<'_>,
    served: &HashSet<(MemberId, String)>,
) -> Result<Batch, ReportError> {
    let mut batch = Batch { entries: Vec::new(), stopped: 0 };
    for (member_id, places) in by_reader(facts, reading.kind) {
        let Some(person) = facts.people.get(&member_id) else {
            continue;
        };
        let zone = zone_of(person.time_zone.as_deref().unwrap_or(&facts.organization_zone));
        let since =
            places.iter().map(|place| place.learner.enrolled_at).min().unwrap_or(facts.as_of);
        let Some(period) = (reading.period)(zone, since) else {
            continue;
        };
        if served.contains(&(member_id, period.clone())) {
            continue;
        }
        if facts.stops.contains(&(member_id, reading.kind)) {
            batch.stopped += 1;
            continue;
        }
        let stop_url = reports.stop_url(organization, member_id, reading.kind);
        let reader = Reader {
            member_id,
            name: &person.name,
            zone,
            as_of: facts.as_of,
            app_url: &reports.app_url,
            stop_url: &stop_url,
        };
        if let Some(composed) = compose(reports, reading.kind, &reader, &places)? {
            let message_id = reports.message_id(reading.kind, &period, member_id);
            batch.entries.push(Entry { composed, period, message_id });
        }
    }
    Ok(batch)
}

fn compose(
    reports: &Reports,
    kind: ReportKind,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, ReportError> {
    Ok(match kind {
        ReportKind::LearnerDigest => learner_digest(&reports.templates, reader, places)?,
        ReportKind::ManagerNote => manager_note(&reports.templates, reader, places)?,
    })
}

/// The places that a report of this kind speaks of, by its reader.
fn by_reader(facts: &Facts, kind: ReportKind) -> BTreeMap<MemberId, Vec<&Place>> {
    let mut readers: BTreeMap<MemberId, Vec<&Place>> = BTreeMap::new();
    for place in facts.places.iter().filter(|place| is_running(place, facts.as_of)) {
        let reader = match kind {
            ReportKind::LearnerDigest => Some(place.learner.member_id),
            ReportKind::ManagerNote => place.learner.manager_id,
        };
        if let Some(reader) = reader {
            readers.entry(reader).or_default().push(place);
        }
    }
    readers
}

/// Reports speak of a run from its first week to the week after its last.
fn is_running(place: &Place, now: DateTime<Utc>) -> bool {
    (0..=i64::from(place.cohort.plan.weeks())).contains(&place.cohort.cohort.week(now))
}

fn zone_of(name: &str) -> Tz {
    parse_time_zone(name).unwrap_or(Tz::UTC)
}

/// Enters the mails and enqueues their sending, in the caller's transaction.
pub(crate) async fn queue(
    connection: &mut Connection,
    reports: &Reports,
    organization: OrganizationId,
    kind: ReportKind,
    as_of: DateTime<Utc>,
    entries: &[Entry],
) -> Result<usize, DatabaseError> {
    let queued = storage::insert_deliveries(
        connection,
        organization,
        &reports.sources,
        kind,
        as_of,
        entries,
    )
    .await?;
    let jobs: Vec<SendReport> = queued
        .iter()
        .map(|id| SendReport { organization_id: organization, delivery_id: *id })
        .collect();
    ::jobs::enqueue(connection, &jobs).await?;
    Ok(queued.len())
}
