use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use crate::curriculum::types::Rubric;

/// A graded piece of work that a module asks for. For admins, facilitators and learners.
#[derive(SimpleObject)]
pub struct Assignment {
    /// Its id; `saveDraft`, `submitWork` and `withdrawWork` take it.
    pub id: ID,
    /// The module that asks for it.
    pub module_id: ID,
    /// Its code, for example `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do, Markdown.
    pub brief: String,
    /// What is handed in, one text each.
    pub deliverables: Vec<String>,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// What it is graded by. Work passes with every gate at step 3 or more, no criterion at step 1
    /// and a score of 60 or more of 100, where the score is the sum of weight · (step − 1) / 3.
    pub rubric: Rubric,
    /// How many peers read each piece.
    pub peers: i32,
}

/// One's own work on one assignment. Only its learner reads it here.
#[derive(SimpleObject)]
pub struct MySubmission {
    /// One's own enrolment.
    pub enrolment_id: ID,
    /// What is asked for.
    pub assignment: Assignment,
    /// When it is due, UTC: the end of the module's week in the cohort's time zone. Later work is
    /// taken and marked as late.
    pub due_at: DateTime<Utc>,
    /// From when on it may be handed in again, UTC; null if it may now, if a version waits for a
    /// grader, or if it is passed.
    pub not_before: Option<DateTime<Utc>>,
    /// Whether a version passed.
    pub passed: bool,
    /// What is being written.
    pub draft: MyDraft,
    /// Counts saves of the draft; 0 before the first. `saveDraft` and `submitWork` take it as
    /// `expectedVersion`.
    pub draft_version: i32,
    /// What was handed in, oldest first, withdrawn versions included.
    pub versions: Vec<MyVersion>,
    /// The result of the first version that was graded; it is kept whatever follows.
    pub first_grade: Option<MyGrade>,
    /// The result that passed; null until one does.
    pub passing_grade: Option<MyGrade>,
}

/// What is being written. Nobody but its learner sees it.
#[derive(SimpleObject)]
pub struct MyDraft {
    /// The text, Markdown; empty before the first save.
    pub text: String,
    /// Web addresses.
    pub links: Vec<String>,
    /// Files, by name.
    pub files: Vec<MyFile>,
    /// When it was last saved, UTC; null before the first save.
    pub saved_at: Option<DateTime<Utc>>,
}

/// A file of one's own work.
#[derive(SimpleObject, Clone)]
pub struct MyFile {
    /// Its id; `saveDraft` takes it.
    pub id: ID,
    /// Its name, without what could harm those who save it.
    pub name: String,
    /// What it is, by its first bytes: a media type.
    pub media_type: String,
    /// How long it is, bytes, 1 to 26,214,400.
    pub bytes: i32,
    /// Where to download it within five minutes. Whoever has the address may.
    pub url: String,
}

/// What was handed in. Text, links and files never change.
#[derive(SimpleObject)]
pub struct MyVersion {
    /// Counts from 1; the number of a withdrawn version stays used.
    pub number: i32,
    /// The text, Markdown.
    pub text: String,
    /// Web addresses.
    pub links: Vec<String>,
    /// Files, by name.
    pub files: Vec<MyFile>,
    /// When it was handed in, UTC.
    pub submitted_at: DateTime<Utc>,
    /// Whether that was after `dueAt`.
    pub is_late: bool,
    /// Where it stands.
    pub state: MyVersionState,
    /// Its result; null until it stands, however many graders have graded before.
    pub feedback: Option<MyFeedback>,
}

/// Where a version of one's own work stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MyVersionState {
    /// It waits for its graders.
    Waiting,
    /// Taken back before anybody graded it.
    Withdrawn,
    /// Its result stands.
    Decided,
}

/// The result of a version and the grades behind it. Who graded is not told.
#[derive(SimpleObject)]
pub struct MyFeedback {
    /// When the result came to stand, UTC.
    pub decided_at: DateTime<Utc>,
    /// The score, 0 to 100 with two decimals, rounded: `63.33`. Whether it passed was decided on the
    /// exact figure.
    pub score: String,
    /// Whether it passed.
    pub passed: bool,
    /// Keys of the gates below step 3, which fail the work whatever the score.
    pub failed_gates: Vec<String>,
    /// The grade that is the result, then the others: one to three.
    pub grades: Vec<MyGivenGrade>,
}

/// One grade of a version.
#[derive(SimpleObject)]
pub struct MyGivenGrade {
    /// Whether it is the result.
    pub is_result: bool,
    /// Its score, 0 to 100 with two decimals, rounded.
    pub score: String,
    /// Whether it passes by itself.
    pub passed: bool,
    /// What the grader says over all; may be empty.
    pub comment: String,
    /// A step for each criterion, in the order of the rubric.
    pub steps: Vec<MyStep>,
}

/// How well one criterion is met.
#[derive(SimpleObject)]
pub struct MyStep {
    /// The criterion's key.
    pub criterion: String,
    /// The criterion's title.
    pub title: String,
    /// 1 not yet, 2 partly, 3 solid, 4 strong.
    pub step: i32,
    /// Why; may be empty.
    pub comment: String,
}

/// A result that is kept for the record.
#[derive(SimpleObject, Clone)]
pub struct MyGrade {
    /// The version that was graded.
    pub number: i32,
    /// The score, 0 to 100 with two decimals, rounded.
    pub score: String,
    /// Whether it passed.
    pub passed: bool,
    /// When it came to stand, UTC.
    pub decided_at: DateTime<Utc>,
}

/// Input of `saveDraft`. It takes the place of the whole draft.
#[derive(InputObject)]
pub struct SaveDraftInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// An assignment of the cohort's program version.
    pub assignment_id: ID,
    /// The text, Markdown, at most 50,000 characters; may be empty.
    pub text: String,
    /// At most 20 web addresses, https or http, at most 2,000 characters each, without a name or
    /// password in them.
    #[graphql(default)]
    pub links: Vec<String>,
    /// At most 10 files that one uploaded.
    #[graphql(default)]
    pub file_ids: Vec<ID>,
    /// The `draftVersion` that you saw; 0 before the first save.
    pub expected_version: i32,
}

/// Answer of `saveDraft`.
#[derive(SimpleObject)]
pub struct SaveDraftPayload {
    /// The work after it.
    pub submission: MySubmission,
}

/// Input of `submitWork`.
#[derive(InputObject)]
pub struct SubmitWorkInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// An assignment of the cohort's program version.
    pub assignment_id: ID,
    /// The `draftVersion` that you saw, so that nothing is handed in that another device saved
    /// meanwhile.
    pub expected_version: i32,
}

/// Answer of `submitWork`.
#[derive(SimpleObject)]
pub struct SubmitWorkPayload {
    /// The work after it.
    pub submission: MySubmission,
    /// The number of the version that was handed in.
    pub number: i32,
    /// Whether it was handed in before; then nothing changed.
    pub already_submitted: bool,
}

/// Input of `withdrawWork`.
#[derive(InputObject)]
pub struct WithdrawWorkInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// An assignment of the cohort's program version.
    pub assignment_id: ID,
    /// The number of the version that is taken back.
    pub number: i32,
}

/// Answer of `withdrawWork`.
#[derive(SimpleObject)]
pub struct WithdrawWorkPayload {
    /// The work after it.
    pub submission: MySubmission,
    /// Whether it was withdrawn before; then nothing changed.
    pub already_withdrawn: bool,
}
