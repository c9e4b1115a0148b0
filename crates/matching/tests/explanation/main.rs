//! Explanations: against every set of pairs of small random problems, against fresh solves, and as
//! sentences on worked examples.

mod absences;
mod every_set;
mod pairs;
mod places;
mod sentences;
#[path = "../small/mod.rs"]
mod small;
mod wishes;
