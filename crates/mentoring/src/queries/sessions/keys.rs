//! Keys of notes, as they are stored: wrapped.

use database::schema::note_key;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::OrganizationId;
use uuid::Uuid;

use crate::model::sessions::seal::{Sealed, WrappedKey};

type Row = (Uuid, String, Vec<u8>, Vec<u8>);

fn wrapped((id, master, nonce, ciphertext): Row) -> WrappedKey {
    WrappedKey { id, master, sealed: Sealed { nonce, ciphertext } }
}

/// Some of an organisation's keys, or all of them, oldest first.
pub(crate) async fn wrapped_keys(
    connection: &mut Connection,
    organization: OrganizationId,
    only: Option<&[Uuid]>,
) -> Result<Vec<WrappedKey>, DatabaseError> {
    let mut query = note_key::table
        .filter(note_key::organization_id.eq(organization))
        .order(note_key::version)
        .select((note_key::id, note_key::master_key, note_key::nonce, note_key::wrapped))
        .into_boxed();
    if let Some(ids) = only {
        query = query.filter(note_key::id.eq_any(ids.to_vec()));
    }
    let rows: Vec<Row> = query.load(connection).await?;
    Ok(rows.into_iter().map(wrapped).collect())
}

/// The key that seals, with its version; held against removal until the transaction ends.
pub(crate) async fn newest_key(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Option<(WrappedKey, i32)>, DatabaseError> {
    let row: Option<(Row, i32)> = note_key::table
        .filter(note_key::organization_id.eq(organization))
        .order(note_key::version.desc())
        .limit(1)
        .select((
            (note_key::id, note_key::master_key, note_key::nonce, note_key::wrapped),
            note_key::version,
        ))
        .for_key_share()
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|(row, version)| (wrapped(row), version)))
}
