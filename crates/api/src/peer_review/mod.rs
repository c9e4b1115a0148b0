//! Reviews by peers, masked both ways.

mod inputs;
mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::PeerReviewMutation;
pub(crate) use query::PeerReviewQuery;
