//! Rows of the curriculum as the rest of the house sees them, and the plan of a version.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{AssignmentId, LessonId, ModuleId, ProgramId, ProgramVersionId, QuizId, RubricId};

/// Weeks in which a module may open, as table `module` takes them.
pub const MODULE_WEEKS: RangeInclusive<i16> = 0..=103;
/// Levels that a module may aim at, as table `module_competency` takes them.
pub const GAIN_LEVELS: RangeInclusive<i16> = 1..=5;
/// How many minutes a lesson may take, as table `lesson` takes them.
pub const LESSON_MINUTES: RangeInclusive<i32> = 1..=600;

/// A program as an organisation keeps it, over all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::program)]
pub struct Program {
    /// Its id.
    pub id: ProgramId,
    /// Its short name, unique in the organisation.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// One published version. Immutable.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::program_version)]
pub struct ProgramVersion {
    /// Its id; cohorts are pinned to it.
    pub id: ProgramVersionId,
    /// The program it belongs to.
    pub program_id: ProgramId,
    /// 1 for the first.
    pub number: i32,
    /// Which version of the competency framework its gains refer to.
    pub framework_version: i16,
    /// Title at that version.
    pub title: String,
    /// What it promises to those who complete it.
    pub promise: String,
    /// Whom it is for.
    pub audience: String,
    /// When it was published, UTC.
    pub published_at: DateTime<Utc>,
}

/// One week's module.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::module)]
pub struct Module {
    /// Its id.
    pub id: ModuleId,
    /// The version it belongs to.
    pub program_version_id: ProgramVersionId,
    /// Its code in the program: `M03`.
    pub code: String,
    /// The week of the run in which it opens; 0 is the first.
    pub week: i16,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub goal: String,
    /// What a learner can do after it, as a JSON list of texts.
    pub objectives: serde_json::Value,
    /// What a manager may ask or agree on in that week.
    pub manager_prompt: String,
}

/// "This module needs that one."
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::module_prerequisite)]
pub struct ModuleNeed {
    /// The later module.
    pub module_id: ModuleId,
    /// The one that must be completed before.
    pub needs_module_id: ModuleId,
}

/// "This module aims at that level."
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::module_competency)]
pub struct CompetencyGain {
    /// The module.
    pub module_id: ModuleId,
    /// The competency's code: `C04`.
    pub competency_code: String,
    /// The level aimed at, 1 to 5.
    pub level: i16,
}

/// One lesson.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::lesson)]
pub struct Lesson {
    /// Its id.
    pub id: LessonId,
    /// The module it belongs to.
    pub module_id: ModuleId,
    /// Its place in the module, from 1.
    pub position: i16,
    /// Its code: `M03-L1`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// `video`, `reading` or `activity`.
    pub kind: String,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// Whether the module asks for it.
    pub required: bool,
    /// Its text, Markdown.
    pub body: String,
}

/// One competency of the organisation's framework.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::competency)]
pub struct Competency {
    /// Its code: `C04`.
    pub code: String,
    /// The framework version.
    pub framework_version: i16,
    /// Its title.
    pub title: String,
    /// The group it stands in.
    pub domain: String,
    /// What somebody at level 1 to 5 does, as a JSON list of five texts.
    pub behaviours: serde_json::Value,
}

/// One grading scheme.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::rubric)]
pub struct Rubric {
    /// Its id.
    pub id: RubricId,
    /// The version it belongs to.
    pub program_version_id: ProgramVersionId,
    /// Its code: `R02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its criteria, a JSON list of `{key, title, weight, gate, descriptors}`.
    pub criteria: serde_json::Value,
}

/// A version reduced to what decides over states and progress, in the order of weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version.
    pub program_version_id: ProgramVersionId,
    /// Its title.
    pub program_title: String,
    /// Its modules by week, then code.
    pub modules: Vec<PlannedModule>,
}

/// A module within a [`Plan`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedModule {
    /// Its id.
    pub id: ModuleId,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The week in which it opens.
    pub week: i16,
    /// What a manager may ask in that week.
    pub manager_prompt: String,
    /// Positions in [`Plan::modules`] of the modules it needs.
    pub needs: Vec<usize>,
    /// Its lessons by position.
    pub lessons: Vec<PlannedLesson>,
    /// How many of them are required.
    pub required_lessons: i16,
    /// Its quiz, if it has one that is written.
    pub quiz: Option<PlannedQuiz>,
    /// Its assignment, if it has one.
    pub assignment: Option<PlannedAssignment>,
}

/// A written quiz within a [`Plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::quiz)]
pub struct PlannedQuiz {
    /// Its id.
    pub id: QuizId,
    /// How many items it has.
    #[diesel(column_name = item_count)]
    pub items: i16,
}

impl PlannedQuiz {
    /// How long it takes, minutes: one and a half for each item (domain guide 3).
    pub fn minutes(self) -> i32 {
        (i32::from(self.items) * 3 + 1) / 2
    }
}

/// An assignment within a [`Plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::assignment)]
pub struct PlannedAssignment {
    /// Its id.
    pub id: AssignmentId,
    /// How long it takes, minutes.
    pub minutes: i32,
}

impl PlannedModule {
    /// The items that count for progress: required lessons, the quiz, the assignment.
    pub fn required_items(&self) -> i16 {
        self.required_lessons
            + i16::from(self.quiz.is_some())
            + i16::from(self.assignment.is_some())
    }
}

/// A lesson within a [`Plan`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLesson {
    /// Its id.
    pub id: LessonId,
    /// Its title.
    pub title: String,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// Whether the module asks for it.
    pub required: bool,
}

impl Plan {
    /// Puts a plan together from the rows of one version.
    pub fn new(
        version: &ProgramVersion,
        modules: Vec<Module>,
        needs: &[ModuleNeed],
        lessons: &[LessonRow],
        quizzes: &HashMap<ModuleId, PlannedQuiz>,
        assignments: &HashMap<ModuleId, PlannedAssignment>,
    ) -> Self {
        let mut modules = modules;
        modules.sort_by(|left, right| (left.week, &left.code).cmp(&(right.week, &right.code)));
        let position: HashMap<ModuleId, usize> =
            modules.iter().enumerate().map(|(index, module)| (module.id, index)).collect();
        let planned = modules.iter().map(|module| {
            let lessons: Vec<PlannedLesson> = lessons
                .iter()
                .filter(|lesson| lesson.module_id == module.id)
                .map(|lesson| PlannedLesson {
                    id: lesson.id,
                    title: lesson.title.clone(),
                    minutes: lesson.minutes,
                    required: lesson.required,
                })
                .collect();
            let required = lessons.iter().filter(|lesson| lesson.required).count();
            PlannedModule {
                id: module.id,
                code: module.code.clone(),
                title: module.title.clone(),
                week: module.week,
                manager_prompt: module.manager_prompt.clone(),
                needs: needs
                    .iter()
                    .filter(|need| need.module_id == module.id)
                    .filter_map(|need| position.get(&need.needs_module_id).copied())
                    .collect(),
                required_lessons: i16::try_from(required).unwrap_or(i16::MAX),
                quiz: quizzes.get(&module.id).copied(),
                assignment: assignments.get(&module.id).copied(),
                lessons,
            }
        });
        Self {
            program_version_id: version.id,
            program_title: version.title.clone(),
            modules: planned.collect(),
        }
    }

    /// Items that count for progress, over all modules.
    pub fn required_items(&self) -> i32 {
        self.modules.iter().map(|module| i32::from(module.required_items())).sum()
    }

    /// How many calendar weeks a run takes, the first being week 0.
    pub fn weeks(&self) -> i32 {
        self.modules.iter().map(|module| i32::from(module.week) + 1).max().unwrap_or(0)
    }

    /// The module of that id, with its position.
    pub fn module(&self, id: ModuleId) -> Option<(usize, &PlannedModule)> {
        self.modules.iter().enumerate().find(|(_, module)| module.id == id)
    }

    /// The module and lesson of that lesson id.
    pub fn lesson(&self, id: LessonId) -> Option<(usize, &PlannedModule, &PlannedLesson)> {
        self.modules.iter().enumerate().find_map(|(index, module)| {
            module
                .lessons
                .iter()
                .find(|lesson| lesson.id == id)
                .map(|lesson| (index, module, lesson))
        })
    }
}

/// The part of a lesson that a plan needs: without its text.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::lesson)]
pub struct LessonRow {
    /// Its id.
    pub id: LessonId,
    /// The module it belongs to.
    pub module_id: ModuleId,
    /// Its title.
    pub title: String,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// Whether the module asks for it.
    pub required: bool,
}
