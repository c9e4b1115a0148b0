use async_graphql::{ComplexObject, Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use cohorts::model;
use kernel::ErrorCode;

use super::rows::BoardRows;
use crate::curriculum::types::ProgramVersion;
use crate::error::ApiError;
use crate::ids::id;
use crate::numbers::count;

/// A group that goes through one run of a program together. Admins see all, facilitators those they
/// run, managers those their people are in, learners their own; any other is as if it did not exist.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Cohort {
    /// Its id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// The answer to "what do we hope will happen?".
    pub hope: String,
    /// The Monday on which week 0 begins, in `timeZone`.
    pub starts_on: NaiveDate,
    /// IANA time zone in which its weeks begin, Monday 00:00.
    pub time_zone: String,
    /// Most learners.
    pub capacity: i32,
    /// Counts changes.
    pub version: i32,
    /// The week it is in now: 0 is the first, negative before the start.
    pub current_week: i32,
    /// Whether the person who asks may enrol learners.
    pub viewer_can_enrol: bool,
    /// Whether the person who asks may read the board; null `board` otherwise.
    pub viewer_can_read_board: bool,
    #[graphql(skip)]
    pub(crate) loaded_learner_count: Option<i32>,
    #[graphql(skip)]
    pub(crate) loaded_program_version: Option<ProgramVersion>,
    #[graphql(skip)]
    pub(crate) loaded_board: Option<Board>,
}

// What is read only where it is selected.
#[ComplexObject]
impl Cohort {
    /// How many learners are enrolled.
    async fn learner_count(&self) -> Result<i32, ApiError> {
        self.loaded_learner_count.ok_or_else(|| ApiError::internal("learners were not counted"))
    }

    /// The program version that it is pinned to.
    async fn program_version(&self) -> Result<&ProgramVersion, ApiError> {
        let loaded = self.loaded_program_version.as_ref();
        loaded.ok_or_else(|| ApiError::internal("the program version was not read"))
    }

    /// Every learner against every module, now. Facilitators see all learners, managers their direct
    /// reports, learners themselves. Admins see counts only, so the field is FORBIDDEN to them.
    async fn board(&self) -> Result<Option<&Board>, ApiError> {
        if self.viewer_can_read_board {
            return Ok(self.loaded_board.as_ref());
        }
        Err(ApiError::new(
            ErrorCode::Forbidden,
            "progress of persons is for their facilitators and managers",
        ))
    }
}

/// Every learner of a cohort, as far as the person who asks may see them, against every module.
#[derive(SimpleObject)]
pub struct Board {
    /// The moment that it shows, UTC.
    pub as_of: DateTime<Utc>,
    /// The columns: modules by week.
    pub modules: Vec<BoardModule>,
    /// The rows: learners by name.
    pub rows: BoardRows,
}

/// A column of a board.
#[derive(SimpleObject)]
pub struct BoardModule {
    /// The module's id.
    pub id: ID,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The week in which it opens.
    pub week: i32,
}

/// One learner of a board.
#[derive(SimpleObject)]
pub struct BoardRow {
    /// The learner's enrolment.
    pub enrolment_id: ID,
    /// The learner.
    pub learner: Person,
    /// Over all modules.
    pub progress: Progress,
    /// Against the plan.
    pub pace: Pace,
    /// How many required items of past weeks are open; 0 unless `pace` is BEHIND.
    pub behind_by: i32,
    /// One per column, in the order of `Board.modules`.
    pub cells: Vec<BoardCell>,
}

/// A person as others see them.
#[derive(SimpleObject, Debug, Clone)]
pub struct Person {
    /// The member's id.
    pub id: ID,
    /// The name.
    pub name: String,
    /// The unit that the person works in.
    pub unit: Option<String>,
}

/// One learner and one module.
#[derive(SimpleObject)]
pub struct BoardCell {
    /// The state.
    pub state: ModuleState,
    /// Required items done.
    pub done: i32,
    /// Required items.
    pub required: i32,
}

/// Required items done out of required items. Counts items and not minutes.
#[derive(SimpleObject)]
pub struct Progress {
    /// Done.
    pub done: i32,
    /// Required.
    pub required: i32,
    /// Whole percent, rounded down, 0 to 100.
    pub percent: i32,
    /// Modules completed.
    pub completed_modules: i32,
}

impl Progress {
    pub(crate) fn of(standing: &model::Standing) -> Self {
        Self {
            done: standing.progress.done,
            required: standing.progress.required,
            percent: standing.progress.percent(),
            completed_modules: count(standing.completed_modules()),
        }
    }
}

/// The state of a module for a learner.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::ModuleState")]
pub enum ModuleState {
    /// Its needs are not met or its week has not begun; `lockedBecause` says which.
    Locked,
    /// It may be begun.
    Open,
    /// Begun and not completed.
    InProgress,
    /// Not completed, and work for its assignment waits for a grader.
    Submitted,
    /// Completed. A fact about steps taken; it attests no competency.
    Completed,
}

/// How a learner keeps up with the plan. The week that runs never makes anybody behind.
#[expect(clippy::enum_variant_names, reason = "ON_PACE is the domain's word")]
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The run has not begun.
    NotStarted,
    /// All items of past weeks are done; those of the week that runs do not count.
    OnPace,
    /// Items of weeks that have not begun are done too.
    Ahead,
    /// Items of past weeks are open.
    Behind,
    /// Every module is completed.
    Completed,
}

impl Pace {
    /// The word, and by how many items a learner is behind.
    pub(crate) fn of(pace: model::Pace) -> (Self, i32) {
        match pace {
            model::Pace::NotStarted => (Self::NotStarted, 0),
            model::Pace::OnPace => (Self::OnPace, 0),
            model::Pace::Ahead => (Self::Ahead, 0),
            model::Pace::Behind(items) => (Self::Behind, items),
            model::Pace::Completed => (Self::Completed, 0),
        }
    }
}

/// Input of `createCohort`.
#[derive(InputObject)]
pub struct CreateCohortInput {
    /// The program version to pin; `programs` lists them.
    pub program_version_id: ID,
    /// Name, 1 to 200 characters.
    pub name: String,
    /// What do we hope will happen? 1 to 2,000 characters.
    pub hope: String,
    /// The Monday on which week 0 begins.
    pub starts_on: NaiveDate,
    /// IANA time zone in which weeks begin.
    pub time_zone: String,
    /// Most learners, 1 to 100,000.
    pub capacity: i32,
    /// Members with the role FACILITATOR who will run it.
    #[graphql(default)]
    pub facilitator_ids: Vec<ID>,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `createCohort`.
#[derive(SimpleObject)]
pub struct CreateCohortPayload {
    /// The new cohort.
    pub cohort: Cohort,
}

impl From<auth::Member> for Person {
    fn from(member: auth::Member) -> Self {
        Self { id: id(member.id), name: member.name, unit: member.unit }
    }
}

impl From<&model::Learner> for Person {
    fn from(learner: &model::Learner) -> Self {
        Self { id: id(learner.member_id), name: learner.name.clone(), unit: learner.unit.clone() }
    }
}
