//! What saving, handing in and withdrawing have in common.

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::actions::{Place, own_place};
use database::Connection;
use kernel::{AssignmentId, EnrolmentId, ModuleId};

use super::Assessments;
use crate::error::AssessmentError;

/// One's own place, and where in its plan an assignment stands.
pub(super) struct OwnTask {
    pub(super) place: Place,
    pub(super) index: usize,
    pub(super) module: ModuleId,
}

/// Finds an assignment at one's own place; somebody else's place and an assignment of another
/// program version are as if they did not exist.
pub(super) async fn own_task(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
    now: DateTime<Utc>,
) -> Result<OwnTask, AssessmentError> {
    let cohorts = assessments.cohorts();
    let place = own_place(connection, &cohorts, actor, enrolment, now).await?;
    let mut modules = place.plan.modules.iter().enumerate();
    let (index, module) = modules
        .find(|(_, module)| module.assignment.is_some_and(|asked| asked.id == assignment))
        .map(|(index, module)| (index, module.id))
        .ok_or(AssessmentError::NotFound("assignment"))?;
    Ok(OwnTask { place, index, module })
}
