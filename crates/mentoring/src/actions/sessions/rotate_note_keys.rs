use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{NoteId, OrganizationId};
use secrecy::ExposeSecret as _;
use serde_json::json;
use uuid::Uuid;

use super::sealing::new_key;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::jobs::sessions::ResealNotes;
use crate::model::sessions::seal::{Nonce, Sealed};
use crate::queries::sessions::notes::{data_keys, open_one};
use crate::queries::sessions::{newest_key, wrapped_keys};
use crate::storage::sessions::{keys as store, notes};

/// Notes that are sealed anew in one transaction.
const CHUNK: i64 = 500;

/// What a rotation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// The version of the new key.
    pub version: i32,
    /// Older keys, which go once no note is sealed with them any more.
    pub older: usize,
    /// Those of them that do not open.
    pub lost: usize,
}

/// Gives an organisation a new key for its notes, wraps all its keys by the newest master key, and has
/// the notes sealed anew by a job. `None` for an organisation that has no notes and no key.
///
/// # Errors
/// [`MentoringError::Sealed`], and nothing is changed, when a key does not open, because its master key
/// is not here or its row was changed; the database.
pub async fn rotate_note_keys(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<Option<Rotated>, MentoringError> {
    rotate(mentoring, organization, false).await
}

/// As [`rotate_note_keys`], for an installation that lost a master key: keys that do not open stay as
/// they are. Their notes stay shut, and open again should the master key be found; new notes can be
/// written.
///
/// # Errors
/// When the database fails.
pub async fn rotate_despite_lost_keys(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<Option<Rotated>, MentoringError> {
    rotate(mentoring, organization, true).await
}

async fn rotate(
    mentoring: &Mentoring,
    organization: OrganizationId,
    despite_lost: bool,
) -> Result<Option<Rotated>, MentoringError> {
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let Some((_, newest)) = newest_key(connection, organization).await? else {
                return Ok(None);
            };
            let (older, lost) = rewrap_all(connection, mentoring, organization).await?;
            if lost > 0 && !despite_lost {
                return Err(MentoringError::Sealed);
            }
            let version = newest.saturating_add(1);
            let (_, wrapped) = new_key(mentoring, organization)?;
            if !store::insert(connection, organization, &wrapped, version, now).await? {
                return Err(MentoringError::Refused(
                    "the keys of this organisation are being rotated at this moment; wait for that to \
                     end, and rotate again if it is still needed"
                        .to_owned(),
                ));
            }
            let entry = AuditEntry {
                action: "note_keys_rotated",
                subject: organization.to_string(),
                details: json!({ "version": version, "older": older, "lost": lost }),
            };
            let sources = &mentoring.sources;
            audit::record_as(connection, sources, organization, None, entry).await?;
            let job = ResealNotes { organization_id: organization };
            ::jobs::enqueue(connection, &[job]).await?;
            Ok(Some(Rotated { version, older, lost }))
        })
        .await
}

/// Wraps keys by the newest master key that another one wraps; how many keys there are, and how many
/// of them do not open.
async fn rewrap_all(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<(usize, usize), MentoringError> {
    let keyring = &mentoring.note_keys;
    let stored = wrapped_keys(connection, organization, None).await?;
    let mut lost = 0;
    for key in &stored {
        let Ok(opened) = keyring.data_key(organization, key) else {
            lost += 1;
            tracing::error!(key = %key.id, master = %key.master, "a key of notes does not open");
            continue;
        };
        if key.master != keyring.newest() {
            let nonce = Nonce::draw(&mentoring.sources);
            let wrapped = keyring.wrap(organization, &opened, nonce)?;
            store::rewrap(connection, organization, &wrapped).await?;
        }
    }
    Ok((stored.len(), lost))
}

/// Seals up to 500 notes anew with the newest key, those behind a place first to last, and gives the
/// place to go on from. At the end, which is `None`, keys go that no note needs any more. Broken off
/// and begun again, it finds what is left. A note that does not open stays as it is, with its key; the
/// log names it.
///
/// # Errors
/// [`MentoringError::Sealed`] when the newest key does not open; the database.
pub async fn reseal_notes(
    mentoring: &Mentoring,
    organization: OrganizationId,
    after: Option<NoteId>,
) -> Result<Option<NoteId>, MentoringError> {
    mentoring
        .database
        .write(organization, async |connection| {
            let Some((wrapped, _)) = newest_key(connection, organization).await? else {
                return Ok(None);
            };
            let newest = mentoring.note_keys.data_key(organization, &wrapped)?;
            if after.is_none() {
                // What they are about to store with an older key is then among the notes.
                store::wait_for_writers(connection, organization, newest.id()).await?;
            }
            let from = after.unwrap_or_else(|| Uuid::nil().into());
            let waiting =
                notes::lock_older(connection, organization, newest.id(), from, CHUNK).await?;
            let last = waiting.last().map(|note| note.id);
            if last.is_none() {
                store::remove_unused(connection, organization, newest.id()).await?;
                return Ok(None);
            }
            let ids: Vec<Uuid> = waiting.iter().map(|note| note.key_id).collect();
            let keys = data_keys(connection, &mentoring.note_keys, organization, &ids).await?;
            let mut sealed: Vec<(NoteId, Sealed)> = Vec::with_capacity(waiting.len());
            for note in waiting {
                let binding = note.binding(organization);
                let Ok(opened) = open_one(&keys, organization, note) else { continue };
                let nonce = Nonce::draw(&mentoring.sources);
                let again = newest.seal(&binding, nonce, opened.text.expose_secret())?;
                sealed.push((opened.id, again));
            }
            notes::reseal(connection, organization, newest.id(), sealed).await?;
            Ok(last)
        })
        .await
}
