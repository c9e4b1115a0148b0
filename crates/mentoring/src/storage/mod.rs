//! Every statement that writes.

pub(crate) mod lists;
pub(crate) mod oversight;
pub(crate) mod pairs;
pub(crate) mod profiles;
pub(crate) mod runs;
pub(crate) mod sessions;
