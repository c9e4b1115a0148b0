//! Changes of the reporting line that are still to come.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::planned_manager;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::lists::PlannedChange;

/// Plans a change; another manager for the same person and day takes the place of the one before.
pub(crate) async fn upsert_planned(
    connection: &mut Connection,
    organization: OrganizationId,
    change: PlannedChange,
    planned_by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use planned_manager as p;
    let values =
        (p::manager_id.eq(change.manager_id), p::planned_by.eq(planned_by), p::planned_at.eq(now));
    diesel::insert_into(p::table)
        .values((
            p::organization_id.eq(organization),
            p::member_id.eq(change.member_id),
            p::effective_on.eq(change.effective_on),
            values,
        ))
        .on_conflict((p::organization_id, p::member_id, p::effective_on))
        .do_update()
        .set(values)
        .execute(connection)
        .await?;
    Ok(())
}

/// Drops the plan for a person and day; `false` if there is none.
pub(crate) async fn delete_planned(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
    effective_on: NaiveDate,
) -> Result<bool, DatabaseError> {
    use planned_manager as p;
    let plan = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::member_id.eq(person))
        .filter(p::effective_on.eq(effective_on));
    Ok(diesel::delete(plan).execute(connection).await? > 0)
}

/// Drops the plans for a person that are due on a day.
pub(crate) async fn delete_due(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
    today: NaiveDate,
) -> Result<(), DatabaseError> {
    use planned_manager as p;
    let plans = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::member_id.eq(person))
        .filter(p::effective_on.le(today));
    diesel::delete(plans).execute(connection).await?;
    Ok(())
}
