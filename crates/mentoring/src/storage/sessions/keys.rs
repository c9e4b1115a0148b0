//! Keys of notes, wrapped by a master key.

use chrono::{DateTime, Utc};
use database::schema::note_key;
use database::{Connection, DatabaseError};
use diesel::sql_types::Uuid as SqlUuid;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::OrganizationId;
use uuid::Uuid;

use crate::model::sessions::seal::WrappedKey;

/// Adds a key; `false` if another one of that version is there.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: OrganizationId,
    key: &WrappedKey,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(note_key::table)
        .values((
            note_key::organization_id.eq(organization),
            note_key::id.eq(key.id),
            note_key::version.eq(version),
            note_key::master_key.eq(&key.master),
            note_key::nonce.eq(&key.sealed.nonce),
            note_key::wrapped.eq(&key.sealed.ciphertext),
            note_key::made_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Stores a key as another master key wraps it.
pub(crate) async fn rewrap(
    connection: &mut Connection,
    organization: OrganizationId,
    key: &WrappedKey,
) -> Result<(), DatabaseError> {
    let row = note_key::table
        .filter(note_key::organization_id.eq(organization))
        .filter(note_key::id.eq(key.id));
    diesel::update(row)
        .set((
            note_key::master_key.eq(&key.master),
            note_key::nonce.eq(&key.sealed.nonce),
            note_key::wrapped.eq(&key.sealed.ciphertext),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Waits for those who seal with a key that is not the newest any more: they hold it until their note
/// is stored. How many such keys there are.
pub(crate) async fn wait_for_writers(
    connection: &mut Connection,
    organization: OrganizationId,
    newest: Uuid,
) -> Result<usize, DatabaseError> {
    let older: Vec<Uuid> = note_key::table
        .filter(note_key::organization_id.eq(organization))
        .filter(note_key::id.ne(newest))
        .order(note_key::id)
        .select(note_key::id)
        .for_update()
        .load(connection)
        .await?;
    Ok(older.len())
}

/// Removes keys but the newest that no note is sealed with. Writers are waited for first, so that what
/// they wrote is seen.
pub(crate) async fn remove_unused(
    connection: &mut Connection,
    organization: OrganizationId,
    newest: Uuid,
) -> Result<usize, DatabaseError> {
    if wait_for_writers(connection, organization, newest).await? == 0 {
        return Ok(0);
    }
    Ok(diesel::sql_query(
        "DELETE FROM cadre.note_key k
         WHERE k.organization_id = $1 AND k.id <> $2 AND NOT EXISTS (
             SELECT FROM cadre.mentoring_note n WHERE n.organization_id = $1 AND n.key_id = k.id)",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(newest)
    .execute(connection)
    .await?)
}
