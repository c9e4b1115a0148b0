use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{NoteId, Permission};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::own_pair::{demand_version, own_pair};
use super::sealing::sealing_key;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::sessions::note::{SealedNote, check_text, demand_writable};
use crate::model::sessions::seal::Nonce;
use crate::queries::sessions::notes::note;
use crate::storage::sessions::notes as store;

/// Changes the text of a note.
#[derive(Debug, Clone)]
pub struct EditNote {
    /// A note of one's own.
    pub note_id: NoteId,
    /// The version of the note that the client saw.
    pub expected_version: i32,
    /// What it says from now on, Markdown, 1 to 20,000 characters.
    pub text: SecretString,
}

/// Seals another text in the place of the one before, which is gone for good.
///
/// # Errors
/// [`MentoringError`]: not allowed, not one's own note, a text that is empty or too long, a pair that
/// is over, [`MentoringError::Stale`], the database.
pub async fn edit_note(
    mentoring: &Mentoring,
    actor: &Actor,
    input: EditNote,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let violations = check_text(&input.text);
    if !violations.is_empty() {
        return Err(MentoringError::Invalid(violations));
    }
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    mentoring
        .database
        .write(organization, async |connection| {
            let (pair, note) = own_note(connection, actor, input.note_id).await?;
            demand_version(note.version, input.expected_version)?;
            demand_writable(&pair)?;
            let key = sealing_key(connection, mentoring, organization).await?;
            let (nonce, text) = (Nonce::draw(&mentoring.sources), input.text.expose_secret());
            let sealed = key.seal(&note.binding(organization), nonce, text)?;
            let of = (note.id, key.id());
            store::replace_text(connection, organization, of, &sealed, now).await?;
            let entry = AuditEntry {
                action: "mentoring_note_edited",
                subject: note.id.to_string(),
                details: json!({ "pair": note.pair_id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}

/// A note that the person wrote, and its pair, both held. What the other side wrote is found, where it
/// is shared, but not theirs to change; it is as if there was none.
pub(super) async fn own_note(
    connection: &mut Connection,
    actor: &Actor,
    id: NoteId,
) -> Result<(Pair, SealedNote), MentoringError> {
    let missing = || MentoringError::NotFound("note");
    let organization = actor.organization_id;
    let seen = note(connection, organization, id)
        .await?
        .filter(|note| note.author_id == actor.member_id)
        .ok_or_else(missing)?;
    let (pair, _) = own_pair(connection, actor, seen.pair_id).await?;
    let note = store::lock(connection, organization, id).await?.ok_or_else(missing)?;
    Ok((pair, note))
}
