//! Sessions, notes and requests in a fixed number of statements.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use kernel::{
    BreakGlassId, MemberId, MentoringSessionId, NoteId, OrganizationId, PageRequest, PairId,
};
use mentoring::MentoringError;
use mentoring::model::sessions::note::Note;
use mentoring::model::sessions::seal::Keyring;
use mentoring::model::sessions::session::MissedBy;
use mentoring::policy::{View, view};
use mentoring::queries::sessions::{self as queries, OwnSession, Wanted, break_glass, notes};
use mentoring::queries::stands::stands;
use uuid::Uuid;

use super::super::names::Names;
use super::types::{BreakGlassRequest, MentoringNote, MentoringSession};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::id;

/// An entry with its place in its list.
pub(super) type Listed<T> = (T, String, Uuid);

/// A session as a command left it.
pub(super) async fn session(
    request: &RequestContext,
    wanted: MentoringSessionId,
) -> Result<MentoringSession, ApiError> {
    let actor = request.actor().await?;
    let mut found = request
        .snapshot()?
        .read(async |connection| {
            queries::own_sessions(connection, actor, Wanted::One(wanted)).await
        })
        .await?;
    found.pop().map(own_session).ok_or_else(ApiError::not_found)
}

/// A session for one of the two.
pub(super) fn own_session(own: OwnSession) -> MentoringSession {
    let session = own.session;
    MentoringSession {
        id: id(session.id),
        pair_id: id(session.pair_id),
        state: session.state(own.pair_ended_at).into(),
        starts_at: session.starts_at,
        minutes: i32::from(session.minutes),
        goal_id: session.goal_id.map(id),
        goal: own.goal,
        module_id: session.module_id.map(id),
        module_title: own.module_title,
        submission_id: session.submission_id.map(id),
        missed_by: session.missed_by.as_deref().and_then(MissedBy::parse).map(Into::into),
        logged_at: session.logged_at,
        version: session.version,
    }
}

/// A page of the notes of a pair that the person may read, and whether others follow; `None` for
/// those who are not one of the pair.
pub(super) async fn notes_page(
    connection: &mut Connection,
    keyring: &Keyring,
    actor: &Actor,
    pair: PairId,
    page: &PageRequest,
) -> Result<Option<(Vec<Listed<MentoringNote>>, bool)>, MentoringError> {
    let organization = actor.organization_id;
    let found = stands(connection, actor, &[pair]).await?;
    let stand = found.get(&pair).copied().unwrap_or_default();
    if !matches!(view(actor.roles, stand), Some(View::Side(_))) {
        return Ok(None);
    }
    let reader = Some(actor.member_id);
    let (sealed, more) = notes::notes_page(connection, organization, pair, reader, page).await?;
    let opened = notes::open(connection, keyring, organization, sealed).await?;
    Ok(Some((listed(connection, organization, opened).await?, more)))
}

/// A note as a command of its author left it.
pub(super) async fn own_note(
    request: &RequestContext,
    wanted: NoteId,
) -> Result<MentoringNote, ApiError> {
    let actor = request.actor().await?;
    let mentoring = request.services.mentoring();
    let organization = actor.organization_id;
    let mut found = request
        .snapshot()?
        .read(async |connection| {
            let sealed = notes::note(connection, organization, wanted).await?;
            let own = sealed.filter(|note| note.author_id == actor.member_id);
            let sealed = own.into_iter().collect();
            let keyring = &mentoring.note_keys;
            let opened = notes::open(connection, keyring, organization, sealed).await?;
            Ok::<_, MentoringError>(listed(connection, organization, opened).await?)
        })
        .await?;
    found.pop().map(|(note, ..)| note).ok_or_else(ApiError::not_found)
}

/// Opened notes with the names of their authors, in their order.
pub(super) async fn listed(
    connection: &mut Connection,
    organization: OrganizationId,
    opened: Vec<Note>,
) -> Result<Vec<Listed<MentoringNote>>, DatabaseError> {
    let authors: Vec<MemberId> = opened.iter().map(|note| note.author_id).collect();
    let names = Names::load(connection, organization, authors).await?;
    let listed = |note: Note| {
        let node = MentoringNote {
            id: id(note.id),
            session_id: note.session_id.map(id),
            author: names.known(note.author_id),
            is_shared: note.is_shared,
            text: note.reveal().to_owned(),
            written_at: note.written_at,
            edited_at: note.edited_at,
            version: note.version,
        };
        (node, String::new(), note.id.uuid())
    };
    Ok(opened.into_iter().map(listed).collect())
}

/// Requests that the person may see, as they stand at a moment, and whether others follow. Who has one
/// of the pair in their reporting line does not learn why another person asks.
pub(super) async fn break_glass_page(
    connection: &mut Connection,
    actor: &Actor,
    wanted: break_glass::Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<(Vec<Listed<BreakGlassRequest>>, bool), DatabaseError> {
    let (rows, more) = break_glass::requests(connection, actor, wanted).await?;
    let pairs: Vec<PairId> = rows.iter().map(|row| row.request.pair_id).collect();
    let stands = stands(connection, actor, &pairs).await?;
    let entry = |row: break_glass::Listed| {
        let in_line = stands.get(&row.request.pair_id).is_none_or(|stand| stand.in_line);
        let shows_reason = row.request.requested_by == actor.member_id || !in_line;
        let place = row.request.id.uuid();
        (emergency(row, shows_reason, now), String::new(), place)
    };
    Ok((rows.into_iter().map(entry).collect(), more))
}

/// A request as a command left it.
pub(super) async fn break_glass(
    request: &RequestContext,
    wanted: BreakGlassId,
) -> Result<BreakGlassRequest, ApiError> {
    let actor = request.actor().await?;
    let wanted = break_glass::Wanted::One(wanted);
    let (mut found, _) = request
        .snapshot()?
        .read(async |connection| break_glass_page(connection, actor, wanted, request.now).await)
        .await?;
    found.pop().map(|(node, ..)| node).ok_or_else(ApiError::not_found)
}

/// A request, as it stands at a moment.
fn emergency(
    found: break_glass::Listed,
    shows_reason: bool,
    now: DateTime<Utc>,
) -> BreakGlassRequest {
    let request = found.request;
    BreakGlassRequest {
        id: id(request.id),
        pair_id: id(request.pair_id),
        learner_name: found.learner.1,
        mentor_name: found.mentor.1,
        state: request.state_at(now).into(),
        reason: Some(request.reason).filter(|_| shows_reason),
        requested_by_name: found.requester,
        requested_at: request.requested_at,
        answered_by_name: found.answerer,
        answered_at: request.answered_at,
        expires_at: request.expires_at,
        first_read_at: request.first_read_at,
    }
}
