//! One's own work on one assignment with everything that its page shows.

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::model::Calendar;
use curriculum::{Plans, Rubric};
use database::{Connection, DatabaseError};
use kernel::{AssignmentId, EnrolmentId, FileId};

use super::submissions::{self, DRAFT};
use crate::model::assignment::Assignment;
use crate::model::feedback::{Feedback, PublishedGrade, feedback};
use crate::model::grading::resubmission_allowed;
use crate::model::sheet::rules_of;
use crate::model::submission::{Submission, Version, last_submitted_at};

/// One's own work on one assignment.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWork {
    /// What is asked for.
    pub assignment: Assignment,
    /// What it is graded by.
    pub rubric: Rubric,
    /// When it is due, UTC: the end of the module's week in the cohort's zone.
    pub due_at: DateTime<Utc>,
    /// From when on it may be handed in again, UTC, if that is still ahead.
    pub not_before: Option<DateTime<Utc>>,
    /// The work; `None` before its first draft is saved.
    pub submission: Option<Submission>,
    /// The draft's files.
    pub draft_files: Vec<FileId>,
    /// What was handed in, by number.
    pub versions: Vec<OwnVersion>,
}

/// One version of one's own work.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnVersion {
    /// What was handed in.
    pub version: Version,
    /// Its files.
    pub files: Vec<FileId>,
    /// Its result, once it stands.
    pub feedback: Option<Feedback>,
}

/// One's own work. `None` for somebody else's place, a place that does not exist, and an assignment
/// of another program version.
///
/// # Errors
/// When a statement fails.
pub async fn own_work(
    connection: &mut Connection,
    plans: &Plans,
    actor: &Actor,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
    now: DateTime<Utc>,
) -> Result<Option<OwnWork>, DatabaseError> {
    let organization = actor.organization_id;
    let Some(due_at) = due_at(connection, plans, actor, enrolment, assignment).await? else {
        return Ok(None);
    };
    let Some((assignment, rubric)) =
        super::assignments::assignment(connection, organization, assignment).await?
    else {
        return Ok(None);
    };
    let submission =
        submissions::submission(connection, organization, enrolment, assignment.id).await?;
    let ids: Vec<_> = submission.iter().map(|submission| submission.id).collect();
    let versions = submissions::versions_of(connection, organization, &ids).await?;
    let mut files = submissions::files_of(connection, organization, &ids).await?;
    let grades = submissions::decided_grades_of(connection, organization, &ids).await?;
    let rules = rules_of(&rubric);
    let is_passed = submission.as_ref().is_some_and(|submission| submission.is_passed);
    let is_over = is_passed || versions.iter().any(Version::is_waiting);
    let last = last_submitted_at(&versions).filter(|_| !is_over);
    let not_before = resubmission_allowed(last, now).err().map(|soon| soon.until);
    let draft_files = ids.first().and_then(|id| files.remove(&(*id, DRAFT))).unwrap_or_default();
    let versions = versions
        .into_iter()
        .map(|version| {
            let of_it = |grade: &&PublishedGrade| grade.version_number == version.number;
            let grades: Vec<&PublishedGrade> = grades.iter().filter(of_it).collect();
            OwnVersion {
                feedback: feedback(&version, &grades, &rules),
                files: files.remove(&(version.submission_id, version.number)).unwrap_or_default(),
                version,
            }
        })
        .collect();
    Ok(Some(OwnWork { assignment, rubric, due_at, not_before, submission, draft_files, versions }))
}

/// When an assignment is due at one's own place; `None` if it is not asked for there.
async fn due_at(
    connection: &mut Connection,
    plans: &Plans,
    actor: &Actor,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    let organization = actor.organization_id;
    let places = cohorts::queries::enrolments_of(connection, organization, actor.member_id).await?;
    let Some(place) = places.into_iter().find(|place| place.id == enrolment) else {
        return Ok(None);
    };
    let cohort =
        cohorts::queries::cohorts_by_ids(connection, organization, &[place.cohort_id]).await?.pop();
    let Some(cohort) = cohort else {
        return Ok(None);
    };
    let plan = plans.get(connection, organization, cohort.program_version_id).await?;
    Ok(plan.and_then(|plan| {
        let asks = |asked: curriculum::PlannedAssignment| asked.id == assignment;
        let index = plan.modules.iter().position(|module| module.assignment.is_some_and(asks))?;
        Some(Calendar::of(&plan, &cohort).week(index).end)
    }))
}
