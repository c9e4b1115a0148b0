//! Who may ask what: every root field, every argument that takes an id, every role.

mod arguments;
mod every_field;
mod foreign_ids;
mod mentoring_lists;
mod mentoring_oversight;
mod mentoring_pairs;
mod mentoring_profiles;
pub mod mentoring_runs;
mod mentoring_sessions;

pub use arguments::{arguments, outcome};
