use async_graphql::{Context, Object};
use mentoring::actions::sessions::{
    self as actions, AnswerBreakGlass, CancelSession, DeleteNote, EditNote, LogSession,
    MoveSession, PlanSession, RequestBreakGlass, WriteNote,
};

use super::inputs::{
    AnswerBreakGlassInput, AnswerBreakGlassPayload, CancelSessionInput, CancelSessionPayload,
    DeleteNoteInput, DeleteNotePayload, DropCalendarFeedPayload, EditNoteInput, EditNotePayload,
    LogSessionInput, LogSessionPayload, MakeCalendarFeedPayload, MoveSessionInput,
    MoveSessionPayload, PlanSessionInput, PlanSessionPayload, RequestBreakGlassInput,
    RequestBreakGlassPayload, WriteNoteInput, WriteNotePayload, about,
};
use super::load;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct MentoringSessionMutation;

#[Object]
impl MentoringSessionMutation {
    /// Plans a session of a pair from its signed agreement on, while it meets; CONFLICT at other times,
    /// and for a pair that has 150 sessions, cancelled ones included. The end of the next planned session counts as a sign of life. For the two of the pair.
    async fn plan_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "With whom, when, what about.")] input: PlanSessionInput,
    ) -> Result<Option<PlanSessionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let (goal, module) = (input.goal_id.as_ref(), input.module_id.as_ref());
        let command = PlanSession {
            pair_id: ids::parse(&input.pair_id)?,
            starts_at: input.starts_at,
            minutes: input.minutes,
            about: about(goal, module, input.submission_id.as_ref())?,
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let id = actions::plan_session(&request.services.mentoring(), actor, command).await?;
        Ok(Some(PlanSessionPayload { session: load::session(request, id).await? }))
    }

    /// Gives a planned session another time, or another thing to be about; calendars follow. For the
    /// two of the pair.
    async fn move_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which session, and when it is now.")] input: MoveSessionInput,
    ) -> Result<Option<MoveSessionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let (goal, module) = (input.goal_id.as_ref(), input.module_id.as_ref());
        let command = MoveSession {
            session_id: ids::parse(&input.session_id)?,
            expected_version: input.expected_version,
            starts_at: input.starts_at,
            minutes: input.minutes,
            about: about(goal, module, input.submission_id.as_ref())?,
        };
        let actor = request.commander().await?;
        actions::move_session(&request.services.mentoring(), actor, command).await?;
        let session = load::session(request, command.session_id).await?;
        Ok(Some(MoveSessionPayload { session }))
    }

    /// Says what became of a session, until the pair is over. The first one that was held makes the
    /// pair active; after the second and the fifth both sides are asked how it goes. Said again, it
    /// changes nothing. For the two of the pair.
    async fn log_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which session, and what became of it.")] input: LogSessionInput,
    ) -> Result<Option<LogSessionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = LogSession {
            session_id: ids::parse(&input.session_id)?,
            expected_version: input.expected_version,
            outcome: input.outcome()?,
        };
        let actor = request.commander().await?;
        actions::log_session(&request.services.mentoring(), actor, command).await?;
        let session = load::session(request, command.session_id).await?;
        Ok(Some(LogSessionPayload { session }))
    }

    /// Cancels a planned session, until the pair is over; in calendars it stays, as cancelled. A second
    /// time changes nothing. For the two of the pair.
    async fn cancel_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which session.")] input: CancelSessionInput,
    ) -> Result<Option<CancelSessionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = CancelSession {
            session_id: ids::parse(&input.session_id)?,
            expected_version: input.expected_version,
        };
        let actor = request.commander().await?;
        actions::cancel_session(&request.services.mentoring(), actor, command).await?;
        let session = load::session(request, command.session_id).await?;
        Ok(Some(CancelSessionPayload { session }))
    }

    /// Writes a note, private or shared with the other side, from the moment at which both have accepted
    /// to the end of the pair. It is stored so that nobody else can read it. CONFLICT before and after,
    /// and for who has written 1,000 notes in the pair. For the two of the pair.
    async fn write_note(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which pair, for whom, and what.")] input: WriteNoteInput,
    ) -> Result<Option<WriteNotePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = WriteNote {
            pair_id: ids::parse(&input.pair_id)?,
            session_id: input.session_id.as_ref().map(ids::parse).transpose()?,
            is_shared: input.is_shared,
            text: input.text.into(),
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let id = actions::write_note(&request.services.mentoring(), actor, command).await?;
        Ok(Some(WriteNotePayload { note: load::own_note(request, id).await? }))
    }

    /// Changes the text of a note, until the pair is over; the text before is gone. For its author.
    async fn edit_note(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which note, and what it says now.")] input: EditNoteInput,
    ) -> Result<Option<EditNotePayload>, ApiError> {
        let request = RequestContext::of(context);
        let note_id = ids::parse(&input.note_id)?;
        let command =
            EditNote { note_id, expected_version: input.expected_version, text: input.text.into() };
        let actor = request.commander().await?;
        actions::edit_note(&request.services.mentoring(), actor, command).await?;
        Ok(Some(EditNotePayload { note: load::own_note(request, note_id).await? }))
    }

    /// Deletes a note for good, also once the pair is over. For its author.
    async fn delete_note(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which note.")] input: DeleteNoteInput,
    ) -> Result<Option<DeleteNotePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = DeleteNote {
            note_id: ids::parse(&input.note_id)?,
            expected_version: input.expected_version,
        };
        let actor = request.commander().await?;
        actions::delete_note(&request.services.mentoring(), actor, command).await?;
        Ok(Some(DeleteNotePayload { note_id: ids::id(command.note_id) }))
    }

    /// Asks to read the notes of a pair in an emergency. A second person has to allow it within seven
    /// days. FORBIDDEN for a pair that one is one of or that somebody of one's reporting line is one
    /// of; CONFLICT while one's own request on the pair waits for its answer. For coordinators.
    async fn request_break_glass(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which pair, and why.")] input: RequestBreakGlassInput,
    ) -> Result<Option<RequestBreakGlassPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = RequestBreakGlass {
            pair_id: ids::parse(&input.pair_id)?,
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let id =
            actions::request_break_glass(&request.services.mentoring(), actor, command).await?;
        Ok(Some(RequestBreakGlassPayload { request: load::break_glass(request, id).await? }))
    }

    /// Allows or refuses, as the second person, that the notes of a pair are read. Allowed, they can be
    /// read for 24 hours, and both sides are written to at once. FORBIDDEN for one's own request, for
    /// one of somebody who counts as the same person (see `linkPersons`), and where one of the pair
    /// reports to oneself. The same answer again changes nothing. For admins.
    async fn answer_break_glass(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which request, and the answer.")] input: AnswerBreakGlassInput,
    ) -> Result<Option<AnswerBreakGlassPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = AnswerBreakGlass { id: ids::parse(&input.id)?, allow: input.allow };
        let actor = request.commander().await?;
        actions::answer_break_glass(&request.services.mentoring(), actor, command).await?;
        let request = load::break_glass(request, command.id).await?;
        Ok(Some(AnswerBreakGlassPayload { request }))
    }

    /// Makes a secret address at which calendar programs find one's sessions; it ends the one before.
    /// For learners and mentors.
    async fn make_calendar_feed(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<MakeCalendarFeedPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let token = actions::make_calendar_feed(&request.services.mentoring(), actor).await?;
        let url = format!("{}/calendar/{}", request.services.public_url, token.reveal());
        Ok(Some(MakeCalendarFeedPayload { url }))
    }

    /// Ends the address at which calendar programs find one's sessions. For learners and mentors.
    async fn drop_calendar_feed(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<DropCalendarFeedPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let was_there = actions::drop_calendar_feed(&request.services.mentoring(), actor).await?;
        Ok(Some(DropCalendarFeedPayload { was_there }))
    }
}
