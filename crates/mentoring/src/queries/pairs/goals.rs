//! What pairs work on.

use std::collections::HashMap;

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

#[derive(QueryableByName)]
struct GoalRow {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = Text)]
    goal: String,
}

/// The goals that some pairs agreed on and have not reached yet, in order, by pair; none of a pair
/// whose agreement is not signed by both.
///
/// # Errors
/// When the statement fails.
pub async fn open_goals(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<HashMap<PairId, Vec<String>>, DatabaseError> {
    let rows: Vec<GoalRow> = fixed_text(
        diesel::sql_query(
            "SELECT g.pair_id, g.goal
             FROM cadre.mentoring_goal g
             JOIN cadre.pair p ON p.organization_id = $1 AND p.id = g.pair_id
             WHERE g.organization_id = $1 AND g.pair_id = ANY ($2) AND g.reached_at IS NULL
                AND p.signed_at IS NOT NULL
             ORDER BY g.pair_id, g.position",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(ids),
    )
    .load(connection)
    .await?;
    let mut goals: HashMap<PairId, Vec<String>> = HashMap::new();
    for row in rows {
        goals.entry(row.pair_id).or_default().push(row.goal);
    }
    Ok(goals)
}
