//! Agreements and their goals.

use chrono::{DateTime, Utc};
use database::schema::{mentoring_agreement, mentoring_goal};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{GoalId, OrganizationId, PairId, Sources};

use crate::model::pairs::agreement::{Agreement, Share};
use crate::model::side::Side;

/// Who has signed which version of an agreement, and until when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mentoring_agreement)]
pub(crate) struct SignedBy {
    pub(crate) ends_on: chrono::NaiveDate,
    pub(crate) learner_signed_at: Option<DateTime<Utc>>,
    pub(crate) mentor_signed_at: Option<DateTime<Utc>>,
    pub(crate) version: i32,
}

impl SignedBy {
    /// Whether a side has signed it.
    pub(crate) const fn has_signed(&self, side: Side) -> bool {
        match side {
            Side::Learner => self.learner_signed_at.is_some(),
            Side::Mentor => self.mentor_signed_at.is_some(),
        }
    }
}

/// The agreement of a pair that the caller holds, if one is written.
pub(crate) async fn lock_agreement(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
) -> Result<Option<SignedBy>, DatabaseError> {
    use mentoring_agreement as a;
    Ok(a::table
        .filter(a::organization_id.eq(organization))
        .filter(a::pair_id.eq(pair))
        .select(SignedBy::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Writes an agreement in the place of the one before, without signatures; the caller holds the pair.
pub(crate) async fn save_agreement(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    agreement: &Agreement,
    (version, now): (i32, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    use mentoring_agreement as a;
    let shares: Vec<&str> = agreement.shares.iter().copied().map(Share::as_str).collect();
    let never = None::<DateTime<Utc>>;
    let written = (
        a::cadence_days.eq(agreement.cadence_days),
        a::session_minutes.eq(agreement.session_minutes),
        a::out_of_bounds.eq(&agreement.out_of_bounds),
        a::shares.eq(serde_json::json!(shares)),
        a::ends_on.eq(agreement.ends_on),
        a::learner_signed_at.eq(never),
        a::mentor_signed_at.eq(never),
        a::written_at.eq(now),
        a::version.eq(version),
    );
    diesel::insert_into(a::table)
        .values((a::organization_id.eq(organization), a::pair_id.eq(pair), written.clone()))
        .on_conflict((a::organization_id, a::pair_id))
        .do_update()
        .set(written)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes the goals of an agreement in the place of those before; the caller holds the pair.
pub(crate) async fn save_goals(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    agreement: &Agreement,
    sources: &Sources,
) -> Result<(), DatabaseError> {
    use mentoring_goal as g;
    diesel::delete(
        g::table.filter(g::organization_id.eq(organization)).filter(g::pair_id.eq(pair)),
    )
    .execute(connection)
    .await?;
    let goals = &agreement.goals;
    let ids: Vec<GoalId> = goals.iter().map(|_| sources.new_id()).collect();
    let positions: Vec<i16> = (1_i16..).take(goals.len()).collect();
    let texts: Vec<&str> = goals.iter().map(|goal| goal.goal.as_str()).collect();
    let codes: Vec<Option<&str>> =
        goals.iter().map(|goal| goal.competency_code.as_deref()).collect();
    diesel::sql_query(
        "INSERT INTO cadre.mentoring_goal (organization_id, id, pair_id, position, goal,
             competency_code)
         SELECT $1, fresh.id, $2, fresh.place, fresh.goal, fresh.code
         FROM unnest($3, $4, $5, $6) AS fresh (id, place, goal, code)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(pair)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SmallInt>, _>(positions)
    .bind::<Array<Text>, _>(texts)
    .bind::<Array<Nullable<Text>>, _>(codes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts a side's signature to the agreement; the caller holds the pair.
pub(crate) async fn set_signed(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    side: Side,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use mentoring_agreement as a;
    let row = a::table.filter(a::organization_id.eq(organization)).filter(a::pair_id.eq(pair));
    match side {
        Side::Learner => {
            diesel::update(row).set(a::learner_signed_at.eq(now)).execute(connection).await?
        }
        Side::Mentor => {
            diesel::update(row).set(a::mentor_signed_at.eq(now)).execute(connection).await?
        }
    };
    Ok(())
}

/// The goals of a pair's agreement.
pub(crate) async fn goal_ids(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
) -> Result<Vec<GoalId>, DatabaseError> {
    use mentoring_goal as g;
    Ok(g::table
        .filter(g::organization_id.eq(organization))
        .filter(g::pair_id.eq(pair))
        .order(g::position)
        .select(g::id)
        .load(connection)
        .await?)
}

/// Notes which goals were reached. What one side called reached stays so.
pub(crate) async fn set_reached(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    reached: &[GoalId],
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use mentoring_goal as g;
    let open = g::table
        .filter(g::organization_id.eq(organization))
        .filter(g::pair_id.eq(pair))
        .filter(g::id.eq_any(reached))
        .filter(g::reached_at.is_null());
    diesel::update(open).set(g::reached_at.eq(now)).execute(connection).await?;
    Ok(())
}
