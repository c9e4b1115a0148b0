use auth::Actor;
use kernel::{PeerReviewId, Permission};

use super::Assessments;
use super::own_review::{demand_assigned, demand_version, own_review};
use crate::error::AssessmentError;
use crate::storage::peers;

/// Finishes a review.
#[derive(Debug, Clone, Copy)]
pub struct FinishPeerReview {
    /// A review that one has to give.
    pub review_id: PeerReviewId,
    /// The version of the review that the client saw.
    pub expected_version: i32,
}

/// Finishes a review as it is saved: the author reads it from now on, and it stands. A second time
/// changes nothing. Returns whether it was finished before.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own review, a criterion without comment or no score, a
/// review that is passed on or dropped, [`AssessmentError::Stale`] when it was changed since that
/// version, the database.
pub async fn finish_peer_review(
    assessments: &Assessments,
    actor: &Actor,
    input: FinishPeerReview,
) -> Result<bool, AssessmentError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let (review, criteria) = own_review(connection, actor, input.review_id).await?;
            if review.is_finished() && review.handed_to.is_none() {
                return Ok(true);
            }
            demand_assigned(&review)?;
            demand_version(&review, input.expected_version)?;
            let missing = review.sheet().missing(&criteria);
            if !missing.is_empty() {
                return Err(AssessmentError::Invalid(missing));
            }
            peers::finish_review(connection, organization, review.id, None, now).await?;
            Ok(false)
        })
        .await
}
