//! Matching cycles.

use chrono::{DateTime, Utc};
use database::schema::{cohort, matching_cycle, matching_cycle_cohort, program_version};
use database::{Connection, DatabaseError};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, CycleId, MemberId, OrganizationId, ProgramId};

use crate::model::lists::{CycleDraft, CycleState};

/// Opens a cycle with its cohorts.
pub(crate) async fn insert_cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, draft): (CycleId, &CycleDraft),
    opened_by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use matching_cycle as c;
    diesel::insert_into(c::table)
        .values((
            c::organization_id.eq(organization),
            c::id.eq(id),
            c::program_id.eq(draft.program_id),
            c::name.eq(draft.name.trim()),
            c::state.eq(CycleState::Open.as_str()),
            c::ranks_until.eq(draft.ranks_until),
            c::pairs_end_on.eq(draft.pairs_end_on),
            c::opened_by.eq(opened_by),
            c::opened_at.eq(now),
            c::version.eq(1),
        ))
        .execute(connection)
        .await?;
    let cohorts: Vec<_> = draft
        .cohorts
        .iter()
        .map(|cohort| {
            (
                matching_cycle_cohort::organization_id.eq(organization),
                matching_cycle_cohort::cycle_id.eq(id),
                matching_cycle_cohort::cohort_id.eq(*cohort),
            )
        })
        .collect();
    diesel::insert_into(matching_cycle_cohort::table)
        .values(cohorts)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Closes a cycle that the caller holds.
pub(crate) async fn close_cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CycleId,
) -> Result<(), DatabaseError> {
    use matching_cycle as c;
    diesel::update(c::table.filter(c::organization_id.eq(organization)).filter(c::id.eq(id)))
        .set((c::state.eq(CycleState::Closed.as_str()), c::version.eq(c::version + 1)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that short lists of a cycle that the caller holds were offered.
pub(crate) async fn set_lists_offered(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CycleId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use matching_cycle as c;
    diesel::update(c::table.filter(c::organization_id.eq(organization)).filter(c::id.eq(id)))
        .set(c::lists_offered_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Those of some cohorts that go through a version of a program.
pub(crate) async fn cohorts_of_program(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    cohorts: &[CohortId],
) -> Result<Vec<CohortId>, DatabaseError> {
    let its_version = program_version::organization_id
        .eq(cohort::organization_id)
        .and(program_version::id.eq(cohort::program_version_id));
    Ok(cohort::table
        .inner_join(program_version::table.on(its_version))
        .filter(cohort::organization_id.eq(organization))
        .filter(program_version::organization_id.eq(organization))
        .filter(program_version::program_id.eq(program))
        .filter(cohort::id.eq_any(cohorts))
        .select(cohort::id)
        .load(connection)
        .await?)
}
