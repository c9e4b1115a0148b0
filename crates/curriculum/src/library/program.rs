//! A built-in program, read and checked: plain data.

use serde::{Deserialize, Serialize};

use super::item::{LibraryDiagnostic, LibraryItem, LibrarySample};

/// A program as it ships.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryProgram {
    /// Stable name for addresses.
    pub slug: String,
    /// Title for people.
    pub title: String,
    /// What the program promises.
    pub promise: String,
    /// For whom it is.
    pub audience: String,
    /// How many people a cohort and its groups hold.
    pub cohort_size: CohortSize,
    /// The shape of a week.
    pub rhythm: Rhythm,
    /// Code of the assignment without which the program is not completed.
    pub capstone: String,
    /// Modules by week, then code.
    pub modules: Vec<LibraryModule>,
    /// Assignments in the order of their modules.
    pub assignments: Vec<LibraryAssignment>,
    /// Rubrics in the order of their modules.
    pub rubrics: Vec<LibraryRubric>,
    /// Sessions for leaders, mentors and managers.
    pub tracks: Vec<Track>,
    /// Checks after the last week.
    pub follow_ups: Vec<FollowUp>,
    /// Sittings that ask about all competencies, by form. Never written with the rest: they hold
    /// keys.
    #[serde(skip)]
    pub diagnostics: Vec<LibraryDiagnostic>,
    /// Sample pieces for graders, with their keys.
    #[serde(skip)]
    pub samples: Vec<LibrarySample>,
}

/// How many people a cohort and its groups hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortSize {
    /// Fewest learners.
    pub minimum: i16,
    /// Most learners.
    pub maximum: i16,
    /// Fewest learners in a group.
    pub group_minimum: i16,
    /// Most learners in a group.
    pub group_maximum: i16,
    /// Most learners for one facilitator.
    pub learners_per_facilitator: i16,
    /// Most mentees for one mentor.
    pub mentees_per_mentor: i16,
}

/// The shape of a week.
#[derive(Debug, Clone, Serialize)]
pub struct Rhythm {
    /// A normal week in words.
    pub summary: String,
    /// Weeks in which a mentor session is due.
    pub mentor_session_weeks: Vec<i16>,
    /// Length of a mentor session in minutes.
    pub mentor_session_minutes: i32,
}

/// One module.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryModule {
    /// Code such as `M01`.
    pub code: String,
    /// Week of the run, 0 for the first.
    pub week: i16,
    /// Title for people.
    pub title: String,
    /// The module's goal in one sentence.
    pub goal: String,
    /// What a learner can do afterwards.
    pub objectives: Vec<String>,
    /// Competency levels that the module aims at.
    pub gains: Vec<CompetencyGain>,
    /// Codes of the modules that must be completed before.
    pub needs: Vec<String>,
    /// The live session.
    pub workshop: Option<Workshop>,
    /// Lessons in order.
    pub lessons: Vec<LibraryLesson>,
    /// Number of quiz items, if there is a quiz.
    pub quiz_items: Option<i16>,
    /// The items, with their keys; empty while the quiz is not written yet.
    #[serde(skip)]
    pub quiz: Vec<LibraryItem>,
    /// Diagnostic work, if there is any.
    pub diagnostic: Option<String>,
    /// What verified prior practice may waive.
    pub waiver: Option<Waiver>,
    /// Code of the graded assignment, if there is one.
    pub assignment: Option<String>,
    /// Evidence that the module adds to the portfolio.
    pub evidence: Option<String>,
    /// What the manager is prompted to ask or do.
    pub manager_prompt: String,
    /// Number of seed cards for spaced recall.
    pub cards: i16,
}

/// A competency level that a module aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompetencyGain {
    /// Code of the competency.
    pub competency: String,
    /// Level aimed at, 1 to 5.
    pub level: i16,
}

/// A live session.
#[derive(Debug, Clone, Serialize)]
pub struct Workshop {
    /// Title for people.
    pub title: String,
    /// Length in minutes.
    pub minutes: i32,
    /// Points in order.
    pub agenda: Vec<String>,
}

/// One lesson.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryLesson {
    /// Code such as `M01-L1`.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// How it is taken in.
    pub kind: LessonKind,
    /// Length in minutes.
    pub minutes: i32,
    /// Whether the module asks for it.
    pub required: bool,
    /// The teaching text, in Markdown.
    pub body: String,
}

/// How a lesson is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LessonKind {
    /// Watched.
    Video,
    /// Read.
    Reading,
    /// Done.
    Activity,
}

impl LessonKind {
    /// The word that stands in files and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Reading => "reading",
            Self::Activity => "activity",
        }
    }
}

/// What verified prior practice may waive.
#[derive(Debug, Clone, Serialize)]
pub struct Waiver {
    /// Code of the competency that counts.
    pub competency: String,
    /// Attested level from which on it counts.
    pub level: i16,
    /// Codes of the waived lessons.
    pub lessons: Vec<String>,
    /// Number of waived quiz items.
    pub quiz_items: i16,
}

/// A graded piece of work.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryAssignment {
    /// Code such as `A01`.
    pub code: String,
    /// Code of the module to which it belongs.
    pub module: String,
    /// Title for people.
    pub title: String,
    /// What to do and what matters.
    pub brief: String,
    /// What is handed in.
    pub deliverables: Vec<String>,
    /// Expected work in minutes.
    pub minutes: i32,
    /// Code of the rubric.
    pub rubric: String,
    /// Who reviews it.
    pub review: Review,
}

/// Who reviews an assignment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Whether the outcome-statement check looks at it first.
    pub automatic_check: bool,
    /// Number of peers; their marks are advice and never decide alone.
    pub peers: i16,
    /// Whether the mentor reviews it.
    pub mentor: bool,
    /// Whether a facilitator grades it.
    pub facilitator: bool,
    /// Number of people on a panel from outside the reporting line; 0 for none.
    pub panel: i16,
    /// Whether two graders grade it without seeing each other's grades.
    pub double_graded: bool,
}

/// A rubric.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryRubric {
    /// Code such as `R01`.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Criteria; their weights add up to 100.
    pub criteria: Vec<Criterion>,
}

/// One criterion of a rubric.
#[derive(Debug, Clone, Serialize)]
pub struct Criterion {
    /// Stable name within the rubric.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Code of the competency that it shows.
    pub competency: String,
    /// Weight in percent.
    pub weight: i16,
    /// Whether 3 or more is needed to pass.
    pub gate: bool,
    /// What 1 (not yet), 2 (partly), 3 (solid) and 4 (strong) look like.
    pub descriptors: [String; 4],
}

/// Sessions for one audience beside the learners.
#[derive(Debug, Clone, Serialize)]
pub struct Track {
    /// `leaders`, `mentors` or `managers`.
    pub audience: TrackAudience,
    /// What the track is for.
    pub purpose: String,
    /// Sessions in order.
    pub sessions: Vec<TrackSession>,
}

/// For whom a track is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackAudience {
    /// Sponsors and other leaders.
    Leaders,
    /// Mentors.
    Mentors,
    /// Managers of learners.
    Managers,
}

/// One session of a track.
#[derive(Debug, Clone, Serialize)]
pub struct TrackSession {
    /// Code such as `LD1`.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Length in minutes.
    pub minutes: i32,
    /// What it should lead to.
    pub result: String,
}

/// A check after the last week.
#[derive(Debug, Clone, Serialize)]
pub struct FollowUp {
    /// Code such as `F01`.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Code of the module or follow-up that comes before it.
    pub after: String,
    /// Days after the end of the run.
    pub day: i16,
    /// What is done.
    pub tasks: Vec<String>,
}
