//! What happens to a pair by itself, and when.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Event, State};
use crate::model::working_days::WorkCalendar;

/// Something that happens to a pair by itself. Each fires once in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// Who has not answered the proposal is reminded.
    AnswerReminder,
    /// The proposal expires.
    AnswerEnd,
    /// Both are asked to go on: nothing was heard of the pair.
    Nudge,
    /// The coordinator is told that nothing was heard of the pair.
    TellCoordinator,
    /// Both are warned that the pair will be ended.
    Warning,
    /// The pair is ended by rule.
    QuietEnd,
    /// Nobody met for four weeks: that is low health.
    QuietLow,
    /// The last day of the pair is over.
    EndDate,
    /// The time for closing forms is over.
    ClosingEnd,
}

/// How long after a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// The end of that many days on which the organisation works, the first being the next one.
    WorkingDays(u16),
    /// The end of that many calendar days, the first being the next one.
    Days(u16),
}

/// From which moment a delay counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The proposal.
    Proposed,
    /// The pair came to its present state.
    Entered,
    /// The last sign of life: a signature, a session that was held, the end of the next planned one,
    /// which counts for 28 days or the cadence after what happened last.
    Quiet,
    /// The last day of the pair.
    LastDay,
}

/// What a timer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fires {
    /// It takes a step as [`Party::System`](super::Party::System).
    Step(Event),
    /// It writes to the sides.
    Mail,
    /// It tells the coordinator.
    Escalation,
}

/// A timer of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimerRule {
    /// Which.
    pub timer: Timer,
    /// How long after.
    pub delay: Delay,
    /// After what.
    pub since: Since,
}

/// The moments that delays count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchors {
    /// When the pair was proposed, UTC.
    pub proposed_at: DateTime<Utc>,
    /// When it came to its present state, UTC.
    pub entered_at: DateTime<Utc>,
    /// The last sign of life, UTC; it may lie ahead.
    pub quiet_since: DateTime<Utc>,
    /// The last day of the pair, in the organisation's zone.
    pub ends_on: NaiveDate,
}

const fn rule(timer: Timer, delay: Delay, since: Since) -> TimerRule {
    TimerRule { timer, delay, since }
}

/// Working days in which a proposal is answered, the first being the one after it.
pub(crate) const ANSWER_WORKING_DAYS: u16 = 5;
/// Days without a sign of life after which a pair that meets is low.
pub(crate) const QUIET_DAYS: u16 = 28;

const ANSWERS: &[TimerRule] = &[
    rule(Timer::AnswerReminder, Delay::WorkingDays(3), Since::Proposed),
    rule(Timer::AnswerEnd, Delay::WorkingDays(ANSWER_WORKING_DAYS), Since::Proposed),
];
const SETTING_UP: &[TimerRule] = &[
    rule(Timer::Nudge, Delay::Days(10), Since::Quiet),
    rule(Timer::TellCoordinator, Delay::Days(21), Since::Quiet),
    rule(Timer::Warning, Delay::Days(28), Since::Quiet),
    rule(Timer::QuietEnd, Delay::Days(42), Since::Quiet),
];
const MEETING: &[TimerRule] = &[
    rule(Timer::Nudge, Delay::Days(10), Since::Quiet),
    rule(Timer::TellCoordinator, Delay::Days(21), Since::Quiet),
    rule(Timer::QuietLow, Delay::Days(QUIET_DAYS), Since::Quiet),
    LAST_DAY,
];
const LAST_DAY: TimerRule = rule(Timer::EndDate, Delay::Days(0), Since::LastDay);
const TALKS: &[TimerRule] = &[
    rule(Timer::Warning, Delay::Days(14), Since::Entered),
    rule(Timer::QuietEnd, Delay::Days(28), Since::Entered),
];
const FORMS: &[TimerRule] = &[rule(Timer::ClosingEnd, Delay::Days(14), Since::Entered)];

impl State {
    /// The timers that run in this state, while the pair is open.
    pub const fn timers(self) -> &'static [TimerRule] {
        match self {
            Self::Proposed | Self::MenteeAccepted | Self::MentorAccepted => ANSWERS,
            Self::Accepted | Self::AgreementSigned => SETTING_UP,
            Self::Active => MEETING,
            Self::Paused => &[LAST_DAY],
            Self::RematchRequested => TALKS,
            Self::Closing | Self::Impossible => FORMS,
            Self::Draft | Self::Closed | Self::Declined | Self::Expired | Self::EndedEarly => &[],
        }
    }
}

impl TimerRule {
    /// When it is due, UTC: the end of a day in the organisation's zone.
    pub fn due_at(self, anchors: &Anchors, calendar: &WorkCalendar) -> DateTime<Utc> {
        let day = match self.since {
            Since::Proposed => calendar.day_of(anchors.proposed_at),
            Since::Entered => calendar.day_of(anchors.entered_at),
            Since::Quiet => calendar.day_of(anchors.quiet_since),
            Since::LastDay => anchors.ends_on,
        };
        match self.delay {
            Delay::WorkingDays(days) => calendar.end_after_working_days(day, days),
            Delay::Days(days) => calendar.end_after_days(day, days),
        }
    }
}

impl Timer {
    /// All timers.
    pub const ALL: [Self; 9] = [
        Self::AnswerReminder,
        Self::AnswerEnd,
        Self::Nudge,
        Self::TellCoordinator,
        Self::Warning,
        Self::QuietEnd,
        Self::QuietLow,
        Self::EndDate,
        Self::ClosingEnd,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnswerReminder => "answer_reminder",
            Self::AnswerEnd => "answer_end",
            Self::Nudge => "nudge",
            Self::TellCoordinator => "tell_coordinator",
            Self::Warning => "warning",
            Self::QuietEnd => "quiet_end",
            Self::QuietLow => "quiet_low",
            Self::EndDate => "end_date",
            Self::ClosingEnd => "closing_end",
        }
    }

    /// The timer of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|timer| timer.as_str() == word)
    }

    /// What it does when it is due.
    pub const fn fires(self) -> Fires {
        match self {
            Self::AnswerReminder | Self::Nudge | Self::Warning => Fires::Mail,
            Self::TellCoordinator => Fires::Escalation,
            Self::AnswerEnd | Self::ClosingEnd => Fires::Step(Event::TimeOut),
            Self::QuietEnd => Fires::Step(Event::QuietOut),
            Self::QuietLow => Fires::Step(Event::HealthLow),
            Self::EndDate => Fires::Step(Event::EndDate),
        }
    }
}
