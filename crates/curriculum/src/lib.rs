//! What is taught: competencies, programs and their versions, modules, lessons, prerequisites,
//! rubrics; and the library of programs that ships with the product.
//!
//! Owns the tenant tables `competency`, `program`, `program_version`, `module`,
//! `module_prerequisite`, `module_competency`, `lesson`, `rubric`, `assignment`, `quiz`, `item`,
//! `item_key`, `sample`. A version is written once, whole,
//! and never changed: the role of requests holds no UPDATE on anything below a program, which is
//! why a [`Plan`] may be kept in memory.

pub mod actions;
mod error;
pub mod item;
pub mod library;
mod model;
mod plans;
pub mod queries;
mod storage;

pub use error::CurriculumError;
pub use model::{
    Competency, CompetencyGain, GAIN_LEVELS, LESSON_MINUTES, Lesson, LessonRow, MODULE_WEEKS,
    Module, ModuleNeed, Plan, PlannedAssignment, PlannedLesson, PlannedModule, PlannedQuiz,
    Program, ProgramVersion, Rubric,
};
pub use plans::Plans;
