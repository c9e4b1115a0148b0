//! What happens to pairs by itself, and when.

use chrono::{DateTime, Utc};
use database::schema::pair_timer;
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use super::rows::lock_free_pairs;
use crate::model::life::Timer;
use crate::model::pair::Pair;

/// A timer of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimerRow {
    pub(crate) pair_id: PairId,
    pub(crate) timer: Timer,
    pub(crate) due_at: DateTime<Utc>,
}

/// A timer that is due.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub(crate) struct DueTimer {
    pub(crate) pair_id: PairId,
    pub(crate) timer: String,
    pub(crate) due_at: DateTime<Utc>,
}

/// Lays timers, set-wise.
pub(crate) async fn insert_timers(
    connection: &mut Connection,
    organization: OrganizationId,
    timers: &[TimerRow],
) -> Result<(), DatabaseError> {
    if timers.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "INSERT INTO cadre.pair_timer (organization_id, pair_id, timer, due_at)
         SELECT $1, fresh.pair, fresh.timer, fresh.due
         FROM unnest($2, $3, $4) AS fresh (pair, timer, due)
         ON CONFLICT (organization_id, pair_id, timer) DO UPDATE SET due_at = excluded.due_at",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(timers.iter().map(|one| one.pair_id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(timers.iter().map(|one| one.timer.as_str()).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(timers.iter().map(|one| one.due_at).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes all timers of a pair away.
pub(crate) async fn drop_timers(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
) -> Result<(), DatabaseError> {
    let of_pair = pair_timer::table
        .filter(pair_timer::organization_id.eq(organization))
        .filter(pair_timer::pair_id.eq(pair));
    diesel::delete(of_pair).execute(connection).await?;
    Ok(())
}

/// Takes away a timer that fired.
pub(crate) async fn delete_timer(
    connection: &mut Connection,
    organization: OrganizationId,
    timer: &DueTimer,
) -> Result<(), DatabaseError> {
    let row = pair_timer::table
        .filter(pair_timer::organization_id.eq(organization))
        .filter(pair_timer::pair_id.eq(timer.pair_id))
        .filter(pair_timer::timer.eq(&timer.timer));
    diesel::delete(row).execute(connection).await?;
    Ok(())
}

/// The pairs of the `most` timers that have been due the longest, held until the transaction ends.
/// Commands hold a pair before they touch its timers, and so does this. A pair that somebody holds at
/// this moment comes the next time.
pub(crate) async fn lock_due_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Pair>, DatabaseError> {
    let ids: Vec<PairId> = pair_timer::table
        .filter(pair_timer::organization_id.eq(organization))
        .filter(pair_timer::due_at.le(now))
        .order((pair_timer::due_at, pair_timer::pair_id))
        .limit(most)
        .select(pair_timer::pair_id)
        .load(connection)
        .await?;
    lock_free_pairs(connection, organization, &ids).await
}

/// The due timers of pairs that the caller holds, in the order in which they fell due.
pub(crate) async fn due_timers(
    connection: &mut Connection,
    organization: OrganizationId,
    pairs: &[PairId],
    now: DateTime<Utc>,
) -> Result<Vec<DueTimer>, DatabaseError> {
    Ok(pair_timer::table
        .filter(pair_timer::organization_id.eq(organization))
        .filter(pair_timer::pair_id.eq_any(pairs))
        .filter(pair_timer::due_at.le(now))
        .order((pair_timer::due_at, pair_timer::pair_id, pair_timer::timer))
        .select((pair_timer::pair_id, pair_timer::timer, pair_timer::due_at))
        .load(connection)
        .await?)
}
