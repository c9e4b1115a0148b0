//! The counters of mentors' places. Nothing else writes them.

use database::schema::mentor_profile;
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, SmallInt, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable, Selectable, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::life::PlaceChange;

/// A mentor's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mentor_profile)]
pub(crate) struct Places {
    /// Whose.
    pub(crate) member_id: MemberId,
    /// In all.
    pub(crate) places: i16,
    /// Those that open pairs hold.
    #[diesel(column_name = held_places)]
    pub(crate) held: i16,
    /// Those of them that both sides accepted.
    #[diesel(column_name = taken_places)]
    pub(crate) taken: i16,
}

/// The places of some mentors, held until the transaction ends, in the order of their ids, in which
/// everybody locks them.
pub(crate) async fn lock_mentors(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<Places>, DatabaseError> {
    Ok(mentor_profile::table
        .filter(mentor_profile::organization_id.eq(organization))
        .filter(mentor_profile::member_id.eq_any(ids))
        .order(mentor_profile::member_id)
        .select(Places::as_select())
        .for_no_key_update()
        .load(connection)
        .await?)
}

/// Changes the counters of some mentors, whose rows the caller holds and has looked at. A mentor may
/// stand in it several times.
pub(crate) async fn change_places(
    connection: &mut Connection,
    organization: OrganizationId,
    changes: &[(MemberId, PlaceChange)],
) -> Result<(), DatabaseError> {
    if changes.iter().all(|(_, change)| *change == PlaceChange::default()) {
        return Ok(());
    }
    let ids: Vec<MemberId> = changes.iter().map(|(id, _)| *id).collect();
    let held: Vec<i16> = changes.iter().map(|(_, change)| change.held).collect();
    let taken: Vec<i16> = changes.iter().map(|(_, change)| change.taken).collect();
    diesel::sql_query(
        "UPDATE cadre.mentor_profile p
         SET held_places = p.held_places + given.held, taken_places = p.taken_places + given.taken
         FROM (SELECT member_id, sum(held)::smallint AS held, sum(taken)::smallint AS taken
            FROM unnest($2, $3, $4) AS one (member_id, held, taken) GROUP BY member_id) given
         WHERE p.organization_id = $1 AND p.member_id = given.member_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SmallInt>, _>(held)
    .bind::<Array<SmallInt>, _>(taken)
    .execute(connection)
    .await?;
    Ok(())
}
