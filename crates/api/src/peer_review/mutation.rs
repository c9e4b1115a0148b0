use assessments::actions::{
    AllotPeerReviews, FinishPeerReview, SavePeerReview, TakeOverPeerReview, allot_peer_reviews,
    finish_peer_review, save_peer_review, take_over_peer_review,
};
use assessments::model::peer_review::CommentInput;
use async_graphql::{Context, Object};

use super::inputs::{
    AllotPeerReviewsInput, AllotPeerReviewsPayload, FinishPeerReviewInput, FinishPeerReviewPayload,
    SavePeerReviewInput, SavePeerReviewPayload, TakeOverPeerReviewInput, TakeOverPeerReviewPayload,
};
use super::query::load_review;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct PeerReviewMutation;

#[Object]
impl PeerReviewMutation {
    /// Hands the work on an assignment to peers, once in a cohort: each piece gets as many reviews as
    /// the assignment asks for, and each author gives as many. Nobody reads the own work or that of
    /// the own team, from six people up no two read each other's, and other units come first; what
    /// could not be kept, the answer says. Who hands in later is taken in then. A second time changes
    /// nothing. CONFLICT with fewer than two pieces, and for an assignment that asks for no peers. For
    /// facilitators of the cohort.
    async fn allot_peer_reviews(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which assignment, in which cohort.")] input: AllotPeerReviewsInput,
    ) -> Result<Option<AllotPeerReviewsPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = AllotPeerReviews {
            cohort_id: ids::parse(&input.cohort_id)?,
            assignment_id: ids::parse(&input.assignment_id)?,
            dry_run: input.dry_run,
        };
        let actor = request.commander().await?;
        let done = allot_peer_reviews(&request.services.assessments(), actor, command).await?;
        Ok(Some(AllotPeerReviewsPayload::new(&done, input.dry_run)))
    }

    /// Saves a part of a review that one has to give. Nobody else reads it before it is finished. For
    /// the learner whom it was given to.
    async fn save_peer_review(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which review, and what is said in it.")] input: SavePeerReviewInput,
    ) -> Result<Option<SavePeerReviewPayload>, ApiError> {
        let request = RequestContext::of(context);
        let review_id = ids::parse(&input.review_id)?;
        let command = SavePeerReview {
            review_id,
            expected_version: input.expected_version,
            comments: input.comments.into_iter().map(CommentInput::from).collect(),
            score: input.score,
        };
        let actor = request.commander().await?;
        save_peer_review(&request.services.assessments(), actor, command).await?;
        Ok(Some(SavePeerReviewPayload { review: load_review(request, review_id).await? }))
    }

    /// Finishes a review as it is saved, with a comment on every criterion and a score: the author
    /// reads it from now on, without one's name, and it stands. A second time changes nothing. For
    /// the learner whom it was given to.
    async fn finish_peer_review(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which review.")] input: FinishPeerReviewInput,
    ) -> Result<Option<FinishPeerReviewPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = FinishPeerReview {
            review_id: ids::parse(&input.review_id)?,
            expected_version: input.expected_version,
        };
        let actor = request.commander().await?;
        let already_finished =
            finish_peer_review(&request.services.assessments(), actor, command).await?;
        let review = load_review(request, command.review_id).await?;
        Ok(Some(FinishPeerReviewPayload { review, already_finished }))
    }

    /// Writes and finishes a review in the place of a peer who did not within five days. FORBIDDEN
    /// for one's own work, for a review that was one's own to give, and for the work of one's manager
    /// or direct report. For facilitators of the cohort.
    async fn take_over_peer_review(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which review, and what is said in it.")] input: TakeOverPeerReviewInput,
    ) -> Result<Option<TakeOverPeerReviewPayload>, ApiError> {
        let request = RequestContext::of(context);
        let review_id = ids::parse(&input.review_id)?;
        let command = TakeOverPeerReview {
            review_id,
            expected_version: input.expected_version,
            comments: input.comments.into_iter().map(CommentInput::from).collect(),
            score: input.score,
        };
        let actor = request.commander().await?;
        take_over_peer_review(&request.services.assessments(), actor, command).await?;
        Ok(Some(TakeOverPeerReviewPayload { review: load_review(request, review_id).await? }))
    }
}
