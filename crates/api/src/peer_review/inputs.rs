use assessments::actions::Allotted;
use assessments::model::peer_review::CommentInput;
use async_graphql::{ID, InputObject, SimpleObject};

use super::types::{PeerReview, PeerRoundRule};
use crate::numbers::count;

/// Input of `allotPeerReviews`.
#[derive(InputObject)]
pub struct AllotPeerReviewsInput {
    /// A cohort that one runs.
    pub cohort_id: ID,
    /// An assignment of its program version that asks for reviews by peers.
    pub assignment_id: ID,
    /// Only say how it would come out: nothing is written. Who reads whose work is drawn anew when it
    /// is done.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `allotPeerReviews`.
#[derive(SimpleObject)]
pub struct AllotPeerReviewsPayload {
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// Whether the reviews were allotted before; then nothing changed, and this is how they stand.
    pub already_allotted: bool,
    /// How many reviews each piece gets and each person gives; 0 with fewer than two pieces.
    pub reviews_per_piece: i32,
    /// How many the assignment asks for.
    pub asked_per_piece: i32,
    /// Pieces that take part.
    pub pieces: i32,
    /// Reviews in all.
    pub reviews: i32,
    /// How many of them stay within a unit; other units come first.
    pub within_unit: i32,
    /// Rules that could not be kept throughout.
    pub relaxed: Vec<PeerRoundRule>,
}

impl AllotPeerReviewsPayload {
    pub(super) fn new(done: &Allotted, dry_run: bool) -> Self {
        let summary = &done.summary;
        Self {
            dry_run,
            already_allotted: done.already_allotted,
            reviews_per_piece: done.per_piece,
            asked_per_piece: done.asked,
            pieces: count(summary.pieces),
            reviews: count(summary.reviews),
            within_unit: count(summary.within_unit),
            relaxed: PeerRoundRule::relaxed(done.per_piece, done.asked, &summary.relaxed),
        }
    }
}

/// A comment on one criterion.
#[derive(InputObject)]
pub struct PeerReviewCommentInput {
    /// The criterion's key, as the rubric has it.
    pub criterion: String,
    /// What one says of it, at most 2,000 characters. Empty takes back what was saved.
    pub comment: String,
}

impl From<PeerReviewCommentInput> for CommentInput {
    fn from(input: PeerReviewCommentInput) -> Self {
        Self { criterion: input.criterion, comment: input.comment }
    }
}

/// Input of `savePeerReview`.
#[derive(InputObject)]
pub struct SavePeerReviewInput {
    /// A review that one has to give.
    pub review_id: ID,
    /// The `version` of the review that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// Comments on some criteria or all, each once. Those that are left out stay.
    #[graphql(default)]
    pub comments: Vec<PeerReviewCommentInput>,
    /// The judgement over all: 1 not yet, 2 partly, 3 solid, 4 strong. Left out, it stays.
    pub score: Option<i32>,
}

/// Answer of `savePeerReview`.
#[derive(SimpleObject)]
pub struct SavePeerReviewPayload {
    /// The review after it.
    pub review: PeerReview,
}

/// Input of `finishPeerReview`.
#[derive(InputObject)]
pub struct FinishPeerReviewInput {
    /// A review that one has to give, with a comment saved on every criterion, and a score.
    pub review_id: ID,
    /// The `version` of the review that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `finishPeerReview`.
#[derive(SimpleObject)]
pub struct FinishPeerReviewPayload {
    /// The review after it.
    pub review: PeerReview,
    /// Whether it was finished before; then nothing changed.
    pub already_finished: bool,
}

/// Input of `takeOverPeerReview`.
#[derive(InputObject)]
pub struct TakeOverPeerReviewInput {
    /// A review that was handed over, in a cohort that one runs; `peerDuties` lists them.
    pub review_id: ID,
    /// The `version` of the review that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// A comment on every criterion, each once, at most 2,000 characters.
    pub comments: Vec<PeerReviewCommentInput>,
    /// The judgement over all: 1 not yet, 2 partly, 3 solid, 4 strong.
    pub score: i32,
}

/// Answer of `takeOverPeerReview`.
#[derive(SimpleObject)]
pub struct TakeOverPeerReviewPayload {
    /// The review after it.
    pub review: PeerReview,
}
