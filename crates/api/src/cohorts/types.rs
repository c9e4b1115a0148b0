use async_graphql::{ComplexObject, Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use cohorts::model::{self, Outcome, RowOutcome};
use kernel::ErrorCode;

use super::rows::BoardRows;
use crate::curriculum::types::ProgramVersion;
use crate::error::ApiError;
use crate::ids::id;

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
    /// How many learners are enrolled.
    pub learner_count: i32,
    /// The program version that it is pinned to.
    pub program_version: ProgramVersion,
    /// Whether the person who asks may enrol learners.
    pub viewer_can_enrol: bool,
    /// Whether the person who asks may read the board; null `board` otherwise.
    pub viewer_can_read_board: bool,
    #[graphql(skip)]
    pub(crate) loaded_board: Option<Board>,
}

#[ComplexObject]
impl Cohort {
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
#[derive(SimpleObject)]
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
            completed_modules: i32::try_from(standing.completed_modules()).unwrap_or(i32::MAX),
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
    /// Completed. A fact about steps taken; it attests no competency.
    Completed,
}

/// How a learner keeps up with the plan. The week that runs never makes anybody behind.
#[expect(clippy::enum_variant_names, reason = "ON_PACE is the domain's word")]
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The run has not begun.
    NotStarted,
    /// All items of past weeks are done.
    OnPace,
    /// Items of later weeks are done too.
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

/// Input of `enrolLearners`.
#[derive(InputObject)]
pub struct EnrolLearnersInput {
    /// The cohort.
    pub cohort_id: ID,
    /// The text of a CSV file whose first row names the columns name, email, manager_email and unit,
    /// in any order; comma or semicolon; at most 50,000 rows.
    pub csv: String,
    /// Only say what would happen: nothing is written and nothing is mailed.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `enrolLearners`.
#[derive(SimpleObject)]
pub struct EnrolLearnersPayload {
    /// One per row of the file, in its order.
    pub outcomes: Vec<EnrolmentRow>,
    /// Rows with the outcome ENROLLED.
    pub enrolled: i32,
    /// Rows with the outcome INVITED.
    pub invited: i32,
    /// Rows with the outcome ALREADY_ENROLLED.
    pub already_enrolled: i32,
    /// Rows with the outcome INVALID.
    pub invalid: i32,
    /// Whether it was a dry run.
    pub dry_run: bool,
}

/// What became of one row.
#[derive(SimpleObject)]
pub struct EnrolmentRow {
    /// The row's number as a spreadsheet shows it: the header is row 1.
    pub row: i32,
    /// The e-mail address in the row, if it could be read.
    pub email: Option<String>,
    /// What became of it.
    pub outcome: EnrolmentOutcome,
    /// Why it is INVALID; empty otherwise.
    pub reasons: Vec<EnrolmentReason>,
}

/// What becomes of a row.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentOutcome {
    /// Enrolled; the person has signed in before, so no invitation is mailed.
    Enrolled,
    /// In this cohort before; nothing changes.
    AlreadyEnrolled,
    /// Enrolled and invited by mail.
    Invited,
    /// Not enrolled; `reasons` says why.
    Invalid,
}

/// Why a row is not acceptable.
#[derive(SimpleObject)]
pub struct EnrolmentReason {
    /// For programs: MISSING, NOT_TEXT, UNREADABLE_TEXT, EMAIL, MANAGER_EMAIL, OWN_MANAGER,
    /// DUPLICATE or COHORT_FULL.
    pub code: String,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl EnrolLearnersPayload {
    pub(crate) fn new(outcomes: Vec<RowOutcome>, dry_run: bool) -> Self {
        let outcomes: Vec<EnrolmentRow> = outcomes.into_iter().map(EnrolmentRow::from).collect();
        let count = |wanted| {
            let rows = outcomes.iter().filter(|row| row.outcome == wanted).count();
            i32::try_from(rows).unwrap_or(i32::MAX)
        };
        Self {
            enrolled: count(EnrolmentOutcome::Enrolled),
            invited: count(EnrolmentOutcome::Invited),
            already_enrolled: count(EnrolmentOutcome::AlreadyEnrolled),
            invalid: count(EnrolmentOutcome::Invalid),
            dry_run,
            outcomes,
        }
    }
}

impl From<RowOutcome> for EnrolmentRow {
    fn from(row: RowOutcome) -> Self {
        let (outcome, rejections) = match row.outcome {
            Outcome::Enrolled => (EnrolmentOutcome::Enrolled, Vec::new()),
            Outcome::AlreadyEnrolled => (EnrolmentOutcome::AlreadyEnrolled, Vec::new()),
            Outcome::Invited => (EnrolmentOutcome::Invited, Vec::new()),
            Outcome::Invalid(rejections) => (EnrolmentOutcome::Invalid, rejections),
        };
        Self {
            row: i32::try_from(row.number).unwrap_or(i32::MAX),
            email: row.email.map(|email| email.to_string()),
            outcome,
            reasons: rejections
                .into_iter()
                .map(|reason| EnrolmentReason {
                    code: reason.code.to_owned(),
                    message: reason.message,
                })
                .collect(),
        }
    }
}

impl From<&model::Learner> for Person {
    fn from(learner: &model::Learner) -> Self {
        Self { id: id(learner.member_id), name: learner.name.clone(), unit: learner.unit.clone() }
    }
}
