//! What the two said to the proposal, and how they closed the pair.

use chrono::{DateTime, Utc};
use database::schema::{closing_form, pair_answer, pair_ruling};
use database::{Connection, DatabaseError};
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use crate::model::pair::Pair;
use crate::model::pairs::closing::ClosingInput;
use crate::model::side::Side;

/// What a side answered: `accepted` or `declined`.
pub(crate) async fn answer_of(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PairId,
    side: Side,
) -> Result<Option<String>, DatabaseError> {
    Ok(pair_answer::table
        .filter(pair_answer::organization_id.eq(organization))
        .filter(pair_answer::pair_id.eq(id))
        .filter(pair_answer::side.eq(side.as_str()))
        .select(pair_answer::answer)
        .first(connection)
        .await
        .optional()?)
}

/// Keeps what a side answered. Who accepted may still decline; the later answer counts.
pub(crate) async fn insert_answer(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, side): (PairId, Side),
    (answer, reason): (&'static str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(pair_answer::table)
        .values((
            pair_answer::organization_id.eq(organization),
            pair_answer::pair_id.eq(id),
            pair_answer::side.eq(side.as_str()),
            pair_answer::answer.eq(answer),
            pair_answer::reason.eq(reason),
            pair_answer::answered_at.eq(now),
        ))
        .on_conflict((pair_answer::organization_id, pair_answer::pair_id, pair_answer::side))
        .do_update()
        .set((
            pair_answer::answer.eq(answer),
            pair_answer::reason.eq(reason),
            pair_answer::answered_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps two people apart for the rest of their cycle, because one of them declined.
pub(crate) async fn forbid_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    declined: &Pair,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use pair_ruling as r;
    diesel::insert_into(r::table)
        .values((
            r::organization_id.eq(organization),
            r::cycle_id.eq(declined.cycle_id),
            r::learner_id.eq(declined.learner_id),
            r::mentor_id.eq(declined.mentor_id),
            r::ruling.eq("forbid"),
            r::origin.eq("declined"),
            r::made_by.eq(None::<uuid::Uuid>),
            r::made_at.eq(now),
        ))
        .on_conflict((r::organization_id, r::cycle_id, r::learner_id, r::mentor_id))
        .do_update()
        .set((
            r::ruling.eq("forbid"),
            r::origin.eq("declined"),
            r::made_by.eq(None::<uuid::Uuid>),
            r::made_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    declines: i64,
}

/// How often the mentor of a pair declined within the pair's cycle.
pub(crate) async fn declines_of_mentor(
    connection: &mut Connection,
    organization: OrganizationId,
    declined: &Pair,
) -> Result<i64, DatabaseError> {
    let count: Count = diesel::sql_query(
        "SELECT count(*) AS declines
         FROM cadre.pair p JOIN cadre.pair_answer a ON a.organization_id = $1 AND a.pair_id = p.id
         WHERE p.organization_id = $1 AND p.cycle_id = $2 AND p.mentor_id = $3
            AND a.side = $4 AND a.answer = 'declined'",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(declined.cycle_id)
    .bind::<SqlUuid, _>(declined.mentor_id)
    .bind::<Text, _>(Side::Mentor.as_str())
    .get_result(connection)
    .await?;
    Ok(count.declines)
}

/// Which sides have filed their closing form.
pub(crate) async fn sides_with_form(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PairId,
) -> Result<Vec<Side>, DatabaseError> {
    let sides: Vec<String> = closing_form::table
        .filter(closing_form::organization_id.eq(organization))
        .filter(closing_form::pair_id.eq(id))
        .select(closing_form::side)
        .load(connection)
        .await?;
    Ok(sides.iter().filter_map(|side| Side::parse(side)).collect())
}

/// Keeps a side's closing form.
pub(crate) async fn insert_form(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, side): (PairId, Side),
    form: &ClosingInput,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(closing_form::table)
        .values((
            closing_form::organization_id.eq(organization),
            closing_form::pair_id.eq(id),
            closing_form::side.eq(side.as_str()),
            closing_form::goals_reached.eq(i16::try_from(form.reached.len()).unwrap_or(i16::MAX)),
            closing_form::thanks.eq(form.thanks.trim()),
            closing_form::would_renew.eq(form.would_renew),
            closing_form::filed_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
