//! What each reader gets by mail, when, and the proof that it went out.
//!
//! Owns the tenant tables `report_delivery`, `report_delivery_cohort`, `report_stop`. A report is
//! composed from one read snapshot, stored with its figures, sent outside of any transaction and then
//! settled: it goes out at least once, with one Message-ID per person, kind and period.

pub mod actions;
mod error;
mod facts;
pub mod jobs;
pub mod model;
pub mod queries;
mod reminders;
mod sample;
mod storage;

pub use error::ReportError;
pub use jobs::Reports;
