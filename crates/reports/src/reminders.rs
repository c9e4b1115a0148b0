//! Reminders to mentors: what they are made of, for whom one is due, and the mails.

use std::collections::{BTreeMap, HashMap, HashSet};

use auth::Member;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, PairId, parse_time_zone};
use mentoring::model::oversight::week::DueItem;
use mentoring::queries::days_off::{DaysOff, days_off};
use mentoring::queries::oversight::mentor_week::{self, Whose};
use mentoring::queries::pairs::open_goals;

use crate::actions::Edition;
use crate::error::ReportError;
use crate::jobs::Reports;
use crate::model::{Reader, ReportKind, mentor_reminder};
use crate::queries;
use crate::storage::Entry;

/// What mentors have to do at a moment.
pub(crate) struct Reminders {
    organization_zone: String,
    items: BTreeMap<MemberId, Vec<DueItem>>,
    goals: HashMap<PairId, Vec<String>>,
    days_off: DaysOff,
    people: HashMap<MemberId, Member>,
    stops: HashSet<(MemberId, ReportKind)>,
}

/// A mentor, the period, and what is due.
pub(crate) struct DueReminder<'r> {
    person: &'r Member,
    zone: Tz,
    period: String,
    items: &'r [DueItem],
    goals: &'r HashMap<PairId, Vec<String>>,
}

impl Reminders {
    /// Reads them: seven statements, however many mentors.
    pub(crate) async fn load(
        connection: &mut Connection,
        organization: OrganizationId,
        whose: Whose<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self, DatabaseError> {
        let profile = auth::queries::organization(connection, organization).await?;
        let mut items: BTreeMap<MemberId, Vec<DueItem>> = BTreeMap::new();
        for item in mentor_week::due(connection, organization, whose, now).await? {
            items.entry(item.mentor_id).or_default().push(item);
        }
        let pairs: Vec<PairId> = items.values().flatten().map(|item| item.pair_id).collect();
        let goals = open_goals(connection, organization, &pairs).await?;
        let ids: Vec<MemberId> = items.keys().copied().collect();
        // Somewhere it is still yesterday, and somewhere tomorrow.
        let today = now.date_naive();
        let days = (today - Duration::days(1))..=(today + Duration::days(1));
        let days_off = days_off(connection, organization, &ids, days).await?;
        let people = auth::queries::members_by_ids(connection, organization, &ids).await?;
        let readers = people.into_iter().filter(Member::gets_mail);
        let people = readers.map(|person| (person.id, person)).collect();
        let stops = queries::stops(connection, organization).await?;
        let organization_zone = profile.time_zone;
        Ok(Self { organization_zone, items, goals, days_off, people, stops })
    }

    /// Each mentor for whom one is due by a rule that gives a reader in a zone the period, but none of
    /// those in `served`; and how many were passed over because they stopped it. With a moment in
    /// `held`, who has a day off then waits (domain guide 7.4).
    pub(crate) fn due(
        &self,
        period: &(dyn Fn(Tz) -> Option<String> + Send + Sync),
        served: &HashSet<(MemberId, String)>,
        held: Option<DateTime<Utc>>,
    ) -> (Vec<DueReminder<'_>>, usize) {
        let (mut due, mut stopped) = (Vec::new(), 0);
        for (member, items) in &self.items {
            let Some(person) = self.people.get(member) else { continue };
            let zone = person.time_zone.as_deref().unwrap_or(&self.organization_zone);
            let zone = parse_time_zone(zone).unwrap_or(Tz::UTC);
            let Some(period) = period(zone) else { continue };
            if served.contains(&(*member, period.clone())) {
                continue;
            }
            let is_off = |at: DateTime<Utc>| {
                self.days_off.is_off(*member, at.with_timezone(&zone).date_naive())
            };
            if held.is_some_and(is_off) {
                continue;
            }
            if self.stops.contains(&(*member, ReportKind::MentorReminder)) {
                stopped += 1;
                continue;
            }
            due.push(DueReminder { person, zone, period, items, goals: &self.goals });
        }
        (due, stopped)
    }
}

/// Composes one mail per mentor.
pub(crate) fn compose_reminders(
    reports: &Reports,
    organization: OrganizationId,
    edition: Edition,
    due: &[DueReminder<'_>],
) -> Result<Vec<Entry>, ReportError> {
    let mut entries = Vec::with_capacity(due.len());
    for one in due {
        let member_id = one.person.id;
        let stop_url = reports.stop_url(organization, member_id, edition.kind);
        let reader = Reader {
            member_id,
            name: &one.person.name,
            zone: one.zone,
            as_of: edition.as_of,
            app_url: &reports.app_url,
            stop_url: &stop_url,
        };
        let mail = mentor_reminder(&reports.templates, &reader, one.items, one.goals)?;
        if let Some(composed) = mail {
            let message_id = reports.message_id(edition.kind, &one.period, member_id);
            entries.push(Entry { composed, period: one.period.clone(), message_id });
        }
    }
    Ok(entries)
}
