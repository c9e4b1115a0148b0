//! The life of pairs: answers, agreements, breaks, ends, closing forms.

mod inputs;
mod load;
mod mutation;
mod query;
pub(crate) mod types;
mod words;

pub(crate) use mutation::PairMutation;
pub(crate) use query::PairQuery;
