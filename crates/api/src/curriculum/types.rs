use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

/// A program that ships with the product. `adoptProgram` copies it into the organisation.
#[derive(SimpleObject)]
pub struct LibraryProgram {
    /// Its short name; `adoptProgram` takes it.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it promises to those who complete it.
    pub promise: String,
    /// Whom it is for.
    pub audience: String,
    /// How many modules it has.
    pub modules: i32,
    /// How many lessons it has.
    pub lessons: i32,
    /// How many calendar weeks a run takes.
    pub weeks: i32,
    /// How many of its assignments are graded by people.
    pub assignments: i32,
    /// Codes of the modules whose quiz is written: M01.
    pub written_quizzes: Vec<String>,
    /// Codes of the modules whose quiz is announced and not written yet. It cannot be begun, and the
    /// module can be completed without it.
    pub unwritten_quizzes: Vec<String>,
    /// Forms of the diagnostic that are written: A, B, C.
    pub diagnostic_forms: Vec<String>,
    /// Whether the organisation has a copy already.
    pub adopted: bool,
}

/// One competency: something that product people do, described at five levels.
#[derive(SimpleObject)]
pub struct Competency {
    /// Its code, for example `C04`. Never changes its meaning.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The group it stands in.
    pub domain: String,
    /// What somebody at level 1, 2, 3, 4 and 5 does, in this order.
    pub behaviours: Vec<String>,
}

/// A program as the organisation keeps it, over all its versions.
#[derive(SimpleObject)]
pub struct Program {
    /// Its id.
    pub id: ID,
    /// Its short name, unique in the organisation.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its published versions, newest first.
    pub versions: Vec<ProgramVersion>,
}

/// One published version of a program. It never changes; a cohort is pinned to one.
#[derive(SimpleObject, Clone)]
pub struct ProgramVersion {
    /// Its id; `createCohort` takes it.
    pub id: ID,
    /// 1 for the first.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// What it promises to those who complete it.
    pub promise: String,
    /// Whom it is for.
    pub audience: String,
    /// When it was published, UTC.
    pub published_at: DateTime<Utc>,
    /// Its modules by week.
    pub modules: Vec<Module>,
    /// Its grading schemes by code.
    pub rubrics: Vec<Rubric>,
}

/// One week's module.
#[derive(SimpleObject, Clone)]
pub struct Module {
    /// Its id.
    pub id: ID,
    /// Its code in the program, for example `M03`.
    pub code: String,
    /// The week of the run in which it opens; 0 is the first.
    pub week: i32,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub goal: String,
    /// What a learner can do after it.
    pub objectives: Vec<String>,
    /// What a manager may ask or agree on in that week.
    pub manager_prompt: String,
    /// Codes of the modules that must be completed before it opens.
    pub needs: Vec<String>,
    /// The competency levels that it aims at.
    pub gains: Vec<CompetencyGain>,
    /// Its lessons in order.
    pub lessons: Vec<Lesson>,
}

/// A competency level that a module aims at. Completing the module does not attest it.
#[derive(SimpleObject, Clone)]
pub struct CompetencyGain {
    /// The competency's code.
    pub competency: String,
    /// The level, 1 to 5.
    pub level: i32,
}

/// How a lesson is taken in.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonKind {
    /// Watched.
    Video,
    /// Read.
    Reading,
    /// Done.
    Activity,
}

/// One lesson.
#[derive(SimpleObject, Clone)]
pub struct Lesson {
    /// Its id; `completeLesson` takes it.
    pub id: ID,
    /// Its code, for example `M03-L1`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How it is taken in.
    pub kind: LessonKind,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// Whether the module asks for it. Required lessons are what progress counts.
    pub required: bool,
    /// Its text, Markdown.
    pub body: String,
}

/// A grading scheme: criteria whose weights add to 100.
#[derive(SimpleObject, Clone)]
pub struct Rubric {
    /// Its id.
    pub id: ID,
    /// Its code, for example `R02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its criteria.
    pub criteria: Vec<RubricCriterion>,
}

/// One criterion of a rubric.
#[derive(SimpleObject, Clone, serde::Deserialize)]
pub struct RubricCriterion {
    /// Its key within the rubric.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its weight; the weights of a rubric add to 100.
    pub weight: i32,
    /// Whether a step below 3 fails the work whatever the score.
    pub gate: bool,
    /// What work at step 1, 2, 3 and 4 looks like, in this order.
    pub descriptors: Vec<String>,
}

/// Input of `adoptProgram`.
#[derive(InputObject)]
pub struct AdoptProgramInput {
    /// Slug of a library program.
    pub slug: String,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `adoptProgram`.
#[derive(SimpleObject)]
pub struct AdoptProgramPayload {
    /// The organisation's copy.
    pub program: Program,
    /// Whether the organisation had it before; then nothing was written.
    pub already_adopted: bool,
}
