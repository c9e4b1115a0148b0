use auth::Actor;
use kernel::{PeerReviewId, Permission};

use super::Assessments;
use super::own_review::{demand_assigned, demand_version, own_review};
use crate::error::AssessmentError;
use crate::model::peer_review::{CommentInput, Sheet};
use crate::storage::peers::save_sheet;

/// Saves a part of a review.
#[derive(Debug, Clone)]
pub struct SavePeerReview {
    /// A review that one has to give.
    pub review_id: PeerReviewId,
    /// The version of the review that the client saw.
    pub expected_version: i32,
    /// Comments on some criteria or all, each once; others stay, an empty one is taken back.
    pub comments: Vec<CommentInput>,
    /// The judgement over all, 1 to 4; left out, it stays.
    pub score: Option<i32>,
}

/// Saves a part of a review, which nobody else sees before it is finished.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own review, inputs, a review that is finished, passed
/// on or dropped, [`AssessmentError::Stale`] when it was changed since that version, the database.
pub async fn save_peer_review(
    assessments: &Assessments,
    actor: &Actor,
    input: SavePeerReview,
) -> Result<(), AssessmentError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    assessments
        .database
        .write(organization, async |connection| {
            let (review, criteria) = own_review(connection, actor, input.review_id).await?;
            let sheet = Sheet::check(&criteria, input.comments, input.score)
                .map_err(AssessmentError::Invalid)?;
            demand_assigned(&review)?;
            demand_version(&review, input.expected_version)?;
            let sheet = sheet.onto(review.sheet());
            Ok(save_sheet(connection, organization, review.id, &sheet).await?)
        })
        .await
}
