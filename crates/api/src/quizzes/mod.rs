//! Quizzes and diagnostics: sittings, reviews, items and their keys.

mod answers;
mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::QuizMutation;
pub(crate) use query::QuizQuery;
