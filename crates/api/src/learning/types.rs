use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use crate::cohorts::types::{ModuleState, Pace, Progress};

/// One's own place in a cohort, with everything that is to be done there.
#[derive(SimpleObject)]
pub struct Learning {
    /// The enrolment's id; `completeLesson` and `completeModule` take it.
    pub enrolment_id: ID,
    /// The cohort's id.
    pub cohort_id: ID,
    /// The cohort's name.
    pub cohort_name: String,
    /// The program's title.
    pub program_title: String,
    /// The Monday on which week 0 begins, in `timeZone`.
    pub starts_on: NaiveDate,
    /// IANA time zone in which weeks begin.
    pub time_zone: String,
    /// The week it is in now: 0 is the first, negative before the start.
    pub current_week: i32,
    /// How many weeks the run takes.
    pub weeks: i32,
    /// Since when enrolled, UTC.
    pub enrolled_at: DateTime<Utc>,
    /// The moment that all of this shows, UTC.
    pub as_of: DateTime<Utc>,
    /// Over all modules.
    pub progress: Progress,
    /// Against the plan.
    pub pace: Pace,
    /// How many required items of past weeks are open; 0 unless `pace` is BEHIND.
    pub behind_by: i32,
    /// The modules by week.
    pub modules: Vec<LearningModule>,
}

/// A module of one's own run.
#[derive(SimpleObject)]
pub struct LearningModule {
    /// The module's id; `completeModule` takes it.
    pub id: ID,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The week in which it opens.
    pub week: i32,
    /// Its state.
    pub state: ModuleState,
    /// What unlocks it, if it is locked.
    pub locked_because: Option<LockReason>,
    /// Required items done.
    pub done: i32,
    /// Required items.
    pub required: i32,
    /// When it was completed, UTC.
    pub completed_at: Option<DateTime<Utc>>,
    /// What is still to be done before it is complete; nothing once it is.
    pub missing: MissingParts,
    /// Its quiz; null if it has none, or none that is written yet.
    pub quiz_id: Option<ID>,
    /// Whether its quiz is passed, or the module completed; null without a quiz.
    pub quiz_passed: Option<bool>,
    /// Its assignment, if it has one; `assignment` and `mySubmission` take it.
    pub assignment_id: Option<ID>,
    /// Whether its assignment is passed, or the module completed; null without an assignment.
    pub assignment_passed: Option<bool>,
    /// Whether work for its assignment waits for a grader.
    pub work_waits: bool,
    /// Its lessons in order.
    pub lessons: Vec<LearningLesson>,
}

/// What is still to be done of a module.
#[derive(SimpleObject)]
pub struct MissingParts {
    /// Required lessons that are not seen.
    pub lessons: i32,
    /// Whether its quiz is still to be passed.
    pub quiz: bool,
    /// Whether its assignment is still to be passed, also while work waits for a grader.
    pub assignment: bool,
}

/// Why a module is locked.
#[derive(SimpleObject)]
pub struct LockReason {
    /// In a sentence.
    pub message: String,
    /// Codes of the modules to complete first.
    pub needs: Vec<String>,
    /// When its week begins, if it has not, UTC.
    pub opens_at: Option<DateTime<Utc>>,
}

/// A lesson of one's own run.
#[derive(SimpleObject)]
pub struct LearningLesson {
    /// The lesson's id; `completeLesson` and `lesson` take it.
    pub id: ID,
    /// Its title.
    pub title: String,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// Whether the module asks for it.
    pub required: bool,
    /// When one completed it, UTC.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Input of `completeLesson`.
#[derive(InputObject)]
pub struct CompleteLessonInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// The lesson.
    pub lesson_id: ID,
}

/// Answer of `completeLesson`.
#[derive(SimpleObject)]
pub struct CompleteLessonPayload {
    /// One's place after it.
    pub learning: Learning,
    /// Whether the lesson was completed before; then nothing changed.
    pub already_completed: bool,
}

/// Input of `completeModule`.
#[derive(InputObject)]
pub struct CompleteModuleInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// The module.
    pub module_id: ID,
}

/// Answer of `completeModule`.
#[derive(SimpleObject)]
pub struct CompleteModulePayload {
    /// One's place after it.
    pub learning: Learning,
    /// Whether the module was completed before; then nothing changed.
    pub already_completed: bool,
}
