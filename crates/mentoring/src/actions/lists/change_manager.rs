use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::reporting::{self, Reported};
use chrono::NaiveDate;
use database::Connection;
use kernel::{MemberId, OrganizationId, Permission, Violation};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::jobs::lists::RecheckPairs;
use crate::model::lists::{Chart, PlannedChange};
use crate::queries::calendar::today;
use crate::queries::lists::planned_changes;
use crate::storage::lists as storage;

/// Says whom somebody reports to from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeManager {
    /// Who reports to somebody.
    pub member_id: MemberId,
    /// To whom.
    pub manager_id: MemberId,
    /// Whom the person reports to now, as the client saw it.
    pub expected_manager_id: Option<MemberId>,
    /// From which day on, in the organisation's zone; today or before is at once.
    pub effective_on: NaiveDate,
}

/// What became of a change of the reporting line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It holds from now on.
    AtOnce,
    /// It is planned.
    Planned,
    /// It was so before.
    Already,
}

/// Changes whom somebody reports to, at once or from a later day on. Pairs that it makes impossible
/// are looked for at once in either case: who will manage somebody before their pair ends does not
/// mentor them either.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such person, a manager who has left, a line that would run in a
/// circle, [`MentoringError::Stale`], the database.
pub async fn change_manager(
    mentoring: &Mentoring,
    actor: &Actor,
    input: ChangeManager,
) -> Result<Changed, MentoringError> {
    actor.require(Permission::ChangeReportingLine)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            demand_people(connection, organization, input).await?;
            let managers = reporting::lock_chart(connection, organization).await?;
            let today = today(connection, organization, mentoring.sources.now()).await?;
            let planned = planned_changes(connection, organization).await?;
            let now = managers.iter().find(|(member, _)| *member == input.member_id);
            let now = now.map(|(_, manager)| *manager);
            let at_once = input.effective_on <= today;
            if at_once && now == Some(input.manager_id) {
                return Ok(Changed::Already);
            }
            if now != input.expected_manager_id {
                return Err(MentoringError::Stale);
            }
            let chart = Chart::new(managers, planned);
            let day = input.effective_on.max(today);
            if chart.closes_circle(input.member_id, input.manager_id, day) {
                return Err(circle());
            }
            let changed = if at_once {
                set(connection, organization, input, today).await?
            } else {
                plan(connection, mentoring, actor, input).await?;
                Changed::Planned
            };
            let entry = AuditEntry {
                action: if at_once { "manager_changed" } else { "manager_planned" },
                subject: input.member_id.to_string(),
                details: json!({
                    "manager": input.manager_id,
                    "before": now,
                    "effectiveOn": input.effective_on,
                }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            ::jobs::enqueue(connection, &[RecheckPairs { organization_id: organization }]).await?;
            Ok(changed)
        })
        .await
}

async fn demand_people(
    connection: &mut Connection,
    organization: OrganizationId,
    input: ChangeManager,
) -> Result<(), MentoringError> {
    let both = [input.member_id, input.manager_id];
    let known = auth::queries::members_by_ids(connection, organization, &both).await?;
    if !both.iter().all(|id| known.iter().any(|member| member.id == *id)) {
        return Err(MentoringError::NotFound("member"));
    }
    let manager = known.iter().find(|member| member.id == input.manager_id);
    if manager.is_some_and(|manager| manager.left_at.is_some()) {
        return Err(MentoringError::Invalid(vec![Violation::new(
            "input.managerId",
            "HAS_LEFT",
            "Name a manager who is still in the organisation.",
        )]));
    }
    Ok(())
}

/// Changes the line now. Earlier plans that are due by now are done with.
async fn set(
    connection: &mut Connection,
    organization: OrganizationId,
    input: ChangeManager,
    today: NaiveDate,
) -> Result<Changed, MentoringError> {
    let (member, manager) = (input.member_id, input.manager_id);
    let expected = input.expected_manager_id;
    match reporting::set_manager(connection, organization, member, manager, expected).await? {
        Reported::Set => {
            storage::delete_due(connection, organization, member, today).await?;
            Ok(Changed::AtOnce)
        }
        Reported::Already => Ok(Changed::Already),
        Reported::Stale => Err(MentoringError::Stale),
        Reported::NoSuchMember => Err(MentoringError::NotFound("member")),
    }
}

async fn plan(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: ChangeManager,
) -> Result<(), MentoringError> {
    let change = PlannedChange {
        member_id: input.member_id,
        effective_on: input.effective_on,
        manager_id: input.manager_id,
    };
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    storage::upsert_planned(connection, organization, change, actor.member_id, now).await?;
    Ok(())
}

fn circle() -> MentoringError {
    MentoringError::Invalid(vec![Violation::new(
        "input.managerId",
        "CIRCLE",
        "The person would stand above themselves; change the line of the manager first.",
    )])
}

/// Drops a planned change of the reporting line. Pairs that it parted stay parted.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such plan, the database.
pub async fn drop_planned_manager(
    mentoring: &Mentoring,
    actor: &Actor,
    member: MemberId,
    effective_on: NaiveDate,
) -> Result<(), MentoringError> {
    actor.require(Permission::ChangeReportingLine)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let was_there =
                storage::delete_planned(connection, organization, member, effective_on).await?;
            if !was_there {
                return Err(MentoringError::NotFound("planned change"));
            }
            let entry = AuditEntry {
                action: "planned_manager_dropped",
                subject: member.to_string(),
                details: json!({ "effectiveOn": effective_on }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            ::jobs::enqueue(connection, &[RecheckPairs { organization_id: organization }]).await?;
            Ok(())
        })
        .await
}
