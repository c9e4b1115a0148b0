//! Seats of one person.

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::lists::are_namesakes;

#[derive(QueryableByName)]
struct Seat {
    #[diesel(sql_type = Text)]
    own_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Bool>)]
    is_same: Option<bool>,
}

/// Whether one of some seats counts as a person's own: it is theirs, was linked to theirs, or has
/// their name, and nobody said that the two differ. One statement.
///
/// # Errors
/// When the statement fails.
pub(crate) async fn holds_one_of(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
    seats: &[MemberId],
) -> Result<bool, DatabaseError> {
    if seats.contains(&person) {
        return Ok(true);
    }
    let found: Vec<Seat> = fixed_text(
        diesel::sql_query(
            "SELECT own.name AS own_name, m.name, l.is_same
             FROM cadre.member own
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = ANY ($3)
             LEFT JOIN cadre.person_link l ON l.organization_id = $1
                AND l.member_id = least(own.id, m.id) AND l.other_id = greatest(own.id, m.id)
             WHERE own.organization_id = $1 AND own.id = $2",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(person)
        .bind::<Array<SqlUuid>, _>(seats),
    )
    .load(connection)
    .await?;
    let is_own =
        |seat: &Seat| seat.is_same.unwrap_or_else(|| are_namesakes(&seat.own_name, &seat.name));
    Ok(found.iter().any(is_own))
}
