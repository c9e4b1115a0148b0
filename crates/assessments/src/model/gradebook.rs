//! The marks of a cohort: every learner against every module of the plan.

use std::collections::HashMap;

use cohorts::model::{Calendar, Learner, ModuleProgress, ModuleState, Standing};
use curriculum::{Plan, PlannedModule};
use kernel::{AssignmentId, QuizId};

use super::attempt::Tally;
use super::rubric::score_text;

/// Where a learner's work for one assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkState {
    /// Nothing is handed in, or it was withdrawn.
    NotHandedIn,
    /// The latest version waits for its graders.
    Waiting,
    /// The latest version is graded and not passed.
    NotPassed,
    /// The assignment is passed.
    Passed,
}

impl WorkState {
    /// The word that stands in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotHandedIn => "not handed in",
            Self::Waiting => "waiting for a grader",
            Self::NotPassed => "not passed yet",
            Self::Passed => "passed",
        }
    }
}

/// What is known of a learner's work for one assignment; none where nothing was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Whether the latest version that was not withdrawn waits for graders.
    pub waits: bool,
    /// Whether a version passed.
    pub is_passed: bool,
    /// The score of the latest decided version, in thirds of a point; none before the first.
    pub thirds: Option<i16>,
    /// Whether the latest version was late.
    pub is_late: bool,
    /// How many versions were handed in and not withdrawn.
    pub versions: i16,
}

/// The marks of one learner as they are kept.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Scored tries by quiz, with their number; in no order.
    pub tries: HashMap<QuizId, Vec<(i16, Tally)>>,
    /// Work by assignment.
    pub works: HashMap<AssignmentId, Work>,
}

/// One learner and one module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The state of the module.
    pub state: ModuleState,
    /// The best try of its quiz, whole percent rounded down; none without a quiz or a scored try.
    pub quiz_best: Option<i32>,
    /// The first try of its quiz, likewise.
    pub quiz_first: Option<i32>,
    /// Where the work for its assignment stands; none for a module without one.
    pub work: Option<WorkState>,
    /// The score of the latest decided version, in thirds of a point.
    pub thirds: Option<i16>,
    /// Whether the latest version was handed in late.
    pub is_late: bool,
    /// How many versions were handed in.
    pub versions: i16,
}

/// One learner against every module.
#[derive(Debug, Clone)]
pub struct Row {
    /// The learner.
    pub learner: Learner,
    /// One per module of the plan, in its order.
    pub cells: Vec<Cell>,
}

/// The row of one learner, from the marks and the standing that boards show too.
pub fn row(
    plan: &Plan,
    calendar: &Calendar,
    learner: Learner,
    begun: &[ModuleProgress],
    marks: &Marks,
    now: chrono::DateTime<chrono::Utc>,
) -> Row {
    let standing = Standing::with_calendar(plan, calendar, begun, now);
    let modules = plan.modules.iter().zip(&standing.modules);
    let cells = modules.map(|(module, standing)| cell(module, standing.state, marks)).collect();
    Row { learner, cells }
}

fn cell(module: &PlannedModule, state: ModuleState, marks: &Marks) -> Cell {
    let tries =
        module.quiz.and_then(|quiz| marks.tries.get(&quiz.id)).map_or(&[][..], Vec::as_slice);
    let percent = |tally: &Tally| tally.percent_basis_points().map(|points| points / 100);
    let first = tries.iter().min_by_key(|(number, _)| *number);
    let work = module.assignment.and_then(|assignment| marks.works.get(&assignment.id));
    Cell {
        state,
        quiz_best: tries.iter().filter_map(|(_, tally)| percent(tally)).max(),
        quiz_first: first.and_then(|(_, tally)| percent(tally)),
        work: module.assignment.map(|_| state_of(work)),
        thirds: work.and_then(|work| work.thirds),
        is_late: work.is_some_and(|work| work.is_late),
        versions: work.map_or(0, |work| work.versions),
    }
}

fn state_of(work: Option<&Work>) -> WorkState {
    match work {
        None => WorkState::NotHandedIn,
        Some(work) if work.is_passed => WorkState::Passed,
        Some(work) if work.waits => WorkState::Waiting,
        Some(_) => WorkState::NotPassed,
    }
}

/// The gradebook as CSV: a line per learner, six columns per module, lines ending in CR and LF. No
/// cell begins with what a spreadsheet takes for a formula.
pub fn csv(plan: &Plan, rows: &[Row]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let columns = ["state", "quiz best %", "quiz first %", "work", "score", "late"];
    let heads = plan
        .modules
        .iter()
        .flat_map(|module| columns.map(|column| format!("{} {column}", module.code)));
    let header = ["learner".to_owned(), "unit".to_owned()].into_iter().chain(heads);
    // A vector takes whatever is written to it, and every line has as many cells as the first.
    let _ = writer.write_record(header.map(harmless));
    for row in rows {
        let unit = row.learner.unit.clone().unwrap_or_default();
        let person = [row.learner.name.clone(), unit];
        let cells = person.into_iter().chain(row.cells.iter().flat_map(texts));
        let _ = writer.write_record(cells.map(harmless));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn texts(cell: &Cell) -> [String; 6] {
    let number = |value: Option<i32>| value.map_or_else(String::new, |value| value.to_string());
    let state = match cell.state {
        ModuleState::Locked => "locked",
        ModuleState::Open => "open",
        ModuleState::InProgress => "in progress",
        ModuleState::Submitted => "submitted",
        ModuleState::Completed => "completed",
    };
    [
        state.to_owned(),
        number(cell.quiz_best),
        number(cell.quiz_first),
        cell.work.map_or("", WorkState::as_str).to_owned(),
        cell.thirds.map_or_else(String::new, |thirds| score_text(thirds.into())),
        if cell.is_late { "late" } else { "" }.to_owned(),
    ]
}

/// A cell that no spreadsheet takes for a formula: an apostrophe stands before what could be one.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_nothing_else() {
        for cell in ["=1+1", "+48 22", "-2", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["", "Ana", "63.33", "a=b", "Żaneta", "'=1"] {
            assert_eq!(harmless(cell.to_owned()), cell);
        }
    }

    #[test]
    fn a_pass_stays_whatever_is_handed_in_after_it() {
        let work = Work { waits: true, is_passed: true, thirds: None, is_late: false, versions: 2 };
        assert_eq!(state_of(Some(&work)), WorkState::Passed);
        assert_eq!(state_of(Some(&Work { is_passed: false, ..work })), WorkState::Waiting);
        let graded = Work { is_passed: false, waits: false, ..work };
        assert_eq!(state_of(Some(&graded)), WorkState::NotPassed);
        assert_eq!(state_of(None), WorkState::NotHandedIn);
    }
}
