use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use database::Connection;
use kernel::{MentoringSessionId, NoteId, PairId, Permission};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::own_pair::own_pair;
use super::sealing::sealing_key;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::note::{SealedNote, check_text, demand_writable};
use crate::model::sessions::seal::Nonce;
use crate::queries::sessions::session;
use crate::storage::sessions::notes as store;

/// Most notes of one side of a pair.
const MOST_NOTES: i64 = 1_000;

/// Writes a note.
#[derive(Debug, Clone)]
pub struct WriteNote {
    /// A pair that one is a side of.
    pub pair_id: PairId,
    /// A session of the pair that it is about.
    pub session_id: Option<MentoringSessionId>,
    /// Whether the other side reads it too; this never changes.
    pub is_shared: bool,
    /// What it says, Markdown, 1 to 20,000 characters.
    pub text: SecretString,
    /// Sent again with the same key, it writes nothing more.
    pub idempotency_key: Option<String>,
}

/// Seals a note and stores it. What is remembered of the request holds no more of the text than a
/// hash that is of no use without a key.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair or session of it, a text that is empty or too long, a
/// pair that has not accepted or is over, a thousand notes of one's own, a key of another request, the database.
pub async fn write_note(
    mentoring: &Mentoring,
    actor: &Actor,
    input: WriteNote,
) -> Result<NoteId, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let violations = check_text(&input.text);
    if !violations.is_empty() {
        return Err(MentoringError::Invalid(violations));
    }
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let asked = json!({
        "pair": input.pair_id, "session": input.session_id, "shared": input.is_shared,
        "text": mentoring.note_keys.fingerprint(input.text.expose_secret()) });
    let command = Command::new("write_mentoring_note", input.idempotency_key.clone(), &asked)?;
    mentoring
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            let note = seal(connection, mentoring, actor, &input).await?;
            store::insert(connection, organization, &note).await?;
            let entry = AuditEntry {
                action: "mentoring_note_written",
                subject: note.id.to_string(),
                details: json!({ "pair": note.pair_id, "shared": note.is_shared }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            command.settle(connection, actor, &note.id).await?;
            Ok(note.id)
        })
        .await
}

/// The note as it is stored.
async fn seal(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: &WriteNote,
) -> Result<SealedNote, MentoringError> {
    let organization = actor.organization_id;
    let (pair, _) = own_pair(connection, actor, input.pair_id).await?;
    demand_writable(&pair)?;
    let own = (pair.id, actor.member_id);
    if store::count(connection, organization, own).await? >= MOST_NOTES {
        return Err(MentoringError::Refused(format!(
            "you have written {MOST_NOTES} notes in this pair; delete one first, or add to one that is \
             there"
        )));
    }
    if let Some(id) = input.session_id {
        session(connection, organization, id)
            .await?
            .filter(|session| session.pair_id == pair.id)
            .ok_or(MentoringError::NotFound("session"))?;
    }
    let key = sealing_key(connection, mentoring, organization).await?;
    let mut note = SealedNote {
        id: mentoring.sources.new_id(),
        pair_id: pair.id,
        session_id: input.session_id,
        author_id: actor.member_id,
        is_shared: input.is_shared,
        key_id: key.id(),
        nonce: Vec::new(),
        ciphertext: Vec::new(),
        written_at: mentoring.sources.now(),
        edited_at: None,
        version: 1,
    };
    let nonce = Nonce::draw(&mentoring.sources);
    let sealed = key.seal(&note.binding(organization), nonce, input.text.expose_secret())?;
    (note.nonce, note.ciphertext) = (sealed.nonce, sealed.ciphertext);
    Ok(note)
}
