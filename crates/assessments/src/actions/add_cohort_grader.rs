use auth::audit::{self, AuditEntry};
use auth::{Actor, Denied};
use database::Connection;
use kernel::{CohortId, MemberId, Permission, Role, Violation};
use serde_json::json;

use super::Assessments;
use crate::error::AssessmentError;
use crate::{policy, storage};

/// Names somebody who grades the work of a cohort beside its facilitators: a member who holds the
/// role facilitator or mentor. A second time changes nothing, so it needs no idempotency key.
/// Returns whether it was the first.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such cohort or member, a member without such a role, a
/// guest, the database.
pub async fn add_cohort_grader(
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
            let roles = auth::queries::roles(connection, organization, member).await?;
            if !roles.contains(Role::Facilitator) && !roles.contains(Role::Mentor) {
                return Err(AssessmentError::Invalid(vec![Violation::new(
                    "input.memberId",
                    "NOT_A_GRADER",
                    "Name a member who holds the role FACILITATOR or MENTOR; inviteMember gives it.",
                )]));
            }
            let guests = auth::queries::guests_among(connection, organization, &[member]).await?;
            if guests.contains(&member) {
                return Err(AssessmentError::Invalid(vec![Violation::new(
                    "input.memberId",
                    "GUEST",
                    "A mentor from outside reads the work of nobody; name a member of your own.",
                )]));
            }
            let first =
                storage::grades::insert_grader(connection, organization, cohort, member).await?;
            if first {
                let entry = AuditEntry {
                    action: "cohort_grader_added",
                    subject: cohort.to_string(),
                    details: json!({ "member": member }),
                };
                audit::record(connection, &assessments.sources, actor, entry).await?;
            }
            Ok(first)
        })
        .await
}

/// Demands that the person may say who grades in that cohort.
pub(super) async fn demand_naming(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
) -> Result<(), AssessmentError> {
    let (_, relation) = cohorts::queries::visible_cohort(connection, actor, cohort)
        .await?
        .ok_or(AssessmentError::NotFound("cohort"))?;
    if policy::names_graders(actor.roles, relation) {
        Ok(())
    } else {
        Err(Denied(Permission::NameGraders).into())
    }
}
