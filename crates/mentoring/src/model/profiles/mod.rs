//! People and rules: profiles of mentors and learners, guests, blocks, what is missing, and the
//! rules of the organisation.

pub mod checks;
pub mod completeness;
pub mod facts;
pub mod goals;
pub mod ladder;
pub mod language;
pub mod profile;
pub mod rules;
pub mod style;
pub mod week;
mod words;

pub use completeness::Completeness;
pub use facts::Fact;
pub use goals::GoalTag;
pub use ladder::LadderStep;
pub use language::{Language, LanguageLevel};
pub use profile::{Source, WorkPattern};
pub use week::{Hours, Week7};
