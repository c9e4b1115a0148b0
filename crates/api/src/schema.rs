//! The graph as a whole: the areas side by side.

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

use crate::cohorts::{CohortMutation, CohortQuery};
use crate::curriculum::{CurriculumMutation, CurriculumQuery};
use crate::error::ErrorCodeName;
use crate::grading::{GradingMutation, GradingQuery};
use crate::identity::{IdentityMutation, IdentityQuery};
use crate::learning::{LearningMutation, LearningQuery};
use crate::mentoring::{MentoringMutation, MentoringQuery};
use crate::peer_review::{PeerReviewMutation, PeerReviewQuery};
use crate::quizzes::{QuizMutation, QuizQuery};
use crate::reports::{ReportMutation, ReportQuery};
use crate::work::{WorkMutation, WorkQuery};

/// What can be read. All of it is of the organisation that the access token names.
#[derive(MergedObject, Default)]
pub struct Query(
    MentoringQuery,
    IdentityQuery,
    CurriculumQuery,
    CohortQuery,
    LearningQuery,
    QuizQuery,
    WorkQuery,
    ReportQuery,
    GradingQuery,
    PeerReviewQuery,
);

/// What can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    MentoringMutation,
    IdentityMutation,
    CurriculumMutation,
    CohortMutation,
    LearningMutation,
    QuizMutation,
    WorkMutation,
    ReportMutation,
    GradingMutation,
    PeerReviewMutation,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema. Limits stand before execution ([`crate::limits`]), not in it.
pub fn build() -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<ErrorCodeName>()
        .finish()
}

/// The schema as text, as committed in `schema.graphql`.
pub fn sdl() -> String {
    let mut text = build().sdl_with_options(
        SDLExportOptions::new().sorted_fields().sorted_enum_items().sorted_arguments(),
    );
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
