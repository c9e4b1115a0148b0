//! Requests to read notes in an emergency.

use chrono::{DateTime, Utc};
use database::schema::break_glass;
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{BreakGlassId, MemberId, OrganizationId, PairId};

use crate::model::sessions::break_glass::{BreakGlass, OPEN_FOR};

/// Adds a request.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: OrganizationId,
    request: &BreakGlass,
) -> Result<(), DatabaseError> {
    diesel::insert_into(break_glass::table)
        .values((
            break_glass::organization_id.eq(organization),
            break_glass::id.eq(request.id),
            break_glass::pair_id.eq(request.pair_id),
            break_glass::requested_by.eq(request.requested_by),
            break_glass::reason.eq(&request.reason),
            break_glass::requested_at.eq(request.requested_at),
            break_glass::state.eq(&request.state),
            break_glass::expires_at.eq(request.expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a request of somebody on a pair still waits for its answer.
pub(crate) async fn waits(
    connection: &mut Connection,
    organization: OrganizationId,
    (pair, asker): (PairId, MemberId),
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let waiting = break_glass::table
        .filter(break_glass::organization_id.eq(organization))
        .filter(break_glass::pair_id.eq(pair))
        .filter(break_glass::requested_by.eq(asker))
        .filter(break_glass::state.eq("requested"))
        .filter(break_glass::expires_at.gt(now));
    Ok(select(exists(waiting)).get_result(connection).await?)
}

/// One request, held until the transaction ends.
pub(crate) async fn lock(
    connection: &mut Connection,
    organization: OrganizationId,
    id: BreakGlassId,
) -> Result<Option<BreakGlass>, DatabaseError> {
    Ok(break_glass::table
        .filter(break_glass::organization_id.eq(organization))
        .filter(break_glass::id.eq(id))
        .select(BreakGlass::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Answers a request; the caller holds it. Allowed, it runs from this moment.
pub(crate) async fn answer(
    connection: &mut Connection,
    organization: OrganizationId,
    request: &BreakGlass,
    (by, allow): (MemberId, bool),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = break_glass::table
        .filter(break_glass::organization_id.eq(organization))
        .filter(break_glass::id.eq(request.id));
    let (state, expires_at) =
        if allow { ("approved", now + OPEN_FOR) } else { ("refused", request.expires_at) };
    diesel::update(row)
        .set((
            break_glass::state.eq(state),
            break_glass::answered_by.eq(by),
            break_glass::answered_at.eq(now),
            break_glass::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes when the notes were first read; later readings change nothing here.
pub(crate) async fn set_read(
    connection: &mut Connection,
    organization: OrganizationId,
    id: BreakGlassId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = break_glass::table
        .filter(break_glass::organization_id.eq(organization))
        .filter(break_glass::id.eq(id))
        .filter(break_glass::first_read_at.is_null());
    diesel::update(row).set(break_glass::first_read_at.eq(now)).execute(connection).await?;
    Ok(())
}
