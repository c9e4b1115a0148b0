//! What a person is to some pairs.

use std::collections::HashMap;

use auth::Actor;
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, PairId};

use crate::model::side::Side;
use crate::policy::Stand;

#[derive(QueryableByName)]
struct StandRow {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = Nullable<Text>)]
    side: Option<String>,
    #[diesel(sql_type = Bool)]
    in_line: bool,
}

/// What the asking person is to some pairs; pairs that are not there are left out. The reporting line
/// is followed upwards from both sides, also along changes that are planned: who becomes somebody's
/// manager on Monday has no business with them on Friday. `UNION` ends it where it runs in a circle.
///
/// # Errors
/// When the statement fails.
pub async fn stands(
    connection: &mut Connection,
    actor: &Actor,
    pairs: &[PairId],
) -> Result<HashMap<PairId, Stand>, DatabaseError> {
    let rows: Vec<StandRow> = fixed_text(
        diesel::sql_query(
            "WITH RECURSIVE wanted AS (
                SELECT p.id, p.learner_id, p.mentor_id FROM cadre.pair p
                WHERE p.organization_id = $1 AND p.id = ANY ($3)
             ), line (pair_id, member_id, is_above) AS (
                SELECT w.id, side.id, false FROM wanted w
                    CROSS JOIN LATERAL (VALUES (w.learner_id), (w.mentor_id)) AS side (id)
                UNION
                SELECT l.pair_id, above.manager_id, true FROM line l CROSS JOIN LATERAL (
                    SELECT m.manager_id FROM cadre.member m
                    WHERE m.organization_id = $1 AND m.id = l.member_id
                    UNION ALL
                    SELECT n.manager_id FROM cadre.planned_manager n
                    WHERE n.organization_id = $1 AND n.member_id = l.member_id) AS above
                WHERE above.manager_id IS NOT NULL
             )
             SELECT w.id AS pair_id,
                CASE $2 WHEN w.learner_id THEN 'learner' WHEN w.mentor_id THEN 'mentor' END AS side,
                EXISTS (SELECT FROM line l
                    WHERE l.pair_id = w.id AND l.member_id = $2 AND l.is_above) AS in_line
             FROM wanted w",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<Array<SqlUuid>, _>(pairs),
    )
    .load(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let side = row.side.as_deref().and_then(Side::parse);
            (row.pair_id, Stand { side, in_line: row.in_line })
        })
        .collect())
}

#[derive(QueryableByName)]
struct AboveRow {
    #[diesel(sql_type = Bool)]
    is_above: bool,
}

/// Whether somebody reports to the asking person, at any depth, or will by a change that is planned.
///
/// # Errors
/// When the statement fails.
pub async fn is_above(
    connection: &mut Connection,
    actor: &Actor,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    let row: AboveRow = fixed_text(
        diesel::sql_query(
            "WITH RECURSIVE line (member_id, is_above) AS (
                SELECT $3::uuid, false
                UNION
                SELECT above.manager_id, true FROM line l CROSS JOIN LATERAL (
                    SELECT m.manager_id FROM cadre.member m
                    WHERE m.organization_id = $1 AND m.id = l.member_id
                    UNION ALL
                    SELECT n.manager_id FROM cadre.planned_manager n
                    WHERE n.organization_id = $1 AND n.member_id = l.member_id) AS above
                WHERE above.manager_id IS NOT NULL
             )
             SELECT EXISTS (SELECT FROM line l WHERE l.member_id = $2 AND l.is_above) AS is_above",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<SqlUuid, _>(member),
    )
    .get_result(connection)
    .await?;
    Ok(row.is_above)
}
