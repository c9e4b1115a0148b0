use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::NaiveDate;
use kernel::{AbsenceId, MemberId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::jobs::lists::RecheckPairs;
use crate::model::lists::Absence;
use crate::queries::calendar::today;
use crate::storage::lists as storage;

/// Enters when somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnterAbsence {
    /// Who is away; the person who asks when `None`.
    pub member_id: Option<MemberId>,
    /// The first day, in the organisation's zone.
    pub starts_on: NaiveDate,
    /// The last day, in the organisation's zone.
    pub ends_on: NaiveDate,
}

/// Enters when somebody is away: oneself, or anybody for those who set the rules. The same days again
/// change nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such person, days that make no absence, the database.
pub async fn enter_absence(
    mentoring: &Mentoring,
    actor: &Actor,
    input: EnterAbsence,
) -> Result<Absence, MentoringError> {
    demand(actor)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let who = input.member_id.unwrap_or(actor.member_id);
    if !reads(actor, who) {
        return Err(MentoringError::NotFound("member"));
    }
    let days = (input.starts_on, input.ends_on);
    mentoring
        .database
        .write(organization, async |connection| {
            let member = auth::queries::member(connection, organization, who).await?;
            if member.is_none_or(|member| member.left_at.is_some()) {
                return Err(MentoringError::NotFound("member"));
            }
            let same = storage::same_absence(connection, organization, who, days).await?;
            if let Some(earlier) = same {
                return Ok(earlier);
            }
            let today = today(connection, organization, now).await?;
            let violations = Absence::violations(days.0, days.1, today);
            if !violations.is_empty() {
                return Err(MentoringError::Invalid(violations));
            }
            let id: AbsenceId = mentoring.sources.new_id();
            let given = (who, days.0, days.1);
            let absence = storage::insert_absence(connection, organization, id, given, now).await?;
            let entry = AuditEntry {
                action: "absence_entered",
                subject: id.to_string(),
                details: json!({ "member": who, "startsOn": days.0, "endsOn": days.1 }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            let recheck = RecheckPairs { organization_id: organization };
            ::jobs::enqueue(connection, &[recheck]).await?;
            Ok(absence)
        })
        .await
}

/// Takes an absence back: one's own, or anybody's for those who set the rules.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such absence, [`MentoringError::Stale`], the database.
pub async fn remove_absence(
    mentoring: &Mentoring,
    actor: &Actor,
    id: AbsenceId,
    expected_version: i32,
) -> Result<Absence, MentoringError> {
    demand(actor)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let absence = storage::lock_absence(connection, organization, id)
                .await?
                .filter(|absence| reads(actor, absence.member_id))
                .ok_or(MentoringError::NotFound("absence"))?;
            if absence.version != expected_version {
                return Err(MentoringError::Stale);
            }
            storage::delete_absence(connection, organization, id).await?;
            let entry = AuditEntry {
                action: "absence_removed",
                subject: id.to_string(),
                details: json!({ "member": absence.member_id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            let recheck = RecheckPairs { organization_id: organization };
            ::jobs::enqueue(connection, &[recheck]).await?;
            Ok(absence)
        })
        .await
}

/// Demands that the person takes part in mentoring, or sets its rules.
fn demand(actor: &Actor) -> Result<(), MentoringError> {
    if actor.may(Permission::SeekMentor) || actor.may(Permission::OfferMentoring) {
        return Ok(());
    }
    Ok(actor.require(Permission::SetMentoringRules)?)
}

/// Whether the person reads and changes when somebody is away.
fn reads(actor: &Actor, who: MemberId) -> bool {
    who == actor.member_id || actor.may(Permission::SetMentoringRules)
}
