use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{PeerReviewId, Permission};
use serde_json::json;

use super::Assessments;
use super::own_review::demand_version;
use crate::error::AssessmentError;
use crate::model::peer_review::{CommentInput, PeerReview, Sheet, criteria};
use crate::policy::peers::demand_successor;
use crate::queries;
use crate::storage::peers::{finish_review, lock_review, save_sheet};

/// Writes a review in the place of a peer whose time is over.
#[derive(Debug, Clone)]
pub struct TakeOverPeerReview {
    /// A review that was handed over, in a run that one facilitates.
    pub review_id: PeerReviewId,
    /// The version of the review that the client saw.
    pub expected_version: i32,
    /// A comment on each criterion. What the peer had begun does not count.
    pub comments: Vec<CommentInput>,
    /// The judgement over all, 1 to 4.
    pub score: i32,
}

/// Writes and finishes a review in the place of a peer. The author is not told that it was a
/// facilitator.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such review, too near to its author, inputs, a review that was
/// not handed over or is finished, [`AssessmentError::Stale`] when it was changed since that version,
/// the database.
pub async fn take_over_peer_review(
    assessments: &Assessments,
    actor: &Actor,
    input: TakeOverPeerReview,
) -> Result<(), AssessmentError> {
    actor.require(Permission::RunPeerReview)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let missing = || AssessmentError::NotFound("review");
            let seen = queries::peers::seen_review(connection, actor, input.review_id)
                .await?
                .ok_or_else(missing)?;
            demand_successor(actor.roles, seen.stand)?;
            let (_, rubric) = queries::peers::task(connection, organization, seen.assignment_id)
                .await?
                .ok_or_else(missing)?;
            let sheet = whole(&criteria(&rubric), input.comments, input.score)?;
            let review = lock_review(connection, organization, input.review_id)
                .await?
                .ok_or_else(missing)?;
            demand_handed_over(&review)?;
            demand_version(&review, input.expected_version)?;
            save_sheet(connection, organization, review.id, &sheet).await?;
            let me = Some(actor.member_id);
            finish_review(connection, organization, review.id, me, now).await?;
            let entry = AuditEntry {
                action: "peer_review_taken_over",
                subject: review.id.to_string(),
                details: json!({ "round": review.round_id }),
            };
            audit::record(connection, &assessments.sources, actor, entry).await?;
            Ok(())
        })
        .await
}

/// What comes in, if it is a whole review.
fn whole(
    criteria: &[String],
    comments: Vec<CommentInput>,
    score: i32,
) -> Result<Sheet, AssessmentError> {
    let sheet = Sheet::check(criteria, comments, Some(score)).map_err(AssessmentError::Invalid)?;
    let missing = sheet.missing(criteria);
    if missing.is_empty() { Ok(sheet) } else { Err(AssessmentError::Invalid(missing)) }
}

fn demand_handed_over(review: &PeerReview) -> Result<(), AssessmentError> {
    let words = if review.is_handed_over() {
        return Ok(());
    } else if review.is_assigned() {
        "its peer has still time for this review; it passes on five days after it was handed out"
    } else if review.is_finished() {
        "this review is finished and stands"
    } else {
        "there is nothing left to review: the work was taken back, or its peer takes part no more"
    };
    Err(AssessmentError::Refused(words.to_owned()))
}
