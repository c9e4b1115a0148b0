use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

use crate::cohorts::types::Person;
use crate::curriculum::types::Rubric;

/// A version of somebody's work that waits for graders. Facilitators see those of the cohorts that
/// they run, named graders those of the cohorts that they are named for.
#[derive(SimpleObject)]
pub struct QueuedWork {
    /// The submission; `claimWork` and `workToGrade` take it.
    pub submission_id: ID,
    /// Which version of it, from 1.
    pub version_number: i32,
    /// The cohort's id.
    pub cohort_id: ID,
    /// The cohort's name.
    pub cohort_name: String,
    /// The assignment's id.
    pub assignment_id: ID,
    /// The assignment's code, for example `A02`.
    pub assignment_code: String,
    /// The assignment's title.
    pub assignment_title: String,
    /// Who handed it in.
    pub learner: Person,
    /// Since when it waits, UTC.
    pub submitted_at: DateTime<Utc>,
    /// For how long it waits, whole days of 24 hours.
    pub age_days: i32,
    /// Whether it was handed in after its week.
    pub late: bool,
    /// How many graders it takes: 1, 2 for double grading, 3 once two graders differ.
    pub graders_needed: i32,
    /// How many graders have claimed it, those who have published included.
    pub graders_claimed: i32,
    /// The grade of the person who asks, if they have claimed it.
    pub own_grade_id: Option<ID>,
    /// Who has claimed it and not published yet; null for those who do not run the cohort. Places
    /// that nobody has claimed are the difference of `gradersNeeded` and `gradersClaimed`.
    pub waits_for: Option<Vec<Person>>,
    /// Why the person who asks may not grade it: they stand too near to the learner.
    pub conflict: Option<String>,
}

/// Whether a result stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradingState {
    /// It waits for its graders.
    Waiting,
    /// Its graders have published, and the result stands.
    Decided,
}

/// What a learner handed in, with all that it takes to grade it. For those who grade in the cohort
/// and do not stand too near to the learner.
#[derive(SimpleObject)]
pub struct GradingWork {
    /// The submission.
    pub submission_id: ID,
    /// Which version of it, from 1.
    pub version_number: i32,
    /// The cohort's id.
    pub cohort_id: ID,
    /// The cohort's name.
    pub cohort_name: String,
    /// Who handed it in.
    pub learner: Person,
    /// What was asked for.
    pub assignment: GradedAssignment,
    /// By what it is graded. It never changes, so a grade stays tied to it.
    pub rubric: Rubric,
    /// The text, Markdown.
    pub text: String,
    /// The links.
    pub links: Vec<String>,
    /// The files by name.
    pub files: Vec<WorkFile>,
    /// When it was handed in, UTC.
    pub submitted_at: DateTime<Utc>,
    /// Whether it was handed in after its week.
    pub late: bool,
    /// Whether its result stands.
    pub state: GradingState,
    /// How many graders it takes: 1, 2 for double grading, 3 once two graders differ.
    pub graders_needed: i32,
    /// Whether it passed; null until the result stands.
    pub passed: Option<bool>,
    /// The score, points of 100 with two decimals; null until the result stands.
    pub score: Option<String>,
    /// The grade of the person who asks: a draft, or published; null if they have not claimed it.
    pub own_grade: Option<WorkGrade>,
    /// Every grade that was given, by position, once the result stands. For facilitators of the
    /// cohort; null for others, and for everybody before: graders are blind to each other.
    pub grades: Option<Vec<WorkGrade>>,
}

/// What an assignment asks for.
#[derive(SimpleObject)]
pub struct GradedAssignment {
    /// Its id.
    pub id: ID,
    /// Its code, for example `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do.
    pub brief: String,
    /// What is to be handed in.
    pub deliverables: Vec<String>,
}

/// A file of handed-in work.
#[derive(SimpleObject)]
pub struct WorkFile {
    /// Its id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// What it was found to be, for example `application/pdf`.
    pub media_type: String,
    /// How long it is, bytes; at most 26,214,400.
    pub bytes: i32,
    /// Where it can be downloaded for five minutes. Ask again for a fresh link.
    pub url: String,
}

/// One grader's grade of one version. Until the result stands, its grader alone reads it.
#[derive(SimpleObject)]
pub struct WorkGrade {
    /// Its id; `saveGrade`, `publishGrade` and `releaseWork` take it.
    pub id: ID,
    /// Who grades: the member's id.
    pub grader_id: ID,
    /// Who grades: the name.
    pub grader_name: String,
    /// In which capacity: 1 grades, 2 grades blind beside 1, 3 decides where they differ.
    pub position: i32,
    /// The steps so far, in the order in which they were given.
    pub steps: Vec<WorkGradeStep>,
    /// The comment over all.
    pub comment: String,
    /// Whether it passes: every gate at 3 or more, none at 1, score at least 60; null for a draft.
    pub passed: Option<bool>,
    /// The score, points of 100 with two decimals; null for a draft.
    pub score: Option<String>,
    /// When it was published, UTC; null for a draft.
    pub published_at: Option<DateTime<Utc>>,
    /// When a draft that is not saved again is taken back, UTC; null for a published grade.
    pub lapses_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

/// The step for one criterion.
#[derive(SimpleObject)]
pub struct WorkGradeStep {
    /// The criterion's key.
    pub criterion: String,
    /// 1 not yet, 2 partly, 3 solid, 4 strong.
    pub step: i32,
    /// Why; may be empty.
    pub comment: String,
}

/// The sample pieces of an assignment, and by what they are rated.
#[derive(SimpleObject)]
pub struct SampleSheet {
    /// The assignment that they answer.
    pub assignment: GradedAssignment,
    /// Its rubric.
    pub rubric: Rubric,
    /// The samples by code.
    pub samples: Vec<Sample>,
}

/// A piece of work that was graded in advance, for graders to compare themselves with.
#[derive(SimpleObject)]
pub struct Sample {
    /// Its id; `rateSample` takes it.
    pub id: ID,
    /// Its code, for example `A02-S1`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Where it comes from: bank, insurer or pharma.
    pub setting: String,
    /// The work, Markdown.
    pub work: String,
    /// One's own rating with the key; null until one has rated it.
    pub rated: Option<SampleRating>,
}

/// How the person who asks rated a sample, beside its key.
#[derive(SimpleObject)]
pub struct SampleRating {
    /// When, UTC.
    pub rated_at: DateTime<Utc>,
    /// One entry per criterion.
    pub criteria: Vec<SampleCriterion>,
}

/// One criterion of a rated sample.
#[derive(SimpleObject)]
pub struct SampleCriterion {
    /// The criterion's key.
    pub criterion: String,
    /// The step that one gave, 1 to 4.
    pub own_step: i32,
    /// The step that it deserves, 1 to 4.
    pub key_step: i32,
    /// Why it deserves that.
    pub why: String,
}

/// How close the person who asks comes to the keys of the samples that they have rated.
#[derive(SimpleObject)]
pub struct GraderCalibration {
    /// Samples that one has rated.
    pub samples: i32,
    /// Ratings of criteria that are compared.
    pub ratings: i32,
    /// How many of them hit the step of the key.
    pub exact: i32,
    /// Share of ratings within one step of the key, 0 to 1 with two decimals; null without ratings.
    pub share_within_one: Option<String>,
    /// Mean of one's own step less the key's, in steps with two decimals: above 0 one is easier than
    /// the key, below 0 harder; null without ratings.
    pub mean_difference: Option<String>,
    /// Quadratic-weighted kappa, −1 to 1 with two decimals; null where `kappaReason` says why.
    pub kappa: Option<String>,
    /// Why there is no kappa.
    pub kappa_reason: Option<String>,
}
