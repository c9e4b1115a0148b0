//! Pairs and the steps of their lives.

use chrono::{DateTime, Utc};
use database::schema::pair;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{
    Array, BigInt, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PairId, Sources};
use serde_json::Value;
use uuid::Uuid;

use crate::model::pair::Pair;

#[derive(QueryableByName)]
struct PairRow {
    #[diesel(sql_type = SqlUuid)]
    id: PairId,
}

/// One pair, held until the transaction ends.
pub(crate) async fn lock_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PairId,
) -> Result<Option<Pair>, DatabaseError> {
    Ok(pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::id.eq(id))
        .select(Pair::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Some pairs by id, held until the transaction ends. Those that somebody else holds at this moment
/// are left out.
pub(crate) async fn lock_free_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<Vec<Pair>, DatabaseError> {
    Ok(pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::id.eq_any(ids))
        .order(pair::id)
        .select(Pair::as_select())
        .for_no_key_update()
        .skip_locked()
        .load(connection)
        .await?)
}

/// Open pairs of which one side has left; at most `most`.
pub(crate) async fn pairs_with_leavers(
    connection: &mut Connection,
    organization: OrganizationId,
    most: i64,
) -> Result<Vec<PairId>, DatabaseError> {
    let rows: Vec<PairRow> = fixed_text(
        diesel::sql_query(
            "SELECT p.id FROM cadre.pair p
             WHERE p.organization_id = $1 AND p.ended_at IS NULL AND EXISTS (
                SELECT FROM cadre.member m WHERE m.organization_id = $1
                AND m.id IN (p.learner_id, p.mentor_id) AND m.left_at IS NOT NULL)
             ORDER BY p.id LIMIT $2",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<BigInt, _>(most),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes a pair as a step left it; the caller holds it.
pub(crate) async fn save_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    saved: &Pair,
) -> Result<(), DatabaseError> {
    let row =
        pair::table.filter(pair::organization_id.eq(organization)).filter(pair::id.eq(saved.id));
    diesel::update(row)
        .set((
            pair::state.eq(&saved.state),
            pair::ends_on.eq(saved.ends_on),
            pair::accepted_at.eq(saved.accepted_at),
            pair::signed_at.eq(saved.signed_at),
            pair::active_at.eq(saved.active_at),
            pair::quiet_since.eq(saved.quiet_since),
            pair::pause_reason.eq(&saved.pause_reason),
            pair::broken_rule.eq(&saved.broken_rule),
            pair::ended_at.eq(saved.ended_at),
            pair::version.eq(saved.version),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes a sign of life; the caller holds the pair.
pub(crate) async fn set_quiet_since(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PairId,
    quiet_since: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = pair::table.filter(pair::organization_id.eq(organization)).filter(pair::id.eq(id));
    diesel::update(row).set(pair::quiet_since.eq(quiet_since)).execute(connection).await?;
    Ok(())
}

/// A proposal with the parts of its score.
pub(crate) struct NewPair {
    pub(crate) pair: Pair,
    pub(crate) parts: Value,
}

/// Makes proposals of one run, set-wise, and returns those that were made: not the ones whose draft
/// was published before, nor those of learners who have an open pair in the program.
pub(crate) async fn insert_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &[NewPair],
) -> Result<Vec<PairId>, DatabaseError> {
    let Some(of_all) = new.first().map(|new| &new.pair) else { return Ok(Vec::new()) };
    let pairs = || new.iter().map(|new| &new.pair);
    let inserted: Vec<PairRow> = diesel::sql_query(
        "INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
             learner_id, mentor_id, state, score, parts, ends_on, proposed_at, quiet_since, version)
         SELECT $1, fresh.id, $2, fresh.cohort, $3, $4, fresh.learner, fresh.mentor, $5,
             fresh.score, fresh.parts, $6, $7, $7, $8
         FROM unnest($9, $10, $11, $12, $13, $14) AS fresh (id, cohort, learner, mentor, score, parts)
         ORDER BY fresh.learner
         ON CONFLICT DO NOTHING
         RETURNING id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(of_all.program_id)
    .bind::<SqlUuid, _>(of_all.cycle_id)
    .bind::<SqlUuid, _>(of_all.run_id)
    .bind::<Text, _>(&of_all.state)
    .bind::<Date, _>(of_all.ends_on)
    .bind::<Timestamptz, _>(of_all.proposed_at)
    .bind::<Integer, _>(of_all.version)
    .bind::<Array<SqlUuid>, _>(pairs().map(|pair| pair.id).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(pairs().map(|pair| pair.cohort_id).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(pairs().map(|pair| pair.learner_id).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(pairs().map(|pair| pair.mentor_id).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(pairs().map(|pair| pair.score).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(new.iter().map(|new| new.parts.clone()).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(inserted.into_iter().map(|row| row.id).collect())
}

/// A step that a pair took.
pub(crate) struct StepRow {
    pub(crate) pair_id: PairId,
    pub(crate) event: &'static str,
    pub(crate) party: &'static str,
    pub(crate) actor_id: Option<MemberId>,
    pub(crate) from_state: &'static str,
    pub(crate) to_state: &'static str,
}

/// Adds steps to the lives of pairs, set-wise.
pub(crate) async fn insert_events(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    at: DateTime<Utc>,
    steps: &[StepRow],
) -> Result<(), DatabaseError> {
    let texts = |of: fn(&StepRow) -> &'static str| steps.iter().map(of).collect::<Vec<_>>();
    let ids: Vec<Uuid> = steps.iter().map(|_| sources.new_id()).collect();
    diesel::sql_query(
        "INSERT INTO cadre.pair_event (organization_id, id, pair_id, at, event, party, actor_id,
             from_state, to_state)
         SELECT $1, step.id, step.pair, $2, step.event, step.party, step.actor, step.before, step.after
         FROM unnest($3, $4, $5, $6, $7, $8, $9)
             AS step (id, pair, event, party, actor, before, after)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(at)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(steps.iter().map(|step| step.pair_id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(texts(|step| step.event))
    .bind::<Array<Text>, _>(texts(|step| step.party))
    .bind::<Array<Nullable<SqlUuid>>, _>(
        steps.iter().map(|step| step.actor_id).collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(texts(|step| step.from_state))
    .bind::<Array<Text>, _>(texts(|step| step.to_state))
    .execute(connection)
    .await?;
    Ok(())
}
