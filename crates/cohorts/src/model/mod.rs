//! Domain types and decisions; pure.

mod cohort;
mod enrolling;
mod lock;
mod missing;
mod standing;

pub use cohort::{Cohort, CohortDraft, Enrolment, Learner, ModuleProgress};
pub use enrolling::{Decision, KnownMember, Outcome, Rejection, RowOutcome, decide};
pub use lock::LockReason;
pub use missing::Missing;
pub use standing::{Calendar, ModuleStanding, ModuleState, Pace, Progress, Standing};
