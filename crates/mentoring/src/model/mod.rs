//! Domain types and decisions; pure.

pub mod exclusion;
pub mod life;
pub mod lists;
pub mod oversight;
pub mod pair;
pub mod pairs;
pub mod profiles;
pub mod runs;
pub mod sessions;
pub mod side;
pub(crate) mod texts;
pub mod weights;
pub mod working_days;
