use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use mentoring::model::sessions::break_glass;
use mentoring::model::sessions::session;
use mentoring::model::side::Side;

use crate::cohorts::types::Person;

/// Where a session of a pair stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringSessionState {
    /// It is to come, or nobody said yet what became of it.
    Planned,
    /// The two met.
    Held,
    /// One of them, or both, did not come.
    Missed,
    /// It was called off, by one of the two or by the end of the pair.
    Cancelled,
}

impl From<session::SessionState> for MentoringSessionState {
    fn from(state: session::SessionState) -> Self {
        match state {
            session::SessionState::Planned => Self::Planned,
            session::SessionState::Held => Self::Held,
            session::SessionState::Missed => Self::Missed,
            session::SessionState::Cancelled => Self::Cancelled,
        }
    }
}

/// Who did not come to a session.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringSessionMissedBy {
    /// The learner.
    Learner,
    /// The mentor.
    Mentor,
    /// Neither came.
    Both,
}

impl From<session::MissedBy> for MentoringSessionMissedBy {
    fn from(by: session::MissedBy) -> Self {
        match by {
            session::MissedBy::One(Side::Learner) => Self::Learner,
            session::MissedBy::One(Side::Mentor) => Self::Mentor,
            session::MissedBy::Both => Self::Both,
        }
    }
}

impl From<MentoringSessionMissedBy> for session::MissedBy {
    fn from(by: MentoringSessionMissedBy) -> Self {
        match by {
            MentoringSessionMissedBy::Learner => Self::One(Side::Learner),
            MentoringSessionMissedBy::Mentor => Self::One(Side::Mentor),
            MentoringSessionMissedBy::Both => Self::Both,
        }
    }
}

/// A meeting of a pair. For the two of them.
#[derive(SimpleObject)]
pub struct MentoringSession {
    /// The session; `moveSession`, `logSession` and `cancelSession` take it while it is PLANNED.
    pub id: ID,
    /// The pair.
    pub pair_id: ID,
    /// Where it stands.
    pub state: MentoringSessionState,
    /// When it begins, UTC.
    pub starts_at: DateTime<Utc>,
    /// How many minutes it takes, 5 to 480.
    pub minutes: i32,
    /// The goal of the agreement that it is about.
    pub goal_id: Option<ID>,
    /// That goal, in the words of the agreement.
    pub goal: Option<String>,
    /// The module of the learner's program that it is about.
    pub module_id: Option<ID>,
    /// The title of that module.
    pub module_title: Option<String>,
    /// The piece of the learner's work that it is about.
    pub submission_id: Option<ID>,
    /// Who did not come; null unless it was MISSED.
    pub missed_by: Option<MentoringSessionMissedBy>,
    /// When it was said what became of it, UTC.
    pub logged_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

/// A note of a pair. For its author and, where it is shared, for the other side. Nobody else reads it,
/// admins and coordinators neither, unless a second person allowed it in an emergency; then both sides
/// are told.
#[derive(SimpleObject)]
pub struct MentoringNote {
    /// The note; its author may change and delete it.
    pub id: ID,
    /// The session that it is about; null for a note on the pair as a whole.
    pub session_id: Option<ID>,
    /// Who wrote it.
    pub author: Person,
    /// Whether the other side reads it too.
    pub is_shared: bool,
    /// What it says, Markdown, as given. Show it as untrusted.
    pub text: String,
    /// When it was written, UTC.
    pub written_at: DateTime<Utc>,
    /// When its text was last changed, UTC.
    pub edited_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

/// Where a request to read the notes of a pair stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakGlassState {
    /// It waits for a second person.
    Requested,
    /// It was allowed, and the notes can be read.
    Open,
    /// It was refused.
    Refused,
    /// Nobody answered within seven days, or the 24 hours to read are over.
    Over,
}

impl From<break_glass::BreakGlassState> for BreakGlassState {
    fn from(state: break_glass::BreakGlassState) -> Self {
        match state {
            break_glass::BreakGlassState::Requested => Self::Requested,
            break_glass::BreakGlassState::Open => Self::Open,
            break_glass::BreakGlassState::Refused => Self::Refused,
            break_glass::BreakGlassState::Over => Self::Over,
        }
    }
}

/// A request to read the notes of a pair in an emergency. For the person who asked, and for those who
/// may answer and are not one of the pair.
#[derive(SimpleObject)]
pub struct BreakGlassRequest {
    /// The request; `answerBreakGlass` takes it from a second person, `emergencyNotes` from the person
    /// who asked.
    pub id: ID,
    /// The pair.
    pub pair_id: ID,
    /// The name of the learner of the pair.
    pub learner_name: String,
    /// The name of the mentor of the pair.
    pub mentor_name: String,
    /// What the emergency is, as given; null for those who have one of the pair in their reporting line
    /// and did not ask themselves.
    pub reason: Option<String>,
    /// Where it stands now.
    pub state: BreakGlassState,
    /// The name of the person who asked.
    pub requested_by_name: String,
    /// When they asked, UTC.
    pub requested_at: DateTime<Utc>,
    /// The name of the person who answered.
    pub answered_by_name: Option<String>,
    /// When they answered, UTC.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the time to answer or, once it was allowed, to read is over, UTC.
    pub expires_at: DateTime<Utc>,
    /// When the notes were first read, UTC.
    pub first_read_at: Option<DateTime<Utc>>,
}
