//! What learners see and do.

mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::LearningMutation;
pub(crate) use query::LearningQuery;
