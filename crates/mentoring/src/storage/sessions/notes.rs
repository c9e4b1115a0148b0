//! Sealed notes.

use chrono::{DateTime, Utc};
use database::schema::mentoring_note;
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Binary, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, NoteId, OrganizationId, PairId};
use uuid::Uuid;

use crate::model::sessions::note::SealedNote;
use crate::model::sessions::seal::Sealed;

/// Adds a note.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: OrganizationId,
    note: &SealedNote,
) -> Result<(), DatabaseError> {
    diesel::insert_into(mentoring_note::table)
        .values((
            mentoring_note::organization_id.eq(organization),
            mentoring_note::id.eq(note.id),
            mentoring_note::pair_id.eq(note.pair_id),
            mentoring_note::session_id.eq(note.session_id),
            mentoring_note::author_id.eq(note.author_id),
            mentoring_note::is_shared.eq(note.is_shared),
            mentoring_note::key_id.eq(note.key_id),
            mentoring_note::nonce.eq(&note.nonce),
            mentoring_note::ciphertext.eq(&note.ciphertext),
            mentoring_note::written_at.eq(note.written_at),
            mentoring_note::version.eq(note.version),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// How many notes somebody has written in a pair.
pub(crate) async fn count(
    connection: &mut Connection,
    organization: OrganizationId,
    (pair, author): (PairId, MemberId),
) -> Result<i64, DatabaseError> {
    Ok(mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::pair_id.eq(pair))
        .filter(mentoring_note::author_id.eq(author))
        .count()
        .get_result(connection)
        .await?)
}

/// One note, held until the transaction ends.
pub(crate) async fn lock(
    connection: &mut Connection,
    organization: OrganizationId,
    id: NoteId,
) -> Result<Option<SealedNote>, DatabaseError> {
    Ok(mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::id.eq(id))
        .select(SealedNote::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Gives a note another text; the caller holds it.
pub(crate) async fn replace_text(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, key): (NoteId, Uuid),
    sealed: &Sealed,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::id.eq(id));
    diesel::update(row)
        .set((
            mentoring_note::key_id.eq(key),
            mentoring_note::nonce.eq(&sealed.nonce),
            mentoring_note::ciphertext.eq(&sealed.ciphertext),
            mentoring_note::edited_at.eq(now),
            mentoring_note::version.eq(mentoring_note::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes a note for good.
pub(crate) async fn delete(
    connection: &mut Connection,
    organization: OrganizationId,
    id: NoteId,
) -> Result<(), DatabaseError> {
    let row = mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::id.eq(id));
    diesel::delete(row).execute(connection).await?;
    Ok(())
}

/// Notes behind an id that are sealed with another key than the newest, by their ids; held until the
/// transaction ends. Whoever edits one at this moment seals it with the newest key anyway.
pub(crate) async fn lock_older(
    connection: &mut Connection,
    organization: OrganizationId,
    newest: Uuid,
    after: NoteId,
    most: i64,
) -> Result<Vec<SealedNote>, DatabaseError> {
    Ok(mentoring_note::table
        .filter(mentoring_note::organization_id.eq(organization))
        .filter(mentoring_note::key_id.ne(newest))
        .filter(mentoring_note::id.gt(after))
        .order(mentoring_note::id)
        .limit(most)
        .select(SealedNote::as_select())
        .for_no_key_update()
        .load(connection)
        .await?)
}

/// Stores notes that were sealed anew with a key, set-wise: nothing else of them changes.
pub(crate) async fn reseal(
    connection: &mut Connection,
    organization: OrganizationId,
    key: Uuid,
    sealed: Vec<(NoteId, Sealed)>,
) -> Result<(), DatabaseError> {
    let (ids, sealed): (Vec<NoteId>, Vec<Sealed>) = sealed.into_iter().unzip();
    let (nonces, texts): (Vec<Vec<u8>>, Vec<Vec<u8>>) =
        sealed.into_iter().map(|one| (one.nonce, one.ciphertext)).unzip();
    diesel::sql_query(
        "UPDATE cadre.mentoring_note n
         SET key_id = $2, nonce = fresh.nonce, ciphertext = fresh.ciphertext
         FROM unnest($3, $4, $5) AS fresh (id, nonce, ciphertext)
         WHERE n.organization_id = $1 AND n.id = fresh.id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(key)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Binary>, _>(nonces)
    .bind::<Array<Binary>, _>(texts)
    .execute(connection)
    .await?;
    Ok(())
}
