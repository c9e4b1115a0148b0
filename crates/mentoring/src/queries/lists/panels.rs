//! Who decides on whom.

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::lists::Decides;

#[derive(QueryableByName)]
struct DeciderRow {
    #[diesel(sql_type = SqlUuid)]
    decider: MemberId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    subject: Option<MemberId>,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
}

/// Whom some people decide on, in panels that are not closed. A line for each decider and subject,
/// and one for each decider of a panel with a unit.
///
/// # Errors
/// When the statement fails.
pub(super) async fn deciders(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
) -> Result<Vec<Decides>, DatabaseError> {
    let rows: Vec<DeciderRow> = fixed_text(
        diesel::sql_query(
            "SELECT d.member_id AS decider, s.member_id AS subject, NULL AS unit
             FROM cadre.review_panel p
             JOIN cadre.review_panel_decider d ON d.organization_id = $1 AND d.panel_id = p.id
             JOIN cadre.review_panel_subject s ON s.organization_id = $1 AND s.panel_id = p.id
             WHERE p.organization_id = $1 AND p.closed_at IS NULL AND d.member_id = ANY ($2)
             UNION
             SELECT d.member_id, NULL, p.unit
             FROM cadre.review_panel p
             JOIN cadre.review_panel_decider d ON d.organization_id = $1 AND d.panel_id = p.id
             WHERE p.organization_id = $1 AND p.closed_at IS NULL AND p.unit IS NOT NULL
                AND d.member_id = ANY ($2)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(people),
    )
    .load(connection)
    .await?;
    let decides =
        |row: DeciderRow| Decides { decider: row.decider, over: row.subject, over_unit: row.unit };
    Ok(rows.into_iter().map(decides).collect())
}
