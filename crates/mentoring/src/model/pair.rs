//! A pair as it is stored.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{CohortId, CycleId, MemberId, PairId, ProgramId, RunId};

use super::life::{Anchors, State};
use super::side::Side;

/// A pair, from the proposal on; without the parts of its score.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::pair)]
pub struct Pair {
    /// Its id.
    pub id: PairId,
    /// The program that it is for.
    pub program_id: ProgramId,
    /// The learner's run of the program.
    pub cohort_id: CohortId,
    /// The matching cycle that it comes from.
    pub cycle_id: CycleId,
    /// The run that found it.
    pub run_id: RunId,
    /// Who is mentored.
    pub learner_id: MemberId,
    /// Who mentors.
    pub mentor_id: MemberId,
    /// See [`Pair::state`].
    pub state: String,
    /// How well the two fit, 0 to 100, when they were proposed.
    pub score: i16,
    /// The last day, in the organisation's zone.
    pub ends_on: NaiveDate,
    /// When it was proposed, UTC.
    pub proposed_at: DateTime<Utc>,
    /// When the second side accepted, UTC.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When the second side signed the agreement, UTC.
    pub signed_at: Option<DateTime<Utc>>,
    /// When the first session that was held was logged, UTC.
    pub active_at: Option<DateTime<Utc>>,
    /// The last sign of life, UTC; it lies ahead while a session is planned.
    pub quiet_since: DateTime<Utc>,
    /// Why it is paused: `leave`, `workload` or `other`.
    pub pause_reason: Option<String>,
    /// The rule that made it impossible.
    pub broken_rule: Option<String>,
    /// When it was over, UTC.
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub version: i32,
}

impl Pair {
    /// Where it stands; `None` for a word that no version of this program wrote.
    pub fn state(&self) -> Option<State> {
        State::parse(&self.state)
    }

    /// Whether it is not over.
    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Who stands on a side.
    pub const fn member(&self, side: Side) -> MemberId {
        match side {
            Side::Learner => self.learner_id,
            Side::Mentor => self.mentor_id,
        }
    }

    /// The moments that its timers count from, once it came to its state at a moment.
    pub const fn anchors(&self, entered_at: DateTime<Utc>) -> Anchors {
        Anchors {
            proposed_at: self.proposed_at,
            entered_at,
            quiet_since: self.quiet_since,
            ends_on: self.ends_on,
        }
    }
}
