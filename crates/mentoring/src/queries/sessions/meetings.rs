//! How often pairs meet, and what their meetings say of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use crate::model::sessions::session::Meetings;

/// How often a pair has met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Sessions that were held.
    pub count: i64,
    /// When the last of them began, UTC.
    pub last_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = Timestamptz)]
    last_at: DateTime<Utc>,
}

/// How often each of some pairs has met; those that have not are left out. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn held_counts(
    connection: &mut Connection,
    organization: OrganizationId,
    pairs: &[PairId],
) -> Result<HashMap<PairId, Held>, DatabaseError> {
    let rows: Vec<HeldRow> = fixed_text(
        diesel::sql_query(
            "SELECT pair_id, count(*) AS count, max(starts_at) AS last_at
             FROM cadre.mentoring_session
             WHERE organization_id = $1 AND pair_id = ANY ($2) AND state = 'held'
             GROUP BY pair_id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(pairs),
    )
    .load(connection)
    .await?;
    let held = |row: HeldRow| (row.pair_id, Held { count: row.count, last_at: row.last_at });
    Ok(rows.into_iter().map(held).collect())
}

#[derive(QueryableByName)]
struct NextRow {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
}

/// When the next planned session of each of some pairs begins, UTC, from a moment on; pairs without
/// one are left out. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn next_planned(
    connection: &mut Connection,
    organization: OrganizationId,
    pairs: &[PairId],
    from: DateTime<Utc>,
) -> Result<HashMap<PairId, DateTime<Utc>>, DatabaseError> {
    let rows: Vec<NextRow> = fixed_text(
        diesel::sql_query(
            "SELECT s.pair_id, min(s.starts_at) AS starts_at
             FROM cadre.mentoring_session s
             JOIN cadre.pair p ON p.organization_id = $1 AND p.id = s.pair_id AND p.ended_at IS NULL
             WHERE s.organization_id = $1 AND s.pair_id = ANY ($2) AND s.state = 'planned'
                AND s.starts_at >= $3
             GROUP BY s.pair_id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(pairs)
        .bind::<Timestamptz, _>(from),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.pair_id, row.starts_at)).collect())
}

#[derive(QueryableByName)]
struct MeetingsRow {
    #[diesel(sql_type = BigInt)]
    held: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_held: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_planned: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stirred: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    cadence_days: Option<i16>,
}

/// What the meetings of a pair say about its life at a moment.
///
/// # Errors
/// When the statement fails.
pub async fn meetings(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    now: DateTime<Utc>,
) -> Result<Meetings, DatabaseError> {
    let row: MeetingsRow = fixed_text(
        diesel::sql_query(
            "SELECT count(*) FILTER (WHERE s.state = 'held') AS held,
                max(s.ends_at) FILTER (WHERE s.state = 'held') AS last_held,
                min(s.ends_at) FILTER (WHERE s.state = 'planned' AND s.ends_at > $3) AS next_planned,
                (SELECT max(e.at) FROM cadre.pair_event e
                 WHERE e.organization_id = $1 AND e.pair_id = $2
                    AND e.event IN ('sign_first', 'sign_last', 'resume', 'keep_on')) AS stirred,
                (SELECT a.cadence_days FROM cadre.mentoring_agreement a
                 WHERE a.organization_id = $1 AND a.pair_id = $2) AS cadence_days
             FROM (SELECT state, starts_at + make_interval(mins => minutes) AS ends_at
                FROM cadre.mentoring_session WHERE organization_id = $1 AND pair_id = $2) AS s",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(pair)
        .bind::<Timestamptz, _>(now),
    )
    .get_result(connection)
    .await?;
    Ok(Meetings {
        held: row.held,
        last_held: row.last_held,
        next_planned: row.next_planned,
        stirred: row.stirred,
        cadence_days: row.cadence_days,
    })
}
