//! Questions, and sample pieces of work, with what only graders and reviews may show: plain data.

use serde::Deserialize;

/// One question of a quiz or a diagnostic, with its key.
#[derive(Debug, Clone)]
pub struct LibraryItem {
    /// Code such as `M01-Q1`.
    pub code: String,
    /// Code of the competency that it asks about.
    pub competency: String,
    /// What is asked, in Markdown.
    pub stem: String,
    /// In a diagnostic: whether it asks for knowledge or puts before a situation.
    pub part: Option<ItemPart>,
    /// Whether it stands in every form of the diagnostic, so that forms can be compared.
    pub anchor: bool,
    /// What is to be chosen, counted, ordered or written, and what is right.
    pub question: Question,
}

/// Which half of a diagnostic's blueprint an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemPart {
    /// Tells a concept from those that look like it.
    Knowledge,
    /// Decides in a situation.
    Scenario,
}

impl ItemPart {
    /// The word that stands in files and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Scenario => "scenario",
        }
    }
}

/// The kinds of question and their keys.
#[derive(Debug, Clone)]
pub enum Question {
    /// One option is right.
    Single(Vec<ItemOption>),
    /// Some options are right, at least one is not.
    Multiple(Vec<ItemOption>),
    /// A number within a tolerance.
    Numeric {
        /// The right number, as decimal text.
        answer: String,
        /// By how much an answer may differ.
        tolerance: String,
        /// What is counted.
        unit: Option<String>,
        /// How one gets there.
        reason: String,
    },
    /// Steps in the right order.
    Ordering(Vec<ItemStep>),
    /// Pairs that belong together.
    Matching(Vec<ItemPair>),
    /// A few sentences that people grade.
    ShortText {
        /// Most points, 1 to 10.
        points: i16,
        /// What earns them.
        guidance: String,
        /// A model answer.
        reason: String,
    },
}

/// One option to choose.
#[derive(Debug, Clone)]
pub struct ItemOption {
    /// The option.
    pub text: String,
    /// Whether it is right.
    pub right: bool,
    /// Why.
    pub reason: String,
}

/// One step of an order.
#[derive(Debug, Clone)]
pub struct ItemStep {
    /// The step.
    pub text: String,
    /// Why it stands at its place.
    pub reason: String,
}

/// Two things that belong together.
#[derive(Debug, Clone)]
pub struct ItemPair {
    /// What stands.
    pub left: String,
    /// What is put to it.
    pub right: String,
    /// Why they belong together.
    pub reason: String,
}

/// One sitting that asks about all competencies.
#[derive(Debug, Clone)]
pub struct LibraryDiagnostic {
    /// Which form: A at the start, B at the end, C ninety days after.
    pub form: String,
    /// How long a sitting may take, in minutes.
    pub minutes: i32,
    /// Its questions.
    pub items: Vec<LibraryItem>,
}

/// A piece of work that was graded in advance, for graders to compare themselves with.
#[derive(Debug, Clone)]
pub struct LibrarySample {
    /// Code such as `A01-S1`.
    pub code: String,
    /// Code of the assignment.
    pub assignment: String,
    /// Title for people.
    pub title: String,
    /// The kind of organisation that it comes from.
    pub setting: String,
    /// The piece, in Markdown.
    pub work: String,
    /// The step of each criterion of the assignment's rubric, in its order.
    pub key: Vec<SampleStep>,
}

/// The step that one criterion of a sample piece has, and why.
#[derive(Debug, Clone)]
pub struct SampleStep {
    /// Key of the criterion.
    pub criterion: String,
    /// 1 not yet, 2 partly, 3 solid, 4 strong.
    pub step: i16,
    /// What earns this step and what keeps from the next.
    pub why: String,
}
