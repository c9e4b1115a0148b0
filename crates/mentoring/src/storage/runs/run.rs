//! Runs: begun, carried on, ended.

use chrono::{DateTime, Utc};
use database::schema::{matching_cycle, matching_run};
use database::{Connection, DatabaseError};
use diesel::dsl::max;
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId, RunId};
use serde_json::Value;

use crate::model::lists::Cycle;
use crate::model::runs::{Phase, Run, RunState};

const UNFINISHED: [&str; 2] = [RunState::Queued.as_str(), RunState::Running.as_str()];

/// Locks a cycle, so that nothing is started, ruled or published in it at the same time.
pub(crate) async fn lock_cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CycleId,
) -> Result<Option<Cycle>, DatabaseError> {
    Ok(matching_cycle::table
        .filter(matching_cycle::organization_id.eq(organization))
        .filter(matching_cycle::id.eq(id))
        .select(Cycle::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Locks a run.
pub(crate) async fn lock_run(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
) -> Result<Option<Run>, DatabaseError> {
    Ok(matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::id.eq(id))
        .select(Run::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// The run of a cycle that waits or runs.
pub(crate) async fn unfinished_run(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
) -> Result<Option<RunId>, DatabaseError> {
    Ok(matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::cycle_id.eq(cycle))
        .filter(matching_run::state.eq_any(UNFINISHED))
        .select(matching_run::id)
        .first(connection)
        .await
        .optional()?)
}

/// A run that was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewRun {
    pub(crate) id: RunId,
    pub(crate) cycle_id: CycleId,
    pub(crate) only_learner_id: Option<MemberId>,
    pub(crate) objective: &'static str,
    pub(crate) seed: i64,
    pub(crate) weights_version: i32,
    pub(crate) started_by: MemberId,
}

/// Adds a run and gives its number; the caller holds the lock of the cycle, so it is the next one.
pub(crate) async fn insert_run(
    connection: &mut Connection,
    organization: OrganizationId,
    new: NewRun,
    now: DateTime<Utc>,
) -> Result<i32, DatabaseError> {
    let last: Option<i32> = matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::cycle_id.eq(new.cycle_id))
        .select(max(matching_run::number))
        .first(connection)
        .await?;
    let number = last.unwrap_or(0) + 1;
    diesel::insert_into(matching_run::table)
        .values((
            matching_run::organization_id.eq(organization),
            matching_run::id.eq(new.id),
            matching_run::cycle_id.eq(new.cycle_id),
            matching_run::number.eq(number),
            matching_run::only_learner_id.eq(new.only_learner_id),
            matching_run::objective.eq(new.objective),
            matching_run::state.eq(RunState::Queued.as_str()),
            matching_run::phase.eq(Phase::Queued.as_str()),
            matching_run::progress.eq(Phase::Queued.progress()),
            matching_run::seed.eq(new.seed),
            matching_run::weights_version.eq(new.weights_version),
            matching_run::started_by.eq(new.started_by),
            matching_run::queued_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(number)
}

/// Lets a run begin, or begin again after its worker died; `None` if it is over or not there.
pub(crate) async fn begin(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
    now: DateTime<Utc>,
) -> Result<Option<Run>, DatabaseError> {
    let Some(run) = lock_run(connection, organization, id).await? else { return Ok(None) };
    if !UNFINISHED.contains(&run.state.as_str()) {
        return Ok(None);
    }
    Ok(Some(
        diesel::update(
            matching_run::table
                .filter(matching_run::organization_id.eq(organization))
                .filter(matching_run::id.eq(id)),
        )
        .set((
            matching_run::state.eq(RunState::Running.as_str()),
            matching_run::phase.eq(Phase::Reading.as_str()),
            matching_run::progress.eq(Phase::Reading.progress()),
            matching_run::begun_at.eq(run.begun_at.unwrap_or(now)),
        ))
        .returning(Run::as_returning())
        .get_result(connection)
        .await?,
    ))
}

/// Says what a run is at.
pub(crate) async fn set_phase(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
    phase: Phase,
) -> Result<(), DatabaseError> {
    diesel::update(
        matching_run::table
            .filter(matching_run::organization_id.eq(organization))
            .filter(matching_run::id.eq(id))
            .filter(matching_run::state.eq(RunState::Running.as_str())),
    )
    .set((matching_run::phase.eq(phase.as_str()), matching_run::progress.eq(phase.progress())))
    .execute(connection)
    .await?;
    Ok(())
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) weights_version: i32,
    pub(crate) engine_version: &'static str,
    pub(crate) inputs_hash: Vec<u8>,
    pub(crate) learners: i32,
    pub(crate) mentors: i32,
    pub(crate) places: i32,
    pub(crate) matched: i32,
    pub(crate) score_floor: Option<i16>,
    pub(crate) score_sum: i64,
    pub(crate) blocking_pairs: i32,
    pub(crate) proof: Value,
}

/// Ends a run that the caller has locked, with what it came to.
pub(crate) async fn finish(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
    done: Finished,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::update(
        matching_run::table
            .filter(matching_run::organization_id.eq(organization))
            .filter(matching_run::id.eq(id)),
    )
    .set((
        matching_run::state.eq(RunState::Done.as_str()),
        matching_run::phase.eq(Phase::Done.as_str()),
        matching_run::progress.eq(Phase::Done.progress()),
        matching_run::weights_version.eq(done.weights_version),
        matching_run::engine_version.eq(done.engine_version),
        matching_run::inputs_hash.eq(done.inputs_hash),
        matching_run::learners.eq(done.learners),
        matching_run::mentors.eq(done.mentors),
        matching_run::places.eq(done.places),
        matching_run::matched.eq(done.matched),
        matching_run::score_floor.eq(done.score_floor),
        matching_run::score_sum.eq(done.score_sum),
        matching_run::blocking_pairs.eq(done.blocking_pairs),
        matching_run::certificate.eq(done.proof),
        matching_run::ended_at.eq(now),
    ))
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a run without drafts; one that is over stays as it is.
pub(crate) async fn fail(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
    why: &str,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::update(
        matching_run::table
            .filter(matching_run::organization_id.eq(organization))
            .filter(matching_run::id.eq(id))
            .filter(matching_run::state.eq_any(UNFINISHED)),
    )
    .set((
        matching_run::state.eq(RunState::Failed.as_str()),
        matching_run::failure.eq(why),
        matching_run::ended_at.eq(now),
    ))
    .execute(connection)
    .await?;
    Ok(())
}
