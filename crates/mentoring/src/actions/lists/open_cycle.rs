use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use database::Connection;
use kernel::{CycleId, Permission, Violation};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::lists::CycleDraft;
use crate::queries::calendar::today;
use crate::storage::lists as storage;

/// Opens a matching cycle.
#[derive(Debug, Clone)]
pub struct OpenCycle {
    /// What it will be.
    pub draft: CycleDraft,
    /// See [`Command`].
    pub idempotency_key: Option<String>,
}

/// Opens a matching cycle for some cohorts of a program. A cohort may be in several cycles: a
/// learner has one open pair in a program, whatever cycle it comes from.
///
/// # Errors
/// [`MentoringError`]: not allowed, inputs, no such program or cohort, a key used otherwise, the
/// database.
pub async fn open_matching_cycle(
    mentoring: &Mentoring,
    actor: &Actor,
    input: OpenCycle,
) -> Result<CycleId, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let draft = &input.draft;
    let command = Command::new("open_matching_cycle", input.idempotency_key, draft)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    mentoring
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            let today = today(connection, organization, now).await?;
            let violations = draft.violations(now, today);
            if !violations.is_empty() {
                return Err(MentoringError::Invalid(violations));
            }
            demand_cohorts(connection, actor, draft).await?;
            let id: CycleId = mentoring.sources.new_id();
            storage::insert_cycle(connection, organization, (id, draft), actor.member_id, now)
                .await?;
            let entry = AuditEntry {
                action: "matching_cycle_opened",
                subject: id.to_string(),
                details: json!({
                    "program": draft.program_id,
                    "cohorts": draft.cohorts,
                    "ranksUntil": draft.ranks_until,
                    "pairsEndOn": draft.pairs_end_on,
                }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            command.settle(connection, actor, &id).await?;
            Ok(id)
        })
        .await
}

async fn demand_cohorts(
    connection: &mut Connection,
    actor: &Actor,
    draft: &CycleDraft,
) -> Result<(), MentoringError> {
    let organization = actor.organization_id;
    let (program, cohorts) = (draft.program_id, &draft.cohorts);
    if curriculum::queries::program(connection, organization, program).await?.is_none() {
        return Err(MentoringError::NotFound("program"));
    }
    let known = cohorts::queries::cohorts_by_ids(connection, organization, cohorts).await?;
    if known.len() < cohorts.len() {
        return Err(MentoringError::NotFound("cohort"));
    }
    let its = storage::cohorts_of_program(connection, organization, program, cohorts).await?;
    let strange = cohorts.iter().position(|cohort| !its.contains(cohort));
    match strange {
        Some(at) => Err(MentoringError::Invalid(vec![Violation::new(
            format!("input.cohortIds.{at}"),
            "OTHER_PROGRAM",
            "Name cohorts of the program; this one goes through another.",
        )])),
        None => Ok(()),
    }
}
