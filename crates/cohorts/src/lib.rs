//! Runs of a program: cohorts, who is in them, and how far each learner has come.
//!
//! Owns the tenant tables `cohort`, `cohort_facilitator`, `enrolment`, `module_progress`,
//! `lesson_completion`. Module states and progress have one definition, [`model::Standing`]; the API
//! and the mails both read it from there.

pub mod actions;
mod error;
pub mod jobs;
pub mod learner_file;
pub mod model;
pub mod policy;
pub mod queries;
mod storage;

pub use error::CohortError;
