//! Domain types and decisions; pure.

pub mod assignment;
pub mod attempt;
pub mod calibration;
pub mod draft;
mod draws;
pub mod feedback;
pub mod gradebook;
pub mod grading;
pub mod peer;
pub mod peer_review;
pub mod peer_round;
pub mod places;
pub mod quiet;
pub mod quiz;
pub mod rescoring;
pub mod rubric;
pub mod sheet;
pub mod shuffle;
pub mod submission;
pub mod tasks;
pub mod window;
