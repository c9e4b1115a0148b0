//! What the commands on one's own review have in common.

use auth::Actor;
use database::Connection;
use kernel::PeerReviewId;

use crate::error::AssessmentError;
use crate::model::peer_review::{PeerReview, criteria};
use crate::queries;
use crate::storage::peers::lock_review;

/// One's own review, held until the transaction ends, and the criteria of its rubric.
pub(super) async fn own_review(
    connection: &mut Connection,
    actor: &Actor,
    id: PeerReviewId,
) -> Result<(PeerReview, Vec<String>), AssessmentError> {
    let missing = || AssessmentError::NotFound("review");
    let organization = actor.organization_id;
    let seen = queries::peers::seen_review(connection, actor, id)
        .await?
        .filter(|seen| seen.stand.is_reviewer && !seen.stand.is_author)
        .ok_or_else(missing)?;
    let (_, rubric) = queries::peers::task(connection, organization, seen.assignment_id)
        .await?
        .ok_or_else(missing)?;
    let review = lock_review(connection, organization, id).await?.ok_or_else(missing)?;
    Ok((review, criteria(&rubric)))
}

/// Demands that the peer may still write.
pub(super) fn demand_assigned(review: &PeerReview) -> Result<(), AssessmentError> {
    let words = if review.is_assigned() {
        return Ok(());
    } else if review.is_dropped() {
        "there is nothing left to review: the work was taken back, or you take part no more"
    } else if review.is_handed_over() || review.handed_to.is_some() {
        "the five days for this review are over; it has passed to a facilitator"
    } else {
        "this review is finished and stands"
    };
    Err(AssessmentError::Refused(words.to_owned()))
}

/// Demands that nobody changed it since the version that the client saw.
pub(super) fn demand_version(review: &PeerReview, expected: i32) -> Result<(), AssessmentError> {
    if review.version == expected { Ok(()) } else { Err(AssessmentError::Stale) }
}
