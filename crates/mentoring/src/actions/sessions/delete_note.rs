use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{NoteId, Permission};
use serde_json::json;

use super::edit_note::own_note;
use super::own_pair::demand_version;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::storage::sessions::notes as store;

/// Deletes a note.
#[derive(Debug, Clone, Copy)]
pub struct DeleteNote {
    /// A note of one's own.
    pub note_id: NoteId,
    /// The version of the note that the client saw.
    pub expected_version: i32,
}

/// Deletes a note for good, also once the pair is over.
///
/// # Errors
/// [`MentoringError`]: not allowed, not one's own note or one that is gone,
/// [`MentoringError::Stale`], the database.
pub async fn delete_note(
    mentoring: &Mentoring,
    actor: &Actor,
    input: DeleteNote,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let (_, note) = own_note(connection, actor, input.note_id).await?;
            demand_version(note.version, input.expected_version)?;
            store::delete(connection, organization, note.id).await?;
            let entry = AuditEntry {
                action: "mentoring_note_deleted",
                subject: note.id.to_string(),
                details: json!({ "pair": note.pair_id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
