//! Cohorts with all that is selected below them, set-wise: a fixed number of statements, however
//! many cohorts and learners.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Lookahead;
use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::model::{self, Calendar, Learner, Standing};
use cohorts::policy::{self, BoardView, Relation};
use cohorts::queries;
use curriculum::Plan;
use database::{Connection, DatabaseError};
use futures::future::{try_join, try_join_all};
use kernel::{CohortId, Permission, ProgramVersionId};

use super::rows::BoardRows;
use super::types::{
    Board, BoardCell, BoardModule, BoardRow, Cohort, ModuleState, Pace, Person, Progress,
};
use crate::context::RequestContext;
use crate::curriculum::types::ProgramVersion;
use crate::curriculum::{self as programs, program_versions};
use crate::ids::id;
use crate::numbers::count;

/// Which parts below a cohort the client selected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    board: bool,
    learner_count: bool,
    program_version: Option<programs::Wanted>,
}

impl Wanted {
    /// From the selection at a field that gives cohorts.
    pub(super) fn below(cohorts: &Lookahead<'_>) -> Self {
        let version = cohorts.field("programVersion");
        Self {
            board: cohorts.field("board").exists(),
            learner_count: cohorts.field("learnerCount").exists(),
            program_version: version.exists().then(|| programs::Wanted::below(&version)),
        }
    }
}

/// A cohort that the asking person may see, and what they are to it.
pub(super) type Seen = (model::Cohort, Relation);

/// Builds cohorts in the order of their rows, one for each.
pub(super) async fn cohorts(
    connection: &mut Connection,
    request: &RequestContext,
    actor: &Actor,
    rows: Vec<Seen>,
    wanted: Wanted,
) -> Result<Vec<Cohort>, DatabaseError> {
    let counts = if wanted.learner_count {
        let ids: Vec<CohortId> = rows.iter().map(|(row, _)| row.id).collect();
        Some(queries::learner_counts(connection, actor.organization_id, &ids).await?)
    } else {
        None
    };
    let versions = versions(connection, actor, &rows, wanted).await?;
    let mut boards = if wanted.board {
        boards(connection, request, actor, &rows).await?
    } else {
        HashMap::new()
    };
    let learners = |id: CohortId| {
        // A cohort without learners has no row of its own.
        let found = counts.as_ref()?.get(&id).copied().unwrap_or(0);
        Some(count(found))
    };
    let cohort = |(row, relation): Seen| Cohort {
        id: id(row.id),
        current_week: i32::try_from(row.week(request.now)).unwrap_or(i32::MAX),
        viewer_can_enrol: actor.may(Permission::EnrolLearners),
        viewer_can_read_board: policy::board_view(actor.roles, relation) != BoardView::Counts,
        loaded_learner_count: learners(row.id),
        loaded_program_version: versions.get(&row.program_version_id).cloned(),
        loaded_board: boards.remove(&row.id),
        name: row.name,
        hope: row.hope,
        starts_on: row.starts_on,
        time_zone: row.time_zone,
        capacity: row.capacity,
        version: row.version,
    };
    Ok(rows.into_iter().map(cohort).collect())
}

/// The versions that the cohorts are pinned to; none where they are not selected.
async fn versions(
    connection: &mut Connection,
    actor: &Actor,
    rows: &[Seen],
    wanted: Wanted,
) -> Result<HashMap<ProgramVersionId, ProgramVersion>, DatabaseError> {
    let Some(below) = wanted.program_version else {
        return Ok(HashMap::new());
    };
    let mut ids: Vec<ProgramVersionId> =
        rows.iter().map(|(row, _)| row.program_version_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = curriculum::queries::versions(connection, actor.organization_id, &ids).await?;
    let keys: Vec<ProgramVersionId> = found.iter().map(|version| version.id).collect();
    let built = program_versions(connection, actor.organization_id, found, below).await?;
    Ok(keys.into_iter().zip(built).collect())
}

async fn boards(
    connection: &mut Connection,
    request: &RequestContext,
    actor: &Actor,
    rows: &[Seen],
) -> Result<HashMap<CohortId, Board>, DatabaseError> {
    let of_view = |view: BoardView| -> Vec<CohortId> {
        let seen = rows.iter().filter(|row| policy::board_view(actor.roles, row.1) == view);
        seen.map(|(row, _)| row.id).collect()
    };
    let views: Vec<(BoardView, Vec<CohortId>)> =
        [BoardView::All, BoardView::OwnPeople, BoardView::Own]
            .into_iter()
            .map(|view| (view, of_view(view)))
            .filter(|(_, ids)| !ids.is_empty())
            .collect();
    if views.is_empty() {
        return Ok(HashMap::new());
    }
    let shared = &*connection;
    let mut people = Vec::with_capacity(views.len());
    let mut progress = Vec::with_capacity(views.len());
    for (view, ids) in &views {
        people.push(queries::learners(shared, actor, ids, *view));
        progress.push(queries::seen_progress(shared, actor, ids, *view));
    }
    let (people, progress) = try_join(try_join_all(people), try_join_all(progress)).await?;
    let mut learners: HashMap<CohortId, Vec<Learner>> = HashMap::new();
    for learner in people.into_iter().flatten() {
        learners.entry(learner.cohort_id).or_default().push(learner);
    }
    let begun: queries::Begun = progress.into_iter().flatten().collect();
    let mut boards = HashMap::new();
    for (row, _) in rows {
        let plans = &request.services.plans;
        let plan = plans.get(connection, actor.organization_id, row.program_version_id).await?;
        if let Some(plan) = plan {
            let people = learners.remove(&row.id).unwrap_or_default();
            boards.insert(row.id, board(&plan, row, &people, &begun, request.now));
        }
    }
    Ok(boards)
}

fn board(
    plan: &Arc<Plan>,
    cohort: &model::Cohort,
    learners: &[Learner],
    begun: &queries::Begun,
    now: DateTime<Utc>,
) -> Board {
    let calendar = Calendar::of(plan, cohort);
    let rows = learners.iter().map(|learner| {
        let rows = begun.get(&learner.enrolment_id).map_or(&[][..], Vec::as_slice);
        let standing = Standing::with_calendar(plan, &calendar, rows, now);
        let (pace, behind_by) = Pace::of(standing.pace);
        BoardRow {
            enrolment_id: id(learner.enrolment_id),
            learner: Person::from(learner),
            progress: Progress::of(&standing),
            pace,
            behind_by,
            cells: standing
                .modules
                .iter()
                .map(|module| BoardCell {
                    state: ModuleState::from(module.state),
                    done: i32::from(module.done),
                    required: i32::from(module.required),
                })
                .collect(),
        }
    });
    let modules = plan.modules.iter().map(|module| BoardModule {
        id: id(module.id),
        code: module.code.clone(),
        title: module.title.clone(),
        week: i32::from(module.week),
    });
    Board { as_of: now, modules: modules.collect(), rows: BoardRows(rows.collect()) }
}
