//! Graders' side of handed-in work: queue, grades, gradebook, calibration on samples.

mod book;
mod inputs;
mod load;
mod mutation;
mod query;
mod rows;
pub(crate) mod types;

pub(crate) use mutation::GradingMutation;
pub(crate) use query::GradingQuery;
