//! Who may ask what: every root field, every argument that takes an id, every role.

mod arguments;
mod every_field;
mod foreign_ids;

pub use arguments::arguments;
