//! Checks of health.

use chrono::{DateTime, Utc};
use database::schema::health_check;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use crate::model::oversight::health::Check;
use crate::model::pair::Pair;
use crate::queries::pair::pairs_by_ids;

/// Pairs that are asked in one transaction.
const AT_ONCE: i64 = 500;

/// The checks of a pair, by the moment of asking, the learner's first.
///
/// # Errors
/// When the statement fails.
pub async fn checks_of(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
) -> Result<Vec<Check>, DatabaseError> {
    Ok(health_check::table
        .filter(health_check::organization_id.eq(organization))
        .filter(health_check::pair_id.eq(pair))
        .order((health_check::asked_at, health_check::occasion, health_check::side))
        .select(Check::as_select())
        .load(connection)
        .await?)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: PairId,
}

/// Pairs that meet, have half of their time behind them, and were not asked for it; at most 500.
/// Their time goes from the first session that was held to the end of the last day.
///
/// # Errors
/// When a statement fails.
pub async fn half_way(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<Vec<Pair>, DatabaseError> {
    let found: Vec<Found> = fixed_text(
        diesel::sql_query(
            "SELECT p.id FROM cadre.pair p
             JOIN cadre.organization_profile o ON o.organization_id = $1
             WHERE p.organization_id = $1 AND p.state = 'active' AND p.active_at + (
                    (p.ends_on + 1)::timestamp AT TIME ZONE o.time_zone - p.active_at) / 2 <= $2
                AND NOT EXISTS (SELECT FROM cadre.health_check h WHERE h.organization_id = $1
                    AND h.pair_id = p.id AND h.occasion = 'mid_course')
             ORDER BY p.id LIMIT $3",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(AT_ONCE),
    )
    .load(connection)
    .await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PairId> = found.into_iter().map(|found| found.id).collect();
    let mut pairs = pairs_by_ids(connection, organization, &ids).await?;
    pairs.sort_by_key(|pair| pair.id);
    Ok(pairs)
}
