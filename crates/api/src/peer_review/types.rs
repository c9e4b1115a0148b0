use assessments::model::{peer, peer_review};
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

use crate::cohorts::types::Person;
use crate::curriculum::types::Rubric;

/// Where a review by a peer stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerReviewState {
    /// The peer has still to finish it.
    Assigned,
    /// It is finished and stands; the author of the work reads it.
    Finished,
    /// The peer did not finish it within five days. A facilitator writes it, or has written it, in
    /// the peer's place; the peer has nothing more to do.
    HandedOver,
}

impl PeerReviewState {
    /// As the round sees it.
    pub(super) fn of(state: &str) -> Self {
        match state {
            "finished" => Self::Finished,
            "handed_over" => Self::HandedOver,
            _ => Self::Assigned,
        }
    }

    /// As its reviewer sees it.
    pub(super) fn for_reviewer(review: &peer_review::PeerReview) -> Self {
        if review.handed_to.is_some() { Self::HandedOver } else { Self::of(&review.state) }
    }
}

/// A review that the person who asks has to give, or was to give. It does not say whose work it is.
#[derive(SimpleObject)]
pub struct MyPeerReview {
    /// The review; `peerReview`, `savePeerReview` and `finishPeerReview` take it.
    pub id: ID,
    /// The cohort.
    pub cohort_id: ID,
    /// The cohort's name.
    pub cohort_name: String,
    /// The assignment whose work is read.
    pub assignment_id: ID,
    /// The assignment's code, for example `A02`.
    pub assignment_code: String,
    /// The assignment's title.
    pub assignment_title: String,
    /// Where it stands: ASSIGNED is owed, FINISHED is given.
    pub state: PeerReviewState,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
    /// Until when it is due, UTC: five days after it was handed out. Then it passes to a facilitator.
    pub due_at: DateTime<Utc>,
    /// When one finished it, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

/// A review with the work that it is of. For its reviewer; once it was handed over, for facilitators
/// of the cohort who have no part in it. Nobody else finds it, the author of the work neither. It
/// says nothing of who the author is.
#[derive(SimpleObject)]
pub struct PeerReview {
    /// The review.
    pub id: ID,
    /// What was asked for.
    pub assignment: PeerReviewAssignment,
    /// By what the work is read: each criterion gets a comment.
    pub rubric: Rubric,
    /// The work; null once it was taken back.
    pub work: Option<PeerReviewWork>,
    /// Where it stands.
    pub state: PeerReviewState,
    /// The comments so far, in the order of the rubric. To facilitators empty before they wrote them:
    /// what a peer had begun is not theirs to read.
    pub comments: Vec<PeerReviewComment>,
    /// The judgement over all: 1 not yet, 2 partly, 3 solid, 4 strong; null until one is given.
    pub score: Option<i32>,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
    /// Until when it is due, UTC: five days after it was handed out.
    pub due_at: DateTime<Utc>,
    /// When it was finished, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

/// What the reviewed work answers.
#[derive(SimpleObject)]
pub struct PeerReviewAssignment {
    /// Its id.
    pub id: ID,
    /// Its code, for example `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do, Markdown.
    pub brief: String,
    /// What is to be handed in.
    pub deliverables: Vec<String>,
}

/// Somebody's work as a peer reads it: as it was handed in, and nothing of by whom or when.
#[derive(SimpleObject)]
pub struct PeerReviewWork {
    /// The text, Markdown, as given. Show it as untrusted.
    pub text: String,
    /// The links, as given.
    pub links: Vec<String>,
    /// The files, always in the same order.
    pub files: Vec<PeerReviewFile>,
}

/// A file of the work under a name that says nothing of its owner.
#[derive(SimpleObject)]
pub struct PeerReviewFile {
    /// Its number within the work and an ending that follows from its type: `file-1.pdf`.
    pub name: String,
    /// What it was found to be, for example `application/pdf`.
    pub media_type: String,
    /// How long it is, bytes; at most 26,214,400.
    pub bytes: i32,
    /// Where the person who asks can download it under that name for five minutes.
    pub url: String,
}

/// A comment on one criterion.
#[derive(SimpleObject)]
pub struct PeerReviewComment {
    /// The criterion's key, as the rubric has it.
    pub criterion: String,
    /// What the reviewer says.
    pub comment: String,
}

/// What peers say of a learner's work. For the learner, and for facilitators of the cohort.
#[derive(SimpleObject)]
pub struct PeerAdvice {
    /// The finished reviews, in an order that says nothing of who wrote them or when.
    pub reviews: Vec<PeerAdviceReview>,
    /// How many reviews are still to come.
    pub to_come: i32,
    /// The median of their scores, 1 to 4: `3` or `2.5`; null while there is none. See `note`.
    pub median: Option<String>,
    /// What the median is worth, in words to show beside it: peers advise and never decide.
    pub note: String,
}

/// One finished review, without its reviewer.
#[derive(SimpleObject)]
pub struct PeerAdviceReview {
    /// The judgement over all: 1 not yet, 2 partly, 3 solid, 4 strong.
    pub score: i32,
    /// The comments, in the order of the rubric.
    pub comments: Vec<PeerReviewComment>,
}

/// A rule that could not be kept throughout when reviews were handed out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerRoundRule {
    /// Each piece gets fewer reviews than the assignment asks for, because people are few.
    FewerReviews,
    /// Somebody reviews a piece of the own team: their manager's, or one of somebody who has the same
    /// manager and that one takes part. It holds more than half of all who take part.
    OwnGroup,
    /// Two people review each other although six or more take part.
    Mutual,
}

impl PeerRoundRule {
    /// The rules that are relaxed in a round.
    pub(super) fn relaxed(per_piece: i32, asked: i32, rules: &[peer::Relaxed]) -> Vec<Self> {
        let fewer = (per_piece < asked).then_some(Self::FewerReviews);
        let others = rules.iter().map(|rule| match rule {
            peer::Relaxed::OwnGroup => Self::OwnGroup,
            peer::Relaxed::Mutual => Self::Mutual,
        });
        fewer.into_iter().chain(others).collect()
    }
}

/// The reviews by peers of one assignment in one cohort. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct PeerRound {
    /// The cohort.
    pub cohort_id: ID,
    /// The assignment.
    pub assignment_id: ID,
    /// The assignment's code, for example `A02`.
    pub assignment_code: String,
    /// The assignment's title.
    pub assignment_title: String,
    /// When the reviews were handed out, UTC.
    pub allotted_at: DateTime<Utc>,
    /// How many reviews each piece got and each person gives, as it was drawn.
    pub reviews_per_piece: i32,
    /// How many the assignment asks for. Pieces that come later get so many.
    pub asked_per_piece: i32,
    /// Pieces that take part now.
    pub pieces: i32,
    /// Reviews that are given or to be given.
    pub reviews: i32,
    /// How many of them stay within a unit.
    pub within_unit: i32,
    /// Rules that are not kept throughout.
    pub relaxed: Vec<PeerRoundRule>,
    /// Reviews that peers have still to finish.
    pub assigned: i32,
    /// Reviews that are finished.
    pub finished: i32,
    /// Reviews that wait for a facilitator.
    pub handed_over: i32,
}

/// A review and who has to do with it. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct PeerDuty {
    /// The review; `peerReview` and `takeOverPeerReview` take it once it was handed over.
    pub review_id: ID,
    /// Where it stands.
    pub state: PeerReviewState,
    /// Who is to give it; null to somebody who takes part in the round themselves.
    pub reviewer: Option<Person>,
    /// Whose work it is of.
    pub author: Person,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
    /// Until when it is due, UTC: five days after it was handed out.
    pub due_at: DateTime<Utc>,
    /// When it was finished, UTC.
    pub finished_at: Option<DateTime<Utc>>,
}
