//! One file per command: check, decide, one transaction.

mod adopt_program;

pub use adopt_program::{AdoptProgram, AdoptedProgram, adopt_program};
