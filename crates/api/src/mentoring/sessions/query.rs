use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Datelike as _, Duration, Utc};
use kernel::{BreakGlassId, PairId, Permission, Violation};
use mentoring::actions::sessions::read_emergency_notes;
use mentoring::queries::sessions::{Wanted, break_glass, own_sessions};

use super::load::{break_glass_page, listed, notes_page, own_session};
use super::types::{BreakGlassRequest, MentoringNote, MentoringSession};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The names that bind cursors to the lists.
const NOTES: &str = "mentoringNotes";
const EMERGENCY_NOTES: &str = "emergencyNotes";
const REQUESTS: &str = "breakGlassRequests";
/// The longest time that sessions are shown for at once.
const LONGEST: Duration = Duration::days(366);

#[derive(Default)]
pub struct MentoringSessionQuery;

#[Object]
impl MentoringSessionQuery {
    /// The sessions of all pairs that the person who asks is or was one of, by their beginning; at most
    /// 100, so that a mentor of many asks for shorter times. For learners and mentors.
    async fn my_mentoring_sessions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those that begin at this moment or later, UTC.")] from: DateTime<Utc>,
        #[graphql(desc = "Those that begin before this moment, UTC; at most 366 days later.")]
        until: DateTime<Utc>,
    ) -> Result<Option<Vec<MentoringSession>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::MeetInPair)?;
        let is_sane = |at: DateTime<Utc>| (2000..3000).contains(&at.year());
        if until <= from || until - from > LONGEST || !is_sane(from) || !is_sane(until) {
            let words =
                "`until` is after `from`, by at most 366 days, both in the years 2000 to 2999.";
            return Err(ApiError::invalid(vec![Violation::new("until", "OUT_OF_RANGE", words)]));
        }
        let wanted = Wanted::Between(from, until);
        let rows = request
            .snapshot()?
            .read(async |connection| own_sessions(connection, actor, wanted).await)
            .await?;
        Ok(Some(rows.into_iter().map(own_session).collect()))
    }

    /// The notes of a pair, newest first: one's own, and what the other side shares. For the two of the
    /// pair, also once it is over. For nobody else: to admins, coordinators and everybody it is as if
    /// there was no such pair.
    async fn mentoring_notes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A pair that one is or was a side of.")] pair_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentoringNote>>, ApiError> {
        let request = RequestContext::of(context);
        let pair: PairId = ids::parse(&pair_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::MeetInPair)?;
        let page = paging::request(NOTES, first, after.as_deref())?;
        let keyring = request.services.mentoring().note_keys;
        let found = request
            .snapshot()?
            .read(async |connection| notes_page(connection, &keyring, actor, pair, &page).await)
            .await?;
        let (entries, more) = found.ok_or_else(ApiError::not_found)?;
        Ok(Some(Connection::new(NOTES, entries, more)))
    }

    /// The notes of a pair, private ones too, newest first, under a request that a second person
    /// allowed; CONFLICT before and after the 24 hours. Each reading is recorded. For the coordinator
    /// who asked, for as long as nobody of the pair is in their reporting line.
    async fn emergency_notes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One's own request.")] break_glass_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentoringNote>>, ApiError> {
        let request = RequestContext::of(context);
        let id: BreakGlassId = ids::parse(&break_glass_id)?;
        let page = paging::request(EMERGENCY_NOTES, first, after.as_deref())?;
        // It writes down that they are read, as a command does.
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let found = read_emergency_notes(&mentoring, actor, id, &page).await?;
        let organization = actor.organization_id;
        let notes = found.notes;
        let entries = request
            .snapshot()?
            .read(async |connection| listed(connection, organization, notes).await)
            .await?;
        Ok(Some(Connection::new(EMERGENCY_NOTES, entries, found.more)))
    }

    /// Requests to read the notes of pairs in an emergency, newest first. Coordinators see their own,
    /// admins all but those about pairs that they are one of.
    async fn break_glass_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<BreakGlassRequest>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        if !actor.may(Permission::AnswerBreakGlass) {
            actor.require(Permission::RequestBreakGlass)?;
        }
        let page = paging::request(REQUESTS, first, after.as_deref())?;
        let wanted = break_glass::Wanted::Page(&page);
        let (entries, more) = request
            .snapshot()?
            .read(async |connection| break_glass_page(connection, actor, wanted, request.now).await)
            .await?;
        Ok(Some(Connection::new(REQUESTS, entries, more)))
    }
}
