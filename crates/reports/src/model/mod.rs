//! Which report is due, and what it says; pure.

mod compose;
mod delivery;
mod schedule;

pub use compose::CohortFigures;
pub(crate) use compose::{Composed, Reader, learner_digest, manager_note};
pub use delivery::{Delivery, DeliveryState, ReportKind};
pub use schedule::{Due, due, periods_around};
