use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{GradeId, Permission, SubmissionId};
use serde_json::json;

use super::Assessments;
use crate::error::AssessmentError;
use crate::queries::grades;
use crate::storage::grades::delete_claim;

/// The version whose place was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Released {
    /// The submission.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
}

/// Gives back a place that one has claimed, with what one drafted. It is open to whoever holds the
/// claim, also when they could not take it any more.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own grade, a published one, the database.
pub async fn release_work(
    assessments: &Assessments,
    actor: &Actor,
    id: GradeId,
) -> Result<Released, AssessmentError> {
    actor.require(Permission::GradeWork)?;
    let organization = actor.organization_id;
    assessments
        .database
        .write(organization, async |connection| {
            let grade = grades::own_grade(connection, actor, id)
                .await?
                .ok_or(AssessmentError::NotFound("grade"))?;
            if !delete_claim(connection, organization, id).await? {
                return Err(AssessmentError::Refused(
                    "this grade is published and stands; it cannot be given back".to_owned(),
                ));
            }
            let entry = AuditEntry {
                action: "work_released",
                subject: grade.submission_id.to_string(),
                details: json!({ "version": grade.version_number, "position": grade.position }),
            };
            audit::record(connection, &assessments.sources, actor, entry).await?;
            Ok(Released {
                submission_id: grade.submission_id,
                version_number: grade.version_number,
            })
        })
        .await
}
