use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{CohortId, MemberId, Permission};
use serde_json::json;

use super::Assessments;
use super::add_cohort_grader::demand_naming;
use crate::error::AssessmentError;
use crate::storage::grades;

/// Takes a grader's name off a cohort. What they claimed there and did not publish is free for
/// others again, unless they facilitate the cohort; what they published stays. A second time changes
/// nothing. Returns whether it was the first.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such cohort, the database.
pub async fn remove_cohort_grader(
    assessments: &Assessments,
    actor: &Actor,
    cohort: CohortId,
    member: MemberId,
) -> Result<bool, AssessmentError> {
    actor.require(Permission::NameGraders)?;
    let organization = actor.organization_id;
    assessments
        .database
        .write(organization, async |connection| {
            demand_naming(connection, actor, cohort).await?;
            if auth::queries::member(connection, organization, member).await?.is_none() {
                return Err(AssessmentError::NotFound("member"));
            }
            let first = grades::delete_grader(connection, organization, cohort, member).await?;
            if first {
                let released =
                    grades::delete_claims_of(connection, organization, cohort, member).await?;
                let entry = AuditEntry {
                    action: "cohort_grader_removed",
                    subject: cohort.to_string(),
                    details: json!({ "member": member, "released": released.len() }),
                };
                audit::record(connection, &assessments.sources, actor, entry).await?;
            }
            Ok(first)
        })
        .await
}
