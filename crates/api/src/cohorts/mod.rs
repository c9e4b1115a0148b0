//! Cohorts and their boards, enrolment.

mod cells;
mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::CohortMutation;
pub(crate) use query::CohortQuery;
