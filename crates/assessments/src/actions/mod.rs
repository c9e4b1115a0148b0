//! One file per command: check, decide, one transaction, enqueue.

mod add_cohort_grader;
mod allot_peer_reviews;
mod claim_work;
mod close_expired;
mod correct_item_key;
mod ending;
mod finish_peer_review;
mod grade_text;
mod hand_over_peer_reviews;
mod keys;
mod own_grade;
mod own_work;
mod publish_grade;
mod rate_sample;
mod release_work;
mod remove_cohort_grader;
mod save_answers;
mod save_draft;
mod save_grade;
mod start_quiz;
mod submit_quiz;
mod submit_work;
mod withdraw_work;

pub use add_cohort_grader::add_cohort_grader;
pub use claim_work::{ClaimWork, Claimed, claim_work};
mod own_review;
mod peer_changes;
mod save_peer_review;
mod take_over_peer_review;
pub use allot_peer_reviews::{AllotPeerReviews, Allotted, allot_peer_reviews};
pub use close_expired::close_expired;
pub(crate) use correct_item_key::CHUNK;
pub use correct_item_key::{CorrectItemKey, Corrected, correct_item_key};
pub use finish_peer_review::{FinishPeerReview, finish_peer_review};
pub use grade_text::{GradeText, grade_text};
pub use hand_over_peer_reviews::{hand_over_peer_reviews, release_leavers};
pub(crate) use keys::refuse_learners;
pub use keys::{KnownItem, known_item};
pub use peer_changes::{late_piece, withdrawn};
pub use publish_grade::{PublishGrade, Published, publish_grade};
pub use rate_sample::{RateSample, rate_sample};
pub use release_work::{Released, release_work};
pub use remove_cohort_grader::remove_cohort_grader;
pub use save_answers::{SaveAnswers, save_answers};
pub use save_draft::{SaveDraft, save_draft};
pub use save_grade::{SaveGrade, save_grade};
pub use save_peer_review::{SavePeerReview, save_peer_review};
pub use start_quiz::{StartQuiz, Started, start_quiz};
pub use submit_quiz::{SubmitQuiz, submit_quiz};
pub use submit_work::{SubmitWork, Submitted, submit_work};
pub use take_over_peer_review::{TakeOverPeerReview, take_over_peer_review};
pub use withdraw_work::{WithdrawWork, withdraw_work};

use curriculum::Plans;
use database::Database;
use kernel::Sources;

use crate::items::Items;

/// What the commands of this area need.
#[derive(Debug, Clone)]
pub struct Assessments {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Plans of program versions.
    pub plans: Plans,
    /// Items of quizzes.
    pub items: Items,
}

impl Assessments {
    /// What the commands of cohorts need.
    pub fn cohorts(&self) -> cohorts::actions::Cohorts {
        cohorts::actions::Cohorts {
            database: self.database.clone(),
            sources: self.sources.clone(),
            plans: self.plans.clone(),
        }
    }
}
