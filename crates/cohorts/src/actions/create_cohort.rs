use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use kernel::{CohortId, Permission, Violation};
use serde_json::json;

use super::Cohorts;
use crate::error::CohortError;
use crate::model::CohortDraft;
use crate::storage;

/// Opens a cohort.
#[derive(Debug, Clone)]
pub struct CreateCohort {
    /// What it will be.
    pub draft: CohortDraft,
    /// See [`Command`].
    pub idempotency_key: Option<String>,
}

/// Opens a cohort on a program version, which stays pinned.
///
/// # Errors
/// [`CohortError`]: not allowed, inputs, a key used otherwise, or the database.
pub async fn create_cohort(
    cohorts: &Cohorts,
    actor: &Actor,
    input: CreateCohort,
) -> Result<CohortId, CohortError> {
    actor.require(Permission::CreateCohort)?;
    let draft = &input.draft.normalised();
    let violations = draft.violations();
    if !violations.is_empty() {
        return Err(CohortError::Invalid(violations));
    }
    let command = Command::new("create_cohort", input.idempotency_key, draft)?;
    let organization = actor.organization_id;
    let now = cohorts.sources.now();
    cohorts
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            if cohorts
                .plans
                .get(connection, organization, draft.program_version_id)
                .await?
                .is_none()
            {
                return Err(CohortError::NotFound("program version"));
            }
            let able =
                storage::facilitators_among(connection, organization, &draft.facilitators).await?;
            if let Some(index) = draft.facilitators.iter().position(|member| !able.contains(member))
            {
                return Err(CohortError::Invalid(vec![Violation::new(
                    format!("input.facilitatorIds.{index}"),
                    "NOT_A_FACILITATOR",
                    "Name a member who holds the role FACILITATOR; inviteMember gives it.",
                )]));
            }
            let id: CohortId = cohorts.sources.new_id();
            storage::insert_cohort(connection, organization, id, draft, now).await?;
            let entry = AuditEntry {
                action: "cohort_created",
                subject: id.to_string(),
                details: json!({ "capacity": draft.capacity, "startsOn": draft.starts_on }),
            };
            audit::record(connection, &cohorts.sources, actor, entry).await?;
            command.settle(connection, actor, &id).await?;
            Ok(id)
        })
        .await
}
