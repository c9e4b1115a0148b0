//! For tests and benches only: a database per test, the production application on it, people and
//! cohorts to try it with, a clock that stands still.

mod app;
mod assessments;
mod cluster;
mod fixtures;
mod graphql;
mod reports;
mod smtp_peer;
mod waiting;

pub use app::{Model, TestApp, TestAppOptions};
pub use cluster::TestDatabase;
pub use fixtures::{Organization, PASSWORD, PROGRAM, Person};
pub use graphql::Response;
pub use smtp_peer::{Exchange, SmtpPeer};
pub use waiting::eventually;
