//! One file per command.

mod queue;
mod send_report_now;
mod stop_report;

pub(crate) use queue::{Reading, compose_due, queue};
pub use send_report_now::{SendReportNow, SendingOutcome, send_report_now};
pub use stop_report::{SetReportStopped, Unsubscribed, set_report_stopped, unsubscribe};
