//! Reads, set-wise: many parents in, one statement.

pub mod assignments;
pub mod gradebook;
pub mod grades;
pub(crate) mod mail;
pub mod own_work;
pub mod peers;
pub mod queue;
pub mod quizzes;
pub mod samples;
pub mod submissions;
pub mod tasks;
pub mod views;
pub mod work;
