use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{DeliveryId, MemberId};
use mentoring::model::pairs::letters::NUDGES;

/// A kind of report, or of another mail that is stopped as reports are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// For a learner, weekly, Monday 07:30 in the reader's zone.
    LearnerDigest,
    /// For a manager of learners, every second Tuesday 07:30 in the reader's zone.
    ManagerNote,
    /// For a mentor, every second Wednesday 07:30 in the reader's zone, when something is due.
    MentorReminder,
    /// For both sides of a pair that has fallen silent. Mentoring sends it, once for a silence: here it
    /// is only stopped, and it stands in no ledger.
    MentoringNudge,
}

impl ReportKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::LearnerDigest, Self::ManagerNote, Self::MentorReminder, Self::MentoringNudge];

    /// The word that stands in tables and links.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LearnerDigest => "learner_digest",
            Self::ManagerNote => "manager_note",
            Self::MentorReminder => "mentor_reminder",
            Self::MentoringNudge => NUDGES,
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Composed; will be sent, or sent again.
    Queued,
    /// Taken over by the mail server.
    Sent,
    /// Given up; the reason stands beside it.
    Failed,
    /// The reader stopped this kind of report, or left, before it went out.
    Stopped,
    /// Nothing had changed since the report before it, so it was not composed.
    Quiet,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sent, Self::Failed, Self::Stopped, Self::Quiet];
    /// Those in which the reader has no such mail and none is on its way.
    pub const UNSENT: [Self; 2] = [Self::Failed, Self::Stopped];

    /// The word that stands in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Quiet => "quiet",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::report_delivery)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// The reader.
    pub member_id: MemberId,
    /// See [`ReportKind::as_str`].
    pub kind: String,
    /// The ISO week, or the day of a report sent outside its schedule.
    pub period: String,
    /// The moment that the figures show, UTC.
    pub as_of: DateTime<Utc>,
    /// The figures that the mail states, one entry per cohort and learner.
    pub figures: serde_json::Value,
    /// The mail's subject.
    pub subject: String,
    /// Without angle brackets; the same for every try.
    pub message_id: String,
    /// See [`DeliveryState::as_str`].
    pub state: String,
    /// Tries so far.
    pub attempts: i32,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// Since when it waits, UTC.
    pub queued_at: DateTime<Utc>,
    /// When the mail server took it, UTC.
    pub sent_at: Option<DateTime<Utc>>,
}
