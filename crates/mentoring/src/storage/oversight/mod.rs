//! Care: checks of health, what the coordinator looks at, decisions by people, fairness, what
//! programs learn.

pub(crate) mod checks;
pub(crate) mod decisions;
pub(crate) mod escalations;

pub(crate) use checks::ask_health;
