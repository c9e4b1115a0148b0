//! What the commands on one's own grade have in common.

use auth::Actor;
use curriculum::Rubric;
use database::Connection;
use kernel::GradeId;

use crate::error::AssessmentError;
use crate::policy;
use crate::queries::grades::{self, Grade};
use crate::queries::work::{self, Task, Work};

/// One's own grade, and the work that it is of.
pub(super) async fn own_grade(
    connection: &mut Connection,
    actor: &Actor,
    id: GradeId,
) -> Result<(Grade, Work), AssessmentError> {
    let grade = grades::own_grade(connection, actor, id)
        .await?
        .ok_or(AssessmentError::NotFound("grade"))?;
    let work = work::work(connection, actor, grade.submission_id, grade.version_number)
        .await?
        .ok_or(AssessmentError::NotFound("grade"))?;
    // Asked anew each time: people are moved, and who was named yesterday may not be today.
    policy::demand_grader(actor.roles, work.stand)?;
    Ok((grade, work))
}

/// Demands that a grade is still being written, and unchanged since the version that the client saw.
pub(super) fn demand_draft(grade: &Grade, expected_version: i32) -> Result<(), AssessmentError> {
    if grade.is_published() {
        return Err(AssessmentError::Refused(
            "this grade is published and stands; read it again".to_owned(),
        ));
    }
    if grade.version == expected_version { Ok(()) } else { Err(AssessmentError::Stale) }
}

/// The assignment and the rubric of some work.
pub(super) async fn task_of(
    connection: &mut Connection,
    actor: &Actor,
    work: &Work,
) -> Result<(Task, Rubric), AssessmentError> {
    work::task(connection, actor.organization_id, work.assignment_id)
        .await?
        .ok_or(AssessmentError::NotFound("assignment"))
}
