use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use curriculum::item;

/// How an item is answered and scored, in whole points.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "item::ItemKind")]
pub enum ItemKind {
    /// One option of several; 1 point for the right one.
    SingleChoice,
    /// All options that hold; right picks minus wrong picks, never under 0. As many points as there
    /// are right options.
    MultipleChoice,
    /// A number; 1 point within the tolerance.
    Numeric,
    /// Steps in their order; 1 point for each step at its own place.
    Ordering,
    /// A right-hand choice for each left-hand one; 1 point for each right pair.
    Matching,
    /// A few sentences, graded by people.
    ShortText,
}

/// What kind of quiz it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuizKind {
    /// A module's quiz: three tries, 24 hours apart; 70 % passes; the best counts.
    Module,
    /// The first form of the diagnostic, weeks 0 and 1: one sitting.
    FormA,
    /// The second form, weeks 15 and 16: one sitting.
    FormB,
    /// The delayed form, from the 90th day after the end of the program: one sitting.
    FormC,
}

/// The state of a sitting.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    /// It takes answers.
    Running,
    /// It is over, and a text waits for a grader.
    AwaitsGrader,
    /// It has its points.
    Scored,
}

/// A quiz as one's own place in a cohort sees it.
#[derive(SimpleObject)]
pub struct MyQuiz {
    /// The quiz's id; `startQuiz` takes it.
    pub id: ID,
    /// Its code: `M01-Q`, `FORM-A`.
    pub code: String,
    /// What kind it is.
    pub kind: QuizKind,
    /// How many items it has.
    pub item_count: i32,
    /// Whether its items are written. One that is not cannot be begun, and its module can be completed
    /// without it.
    pub is_written: bool,
    /// Time limit in minutes, by the server's clock; null without one.
    pub time_limit_minutes: Option<i32>,
    /// The first day on which a form of the diagnostic may be sat, in the cohort's time zone; null for
    /// a module's quiz.
    pub opens_on: Option<NaiveDate>,
    /// The first day on which it may not be sat any more, in the cohort's time zone; null for a
    /// module's quiz.
    pub closes_on: Option<NaiveDate>,
    /// One's own sittings, first to last.
    pub attempts: Vec<AttemptSummary>,
    /// The sitting that counts: the best one; null while none has points.
    pub best: Option<AttemptSummary>,
    /// Whether it is passed. A form of the diagnostic is neither passed nor failed.
    pub passed: bool,
    /// Whether the review with keys and reasons is open.
    pub review_is_open: bool,
}

/// A sitting without its items.
#[derive(SimpleObject, Clone)]
pub struct AttemptSummary {
    /// The sitting's id; `attempt` shows it.
    pub id: ID,
    /// Counts from 1.
    pub number: i32,
    /// Its state.
    pub state: AttemptState,
    /// When it began, UTC.
    pub started_at: DateTime<Utc>,
    /// When it closes by itself, UTC; a minute of grace follows, for slow lines.
    pub closes_at: DateTime<Utc>,
    /// When it was handed in or closed, UTC.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether that was after the end of the module's week.
    pub is_late: bool,
    /// Points; null until it is scored.
    pub points: Option<i32>,
    /// Most points; null until it is scored.
    pub max_points: Option<i32>,
    /// Share of the points in hundredths of a percent, rounded down; null until it is scored.
    pub percent_basis_points: Option<i32>,
    /// Whether it reaches 70 %; null until it is scored, and for a form of the diagnostic.
    pub passed: Option<bool>,
}

/// One's own sitting with its items, in the order that this sitting shows them. The same on every
/// device.
#[derive(SimpleObject)]
pub struct Attempt {
    /// What it is and what it came to.
    pub summary: AttemptSummary,
    /// The quiz's id.
    pub quiz_id: ID,
    /// The items in order, with what is saved of the answers. Empty for a form of the diagnostic that
    /// is handed in, until the second form is closed for everybody: the forms share items.
    pub items: Vec<AttemptItem>,
}

/// An item of a sitting. It does not hold its key.
#[derive(SimpleObject)]
pub struct AttemptItem {
    /// The item's id; answers name it.
    pub id: ID,
    /// Its place in this sitting, from 1.
    pub number: i32,
    /// How it is answered.
    pub kind: ItemKind,
    /// The question, Markdown.
    pub stem: String,
    /// Options, steps or right-hand sides, in the order of this sitting; empty for numbers and texts.
    pub choices: Vec<ItemChoice>,
    /// Left-hand sides; for MATCHING only.
    pub lefts: Vec<ItemChoice>,
    /// What a number counts; for NUMERIC only.
    pub unit: Option<String>,
    /// Whether "I do not know" may be answered: 0 points, reported apart from wrong answers.
    pub offers_dont_know: bool,
    /// What is saved; null if nothing is.
    pub answer: Option<ItemAnswer>,
}

/// Something to pick, order or match.
#[derive(SimpleObject, Clone)]
pub struct ItemChoice {
    /// Names it within its item.
    pub id: String,
    /// What to read.
    pub text: String,
}

/// What was answered. One field has a value, by the kind of the item.
#[derive(SimpleObject, Default)]
pub struct ItemAnswer {
    /// The picks; for SINGLE_CHOICE and MULTIPLE_CHOICE.
    pub chosen: Option<Vec<String>>,
    /// True if it was answered with "I do not know".
    pub dont_know: Option<bool>,
    /// The number as it was read; for NUMERIC.
    pub number: Option<String>,
    /// The steps, first to last; for ORDERING.
    pub order: Option<Vec<String>>,
    /// The pairs; for MATCHING.
    pub pairs: Option<Vec<ItemPair>>,
    /// The text; for SHORT_TEXT.
    pub text: Option<String>,
}

/// Two things that were put together.
#[derive(SimpleObject)]
pub struct ItemPair {
    /// Id of the left-hand side.
    pub left: String,
    /// Id of the right-hand choice.
    pub right: String,
}

/// What is right. One field has a value, by the kind of the item.
#[derive(SimpleObject, Default)]
pub struct ItemKey {
    /// The options that hold; for SINGLE_CHOICE and MULTIPLE_CHOICE.
    pub chosen: Option<Vec<String>>,
    /// The number; for NUMERIC.
    pub number: Option<String>,
    /// By how much an answer may differ; for NUMERIC.
    pub tolerance: Option<String>,
    /// The steps, first to last; for ORDERING.
    pub order: Option<Vec<String>>,
    /// The pairs; for MATCHING.
    pub pairs: Option<Vec<ItemPair>>,
    /// Most points; for SHORT_TEXT.
    pub points: Option<i32>,
}

/// Why a choice is right or wrong.
#[derive(SimpleObject)]
pub struct ChoiceReason {
    /// The choice; for MATCHING the left-hand side.
    pub choice_id: String,
    /// Why.
    pub text: String,
}

/// An item of a sitting that is over, with its key. Open after a pass or after the last try; for the
/// forms of the diagnostic once the second form is closed for all.
#[derive(SimpleObject)]
pub struct ReviewItem {
    /// The item as it was shown, with one's answer.
    pub item: AttemptItem,
    /// The competency that it asks about: `C04`.
    pub competency_code: String,
    /// What is right now; a corrected key counts.
    pub key: ItemKey,
    /// Why, choice by choice.
    pub reasons: Vec<ChoiceReason>,
    /// How one gets to a number, or a model answer.
    pub reason: Option<String>,
    /// Points that one got; null while a text waits for a grader.
    pub points: Option<i32>,
    /// Most points.
    pub max_points: i32,
}

/// An item with its key, for facilitators who run its program and do not have it before them as
/// learners.
#[derive(SimpleObject)]
pub struct QuizItem {
    /// The item's id; `correctItemKey` takes it.
    pub id: ID,
    /// Its code: `M01-Q1`.
    pub code: String,
    /// The competency that it asks about: `C04`.
    pub competency_code: String,
    /// How it is answered.
    pub kind: ItemKind,
    /// The question, Markdown.
    pub stem: String,
    /// Options, steps or right-hand sides, in stored order.
    pub choices: Vec<ItemChoice>,
    /// Left-hand sides; for MATCHING only.
    pub lefts: Vec<ItemChoice>,
    /// What a number counts.
    pub unit: Option<String>,
    /// Counts corrections; 1 for the first key. `correctItemKey` wants it.
    pub key_version: i32,
    /// What is right now.
    pub key: ItemKey,
    /// Why, choice by choice.
    pub reasons: Vec<ChoiceReason>,
    /// How one gets to a number, or a model answer.
    pub reason: Option<String>,
    /// What earns the points of a text; for graders.
    pub guidance: Option<String>,
}

/// How a cohort did with one item, by first sittings. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct ItemResult {
    /// The item; `quizItem` shows it.
    pub item_id: ID,
    /// Its code.
    pub code: String,
    /// The question, Markdown.
    pub stem: String,
    /// How many first sittings are over.
    pub answered: i32,
    /// How many of them got all points of it.
    pub full_points: i32,
    /// How many left it open.
    pub left_open: i32,
    /// How many answered "I do not know".
    pub dont_know: i32,
    /// How often each option was picked; for SINGLE_CHOICE and MULTIPLE_CHOICE.
    pub picks: Vec<ChoicePicks>,
}

/// How often an option was picked.
#[derive(SimpleObject)]
pub struct ChoicePicks {
    /// The option.
    pub choice_id: String,
    /// In how many first sittings.
    pub times: i32,
}

/// Who of a cohort has sat the forms that are compared. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct DiagnosticCounts {
    /// Learners who handed in both forms; they alone count in statements about gain.
    pub matched: i32,
    /// Learners who handed in the first form only.
    pub only_first: i32,
    /// Learners who handed in the second form only.
    pub only_second: i32,
    /// Learners who handed in none.
    pub neither: i32,
}

/// A text that waits for a grader. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct TextToGrade {
    /// The sitting; `gradeText` takes it.
    pub attempt_id: ID,
    /// The item; `gradeText` takes it.
    pub item_id: ID,
    /// The question, Markdown.
    pub stem: String,
    /// What the learner wrote.
    pub text: String,
    /// What earns the points; null for somebody who may not see keys of this quiz.
    pub guidance: Option<String>,
    /// Since when it waits, UTC.
    pub waits_since: DateTime<Utc>,
}

/// Input of `startQuiz`.
#[derive(InputObject)]
pub struct StartQuizInput {
    /// One's own enrolment; `myLearning` lists them.
    pub enrolment_id: ID,
    /// The quiz.
    pub quiz_id: ID,
}

/// Answer of `startQuiz`.
#[derive(SimpleObject)]
pub struct StartQuizPayload {
    /// The sitting.
    pub attempt: Attempt,
    /// Whether it was running already, here or on another device.
    pub resumed: bool,
}

/// One answer. Give the one field that fits the kind of the item.
#[derive(InputObject)]
pub struct AnswerInput {
    /// The item.
    pub item_id: ID,
    /// The picks, none twice; for SINGLE_CHOICE (one at most) and MULTIPLE_CHOICE. Empty takes them
    /// back.
    pub chosen: Option<Vec<String>>,
    /// True for "I do not know", where it is offered.
    pub dont_know: Option<bool>,
    /// A decimal number, point or comma as its mark; for NUMERIC.
    pub number: Option<String>,
    /// All steps, first to last; for ORDERING.
    pub order: Option<Vec<String>>,
    /// The pairs so far, each side once; for MATCHING.
    pub pairs: Option<Vec<PairInput>>,
    /// At most 4,000 characters; for SHORT_TEXT.
    pub text: Option<String>,
}

/// Two things to put together.
#[derive(InputObject)]
pub struct PairInput {
    /// Id of the left-hand side.
    pub left: String,
    /// Id of the right-hand choice.
    pub right: String,
}

/// Input of `saveAnswers`.
#[derive(InputObject)]
pub struct SaveAnswersInput {
    /// One's own sitting.
    pub attempt_id: ID,
    /// Answers to keep; items that are left out keep what they have.
    pub answers: Vec<AnswerInput>,
}

/// Answer of `saveAnswers`.
#[derive(SimpleObject)]
pub struct SaveAnswersPayload {
    /// The sitting with all that is saved.
    pub attempt: Attempt,
}

/// Input of `submitQuiz`.
#[derive(InputObject)]
pub struct SubmitQuizInput {
    /// One's own sitting.
    pub attempt_id: ID,
    /// Last answers; leave them out if all are saved.
    #[graphql(default)]
    pub answers: Vec<AnswerInput>,
}

/// Answer of `submitQuiz`.
#[derive(SimpleObject)]
pub struct SubmitQuizPayload {
    /// The sitting with its result.
    pub attempt: AttemptSummary,
}

/// Input of `gradeText`.
#[derive(InputObject)]
pub struct GradeTextInput {
    /// The sitting.
    pub attempt_id: ID,
    /// The item that the text answers.
    pub item_id: ID,
    /// Whole points, 0 to what the item is worth.
    pub points: i32,
    /// What the learner reads beside them, at most 2,000 characters.
    #[graphql(default)]
    pub comment: String,
}

/// Answer of `gradeText`.
#[derive(SimpleObject)]
pub struct GradeTextPayload {
    /// The sitting; scored once its last text is graded.
    pub attempt: AttemptSummary,
}

/// What is right. Give the one field that fits the kind of the item.
#[derive(InputObject)]
pub struct ItemKeyInput {
    /// The options that hold; for SINGLE_CHOICE exactly one, for MULTIPLE_CHOICE at least one and not
    /// all.
    pub chosen: Option<Vec<String>>,
    /// The number; for NUMERIC.
    pub number: Option<String>,
    /// By how much an answer may differ, 0 or more; for NUMERIC. 0 when left out.
    pub tolerance: Option<String>,
    /// All steps, first to last; for ORDERING.
    pub order: Option<Vec<String>>,
    /// A right-hand choice for each left-hand side; for MATCHING.
    pub pairs: Option<Vec<PairInput>>,
    /// Most points, 1 to 10; for SHORT_TEXT.
    pub points: Option<i32>,
}

/// A reason in the place of one that no longer holds.
#[derive(InputObject)]
pub struct ReasonInput {
    /// The choice; for MATCHING the left-hand side.
    pub choice_id: String,
    /// Why it is right or wrong, 1 to 2,000 characters.
    pub text: String,
}

/// Input of `correctItemKey`.
#[derive(InputObject)]
pub struct CorrectItemKeyInput {
    /// The item.
    pub item_id: ID,
    /// What is right.
    pub key: ItemKeyInput,
    /// Reasons that change with it.
    #[graphql(default)]
    pub reasons: Vec<ReasonInput>,
    /// What was wrong, 1 to 2,000 characters; kept with the key.
    pub correction: String,
    /// The version of the key that you saw: `QuizItem.keyVersion`.
    pub expected_version: i32,
    /// Only say what would change.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `correctItemKey`.
#[derive(SimpleObject)]
pub struct CorrectItemKeyPayload {
    /// The version of the key after it.
    pub key_version: i32,
    /// Ended sittings of the quiz, in all cohorts.
    pub attempts: i32,
    /// Those whose points change.
    pub changed: i32,
    /// Those that pass now and did not before.
    pub newly_passed: i32,
    /// Those that would not pass any more. Their learners keep what they have completed.
    pub no_longer_passed: i32,
    /// Whether it was a dry run; then nothing changed. Otherwise a job scores the sittings anew.
    pub dry_run: bool,
}
