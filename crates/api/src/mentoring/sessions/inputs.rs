use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::Violation;
use mentoring::model::sessions::session::Outcome;
use mentoring::queries::sessions::About;

use super::types::{BreakGlassRequest, MentoringNote, MentoringSession, MentoringSessionMissedBy};
use crate::error::ApiError;
use crate::ids;

/// What a session is about, from the ids of an input.
pub(super) fn about(
    goal: Option<&ID>,
    module: Option<&ID>,
    submission: Option<&ID>,
) -> Result<About, ApiError> {
    Ok(About {
        goal_id: goal.map(ids::parse).transpose()?,
        module_id: module.map(ids::parse).transpose()?,
        submission_id: submission.map(ids::parse).transpose()?,
    })
}

/// Input of `planSession`.
#[derive(InputObject)]
pub struct PlanSessionInput {
    /// A pair that one is a side of, with a signed agreement.
    pub pair_id: ID,
    /// When it begins, UTC: at most 120 days ahead; at most 30 days ago, for a session that took place
    /// unplanned and is then logged.
    pub starts_at: DateTime<Utc>,
    /// How many minutes it takes, 5 to 480.
    pub minutes: i32,
    /// A goal of the pair's agreement that it is about.
    pub goal_id: Option<ID>,
    /// A module of the learner's program version that it is about.
    pub module_id: Option<ID>,
    /// A piece of the learner's own work that it is about.
    pub submission_id: Option<ID>,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `planSession`.
#[derive(SimpleObject)]
pub struct PlanSessionPayload {
    /// The session.
    pub session: MentoringSession,
}

/// Input of `moveSession`.
#[derive(InputObject)]
pub struct MoveSessionInput {
    /// A PLANNED session of a pair that one is a side of.
    pub session_id: ID,
    /// The `version` of the session that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// When it begins from now on, UTC: at most 120 days ahead and 30 days ago.
    pub starts_at: DateTime<Utc>,
    /// How many minutes it takes, 5 to 480.
    pub minutes: i32,
    /// The goal that it is about; left out, it is about none.
    pub goal_id: Option<ID>,
    /// The module that it is about; left out, it is about none.
    pub module_id: Option<ID>,
    /// The piece of work that it is about; left out, it is about none.
    pub submission_id: Option<ID>,
}

/// Answer of `moveSession`.
#[derive(SimpleObject)]
pub struct MoveSessionPayload {
    /// The session after it.
    pub session: MentoringSession,
}

/// What became of a session.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringSessionOutcome {
    /// The two met.
    Held,
    /// One of them, or both, did not come; `missedBy` says who.
    Missed,
}

/// Input of `logSession`.
#[derive(InputObject)]
pub struct LogSessionInput {
    /// A PLANNED session, that has begun, of a pair that one is a side of.
    pub session_id: ID,
    /// The `version` of the session that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// What became of it.
    pub outcome: MentoringSessionOutcome,
    /// Who did not come; for MISSED, and for nothing else.
    pub missed_by: Option<MentoringSessionMissedBy>,
}

impl LogSessionInput {
    /// The outcome with the person who did not come.
    pub(super) fn outcome(&self) -> Result<Outcome, ApiError> {
        let (code, words) = match (self.outcome, self.missed_by) {
            (MentoringSessionOutcome::Held, None) => return Ok(Outcome::Held),
            (MentoringSessionOutcome::Missed, Some(by)) => return Ok(Outcome::Missed(by.into())),
            (MentoringSessionOutcome::Held, Some(_)) => {
                ("NOT_MISSED", "Nobody missed a session that was held; leave `missedBy` out.")
            }
            (MentoringSessionOutcome::Missed, None) => ("MISSING", "Say who did not come."),
        };
        Err(ApiError::invalid(vec![Violation::new("input.missedBy", code, words)]))
    }
}

/// Answer of `logSession`.
#[derive(SimpleObject)]
pub struct LogSessionPayload {
    /// The session after it.
    pub session: MentoringSession,
}

/// Input of `cancelSession`.
#[derive(InputObject)]
pub struct CancelSessionInput {
    /// A PLANNED session of a pair that one is a side of.
    pub session_id: ID,
    /// The `version` of the session that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `cancelSession`.
#[derive(SimpleObject)]
pub struct CancelSessionPayload {
    /// The session after it.
    pub session: MentoringSession,
}

/// Input of `writeNote`.
#[derive(InputObject)]
pub struct WriteNoteInput {
    /// A pair that one is a side of, and that both have accepted.
    pub pair_id: ID,
    /// A session of the pair that it is about.
    pub session_id: Option<ID>,
    /// Whether the other side reads it too. This never changes.
    pub is_shared: bool,
    /// What it says, Markdown, 1 to 20,000 characters.
    pub text: String,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `writeNote`.
#[derive(SimpleObject)]
pub struct WriteNotePayload {
    /// The note.
    pub note: MentoringNote,
}

/// Input of `editNote`.
#[derive(InputObject)]
pub struct EditNoteInput {
    /// A note that one wrote.
    pub note_id: ID,
    /// The `version` of the note that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// What it says from now on, Markdown, 1 to 20,000 characters.
    pub text: String,
}

/// Answer of `editNote`.
#[derive(SimpleObject)]
pub struct EditNotePayload {
    /// The note after it.
    pub note: MentoringNote,
}

/// Input of `deleteNote`.
#[derive(InputObject)]
pub struct DeleteNoteInput {
    /// A note that one wrote.
    pub note_id: ID,
    /// The `version` of the note that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `deleteNote`.
#[derive(SimpleObject)]
pub struct DeleteNotePayload {
    /// The note that is gone.
    pub note_id: ID,
}

/// Input of `requestBreakGlass`.
#[derive(InputObject)]
pub struct RequestBreakGlassInput {
    /// A pair that one has nothing to do with.
    pub pair_id: ID,
    /// What the emergency is, 20 to 2,000 characters. The second person reads it.
    pub reason: String,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `requestBreakGlass`.
#[derive(SimpleObject)]
pub struct RequestBreakGlassPayload {
    /// The request.
    pub request: BreakGlassRequest,
}

/// Input of `answerBreakGlass`.
#[derive(InputObject)]
pub struct AnswerBreakGlassInput {
    /// A request of somebody else about a pair that one has nothing to do with.
    pub id: ID,
    /// Whether the notes may be read.
    pub allow: bool,
}

/// Answer of `answerBreakGlass`.
#[derive(SimpleObject)]
pub struct AnswerBreakGlassPayload {
    /// The request after it.
    pub request: BreakGlassRequest,
}

/// Answer of `makeCalendarFeed`.
#[derive(SimpleObject)]
pub struct MakeCalendarFeedPayload {
    /// Where calendar programs find one's sessions. Whoever has it may read: it is shown this once.
    pub url: String,
}

/// Answer of `dropCalendarFeed`.
#[derive(SimpleObject)]
pub struct DropCalendarFeedPayload {
    /// Whether there was an address.
    pub was_there: bool,
}
