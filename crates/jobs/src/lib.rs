//! Durable jobs over PostgreSQL. A job is enqueued on the caller's connection, so it exists exactly
//! if the caller's transaction commits; it runs at least once.
//!
//! Owns schema `jobs` (made by `graphile_worker`, granted by [`install`]). Payloads carry ids only,
//! never secrets or texts about people.

mod enqueue;
mod install;
mod job;
mod worker;

pub use enqueue::{enqueue, enqueue_at};
pub use install::install;
pub use job::{Attempt, Job, JobError};
pub use worker::{Worker, WorkerBuilder, WorkerError};

const SCHEMA: &str = "jobs";
