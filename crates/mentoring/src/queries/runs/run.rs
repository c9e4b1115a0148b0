//! Runs, for coordinators.

use database::schema::matching_run;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, OrganizationId, PageRequest, RunId};

use crate::model::runs::Run;

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
    let runs: Vec<Run> = query.load(connection).await?;
    Ok(page.cut(runs))
}
