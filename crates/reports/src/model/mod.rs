//! Which report is due, and what it says; pure.

mod compose;
mod delivery;
mod digest;
mod figures;
mod news;
mod note;
mod reminder;
mod schedule;

pub(crate) use compose::{Composed, Reader};
pub use delivery::{Delivery, DeliveryState, ReportKind};
pub(crate) use digest::{learner_digest, quiet_month, silence};
pub use figures::{CohortFigures, StatedProgress};
pub(crate) use news::{LastDigest, News, news};
pub(crate) use note::manager_note;
pub(crate) use reminder::mentor_reminder;
pub use schedule::{Due, due, periods_around, quiet_for, week_moment};
