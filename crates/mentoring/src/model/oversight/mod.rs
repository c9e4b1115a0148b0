//! Checks of health, what is due, and figures about many pairs; pure.

pub mod fairness;
pub mod health;
pub mod week;
pub mod wilson;
