//! Tries of a quiz: when one may start, until when it takes answers, what counts, when keys show.
//!
//! Source: domain guide 3.2. Three tries, 24 hours apart; 70 % or better passes; the best counts,
//! the first is what statistics use. Every moment is the server's, so a client's clock is no part
//! of any rule.

use std::cmp::Ordering;

use chrono::{DateTime, Duration, Utc};
use thiserror::Error;

/// Least share of points that passes, in percent.
pub const PASS_PERCENT: i32 = 70;

/// Most tries of one quiz by one learner.
pub const TRIES: i16 = 3;

/// From the end of one try to the earliest start of the next.
pub const BETWEEN_TRIES: Duration = Duration::hours(24);

/// How long after its time limit an attempt still takes what a slow line delivers.
pub const GRACE: Duration = Duration::seconds(60);

/// Points out of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Earned, 0 to `max_points`.
    pub points: i32,
    /// The most that could be earned.
    pub max_points: i32,
}

impl Tally {
    /// Whether it passes: `points · 100 ≥ 70 · max_points`, in whole numbers. Nothing out of
    /// nothing does not pass.
    #[must_use]
    pub fn passes(self) -> bool {
        self.max_points > 0
            && i64::from(self.points) * 100 >= i64::from(PASS_PERCENT) * i64::from(self.max_points)
    }

    /// The share in hundredths of a percent, 0 to 10,000, rounded down, so that what shows as
    /// 70.00 % has passed. None when there was nothing to earn.
    #[must_use]
    pub fn percent_basis_points(self) -> Option<i32> {
        let points = i64::from(self.points.clamp(0, self.max_points.max(0)));
        let share = (points * 10_000).checked_div(i64::from(self.max_points.max(0)))?;
        i32::try_from(share).ok()
    }

    /// Compares shares, exactly: another version of a quiz may have other points.
    fn cmp_share(self, other: Self) -> Ordering {
        let ours = i64::from(self.points) * i64::from(other.max_points);
        ours.cmp(&(i64::from(other.points) * i64::from(self.max_points)))
    }
}

/// A try of one quiz by one learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastAttempt {
    /// Counts from 1.
    pub number: i16,
    /// When it began, UTC.
    pub started_at: DateTime<Utc>,
    /// When it was handed in or closed, UTC; none while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Its points; none while it runs or waits for a grader.
    pub tally: Option<Tally>,
}

impl PastAttempt {
    fn passed(&self) -> bool {
        self.ended_at.is_some() && self.tally.is_some_and(Tally::passes)
    }
}

/// Why no new try may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StartRefusal {
    /// One runs already; it goes on, also on another device.
    #[error("try {number} is still running; go on with it")]
    Running {
        /// Which.
        number: i16,
    },
    /// The quiz is passed.
    #[error("the quiz is passed; there is nothing left to try for")]
    Passed,
    /// The result of the last try waits for a grader.
    #[error("try {number} waits for a grader; it may have passed")]
    AwaitsGrader {
        /// Which.
        number: i16,
    },
    /// All three tries are used.
    #[error("all three tries are used")]
    NoTriesLeft,
    /// The last try ended less than 24 hours ago.
    #[error("the next try may start 24 hours after the last one ended, from {until}")]
    TooSoon {
        /// From when on it may start, UTC.
        until: DateTime<Utc>,
    },
}

impl StartRefusal {
    /// What is wrong, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running { .. } => "ATTEMPT_RUNNING",
            Self::Passed => "ALREADY_PASSED",
            Self::AwaitsGrader { .. } => "AWAITS_GRADER",
            Self::NoTriesLeft => "NO_TRIES_LEFT",
            Self::TooSoon { .. } => "TOO_SOON",
        }
    }
}

/// The number of the try that may start at `now`.
///
/// Who has passed may not start again. A pass opens the review with its keys; a further try would
/// measure copying, could change nothing for the learner, and would be a way to collect keys. For
/// the same reason nobody starts while a try waits for a grader: its pass would open the review in
/// the middle of the next one.
///
/// # Errors
/// Why none may start; where several reasons hold, the one that waiting does not cure comes first.
pub fn may_start(past: &[PastAttempt], now: DateTime<Utc>) -> Result<i16, StartRefusal> {
    if let Some(running) = past.iter().find(|attempt| attempt.ended_at.is_none()) {
        return Err(StartRefusal::Running { number: running.number });
    }
    if past.iter().any(PastAttempt::passed) {
        return Err(StartRefusal::Passed);
    }
    let Some(last) = past.iter().max_by_key(|attempt| attempt.number) else {
        return Ok(1);
    };
    if let Some(waiting) = past.iter().find(|attempt| attempt.tally.is_none()) {
        return Err(StartRefusal::AwaitsGrader { number: waiting.number });
    }
    if last.number >= TRIES {
        return Err(StartRefusal::NoTriesLeft);
    }
    let ended_at = past.iter().filter_map(|attempt| attempt.ended_at).max();
    match ended_at.map(|at| later(at, BETWEEN_TRIES)) {
        Some(until) if now < until => Err(StartRefusal::TooSoon { until }),
        _ => Ok(last.number + 1),
    }
}

/// The try that counts: the best share among the graded ones, of equal ones the earliest.
#[must_use]
pub fn best(past: &[PastAttempt]) -> Option<&PastAttempt> {
    past.iter()
        .filter_map(|attempt| Some((attempt, attempt.ended_at.and(attempt.tally)?)))
        .max_by(|(a, ours), (b, theirs)| ours.cmp_share(*theirs).then(b.number.cmp(&a.number)))
        .map(|(attempt, _)| attempt)
}

/// The try that statistics use: the first one, once it has ended.
#[must_use]
pub fn first(past: &[PastAttempt]) -> Option<&PastAttempt> {
    past.iter().min_by_key(|attempt| attempt.number).filter(|attempt| attempt.ended_at.is_some())
}

/// Whether the learner may see keys and reasons: after a pass, or after the last try has ended.
///
/// Never while a try runs. A corrected key can turn an earlier try into a pass; the review then
/// waits until the running one is handed in.
#[must_use]
pub fn may_review(past: &[PastAttempt]) -> bool {
    past.iter().all(|attempt| attempt.ended_at.is_some())
        && past.iter().any(|attempt| attempt.passed() || attempt.number >= TRIES)
}

/// Until when an attempt takes answers, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Option<DateTime<Utc>>);

impl Deadline {
    /// The deadline of an attempt; without a limit there is none.
    #[must_use]
    pub fn new(started_at: DateTime<Utc>, limit: Option<Duration>) -> Self {
        Self(limit.map(|limit| later(started_at, limit)))
    }

    /// When the time that the learner sees is over, UTC.
    #[must_use]
    pub const fn at(self) -> Option<DateTime<Utc>> {
        self.0
    }

    /// The last moment at which something is taken, UTC. After it a job closes the attempt with
    /// what was saved.
    #[must_use]
    pub fn last_accepted_at(self) -> Option<DateTime<Utc>> {
        self.0.map(|at| later(at, GRACE))
    }

    /// Whether answers that arrive at `now` are taken, the last moment included.
    #[must_use]
    pub fn accepts(self, now: DateTime<Utc>) -> bool {
        self.last_accepted_at().is_none_or(|last| now <= last)
    }
}

/// Whether something handed in at `at` is late. It is taken all the same and recorded as late.
#[must_use]
pub fn is_late(at: DateTime<Utc>, due_at: Option<DateTime<Utc>>) -> bool {
    due_at.is_some_and(|due_at| at > due_at)
}

/// Beyond the end of the calendar a moment stays at the end.
pub(super) fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests;
