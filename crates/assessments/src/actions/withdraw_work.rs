use auth::Actor;
use cohorts::actions::{At, Fact, record};
use database::Connection;
use kernel::{AssignmentId, EnrolmentId, OrganizationId, Permission, SubmissionId};

use super::Assessments;
use super::own_work::own_task;
use super::peer_changes::withdrawn;
use crate::error::AssessmentError;
use crate::model::submission::{WAITING, WITHDRAWN};
use crate::queries::submissions as reads;
use crate::storage::submissions as store;

/// Takes back what was handed in.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawWork {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// An assignment of the cohort's program version.
    pub assignment_id: AssignmentId,
    /// Which version.
    pub number: i16,
}

/// Takes back a version that waits and that nobody has begun to grade. Its number stays used, and
/// the fortnight does not count from it. Returns whether it was the first time; a second one changes
/// nothing.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own enrolment, another program's assignment, no such
/// version, one that is being graded or has its result, the database.
pub async fn withdraw_work(
    assessments: &Assessments,
    actor: &Actor,
    input: WithdrawWork,
) -> Result<bool, AssessmentError> {
    actor.require(Permission::Learn)?;
    let (enrolment, assignment) = (input.enrolment_id, input.assignment_id);
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let task = own_task(connection, assessments, actor, enrolment, assignment, now).await?;
            let work = store::lock(connection, organization, enrolment, assignment)
                .await?
                .ok_or(AssessmentError::NotFound("submission"))?;
            if !take_back(connection, organization, work.id, input.number).await? {
                return Ok(false);
            }
            let versions = reads::versions_of(connection, organization, &[work.id]).await?;
            if !versions.iter().any(|version| version.is_waiting()) {
                let (place, module) = (&task.place, task.module);
                let (enrolment, plan) = (&place.enrolment, &place.plan);
                let at = At { organization, enrolment, plan, now };
                record(connection, at, module, Fact::WorkReturned).await?;
            }
            let (sources, mine) = (&assessments.sources, &task.place.enrolment);
            withdrawn(connection, sources, organization, mine, assignment).await?;
            Ok(true)
        })
        .await
}

/// Withdraws a version; `false` if it was before.
async fn take_back(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    number: i16,
) -> Result<bool, AssessmentError> {
    let refuse = |words: &str| Err(AssessmentError::Refused(words.to_owned()));
    let state = store::lock_version(connection, organization, id, number).await?;
    match state.as_deref() {
        None => return Err(AssessmentError::NotFound("submission")),
        Some(WITHDRAWN) => return Ok(false),
        Some(WAITING) => {}
        Some(_) => return refuse("this version is graded; it cannot be withdrawn any more"),
    }
    // Looked at after the version was taken: whoever claims it takes it first.
    if reads::is_claimed(connection, organization, id, number).await? {
        return refuse("somebody has begun to grade this version; wait for the result");
    }
    store::withdraw_version(connection, organization, id, number).await?;
    Ok(true)
}
