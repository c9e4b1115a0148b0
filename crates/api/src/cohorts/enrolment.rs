//! Learner files and what became of their rows.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use cohorts::model::{Outcome, RowOutcome};

use crate::numbers::count;

/// Input of `enrolLearners`.
#[derive(InputObject)]
pub struct EnrolLearnersInput {
    /// The cohort.
    pub cohort_id: ID,
    /// The text of a CSV file whose first row names the columns name, email, manager_email and unit,
    /// in any order; comma or semicolon; at most 12,000 rows. A request has at most 1 MiB, the file
    /// with it; split a larger one.
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
    /// For programs: MISSING, NOT_TEXT, DIRECTION_MARK, UNREADABLE_TEXT, EMAIL, MANAGER_EMAIL,
    /// OWN_MANAGER, DUPLICATE, COHORT_FULL, LEFT, MANAGER_LEFT or OWN_TEAM.
    pub code: String,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl EnrolLearnersPayload {
    pub(crate) fn new(outcomes: Vec<RowOutcome>, dry_run: bool) -> Self {
        let outcomes: Vec<EnrolmentRow> = outcomes.into_iter().map(EnrolmentRow::from).collect();
        let with = |wanted| count(outcomes.iter().filter(|row| row.outcome == wanted).count());
        Self {
            enrolled: with(EnrolmentOutcome::Enrolled),
            invited: with(EnrolmentOutcome::Invited),
            already_enrolled: with(EnrolmentOutcome::AlreadyEnrolled),
            invalid: with(EnrolmentOutcome::Invalid),
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
            row: count(row.number),
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
