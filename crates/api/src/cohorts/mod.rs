//! Cohorts and their boards, enrolment.

mod enrolment;
mod load;
mod mutation;
mod query;
mod rows;
pub(crate) mod types;

pub(crate) use mutation::CohortMutation;
pub(crate) use query::CohortQuery;
