use auth::Actor;
use kernel::{EnrolmentId, ModuleId, Permission};

use super::{Cohorts, learning};
use crate::error::CohortError;
use crate::storage;

/// Completes a module.
#[derive(Debug, Clone, Copy)]
pub struct CompleteModule {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// A module of the cohort's program version.
    pub module_id: ModuleId,
}

/// Completes a module: its needs are met, its week has begun, all required lessons are seen, quiz
/// and assignment are passed. A second time changes nothing. Returns whether it was the first.
///
/// # Errors
/// [`CohortError`]: not allowed, not one's own enrolment, no such module, locked, parts still open,
/// the database.
pub async fn complete_module(
    cohorts: &Cohorts,
    actor: &Actor,
    input: CompleteModule,
) -> Result<bool, CohortError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    let now = cohorts.sources.now();
    cohorts
        .database
        .write(organization, async |connection| {
            let place =
                learning::own_place(connection, cohorts, actor, input.enrolment_id, now).await?;
            let (index, module) =
                place.plan.module(input.module_id).ok_or(CohortError::NotFound("module"))?;
            place.demand_unlocked(index)?;
            let standing = &place.standing.modules[index];
            if !standing.missing.is_nothing() {
                return Err(CohortError::ModuleOpen(standing.missing.words()));
            }
            storage::complete_module(connection, organization, &place.enrolment, module.id, now)
                .await
                .map_err(CohortError::from)
        })
        .await
}
