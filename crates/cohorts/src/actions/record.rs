use chrono::{DateTime, Utc};
use curriculum::Plan;
use database::Connection;
use kernel::{EnrolmentId, ModuleId, OrganizationId};

use crate::error::CohortError;
use crate::model::{Enrolment, Missing};
use crate::storage;

/// What becomes known about a learner's graded parts of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The quiz is begun.
    QuizBegun,
    /// The quiz is passed.
    QuizPassed,
    /// Work for the assignment waits for a grader.
    WorkSubmitted,
    /// It waits no longer: withdrawn, or graded and not passed.
    WorkReturned,
    /// The assignment is passed.
    AssignmentPassed,
}

/// A learner's place in a run, at a moment.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The organisation.
    pub organization: OrganizationId,
    /// The learner's enrolment.
    pub enrolment: &'a Enrolment,
    /// The plan of the cohort's program version.
    pub plan: &'a Plan,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Notes a fact with the learner's progress, and completes the module if nothing is missing any
/// more. What was passed once stays passed. Returns whether the module was completed by it.
///
/// # Errors
/// [`CohortError::NotFound`] for a module of another plan, or the database.
pub async fn record(
    connection: &mut Connection,
    at: At<'_>,
    module: ModuleId,
    fact: Fact,
) -> Result<bool, CohortError> {
    let At { organization, enrolment, plan, now } = at;
    let (_, planned) = plan.module(module).ok_or(CohortError::NotFound("module"))?;
    let row = storage::note_fact(connection, organization, enrolment, module, fact, now).await?;
    if row.completed_at.is_some() || !Missing::of(planned, Some(&row)).is_nothing() {
        return Ok(false);
    }
    Ok(storage::complete_module(connection, organization, enrolment, module, now).await?)
}

/// Notes for many learners at once that they have passed a module's quiz, as far as it was not noted
/// before, and completes the module for those to whom nothing is missing any more. Returns how many
/// of them completed it.
///
/// # Errors
/// [`CohortError::NotFound`] for a module of another plan, or the database.
pub async fn record_quiz_passes(
    connection: &mut Connection,
    organization: OrganizationId,
    plan: &Plan,
    module: ModuleId,
    enrolments: &[EnrolmentId],
    now: DateTime<Utc>,
) -> Result<usize, CohortError> {
    let (_, planned) = plan.module(module).ok_or(CohortError::NotFound("module"))?;
    let rows = storage::note_quiz_passes(connection, organization, module, enrolments, now).await?;
    let complete: Vec<EnrolmentId> = rows
        .into_iter()
        .filter(|(_, row)| row.completed_at.is_none())
        .filter(|(_, row)| Missing::of(planned, Some(row)).is_nothing())
        .map(|(enrolment, _)| enrolment)
        .collect();
    storage::complete_for(connection, organization, module, &complete, now).await?;
    Ok(complete.len())
}
