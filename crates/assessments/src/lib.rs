//! Everything that a learner hands in and that somebody or something grades: quizzes and
//! diagnostics, assignments and their grades, reviews by peers.
//!
//! Owns the tenant tables `attempt`, `text_grade`, `cohort_grader`, `submission`,
//! `submission_version`, `submission_file`, `grade`, `calibration`, `peer_round`, `peer_review`.
//! What items, rubrics and assignments say belongs to `curriculum`; whether a module is complete is
//! decided in `cohorts`, which is told what was passed.

pub mod actions;
mod error;
mod items;
pub mod jobs;
pub mod model;
pub mod policy;
pub mod queries;
mod storage;

pub use error::AssessmentError;
pub use items::Items;
