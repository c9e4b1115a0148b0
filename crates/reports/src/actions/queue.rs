//! Composes the mails that are due and enters them in the ledger, with one job per mail.

use std::collections::{BTreeMap, HashSet};

use auth::Member;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Connection, DatabaseError};
use kernel::{DeliveryId, MemberId, OrganizationId, parse_time_zone};

use crate::error::ReportError;
use crate::facts::{Facts, Place};
use crate::jobs::{Reports, SendReport};
use crate::model::{
    Composed, LastDigest, News, Reader, ReportKind, learner_digest, manager_note, news,
    quiet_month, silence, week_moment,
};
use crate::storage::{self, Entry};

/// For whom reports are composed: a rule that gives a reader the period, if one is due.
pub(crate) struct Reading<'a> {
    pub(crate) kind: ReportKind,
    /// The period for a reader in that zone who was enrolled at that moment.
    pub(crate) period: &'a (dyn Fn(Tz, DateTime<Utc>) -> Option<String> + Send + Sync),
}

/// What the mails of one run have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edition {
    pub(crate) kind: ReportKind,
    pub(crate) as_of: DateTime<Utc>,
    /// Somebody wants it now: quiet hours do not hold it back.
    pub(crate) at_once: bool,
}

/// Readers for whom a report is due, and how many were passed over because they stopped this kind.
pub(crate) struct Batch<'f> {
    pub(crate) readers: Vec<DueReader<'f>>,
    pub(crate) stopped: usize,
}

/// A reader, the period, and what the report speaks of.
pub(crate) struct DueReader<'f> {
    person: &'f Member,
    zone: Tz,
    period: String,
    places: Vec<&'f Place>,
    last: Option<&'f LastDigest>,
}

/// Finds each reader for whom a report is due, but none of those in `served`. Composes nothing yet:
/// a mail weighs some 20 kB, a reader next to nothing.
pub(crate) fn due_readers<'f>(
    facts: &'f Facts,
    reading: &Reading<'_>,
    served: &HashSet<(MemberId, String)>,
) -> Batch<'f> {
    let mut batch = Batch { readers: Vec::new(), stopped: 0 };
    for (member_id, mut places) in by_reader(facts, reading.kind) {
        let Some(person) = facts.people.get(&member_id) else {
            continue;
        };
        let zone = zone_of(person.time_zone.as_deref().unwrap_or(&facts.organization_zone));
        places.retain(|place| is_running(place, facts.as_of, zone));
        if places.is_empty() {
            continue;
        }
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
        let last = facts.last_digests.get(&member_id);
        batch.readers.push(DueReader { person, zone, period, places, last });
    }
    batch
}

/// Composes one mail per reader, but none where there is nothing to say.
pub(crate) fn compose_for(
    reports: &Reports,
    organization: OrganizationId,
    edition: Edition,
    readers: &[DueReader<'_>],
) -> Result<Vec<Entry>, ReportError> {
    let mut entries = Vec::with_capacity(readers.len());
    for due in readers {
        let member_id = due.person.id;
        let stop_url = reports.stop_url(organization, member_id, edition.kind);
        let reader = Reader {
            member_id,
            name: &due.person.name,
            zone: due.zone,
            as_of: edition.as_of,
            app_url: &reports.app_url,
            stop_url: &stop_url,
        };
        if let Some(composed) = compose(reports, edition.kind, &reader, due)? {
            let message_id = reports.message_id(edition.kind, &due.period, member_id);
            entries.push(Entry { composed, period: due.period.clone(), message_id });
        }
    }
    Ok(entries)
}

fn compose(
    reports: &Reports,
    kind: ReportKind,
    reader: &Reader<'_>,
    due: &DueReader<'_>,
) -> Result<Option<Composed>, ReportError> {
    let (templates, places) = (&reports.templates, &due.places);
    Ok(match kind {
        ReportKind::LearnerDigest => match news(due.last, places, reader.as_of, reader.zone) {
            News::Something => learner_digest(templates, reader, places)?,
            News::QuietMonth => quiet_month(templates, reader, places)?,
            News::Nothing => silence(reader, places),
        },
        ReportKind::ManagerNote => manager_note(templates, reader, places)?,
        ReportKind::MentorReminder | ReportKind::MentoringNudge => None,
    })
}

/// The places that a report of this kind speaks of, by its reader.
fn by_reader(facts: &Facts, kind: ReportKind) -> BTreeMap<MemberId, Vec<&Place>> {
    let mut readers: BTreeMap<MemberId, Vec<&Place>> = BTreeMap::new();
    for place in &facts.places {
        let reader = match kind {
            ReportKind::LearnerDigest => Some(place.learner.member_id),
            ReportKind::ManagerNote => place.learner.manager_id,
            // They speak of pairs and not of places: see `reminders`, and the letters of mentoring.
            ReportKind::MentorReminder | ReportKind::MentoringNudge => None,
        };
        if let Some(reader) = reader {
            readers.entry(reader).or_default().push(place);
        }
    }
    readers
}

/// Reports speak of a run from its first week to the week after its last.
fn is_running(place: &Place, now: DateTime<Utc>, zone: Tz) -> bool {
    let cohort = &place.cohort.cohort;
    let week = cohort.week(week_moment(cohort, now, zone));
    (0..=i64::from(place.cohort.plan.weeks())).contains(&week)
}

fn zone_of(name: &str) -> Tz {
    parse_time_zone(name).unwrap_or(Tz::UTC)
}

/// Enters the mails and enqueues their sending, in the caller's transaction. Returns those that
/// were queued by this.
pub(crate) async fn queue(
    connection: &mut Connection,
    reports: &Reports,
    organization: OrganizationId,
    edition: Edition,
    entries: &[Entry],
) -> Result<Vec<DeliveryId>, DatabaseError> {
    let queued = storage::insert_deliveries(
        connection,
        organization,
        &reports.sources,
        edition.kind,
        edition.as_of,
        entries,
    )
    .await?;
    let jobs: Vec<SendReport> = queued
        .iter()
        .map(|id| SendReport {
            organization_id: organization,
            delivery_id: *id,
            at_once: edition.at_once,
        })
        .collect();
    ::jobs::enqueue(connection, &jobs).await?;
    Ok(queued)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_run_is_written_about_by_the_calendar_of_its_reader() {
        // Monday 07:30 in Auckland; the run begins in half a day, at midnight in London.
        let now = "2026-11-29T18:30:00Z".parse().expect("a time");
        let first_week = sample::run("2026-11-30".parse().expect("a Monday"), "Europe/London");
        let place = sample::learner(&first_week, 1, "Ana", &[], now);
        assert!(is_running(&place, now, Tz::Pacific__Auckland));
        assert!(!is_running(&place, now, Tz::Europe__London));
    }
}
