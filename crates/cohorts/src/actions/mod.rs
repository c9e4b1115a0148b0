//! One file per command: check, decide, one transaction, enqueue.

mod complete_lesson;
mod complete_module;
mod create_cohort;
mod enrol_learners;
mod learning;
mod record;

pub use complete_lesson::{CompleteLesson, complete_lesson};
pub use complete_module::{CompleteModule, complete_module};
pub use create_cohort::{CreateCohort, create_cohort};
pub use enrol_learners::{EnrolLearners, Enrolling, enrol_learners};

pub use learning::{Place, own_place};
pub use record::{At, Fact, record, record_quiz_passes};

use curriculum::Plans;
use database::Database;
use kernel::Sources;

/// What the commands of this area need.
#[derive(Debug, Clone)]
pub struct Cohorts {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Plans of program versions.
    pub plans: Plans,
}
