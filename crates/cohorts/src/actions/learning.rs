//! What completing a lesson and completing a module have in common.

use std::sync::Arc;

use auth::Actor;
use chrono::{DateTime, Utc};
use curriculum::Plan;
use database::Connection;
use kernel::EnrolmentId;

use super::Cohorts;
use crate::error::CohortError;
use crate::model::{Cohort, Enrolment, Standing};
use crate::queries;

/// One's own enrolment with all that decides.
#[derive(Debug)]
pub struct Place {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// The plan of the cohort's program version.
    pub plan: Arc<Plan>,
    /// The run.
    pub cohort: Cohort,
    /// Where the learner stands.
    pub standing: Standing,
}

/// Finds one's own enrolment; somebody else's is as if it did not exist.
///
/// # Errors
/// [`CohortError::NotFound`], or the database.
pub async fn own_place(
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
    let rows = begun.get(&enrolment.id).map_or(&[][..], Vec::as_slice);
    let standing = Standing::at(&plan, &cohort, rows, now);
    Ok(Place { enrolment, plan, cohort, standing })
}

impl Place {
    /// Refuses a locked module and says what unlocks it.
    ///
    /// # Errors
    /// [`CohortError::ModuleLocked`].
    pub fn demand_unlocked(&self, module: usize) -> Result<(), CohortError> {
        match &self.standing.modules[module].locked_because {
            None => Ok(()),
            Some(reason) => Err(CohortError::ModuleLocked(reason.words(&self.plan, &self.cohort))),
        }
    }
}
