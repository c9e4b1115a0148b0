//! One file per command.

mod preview_report;
mod queue;
mod send_report_now;
mod stop_report;

pub use preview_report::preview_report;
pub(crate) use queue::{Edition, Reading, compose_for, due_readers, queue};
pub use send_report_now::{SendReportNow, SendingOutcome, send_report_now};
pub use stop_report::{SetReportStopped, Unsubscribed, set_report_stopped, unsubscribe};
