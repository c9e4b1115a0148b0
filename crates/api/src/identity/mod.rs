//! Sign-in, who one is, people of the organisation.

mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use mutation::IdentityMutation;
pub(crate) use query::IdentityQuery;
