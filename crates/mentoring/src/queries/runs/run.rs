//! Runs, for coordinators.

use chrono::NaiveDate;
use database::schema::{matching_cycle, matching_run};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, OrganizationId, PageRequest, ProgramId, RunId};

use crate::model::runs::{Run, RunHead};

/// A run, whoever asks.
///
/// # Errors
/// When the statement fails.
pub async fn run(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
) -> Result<Option<Run>, DatabaseError> {
    Ok(matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::id.eq(id))
        .select(Run::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A run with its cycle, whoever asks.
///
/// # Errors
/// When the statement fails.
pub async fn run_head(
    connection: &mut Connection,
    organization: OrganizationId,
    id: RunId,
) -> Result<Option<RunHead>, DatabaseError> {
    let its = matching_cycle::organization_id
        .eq(matching_run::organization_id)
        .and(matching_cycle::id.eq(matching_run::cycle_id));
    let found: Option<(CycleId, ProgramId, i32, NaiveDate)> = matching_run::table
        .inner_join(matching_cycle::table.on(its))
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_cycle::organization_id.eq(organization))
        .filter(matching_run::id.eq(id))
        .select((
            matching_run::cycle_id,
            matching_cycle::program_id,
            matching_run::number,
            matching_cycle::pairs_end_on,
        ))
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(cycle_id, program_id, number, pairs_end_on)| RunHead {
        id,
        cycle_id,
        program_id,
        number,
        pairs_end_on,
    }))
}

/// A page of the runs of a cycle, the newest first, and whether others follow.
///
/// # Errors
/// When the statement fails.
pub async fn runs_page(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    page: &PageRequest,
) -> Result<(Vec<Run>, bool), DatabaseError> {
    let mut query = matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::cycle_id.eq(cycle))
        .select(Run::as_select())
        .order(matching_run::number.desc())
        .limit(page.first + 1)
        .into_boxed();
    // The key is the number of the run; another text was not handed out by us and finds nothing.
    if let Some(cursor) = &page.after {
        query = query.filter(matching_run::number.lt(cursor.key.parse::<i32>().unwrap_or(0)));
    }
    let mut runs: Vec<Run> = query.load(connection).await?;
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let more = runs.len() > first;
    runs.truncate(first);
    Ok((runs, more))
}
