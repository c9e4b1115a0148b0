//! The reporting line, as it is and as it is planned.

use chrono::NaiveDate;
use database::schema::planned_manager;
use database::{Connection, DatabaseError};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PageRequest};

use crate::model::lists::{Chart, PlannedChange};

type Planned = (MemberId, NaiveDate, MemberId);

fn change((member_id, effective_on, manager_id): Planned) -> PlannedChange {
    PlannedChange { member_id, effective_on, manager_id }
}

/// The reporting line of the organisation with all planned changes. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn reporting_line(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Chart, DatabaseError> {
    let managers = auth::reporting::chart(connection, organization).await?;
    let changes = planned_changes(connection, organization).await?;
    Ok(Chart::new(managers, changes))
}

/// All planned changes, by day and person.
///
/// # Errors
/// When the statement fails.
pub async fn planned_changes(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<PlannedChange>, DatabaseError> {
    use planned_manager as p;
    let rows: Vec<Planned> = p::table
        .filter(p::organization_id.eq(organization))
        .order((p::effective_on, p::member_id))
        .select((p::member_id, p::effective_on, p::manager_id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(change).collect())
}

/// The changes that are due on a day, by day and person.
///
/// # Errors
/// When the statement fails.
pub async fn due_changes(
    connection: &mut Connection,
    organization: OrganizationId,
    today: NaiveDate,
) -> Result<Vec<PlannedChange>, DatabaseError> {
    use planned_manager as p;
    let rows: Vec<Planned> = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::effective_on.le(today))
        .order((p::effective_on, p::member_id))
        .select((p::member_id, p::effective_on, p::manager_id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(change).collect())
}

/// A page of the planned changes by day and person, and whether more follow. The key of a place is
/// the day.
///
/// # Errors
/// When the statement fails.
pub async fn planned_page(
    connection: &mut Connection,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<(Vec<PlannedChange>, bool), DatabaseError> {
    use planned_manager as p;
    let mut query = p::table
        .filter(p::organization_id.eq(organization))
        .order((p::effective_on, p::member_id))
        .limit(page.first + 1)
        .select((p::member_id, p::effective_on, p::manager_id))
        .into_boxed();
    // A key that is no day of this list is no place of it, and the list begins anew.
    if let Some(after) = &page.after
        && let Some(day) = after.day()
    {
        let later = p::effective_on.gt(day);
        query = query.filter(later.or(p::effective_on.eq(day).and(p::member_id.gt(after.id))));
    }
    let rows: Vec<Planned> = query.load(connection).await?;
    let (rows, more) = page.cut(rows);
    Ok((rows.into_iter().map(change).collect(), more))
}
