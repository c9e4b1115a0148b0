use auth::Actor;
use chrono::{DateTime, Duration, Utc};
use cohorts::actions::{At, Fact, record};
use cohorts::model::{Calendar, Cohort};
use database::Connection;
use kernel::{AssignmentId, EnrolmentId, OrganizationId, Permission};

use super::Assessments;
use super::own_work::{OwnTask, own_task};
use super::peer_changes::late_piece;
use crate::error::AssessmentError;
use crate::model::attempt::is_late;
use crate::model::grading::needs_second;
use crate::model::submission::{HandIn, HandInRefusal, Submission, Work, draw_seed};
use crate::queries;
use crate::queries::submissions::{self as reads, DRAFT};
use crate::storage::submissions::{self as store, NewVersion};

/// Hands in the draft.
#[derive(Debug, Clone, Copy)]
pub struct SubmitWork {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// An assignment of the cohort's program version.
    pub assignment_id: AssignmentId,
    /// The version of the draft that the client saw, so that nobody hands in what another device
    /// saved meanwhile.
    pub expected_version: i32,
}

/// What was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// The number of the version.
    pub number: i16,
    /// Whether it had been handed in before; then nothing changed.
    pub already_submitted: bool,
}

/// Makes the next version of the draft, which then waits for its graders. A second click gives the
/// same version, so it needs no idempotency key.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own enrolment, another program's assignment, a locked
/// module, [`AssessmentError::Stale`], an empty draft, an earlier version that waits, an assignment
/// that is passed, less than a fortnight since the last version, the database.
pub async fn submit_work(
    assessments: &Assessments,
    actor: &Actor,
    input: SubmitWork,
) -> Result<Submitted, AssessmentError> {
    actor.require(Permission::Learn)?;
    let (enrolment, assignment) = (input.enrolment_id, input.assignment_id);
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let task = own_task(connection, assessments, actor, enrolment, assignment, now).await?;
            task.place.demand_unlocked(task.index)?;
            let work = store::lock(connection, organization, enrolment, assignment)
                .await?
                .ok_or_else(|| refusal(HandInRefusal::Empty, &task.place.cohort))?;
            if work.draft_version != input.expected_version {
                return Err(AssessmentError::Stale);
            }
            match decide(connection, organization, &work, now).await? {
                Err(reason) => Err(refusal(reason, &task.place.cohort)),
                Ok(HandIn::Again(number)) => Ok(Submitted { number, already_submitted: true }),
                Ok(HandIn::Next(number)) => {
                    hand_in(connection, organization, &task, &work, number, now).await?;
                    let (sources, mine) = (&assessments.sources, &task.place.enrolment);
                    late_piece(connection, sources, organization, mine, assignment).await?;
                    Ok(Submitted { number, already_submitted: false })
                }
            }
        })
        .await
}

/// Which version handing in makes, or why it makes none.
async fn decide(
    connection: &mut Connection,
    organization: OrganizationId,
    work: &Submission,
    now: DateTime<Utc>,
) -> Result<Result<HandIn, HandInRefusal>, AssessmentError> {
    let versions = reads::versions_of(connection, organization, &[work.id]).await?;
    let files = reads::files_of(connection, organization, &[work.id]).await?;
    let of = |number: i16| files.get(&(work.id, number)).map_or(&[][..], Vec::as_slice);
    let work = Work {
        submission: work,
        draft_files: of(DRAFT),
        versions: &versions,
        latest_files: of(work.latest_version),
    };
    Ok(work.hand_in(now))
}

async fn hand_in(
    connection: &mut Connection,
    organization: OrganizationId,
    task: &OwnTask,
    work: &Submission,
    number: i16,
    now: DateTime<Utc>,
) -> Result<(), AssessmentError> {
    let (assignment, _) =
        queries::assignments::assignment(connection, organization, work.assignment_id)
            .await?
            .ok_or(AssessmentError::NotFound("assignment"))?;
    let place = &task.place;
    let due_at = Calendar::of(&place.plan, &place.cohort).week(task.index).end;
    let seed = draw_seed(place.cohort.id);
    let second = needs_second(assignment.is_double_graded, seed, work.id.uuid().as_u128());
    let new = NewVersion {
        number,
        is_late: is_late(now, Some(due_at)),
        graders_needed: if second { 2 } else { 1 },
    };
    store::insert_version(connection, organization, work, new, now).await?;
    let (enrolment, plan) = (&place.enrolment, &place.plan);
    let at = At { organization, enrolment, plan, now };
    record(connection, at, task.module, Fact::WorkSubmitted).await?;
    Ok(())
}

/// A refusal in words, with moments as a clock of the cohort shows them.
fn refusal(reason: HandInRefusal, cohort: &Cohort) -> AssessmentError {
    let words = match reason {
        HandInRefusal::TooSoon(soon) => {
            // Up to the full minute: at the moment that is read it may be handed in.
            let until = soon.until + Duration::minutes(1) - Duration::microseconds(1);
            format!(
                "work may be handed in again 14 days after it was last handed in: on {} ({})",
                until.with_timezone(&cohort.zone()).format("%A, %-d %B %Y at %H:%M"),
                cohort.time_zone
            )
        }
        other => other.to_string(),
    };
    AssessmentError::Refused(words)
}
