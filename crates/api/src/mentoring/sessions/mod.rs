//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

mod inputs;
mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::MentoringSessionMutation;
pub(crate) use query::MentoringSessionQuery;
