//! When people are away.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::absence;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AbsenceId, MemberId, OrganizationId};

use crate::model::lists::Absence;

/// The absence of a person with these days, if it was entered before.
pub(crate) async fn same_absence(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
    (starts_on, ends_on): (NaiveDate, NaiveDate),
) -> Result<Option<Absence>, DatabaseError> {
    use absence as a;
    Ok(a::table
        .filter(a::organization_id.eq(organization))
        .filter(a::member_id.eq(person))
        .filter(a::starts_on.eq(starts_on))
        .filter(a::ends_on.eq(ends_on))
        .order(a::id)
        .select(Absence::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Enters an absence.
pub(crate) async fn insert_absence(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AbsenceId,
    (person, starts_on, ends_on): (MemberId, NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> Result<Absence, DatabaseError> {
    use absence as a;
    Ok(diesel::insert_into(a::table)
        .values((
            a::organization_id.eq(organization),
            a::id.eq(id),
            a::member_id.eq(person),
            a::starts_on.eq(starts_on),
            a::ends_on.eq(ends_on),
            a::entered_at.eq(now),
            a::version.eq(1),
        ))
        .returning(Absence::as_returning())
        .get_result(connection)
        .await?)
}

/// One absence, held until the transaction ends.
pub(crate) async fn lock_absence(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AbsenceId,
) -> Result<Option<Absence>, DatabaseError> {
    use absence as a;
    Ok(a::table
        .filter(a::organization_id.eq(organization))
        .filter(a::id.eq(id))
        .select(Absence::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()?)
}

/// Takes an absence back that the caller holds.
pub(crate) async fn delete_absence(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AbsenceId,
) -> Result<(), DatabaseError> {
    use absence as a;
    diesel::delete(a::table.filter(a::organization_id.eq(organization)).filter(a::id.eq(id)))
        .execute(connection)
        .await?;
    Ok(())
}
