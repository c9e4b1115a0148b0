//! Meetings of a pair: planned, then held, missed or cancelled.

use chrono::{DateTime, Duration, Utc};
use database::schema;
use diesel::{Queryable, QueryableByName, Selectable};
use kernel::{GoalId, MemberId, MentoringSessionId, ModuleId, PairId, SubmissionId, Violation};

use crate::error::MentoringError;
use crate::model::life::{QUIET_DAYS, State};
use crate::model::pair::Pair;
use crate::model::side::Side;

/// How far ahead a session may be planned.
const FARTHEST: Duration = Duration::days(120);
/// A date that is planned puts silence off by so long at most, or by the agreed cadence where that is
/// longer: else a pair that only plans would never be quiet.
const PLANS_COUNT: Duration = Duration::days(QUIET_DAYS as i64);
/// How long after it began a session may still be entered.
const LATEST: Duration = Duration::days(30);
/// Shortest and longest session, minutes.
const MINUTES: std::ops::RangeInclusive<i32> = 5..=480;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It is to come, or nobody said what became of it.
    Planned,
    /// They met.
    Held,
    /// One of them, or both, did not come.
    Missed,
    /// It was called off.
    Cancelled,
}

impl SessionState {
    const ALL: [Self; 4] = [Self::Planned, Self::Held, Self::Missed, Self::Cancelled];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Held => "held",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Who did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissedBy {
    /// One of the two.
    One(Side),
    /// Neither came.
    Both,
}

impl MissedBy {
    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One(side) => side.as_str(),
            Self::Both => "both",
        }
    }

    /// Of that word.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "both" { Some(Self::Both) } else { Side::parse(word).map(Self::One) }
    }
}

/// What became of a planned session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They met.
    Held,
    /// They did not, because of whom.
    Missed(MissedBy),
}

impl Outcome {
    /// The state that it leads to.
    pub const fn state(self) -> SessionState {
        match self {
            Self::Held => SessionState::Held,
            Self::Missed(_) => SessionState::Missed,
        }
    }

    /// Who did not come.
    pub const fn missed_by(self) -> Option<MissedBy> {
        match self {
            Self::Held => None,
            Self::Missed(by) => Some(by),
        }
    }
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = schema::mentoring_session)]
pub struct Session {
    /// Its id.
    pub id: MentoringSessionId,
    /// The pair.
    pub pair_id: PairId,
    /// See [`Session::state`].
    pub state: String,
    /// When it begins, UTC.
    pub starts_at: DateTime<Utc>,
    /// How long it is.
    pub minutes: i16,
    /// The goal of the agreement that it is about.
    pub goal_id: Option<GoalId>,
    /// The module of the learner's program that it is about.
    pub module_id: Option<ModuleId>,
    /// The piece of the learner's work that it is about.
    pub submission_id: Option<SubmissionId>,
    /// Who did not come: `learner`, `mentor` or `both`.
    pub missed_by: Option<String>,
    /// Who planned it.
    pub planned_by: MemberId,
    /// When it was said what became of it, UTC.
    pub logged_at: Option<DateTime<Utc>>,
    /// When it was last changed, UTC.
    pub changed_at: DateTime<Utc>,
    /// Counts the changes that calendars have to follow.
    pub feed_sequence: i32,
    /// Counts all changes.
    pub version: i32,
}

impl Session {
    /// Where it stands; of a pair that is over, what was still to come is called off.
    pub fn state(&self, pair_ended_at: Option<DateTime<Utc>>) -> SessionState {
        let state = SessionState::parse(&self.state).unwrap_or(SessionState::Cancelled);
        match (state, pair_ended_at) {
            (SessionState::Planned, Some(ended)) if self.starts_at >= ended => {
                SessionState::Cancelled
            }
            _ => state,
        }
    }

    /// Demands that it is still planned.
    ///
    /// # Errors
    /// [`MentoringError::Refused`] once it was logged or cancelled.
    pub fn demand_planned(&self) -> Result<(), MentoringError> {
        let words = match SessionState::parse(&self.state) {
            Some(SessionState::Planned) => return Ok(()),
            Some(SessionState::Held | SessionState::Missed) => {
                "it was said what became of this session, and that stands; plan another one"
            }
            _ => "this session was cancelled; plan another one",
        };
        Err(MentoringError::Refused(words.to_owned()))
    }
}

/// What is wrong with the time of a session.
pub fn check_time(starts_at: DateTime<Utc>, minutes: i32, now: DateTime<Utc>) -> Vec<Violation> {
    let mut violations = Vec::new();
    if starts_at > now + FARTHEST || starts_at < now - LATEST {
        let words = "A session begins at most 30 days ago and at most 120 days ahead.";
        violations.push(Violation::new("input.startsAt", "OUT_OF_RANGE", words));
    }
    if !MINUTES.contains(&minutes) {
        let words = "A session takes 5 to 480 minutes.";
        violations.push(Violation::new("input.minutes", "OUT_OF_RANGE", words));
    }
    violations
}

/// What is wrong with saying that a session was held or missed: both lie in the past.
pub fn check_outcome(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Violation> {
    if starts_at <= now {
        return Vec::new();
    }
    let words = "It has not begun yet; move or cancel it, or say so once it is over.";
    vec![Violation::new("input.outcome", "IN_THE_FUTURE", words)]
}

/// Demands that the two plan sessions: they have signed, and they meet.
///
/// # Errors
/// [`MentoringError::Refused`] in every other state.
pub fn demand_meeting(pair: &Pair) -> Result<(), MentoringError> {
    match pair.state() {
        Some(State::AgreementSigned | State::Active) if pair.is_open() => Ok(()),
        _ => Err(MentoringError::Refused(
            "sessions are planned from the signed agreement on, while the pair meets: it is not \
             signed yet, paused, closing, or over"
                .to_owned(),
        )),
    }
}

/// Demands that something may still be said of sessions that were planned: also after a pause began
/// or the last day came, until the pair is over.
///
/// # Errors
/// [`MentoringError::Refused`] before the agreement was signed, and once the pair is over.
pub fn demand_open(pair: &Pair) -> Result<(), MentoringError> {
    if pair.is_open() && pair.signed_at.is_some() {
        return Ok(());
    }
    let words = if pair.is_open() {
        "the agreement is not signed yet, so nothing was planned"
    } else {
        "the pair is over; sessions that were still to come ended with it"
    };
    Err(MentoringError::Refused(words.to_owned()))
}

/// What the meetings of a pair say about its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meetings {
    /// Sessions that were held.
    pub held: i64,
    /// The end of the last one that was held, UTC.
    pub last_held: Option<DateTime<Utc>>,
    /// The end of the next one that is planned, UTC.
    pub next_planned: Option<DateTime<Utc>>,
    /// The last signature, end of a break, or decision to go on, UTC.
    pub stirred: Option<DateTime<Utc>>,
    /// How often the two meet by their agreement: every so many days.
    pub cadence_days: Option<i16>,
}

impl Meetings {
    /// The last sign of life of a pair, UTC. It lies ahead while a session is planned, by 28 days or
    /// the cadence at most, counted from what happened last.
    pub fn quiet_since(&self, pair: &Pair) -> DateTime<Utc> {
        let happened = [pair.accepted_at, pair.signed_at, self.last_held, self.stirred]
            .into_iter()
            .flatten()
            .fold(pair.proposed_at, Ord::max);
        let cadence = Duration::days(self.cadence_days.unwrap_or_default().into());
        let farthest = happened + cadence.max(PLANS_COUNT);
        self.next_planned.map_or(happened, |planned| planned.min(farthest).max(happened))
    }
}

#[cfg(test)]
mod tests;
