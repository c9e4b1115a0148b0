//! Short lists and ranks.

use chrono::{DateTime, Utc};
use database::schema::{mentor_rank, short_list};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Jsonb, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId};
use serde_json::Value;

/// A mentor of somebody's short list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewCard {
    pub(crate) learner_id: MemberId,
    /// From 1.
    pub(crate) position: i16,
    pub(crate) mentor_id: MemberId,
    pub(crate) score: i16,
    pub(crate) reasons: Value,
}

/// Puts the short lists of some learners in the place of those that they had. The caller holds the
/// cycle. Two statements.
pub(crate) async fn replace_lists(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    (learners, cards): (&[MemberId], Vec<NewCard>),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use short_list as s;
    let before = s::table
        .filter(s::organization_id.eq(organization))
        .filter(s::cycle_id.eq(cycle))
        .filter(s::learner_id.eq_any(learners));
    diesel::delete(before).execute(connection).await?;
    let whose: Vec<MemberId> = cards.iter().map(|card| card.learner_id).collect();
    let positions: Vec<i16> = cards.iter().map(|card| card.position).collect();
    let mentors: Vec<MemberId> = cards.iter().map(|card| card.mentor_id).collect();
    let scores: Vec<i16> = cards.iter().map(|card| card.score).collect();
    let reasons: Vec<Value> = cards.into_iter().map(|card| card.reasons).collect();
    fixed_text(
        diesel::sql_query(
            "INSERT INTO cadre.short_list (organization_id, cycle_id, learner_id, position, mentor_id,
                score, reasons, offered_at)
             SELECT $1, $2, fresh.learner_id, fresh.position, fresh.mentor_id, fresh.score,
                fresh.reasons, $8
             FROM unnest($3, $4, $5, $6, $7)
                AS fresh (learner_id, position, mentor_id, score, reasons)
             ON CONFLICT (organization_id, cycle_id, learner_id, position) DO NOTHING",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(cycle)
        .bind::<Array<SqlUuid>, _>(whose)
        .bind::<Array<SmallInt>, _>(positions)
        .bind::<Array<SqlUuid>, _>(mentors)
        .bind::<Array<SmallInt>, _>(scores)
        .bind::<Array<Jsonb>, _>(reasons)
        .bind::<Timestamptz, _>(now),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts the ranks of a learner, first to last, in the place of those that they had. The caller holds
/// the cycle.
pub(crate) async fn replace_ranks(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    (learner, ranks): (MemberId, &[MemberId]),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use mentor_rank as r;
    let before = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .filter(r::learner_id.eq(learner));
    diesel::delete(before).execute(connection).await?;
    if ranks.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = (1_i16..)
        .zip(ranks)
        .map(|(rank, mentor)| {
            (
                r::organization_id.eq(organization),
                r::cycle_id.eq(cycle),
                r::learner_id.eq(learner),
                r::rank.eq(rank),
                r::mentor_id.eq(*mentor),
                r::ranked_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(r::table).values(rows).on_conflict_do_nothing().execute(connection).await?;
    Ok(())
}
