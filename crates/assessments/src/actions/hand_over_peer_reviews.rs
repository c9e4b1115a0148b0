use auth::audit::{self, AuditEntry};
use kernel::OrganizationId;
use serde_json::json;

use super::Assessments;
use super::peer_changes::withdrawn;
use crate::error::AssessmentError;
use crate::{queries, storage};

/// How many reviews pass on in one transaction.
const CHUNK: i64 = 500;

/// Takes those out of their rounds who have left the organisation.
///
/// # Errors
/// [`AssessmentError`]: the database.
pub async fn release_leavers(
    assessments: &Assessments,
    organization: OrganizationId,
) -> Result<(), AssessmentError> {
    let leavers = assessments
        .database
        .read(organization, async |connection| {
            queries::peers::leavers(connection, organization).await
        })
        .await?;
    for (enrolment, assignment) in leavers {
        assessments
            .database
            .write(organization, async |connection| {
                let sources = &assessments.sources;
                withdrawn(connection, sources, organization, &enrolment, assignment).await
            })
            .await?;
    }
    Ok(())
}

/// Passes reviews on to facilitators that were not finished within five days. Returns how many; call
/// it until there are none.
///
/// # Errors
/// [`AssessmentError`]: the database.
pub async fn hand_over_peer_reviews(
    assessments: &Assessments,
    organization: OrganizationId,
) -> Result<usize, AssessmentError> {
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let passed = storage::peers::hand_over(connection, organization, now, CHUNK).await?;
            if !passed.is_empty() {
                let entry = AuditEntry {
                    action: "peer_reviews_handed_over",
                    subject: organization.to_string(),
                    details: json!({ "reviews": passed }),
                };
                audit::record_as(connection, &assessments.sources, organization, None, entry)
                    .await?;
            }
            Ok(passed.len())
        })
        .await
}
