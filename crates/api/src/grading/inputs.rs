use assessments::model::sheet::StepInput;
use assessments::queries::queue::QueuePart;
use async_graphql::{Enum, ID, InputObject, SimpleObject};

use super::types::{GradingWork, Sample};
use crate::cohorts::types::Person;

/// A part of the grading queue.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "QueuePart")]
pub enum GradingQueuePart {
    /// A place is free that the person who asks may take.
    Free,
    /// The person who asks has claimed it and not published yet.
    Mine,
    /// It takes a second or third grader, and the person who asks may be the one.
    Second,
}

/// Which of the grading queue is wanted. What is left out does not narrow.
#[derive(InputObject, Default)]
pub struct GradingQueueFilter {
    /// Only of this cohort.
    pub cohort_id: Option<ID>,
    /// Only for this assignment.
    pub assignment_id: Option<ID>,
    /// Only this part.
    pub part: Option<GradingQueuePart>,
}

/// Input of `claimWork`.
#[derive(InputObject)]
pub struct ClaimWorkInput {
    /// The submission; `gradingQueue` lists them.
    pub submission_id: ID,
    /// Which version of it, from 1.
    pub version_number: i32,
}

/// Answer of `claimWork`.
#[derive(SimpleObject)]
pub struct ClaimWorkPayload {
    /// The work with one's own grade.
    pub work: GradingWork,
    /// Whether one had claimed it before; then nothing changed.
    pub already_claimed: bool,
}

/// Input of `releaseWork`.
#[derive(InputObject)]
pub struct ReleaseWorkInput {
    /// One's own grade that is not published.
    pub grade_id: ID,
}

/// Answer of `releaseWork`.
#[derive(SimpleObject)]
pub struct ReleaseWorkPayload {
    /// The submission whose place is free again.
    pub submission_id: ID,
    /// Which version of it.
    pub version_number: i32,
}

/// The step that one gives for one criterion.
#[derive(InputObject)]
pub struct CriterionStepInput {
    /// The criterion's key, as the rubric has it.
    pub criterion: String,
    /// 1 not yet, 2 partly, 3 solid, 4 strong.
    pub step: i32,
    /// Why, at most 2,000 characters.
    #[graphql(default)]
    pub comment: String,
}

impl From<CriterionStepInput> for StepInput {
    fn from(input: CriterionStepInput) -> Self {
        Self { criterion: input.criterion, step: input.step, comment: input.comment }
    }
}

/// Input of `saveGrade`.
#[derive(InputObject)]
pub struct SaveGradeInput {
    /// One's own grade; `claimWork` gives it.
    pub grade_id: ID,
    /// The `version` of the grade that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// Steps for some or all criteria, each once. They replace those that were saved before.
    pub steps: Vec<CriterionStepInput>,
    /// The comment over all, at most 5,000 characters. It replaces the one that was saved before.
    #[graphql(default)]
    pub comment: String,
}

/// Answer of `saveGrade`.
#[derive(SimpleObject)]
pub struct SaveGradePayload {
    /// The work with one's own grade.
    pub work: GradingWork,
}

/// Input of `publishGrade`.
#[derive(InputObject)]
pub struct PublishGradeInput {
    /// One's own grade, with a step saved for every criterion.
    pub grade_id: ID,
    /// The `version` of the grade that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `publishGrade`.
#[derive(SimpleObject)]
pub struct PublishGradePayload {
    /// The work with one's own grade.
    pub work: GradingWork,
    /// Whether the result stands now; otherwise it waits for another grader.
    pub decided: bool,
}

/// Input of `addCohortGrader`.
#[derive(InputObject)]
pub struct AddCohortGraderInput {
    /// The cohort.
    pub cohort_id: ID,
    /// A member who holds the role FACILITATOR or MENTOR.
    pub member_id: ID,
}

/// Answer of `addCohortGrader`.
#[derive(SimpleObject)]
pub struct AddCohortGraderPayload {
    /// Those who are named now, by name.
    pub graders: Vec<Person>,
    /// Whether the member was named before; then nothing changed.
    pub already_named: bool,
}

/// Input of `removeCohortGrader`.
#[derive(InputObject)]
pub struct RemoveCohortGraderInput {
    /// The cohort.
    pub cohort_id: ID,
    /// The member.
    pub member_id: ID,
}

/// Answer of `removeCohortGrader`.
#[derive(SimpleObject)]
pub struct RemoveCohortGraderPayload {
    /// Those who are named now, by name.
    pub graders: Vec<Person>,
    /// Whether the member was not named; then nothing changed.
    pub already_removed: bool,
}

/// The step that one gives for one criterion of a sample.
#[derive(InputObject)]
pub struct SampleStepInput {
    /// The criterion's key, as the rubric has it.
    pub criterion: String,
    /// 1 not yet, 2 partly, 3 solid, 4 strong.
    pub step: i32,
}

impl From<SampleStepInput> for StepInput {
    fn from(input: SampleStepInput) -> Self {
        Self { criterion: input.criterion, step: input.step, comment: String::new() }
    }
}

/// Input of `rateSample`.
#[derive(InputObject)]
pub struct RateSampleInput {
    /// The sample; `samples` lists them.
    pub sample_id: ID,
    /// A step for every criterion, each once.
    pub steps: Vec<SampleStepInput>,
}

/// Answer of `rateSample`.
#[derive(SimpleObject)]
pub struct RateSamplePayload {
    /// The sample with one's own rating and the key.
    pub sample: Sample,
}
