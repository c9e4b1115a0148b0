//! Reads, set-wise: many parents in, one statement.

pub mod calendar;
pub mod days_off;
pub mod lists;
pub mod oversight;
pub mod pair;
pub mod pairs;
pub mod profiles;
pub mod runs;
pub mod sessions;
pub mod stands;
