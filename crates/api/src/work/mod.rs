//! Assignments as the learner sees and does them, and what is to be done now.

mod load;
mod mutation;
mod query;
mod tasks;
pub(crate) mod types;

pub(crate) use mutation::WorkMutation;
pub(crate) use query::WorkQuery;
