//! What happens to pairs by itself. A tick finds organisations, a job looks after one.

use chrono::{Duration, NaiveDate};
use jobs::{Attempt, Job, JobError};
use kernel::OrganizationId;
use serde::{Deserialize, Serialize};

use super::mail::{SendMentoringMail, zone};
use crate::actions::Mentoring;
use crate::actions::oversight::tend;
use crate::actions::pairs::{fire_timers, part_from_leavers, settle_heard_of};
use crate::error::MentoringError;
use crate::jobs::lists::RecheckPairs;
use crate::model::pairs::letters::MailKind;
use crate::model::pairs::quiet::is_quiet;
use crate::queries::pairs::mail::holidays_among;
use crate::storage::pairs::{WaitingMail, waiting_mails};

/// Most mails that one look sets going.
const MAILS: i64 = 2_000;

/// A younger mail has a job of its own under way, and a second one beside it would send it twice.
const UNDER_WAY: Duration = Duration::minutes(5);

/// Looks for organisations in which pairs may need something.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct MentoringTick {}

impl Job for MentoringTick {
    const NAME: &'static str = "tick_mentoring";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Mentoring;

    async fn run(self, mentoring: Mentoring, _: Attempt) -> Result<(), JobError> {
        mentoring
            .database
            .system(async |connection| {
                let organizations = auth::queries::all_organizations(connection).await?;
                let rechecks: Vec<RecheckPairs> = organizations
                    .iter()
                    .map(|organization_id| RecheckPairs { organization_id: *organization_id })
                    .collect();
                let tending: Vec<TendPairs> = organizations
                    .into_iter()
                    .map(|organization_id| TendPairs { organization_id })
                    .collect();
                ::jobs::enqueue(connection, &rechecks).await?;
                ::jobs::enqueue(connection, &tending).await
            })
            .await?;
        Ok(())
    }
}

/// Fires the timers that are due, parts pairs of which one side has left, and has those mails sent
/// that were held back. Done twice, it changes nothing the second time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct TendPairs {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for TendPairs {
    const NAME: &'static str = "tend_pairs";
    const MAX_ATTEMPTS: i16 = 5;
    type Services = Mentoring;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, mentoring: Mentoring, _: Attempt) -> Result<(), JobError> {
        let organization = self.organization_id;
        while part_from_leavers(&mentoring, organization).await? > 0 {}
        while fire_timers(&mentoring, organization).await? > 0 {}
        settle_heard_of(&mentoring, organization).await?;
        let now = mentoring.sources.now();
        mentoring
            .database
            .write(organization, async |connection| {
                tend(connection, &mentoring, organization, now).await
            })
            .await?;
        send_waiting(&mentoring, organization).await?;
        Ok(())
    }
}

/// Sets those mails going that need not wait: what the job would hold back gets none.
async fn send_waiting(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<(), MentoringError> {
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let profile = auth::queries::organization(connection, organization).await?;
            let today = now.with_timezone(&zone(None, &profile)).date_naive();
            let since = (now - UNDER_WAY, today);
            let waiting = waiting_mails(connection, organization, since, MAILS).await?;
            let day = |mail: &WaitingMail| {
                now.with_timezone(&zone(mail.time_zone.as_deref(), &profile)).date_naive()
            };
            let mut days: Vec<NaiveDate> = waiting.iter().map(day).collect();
            days.sort_unstable();
            days.dedup();
            let free = holidays_among(connection, organization, &days).await?;
            let is_awake = |mail: &WaitingMail| {
                let zone = zone(mail.time_zone.as_deref(), &profile);
                !free.contains(&day(mail)) && !is_quiet(now, zone)
            };
            let is_urgent =
                |mail: &WaitingMail| MailKind::parse(&mail.kind).is_some_and(MailKind::is_urgent);
            let mails: Vec<SendMentoringMail> = waiting
                .into_iter()
                .filter(|mail| is_urgent(mail) || is_awake(mail))
                .map(|mail| SendMentoringMail { organization_id: organization, mail_id: mail.id })
                .collect();
            ::jobs::enqueue(connection, &mails).await?;
            Ok(())
        })
        .await
}
