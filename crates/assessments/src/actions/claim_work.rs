use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{GradeId, Permission, SubmissionId};
use serde_json::json;

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::places::free_position;
use crate::policy;
use crate::queries::{grades, work};
use crate::storage::grades::{NewGrade, insert_grade};
use crate::storage::results::lock_waiting_version;

/// Takes on the grading of one version of somebody's work.
#[derive(Debug, Clone, Copy)]
pub struct ClaimWork {
    /// The submission.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
}

/// A place at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The grade to write.
    pub grade_id: GradeId,
    /// Whether the person had claimed it before; then nothing changed.
    pub already_claimed: bool,
}

/// Takes the next free place at a version. Who has one already keeps it, so it needs no idempotency
/// key; nobody gets two.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such work, too near to its author, no free place, graded by
/// the person before, the database.
pub async fn claim_work(
    assessments: &Assessments,
    actor: &Actor,
    input: ClaimWork,
) -> Result<Claimed, AssessmentError> {
    actor.require(Permission::GradeWork)?;
    let organization = actor.organization_id;
    let (submission, number) = (input.submission_id, input.version_number);
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let work = work::work(connection, actor, submission, number)
                .await?
                .ok_or(AssessmentError::NotFound("submission"))?;
            policy::demand_grader(actor.roles, work.stand)?;
            let Some(needed) = lock_waiting_version(connection, organization, &work).await? else {
                return Err(refused("this version waits for no grader any more"));
            };
            let held = grades::grades_of(connection, organization, submission, number).await?;
            if let Some(own) = held.iter().find(|grade| grade.grader_id == actor.member_id) {
                if own.is_published() {
                    return Err(refused("you have graded this version; another grader is needed"));
                }
                return Ok(Claimed { grade_id: own.id, already_claimed: true });
            }
            let taken: Vec<i16> = held.iter().map(|grade| grade.position).collect();
            let position = free_position(&taken, needed)
                .ok_or_else(|| refused("others grade this version; take another from the queue"))?;
            let new = NewGrade {
                id: assessments.sources.new_id(),
                submission_id: submission,
                version_number: number,
                grader_id: actor.member_id,
                position,
            };
            insert_grade(connection, organization, &new, now).await?;
            let entry = AuditEntry {
                action: "work_claimed",
                subject: submission.to_string(),
                details: json!({ "version": number, "position": position }),
            };
            audit::record(connection, &assessments.sources, actor, entry).await?;
            Ok(Claimed { grade_id: new.id, already_claimed: false })
        })
        .await
}

fn refused(words: &str) -> AssessmentError {
    AssessmentError::Refused(words.to_owned())
}
