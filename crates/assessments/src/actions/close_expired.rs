use kernel::OrganizationId;

use super::Assessments;
use super::ending::end;
use crate::error::AssessmentError;
use crate::storage;

/// How many attempts are closed in one transaction.
const CHUNK: i64 = 20;

/// Closes attempts whose time and its minute of grace are over, with what was saved of them. Returns
/// how many; call it until there are none.
///
/// # Errors
/// [`AssessmentError`]: the database.
pub async fn close_expired(
    assessments: &Assessments,
    organization: OrganizationId,
) -> Result<usize, AssessmentError> {
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let expired =
                storage::quizzes::take_expired(connection, organization, now, CHUNK).await?;
            for id in &expired {
                if let Some(attempt) =
                    storage::quizzes::lock_attempt(connection, organization, *id).await?
                {
                    end(connection, assessments, organization, &attempt, now).await?;
                }
            }
            Ok(expired.len())
        })
        .await
}
