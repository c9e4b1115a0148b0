//! Care: checks of health, what the coordinator looks at, decisions by people, fairness, what
//! programs learn.

pub mod checks;
pub mod competencies;
pub mod coordinator_week;
pub mod counts;
pub mod decisions;
pub mod escalations;
pub mod fairness;
pub mod matched;
pub mod mentor_week;
