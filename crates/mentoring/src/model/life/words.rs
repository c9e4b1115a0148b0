//! The words of states, events and parties, as they stand in tables and in the picture.

use super::{Event, Party, State};

impl State {
    /// All states, in the order of a life.
    pub const ALL: [Self; 15] = [
        Self::Draft,
        Self::Proposed,
        Self::MenteeAccepted,
        Self::MentorAccepted,
        Self::Accepted,
        Self::AgreementSigned,
        Self::Active,
        Self::Paused,
        Self::RematchRequested,
        Self::Impossible,
        Self::Closing,
        Self::Closed,
        Self::Declined,
        Self::Expired,
        Self::EndedEarly,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::MenteeAccepted => "mentee_accepted",
            Self::MentorAccepted => "mentor_accepted",
            Self::Accepted => "accepted",
            Self::AgreementSigned => "agreement_signed",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::RematchRequested => "rematch_requested",
            Self::Impossible => "impossible",
            Self::Closing => "closing",
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::EndedEarly => "ended_early",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Event {
    /// All events, in the order of a life.
    pub const ALL: [Self; 21] = [
        Self::Publish,
        Self::Accept,
        Self::Decline,
        Self::TimeOut,
        Self::SignFirst,
        Self::SignLast,
        Self::FirstSession,
        Self::Pause,
        Self::Resume,
        Self::HealthLow,
        Self::AskRematch,
        Self::KeepOn,
        Self::Rematch,
        Self::EndDate,
        Self::GoalsDone,
        Self::EndEarly,
        Self::QuietOut,
        Self::FileFirst,
        Self::FileLast,
        Self::BreakRule,
        Self::Leave,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::TimeOut => "time_out",
            Self::SignFirst => "sign_first",
            Self::SignLast => "sign_last",
            Self::FirstSession => "first_session",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::HealthLow => "health_low",
            Self::AskRematch => "ask_rematch",
            Self::KeepOn => "keep_on",
            Self::Rematch => "rematch",
            Self::EndDate => "end_date",
            Self::GoalsDone => "goals_done",
            Self::EndEarly => "end_early",
            Self::QuietOut => "quiet_out",
            Self::FileFirst => "file_first",
            Self::FileLast => "file_last",
            Self::BreakRule => "break_rule",
            Self::Leave => "leave",
        }
    }

    /// The event of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }
}

impl Party {
    /// All parties.
    pub const ALL: [Self; 4] = [Self::Learner, Self::Mentor, Self::Coordinator, Self::System];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
            Self::Coordinator => "coordinator",
            Self::System => "system",
        }
    }

    /// The party of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|party| party.as_str() == word)
    }
}
