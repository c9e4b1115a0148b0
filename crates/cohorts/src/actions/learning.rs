//! What completing a lesson and completing a module have in common.

use std::sync::Arc;

use auth::Actor;
use chrono::{DateTime, Utc};
use curriculum::Plan;
use database::Connection;
use kernel::EnrolmentId;

use super::Cohorts;
use crate::error::CohortError;
use crate::model::{Cohort, Enrolment, LockReason, Standing};
use crate::queries;

/// One's own enrolment with all that decides.
pub(crate) struct Place {
    pub(crate) enrolment: Enrolment,
    pub(crate) plan: Arc<Plan>,
    pub(crate) cohort: Cohort,
    pub(crate) standing: Standing,
}

/// Finds one's own enrolment; somebody else's is as if it did not exist.
pub(crate) async fn own_place(
    connection: &mut Connection,
    cohorts: &Cohorts,
    actor: &Actor,
    id: EnrolmentId,
    now: DateTime<Utc>,
) -> Result<Place, CohortError> {
    let organization = actor.organization_id;
    let enrolment = queries::enrolments_of(connection, organization, actor.member_id)
        .await?
        .into_iter()
        .find(|enrolment| enrolment.id == id)
        .ok_or(CohortError::NotFound("enrolment"))?;
    let cohort = queries::cohort(connection, organization, enrolment.cohort_id)
        .await?
        .ok_or(CohortError::NotFound("enrolment"))?;
    let plan = cohorts
        .plans
        .get(connection, organization, cohort.program_version_id)
        .await?
        .ok_or(CohortError::NotFound("enrolment"))?;
    let begun = queries::progress_of(connection, organization, &[enrolment]).await?;
    let standing = Standing::at(&plan, &cohort, &begun, now);
    Ok(Place { enrolment, plan, cohort, standing })
}

impl Place {
    /// Refuses a locked module and says what unlocks it.
    pub(crate) fn demand_unlocked(&self, module: usize) -> Result<(), CohortError> {
        match &self.standing.modules[module].locked_because {
            None => Ok(()),
            Some(reason) => Err(CohortError::ModuleLocked(reason.words(&self.plan, &self.cohort))),
        }
    }
}

impl LockReason {
    /// The reason in a sentence: which modules to complete and when its week begins, as a calendar
    /// of the cohort shows it.
    pub fn words(&self, plan: &Plan, cohort: &Cohort) -> String {
        let mut parts = Vec::new();
        if !self.needs.is_empty() {
            let needs: Vec<String> = self
                .needs
                .iter()
                .map(|index| {
                    format!("{} {}", plan.modules[*index].code, plan.modules[*index].title)
                })
                .collect();
            parts.push(format!("complete {} first", needs.join(" and ")));
        }
        if let Some(opens_at) = self.opens_at {
            let local = opens_at.with_timezone(&cohort.zone());
            parts.push(format!(
                "its week begins on {} ({})",
                local.format("%A, %-d %B %Y"),
                cohort.time_zone
            ));
        }
        parts.join("; ")
    }
}
