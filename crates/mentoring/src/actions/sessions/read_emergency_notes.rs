use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{BreakGlassId, PageRequest, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::sessions::break_glass::{BreakGlass, BreakGlassState};
use crate::model::sessions::note::Note;
use crate::policy::demand_emergency_reader;
use crate::queries::pair::pairs_by_ids;
use crate::queries::sessions::{break_glass as requests, notes as reads};
use crate::queries::stands::stands;
use crate::storage::sessions::break_glass as store;

/// Notes that were opened in an emergency.
#[derive(Debug, Clone)]
pub struct EmergencyNotes {
    /// Whose they are.
    pub pair: Pair,
    /// A page of them, newest first.
    pub notes: Vec<Note>,
    /// Whether others follow.
    pub more: bool,
}

/// Reads the notes of a pair, private ones too, under a request that was allowed. Each reading is
/// recorded before anything is shown.
///
/// # Errors
/// [`MentoringError`]: not allowed, not one's own request, one that is not allowed or is over, the
/// reporting line changed so that one of the pair is in it, a note that does not open, the database.
pub async fn read_emergency_notes(
    mentoring: &Mentoring,
    actor: &Actor,
    id: BreakGlassId,
    page: &PageRequest,
) -> Result<EmergencyNotes, MentoringError> {
    actor.require(Permission::RequestBreakGlass)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    mentoring
        .database
        .write(organization, async |connection| {
            let missing = || MentoringError::NotFound("request");
            let request = requests::request(connection, actor, id)
                .await?
                .filter(|request| request.requested_by == actor.member_id)
                .ok_or_else(missing)?;
            demand_open(&request, request.state_at(now))?;
            let pair = readable_pair(connection, actor, &request).await?;
            let (sealed, more) =
                reads::notes_page(connection, organization, pair.id, None, page).await?;
            let notes = reads::open(connection, &mentoring.note_keys, organization, sealed).await?;
            store::set_read(connection, organization, request.id, now).await?;
            let entry = AuditEntry {
                action: "break_glass_read",
                subject: request.id.to_string(),
                details: json!({ "pair": pair.id, "notes": notes.len() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(EmergencyNotes { pair, notes, more })
        })
        .await
}

/// The pair, if the person still has nothing to do with it.
async fn readable_pair(
    connection: &mut Connection,
    actor: &Actor,
    request: &BreakGlass,
) -> Result<Pair, MentoringError> {
    let id = request.pair_id;
    let found = stands(connection, actor, &[id]).await?;
    let stand = found.get(&id).ok_or(MentoringError::NotFound("pair"))?;
    demand_emergency_reader(actor.roles, *stand)?;
    let mut pairs = pairs_by_ids(connection, actor.organization_id, &[id]).await?;
    pairs.pop().ok_or(MentoringError::NotFound("pair"))
}

fn demand_open(request: &BreakGlass, state: BreakGlassState) -> Result<(), MentoringError> {
    let words = match state {
        BreakGlassState::Open => return Ok(()),
        BreakGlassState::Requested => "nobody has allowed it yet; a second person has to",
        BreakGlassState::Refused => "it was refused; nothing can be read",
        BreakGlassState::Over if request.state == "approved" => {
            "the 24 hours are over; whoever still needs to read asks anew"
        }
        BreakGlassState::Over => {
            "nobody answered within seven days; whoever still needs it asks anew"
        }
    };
    Err(MentoringError::Refused(words.to_owned()))
}
