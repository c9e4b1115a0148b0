//! Who may be matched with whom: cycles, short lists, ranks, rulings, absences, the reporting line.

mod inputs;
mod load;
mod mutation;
mod query;
mod reasons;
pub(crate) mod types;

pub(crate) use mutation::ListsMutation;
pub(crate) use query::ListsQuery;
