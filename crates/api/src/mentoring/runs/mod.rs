//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod answers;
mod asking;
mod inputs;
mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use answers::ChangedLearner;
pub(crate) use asking::MatchingAnswersQuery;
pub(crate) use mutation::MatchingRunMutation;
pub(crate) use query::MatchingRunQuery;
pub(crate) use types::{MatchDraft, MatchingRun};
