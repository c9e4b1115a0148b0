//! The library, the organisation's programs, competencies.

mod load;
mod mutation;
mod query;
pub(crate) mod types;

pub(crate) use load::{Wanted, lesson, list, program_versions, rubric};
pub(crate) use mutation::CurriculumMutation;
pub(crate) use query::CurriculumQuery;
