use assessments::model::gradebook::{Cell, Row, WorkState};
use assessments::model::rubric::score_text;
use assessments::policy::COUNTED_FROM;
use assessments::queries::gradebook::{Counts, Gradebook as Book, PassStates};
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use curriculum::Plan;

use super::rows::GradebookRows;
use crate::cohorts::types::{BoardModule, ModuleState, Person};
use crate::ids::id;
use crate::numbers::count;

/// The marks of a cohort: every learner against every module. For facilitators of the cohort.
#[derive(SimpleObject)]
pub struct Gradebook {
    /// The moment that it shows, UTC.
    pub as_of: DateTime<Utc>,
    /// The columns: modules by week.
    pub modules: Vec<BoardModule>,
    /// The rows: learners by name.
    pub rows: GradebookRows,
}

/// One learner of a gradebook.
#[derive(SimpleObject)]
pub struct GradebookRow {
    /// The learner's enrolment.
    pub enrolment_id: ID,
    /// The learner.
    pub learner: Person,
    /// One per column, in the order of `Gradebook.modules`.
    pub cells: Vec<GradebookCell>,
}

/// One learner and one module.
#[derive(SimpleObject)]
pub struct GradebookCell {
    /// The state of the module, as boards show it.
    pub state: ModuleState,
    /// The best try of the quiz, whole percent rounded down; null without a scored try.
    pub quiz_best: Option<i32>,
    /// The first try of the quiz, whole percent rounded down; null without a scored try.
    pub quiz_first: Option<i32>,
    /// Where the work for the assignment stands; null for a module without one.
    pub work: Option<WorkStanding>,
    /// The score of the latest version whose result stands, points of 100 with two decimals.
    pub score: Option<String>,
    /// Whether the assignment is passed.
    pub passed: bool,
    /// Whether the latest version was handed in after its week.
    pub late: bool,
    /// How many versions were handed in and not withdrawn.
    pub versions: i32,
}

/// Where a learner's work for one assignment stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "WorkState")]
pub enum WorkStanding {
    /// Nothing is handed in, or it was withdrawn.
    NotHandedIn,
    /// The latest version waits for its graders.
    Waiting,
    /// The latest version is graded and not passed.
    NotPassed,
    /// The assignment is passed.
    Passed,
}

impl Gradebook {
    pub(super) fn new(book: Book, now: DateTime<Utc>) -> Self {
        let rows = book.rows.iter().map(GradebookRow::from).collect();
        Self { as_of: now, modules: modules(&book.plan), rows: GradebookRows(rows) }
    }
}

fn modules(plan: &Plan) -> Vec<BoardModule> {
    let module = |module: &curriculum::PlannedModule| BoardModule {
        id: id(module.id),
        code: module.code.clone(),
        title: module.title.clone(),
        week: i32::from(module.week),
    };
    plan.modules.iter().map(module).collect()
}

impl From<&Row> for GradebookRow {
    fn from(row: &Row) -> Self {
        Self {
            enrolment_id: id(row.learner.enrolment_id),
            learner: Person::from(&row.learner),
            cells: row.cells.iter().map(GradebookCell::from).collect(),
        }
    }
}

impl From<&Cell> for GradebookCell {
    fn from(cell: &Cell) -> Self {
        Self {
            state: ModuleState::from(cell.state),
            quiz_best: cell.quiz_best,
            quiz_first: cell.quiz_first,
            work: cell.work.map(WorkStanding::from),
            score: cell.thirds.map(|thirds| score_text(thirds.into())),
            passed: cell.work == Some(WorkState::Passed),
            late: cell.is_late,
            versions: i32::from(cell.versions),
        }
    }
}

/// Which assignments one of one's own people has passed. For their manager: nothing of marks, nor of
/// how often they tried.
#[derive(SimpleObject)]
pub struct LearnerPassStates {
    /// The learner.
    pub learner: Person,
    /// One per assignment, by week.
    pub assignments: Vec<PassState>,
}

/// Whether the assignment of a module is passed.
#[derive(SimpleObject)]
pub struct PassState {
    /// The module's id.
    pub module_id: ID,
    /// The module's code.
    pub module_code: String,
    /// The module's title.
    pub module_title: String,
    /// Whether its assignment is passed.
    pub passed: bool,
}

impl LearnerPassStates {
    pub(super) fn new(plan: &Plan, states: PassStates) -> Self {
        let assignments = states.passed.iter().filter_map(|(index, passed)| {
            let module = plan.modules.get(*index)?;
            Some(PassState {
                module_id: id(module.id),
                module_code: module.code.clone(),
                module_title: module.title.clone(),
                passed: *passed,
            })
        });
        Self {
            assignments: assignments.collect(),
            learner: Person { id: id(states.member_id), name: states.name, unit: states.unit },
        }
    }
}

/// How far a cohort is, in counts over all its learners and from five learners up. For sponsors and
/// admins.
#[derive(SimpleObject)]
pub struct CohortCounts {
    /// Learners; null under five.
    pub learners: Option<i32>,
    /// Modules completed, over all learners; null under five learners.
    pub completed_modules: Option<i32>,
    /// Assignments passed, over all learners; null under five learners.
    pub passed_assignments: Option<i32>,
    /// Assignments whose work waits for a grader, over all learners; null under five learners.
    pub waiting_assignments: Option<i32>,
    /// Why the counts are null, if they are.
    pub hidden_because: Option<String>,
}

impl From<Counts> for CohortCounts {
    fn from(counts: Counts) -> Self {
        let is_told = counts.learners >= COUNTED_FROM;
        let told = |number: usize| is_told.then(|| count(number));
        Self {
            learners: told(usize::try_from(counts.learners).unwrap_or(usize::MAX)),
            completed_modules: told(counts.completed_modules),
            passed_assignments: told(counts.passed_assignments),
            waiting_assignments: told(counts.waiting_assignments),
            hidden_because: (!is_told).then(|| {
                format!(
                    "counts are told from {COUNTED_FROM} learners up, so that they speak of nobody"
                )
            }),
        }
    }
}
