//! The ledger of reports, and what a reader may change.

mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::ReportMutation;
pub(crate) use query::ReportQuery;
