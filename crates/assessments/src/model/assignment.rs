//! What is to be handed in.

use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{AssignmentId, ModuleId, ProgramVersionId, RubricId};
use serde_json::Value;

/// A piece of work that a module asks for. It never changes.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::assignment)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The program version that it belongs to.
    pub program_version_id: ProgramVersionId,
    /// The module that asks for it.
    pub module_id: ModuleId,
    /// What it is graded by.
    pub rubric_id: RubricId,
    /// Its code: `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do, Markdown.
    pub brief: String,
    /// What is handed in, a JSON list of texts.
    pub deliverables: Value,
    /// How long it takes, minutes.
    pub minutes: i32,
    /// How many peers read each piece.
    pub peers: i16,
    /// Whether two graders grade each piece. Learners are not told.
    pub is_double_graded: bool,
}
