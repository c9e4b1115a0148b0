//! Domain types and decisions; pure.

mod cohort;
mod enrolling;
mod standing;

pub use cohort::{Cohort, CohortDraft, Enrolment, Learner, ModuleProgress};
pub use enrolling::{Decision, KnownMember, Outcome, Rejection, RowOutcome, decide};
pub use standing::{LockReason, ModuleStanding, ModuleState, Pace, Progress, Standing, WeekStarts};
