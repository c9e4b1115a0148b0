//! Notes, sealed and opened.

use std::collections::HashMap;

use database::schema::mentoring_note;
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, NoteId, OrganizationId, PageRequest, PairId};
use uuid::Uuid;

use super::wrapped_keys;
use crate::error::MentoringError;
use crate::model::sessions::note::{Note, SealedNote};
use crate::model::sessions::seal::{DataKey, Keyring};

/// One note as it is stored; who may know of it is for the caller to decide.
///
/// # Errors
/// When the statement fails.
pub async fn note(
    connection: &mut Connection,
    organization: OrganizationId,
    id: NoteId,
) -> Result<Option<SealedNote>, DatabaseError> {
    Ok(mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::id.eq(id))
        .select(SealedNote::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A page of the notes of a pair, newest first, and whether others follow: those that a side may read,
/// which are its own and what is shared; without a reader, all, for an emergency.
///
/// # Errors
/// When the statement fails.
pub async fn notes_page(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    reader: Option<MemberId>,
    page: &PageRequest,
) -> Result<(Vec<SealedNote>, bool), DatabaseError> {
    let mut query = mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::pair_id.eq(pair))
        .order(mentoring_note::id.desc())
        .limit(page.first + 1)
        .select(SealedNote::as_select())
        .into_boxed();
    if let Some(reader) = reader {
        query = query
            .filter(mentoring_note::author_id.eq(reader).or(mentoring_note::is_shared.eq(true)));
    }
    if let Some(after) = &page.after {
        query = query.filter(mentoring_note::id.lt(after.id));
    }
    let notes = query.load(connection).await?;
    Ok(page.cut(notes))
}

/// Opens notes for somebody who may read them, in their order.
///
/// # Errors
/// [`MentoringError::Sealed`] when one does not open: its row was changed or moved, or its key is not
/// here; the log says which. Or the statement fails.
pub async fn open(
    connection: &mut Connection,
    keyring: &Keyring,
    organization: OrganizationId,
    notes: Vec<SealedNote>,
) -> Result<Vec<Note>, MentoringError> {
    let ids: Vec<Uuid> = notes.iter().map(|note| note.key_id).collect();
    let keys = data_keys(connection, keyring, organization, &ids).await?;
    notes.into_iter().map(|note| open_one(&keys, organization, note)).collect()
}

/// The data keys of some ids. Those that are not there, or do not open, are left out: the notes that
/// are sealed with them do not open either.
pub(crate) async fn data_keys(
    connection: &mut Connection,
    keyring: &Keyring,
    organization: OrganizationId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, DataKey>, DatabaseError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wrapped = wrapped_keys(connection, organization, Some(ids)).await?;
    let mut keys = HashMap::with_capacity(wrapped.len());
    for key in wrapped {
        match keyring.data_key(organization, &key) {
            Ok(opened) => {
                keys.insert(key.id, opened);
            }
            Err(_) => {
                tracing::error!(key = %key.id, master = %key.master, "a key of notes does not open");
            }
        }
    }
    Ok(keys)
}

/// Opens a note by the keys that are given.
pub(crate) fn open_one(
    keys: &HashMap<Uuid, DataKey>,
    organization: OrganizationId,
    note: SealedNote,
) -> Result<Note, MentoringError> {
    let key = keys.get(&note.key_id).ok_or(MentoringError::Sealed);
    let opened = key.and_then(|key| key.open(&note.binding(organization), &note.sealed()));
    let text = opened.inspect_err(|_| {
        tracing::error!(note = %note.id, key = %note.key_id, "a note does not open");
    })?;
    Ok(Note {
        id: note.id,
        pair_id: note.pair_id,
        session_id: note.session_id,
        author_id: note.author_id,
        is_shared: note.is_shared,
        text,
        written_at: note.written_at,
        edited_at: note.edited_at,
        version: note.version,
    })
}
