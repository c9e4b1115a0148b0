use auth::audit::{self, AuditEntry};
use auth::reporting::{self, Reported};
use chrono::NaiveDate;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, PairId};
use serde_json::json;

use crate::actions::Mentoring;
use crate::actions::pairs::{Doing, take_step};
use crate::error::MentoringError;
use crate::model::life::{Event, Party, step};
use crate::model::lists::{Chart, PlannedChange};
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::queries::calendar::today;
use crate::queries::lists::{due_changes, exclusions_of_pairs, open_pairs, planned_changes};
use crate::storage::lists as storage;
use crate::storage::pairs::lock_pair;

/// Carries out the changes of the reporting line that are due. One that would run in a circle by now
/// is dropped, as is one to a manager who has left; the audit log says so. Returns how many were
/// carried out.
pub(crate) async fn carry_out_changes(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<usize, MentoringError> {
    mentoring
        .database
        .write(organization, async |connection| {
            let today = today(connection, organization, mentoring.sources.now()).await?;
            if due_changes(connection, organization, today).await?.is_empty() {
                return Ok(0);
            }
            let managers = reporting::lock_chart(connection, organization).await?;
            // Read again, as another change may have come first.
            let due = due_changes(connection, organization, today).await?;
            let planned = planned_changes(connection, organization).await?;
            let later = planned.into_iter().filter(|change| change.effective_on > today);
            let mut line = Line { managers, later: later.collect(), today };
            let mut done = 0;
            for change in due {
                let is_done =
                    carry_out(connection, mentoring, organization, change, &mut line).await?;
                done += usize::from(is_done);
            }
            Ok(done)
        })
        .await
}

/// The reporting line as it is while changes are carried out one after the other.
struct Line {
    managers: Vec<(MemberId, MemberId)>,
    later: Vec<PlannedChange>,
    today: NaiveDate,
}

impl Line {
    fn takes(&self, change: PlannedChange) -> bool {
        let chart = Chart::new(self.managers.iter().copied(), self.later.iter().copied());
        !chart.closes_circle(change.member_id, change.manager_id, self.today)
    }
}

/// Few a day, so one after the other, each in a handful of statements.
async fn carry_out(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    change: PlannedChange,
    line: &mut Line,
) -> Result<bool, DatabaseError> {
    let (member, manager) = (change.member_id, change.manager_id);
    let before = line.managers.iter().find(|(who, _)| *who == member).map(|(_, now)| *now);
    let boss = auth::queries::member(connection, organization, manager).await?;
    let is_there = boss.is_some_and(|boss| boss.left_at.is_none());
    let is_done = is_there && line.takes(change) && {
        let set = reporting::set_manager(connection, organization, member, manager, before).await?;
        matches!(set, Reported::Set | Reported::Already)
    };
    if is_done {
        line.managers.retain(|(who, _)| *who != member);
        line.managers.push((member, manager));
    }
    storage::delete_planned(connection, organization, member, change.effective_on).await?;
    let entry = AuditEntry {
        action: if is_done { "manager_changed" } else { "planned_manager_dropped" },
        subject: member.to_string(),
        details: json!({
            "manager": manager,
            "before": before,
            "effectiveOn": change.effective_on,
        }),
    };
    audit::record_as(connection, &mentoring.sources, organization, None, entry).await?;
    Ok(is_done)
}

/// Derives the lasting rules of all open pairs again, and parts those that one stands against now.
/// Done twice, it changes nothing the second time. Returns how many were parted.
pub(crate) async fn recheck_pairs(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<usize, MentoringError> {
    let broken = mentoring
        .database
        .read(organization, async |connection| {
            let today = today(connection, organization, mentoring.sources.now()).await?;
            let pairs = open_pairs(connection, organization).await?;
            let pairs: Vec<Pair> = pairs.into_iter().filter(may_break).collect();
            let found = exclusions_of_pairs(connection, organization, &pairs, today).await?;
            let broken = found.into_iter().filter(|(_, reasons)| reasons.breaking().is_some());
            let mut broken: Vec<PairId> = broken.map(|(id, _)| id).collect();
            broken.sort_unstable();
            Ok::<_, DatabaseError>(broken)
        })
        .await?;
    let mut parted = 0;
    // Each in a transaction of its own: pairs are locked before profiles of mentors, and two pairs in
    // one transaction would turn that round.
    for id in broken {
        parted += usize::from(part(mentoring, organization, id).await?);
    }
    Ok(parted)
}

/// Whether the life of a pair has that step now: one that is closing stays so.
fn may_break(pair: &Pair) -> bool {
    pair.is_open()
        && pair.state().is_some_and(|from| step(from, Event::BreakRule, Party::System).is_ok())
}

/// Parts a pair, if a rule still stands against it.
async fn part(
    mentoring: &Mentoring,
    organization: OrganizationId,
    id: PairId,
) -> Result<bool, MentoringError> {
    mentoring
        .database
        .write(organization, async |connection| {
            let pair = lock_pair(connection, organization, id).await?.filter(may_break);
            let Some(pair) = pair else { return Ok(false) };
            let today = today(connection, organization, mentoring.sources.now()).await?;
            let pairs = std::slice::from_ref(&pair);
            let found = exclusions_of_pairs(connection, organization, pairs, today).await?;
            let Some(rule) = found.get(&id).and_then(|found| found.breaking()) else {
                return Ok(false);
            };
            let doing = Doing::by_itself(Event::BreakRule);
            let change = Change::broken(rule);
            take_step(connection, mentoring, organization, &pair, doing, change).await?;
            Ok(true)
        })
        .await
}
