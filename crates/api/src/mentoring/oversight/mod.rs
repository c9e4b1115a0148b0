//! Care: checks of health, what the coordinator looks at, decisions by people, fairness, what
//! programs learn.

mod counts;
mod figures;
mod health;
mod inputs;
mod load;
mod mutation;
mod query;
pub(crate) mod types;
mod weeks;

pub(crate) use counts::MentoringCountsQuery;
pub(crate) use mutation::OversightMutation;
pub(crate) use query::OversightQuery;
