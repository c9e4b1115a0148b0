//! Guests from outside of the organisation. Being one is no role: it follows from facts, so that a
//! guest who gets another role, learns here or manages somebody is a member like the others at once.

use std::collections::HashSet;

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, Role, RoleSet};

use crate::actor::Actor;

#[derive(QueryableByName)]
struct GuestRow {
    #[diesel(sql_type = SqlUuid)]
    id: MemberId,
}

/// Those of some people who are guests: invited as such, with no role but the mentor's, enrolled in
/// nothing, and with nobody who reports to them.
///
/// # Errors
/// When the statement fails.
pub async fn guests_among(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<HashSet<MemberId>, DatabaseError> {
    let rows: Vec<GuestRow> = fixed_text(
        diesel::sql_query(
            "SELECT m.id FROM cadre.member m
             WHERE m.organization_id = $1 AND m.id = ANY ($2) AND m.guest_since IS NOT NULL
                AND NOT EXISTS (SELECT FROM cadre.member_role r WHERE r.organization_id = $1
                    AND r.member_id = m.id AND r.role <> 'mentor')
                AND NOT EXISTS (SELECT FROM cadre.enrolment e WHERE e.organization_id = $1
                    AND e.member_id = m.id)
                AND NOT EXISTS (SELECT FROM cadre.member b WHERE b.organization_id = $1
                    AND b.manager_id = m.id)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(ids),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Whether the person who asks is a guest. Takes no statement for somebody with another role.
///
/// # Errors
/// When the statement fails.
pub async fn is_guest(connection: &mut Connection, actor: &Actor) -> Result<bool, DatabaseError> {
    if actor.roles != RoleSet::from_iter([Role::Mentor]) {
        return Ok(false);
    }
    let among = guests_among(connection, actor.organization_id, &[actor.member_id]).await?;
    Ok(!among.is_empty())
}
