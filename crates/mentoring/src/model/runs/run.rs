//! A run as it is stored, without what went in and came out by person.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{CycleId, MemberId, ProgramId, RunId};
pub use matching::Objective;

/// What publishing needs to know of a run and its cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunHead {
    /// The run.
    pub id: RunId,
    /// Its cycle.
    pub cycle_id: CycleId,
    /// The program that the cycle is for.
    pub program_id: ProgramId,
    /// The last day of the pairs that come of it, in the organisation's zone.
    pub pairs_end_on: NaiveDate,
}

/// A run of the matching.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::matching_run)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Its cycle.
    pub cycle_id: CycleId,
    /// The how many-th of its cycle, from 1.
    pub number: i32,
    /// The one learner whom it looks for; `None` for all.
    pub only_learner_id: Option<MemberId>,
    /// See [`Run::objective`].
    pub objective: String,
    /// See [`Run::state`].
    pub state: String,
    /// See [`Run::phase`].
    pub phase: String,
    /// How far it is, in percent.
    pub progress: i16,
    /// The seed that it was started with. The engine draws nothing: it stands for the record.
    pub seed: i64,
    /// The version of the weights that it scores by; 0 for those of the product.
    pub weights_version: i32,
    /// The version of the engine.
    pub engine_version: Option<String>,
    /// SHA-256 over all that went in.
    pub inputs_hash: Option<Vec<u8>>,
    /// How many learners it looked for.
    pub learners: Option<i32>,
    /// How many mentors it looked at.
    pub mentors: Option<i32>,
    /// How many places they had together.
    pub places: Option<i32>,
    /// How many learners have a mentor in it.
    pub matched: Option<i32>,
    /// The lowest score of a pair; `None` with nobody matched.
    pub score_floor: Option<i16>,
    /// The sum of the scores.
    pub score_sum: Option<i64>,
    /// In how many pairs both would rather have each other.
    pub blocking_pairs: Option<i32>,
    /// Why it failed, for coordinators.
    pub failure: Option<String>,
    /// Who started it.
    pub started_by: MemberId,
    /// When it was asked for, UTC.
    pub queued_at: DateTime<Utc>,
    /// When a worker first took it up, UTC.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was done or failed, UTC.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Run {
    /// What it calls best; the fair one for a word that no version of this program wrote.
    pub fn objective(&self) -> Objective {
        parse_objective(&self.objective).unwrap_or_default()
    }

    /// Where it stands.
    pub fn state(&self) -> RunState {
        RunState::parse(&self.state).unwrap_or(RunState::Failed)
    }

    /// What it is at.
    pub fn phase(&self) -> Phase {
        Phase::parse(&self.phase).unwrap_or(Phase::Queued)
    }
}

/// Objectives in the order in which they are offered.
pub const OBJECTIVES: [Objective; 3] = [Objective::Fair, Objective::Sum, Objective::Balanced];

/// The word of an objective that stands in tables.
pub const fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Fair => "fair",
        Objective::Sum => "sum",
        Objective::Balanced => "balanced",
    }
}

/// The objective of that word.
pub fn parse_objective(word: &str) -> Option<Objective> {
    OBJECTIVES.into_iter().find(|objective| objective_word(*objective) == word)
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// Its drafts are there, and proved.
    Done,
    /// It ended without drafts.
    Failed,
}

impl RunState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Failed];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What a run is at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It waits for a worker.
    Queued,
    /// It reads profiles, rules and ranks.
    Reading,
    /// It works out who is impossible for whom, and how well the others fit.
    Scoring,
    /// It looks for the best set of pairs.
    Solving,
    /// It checks the proof that there is no better one.
    Checking,
    /// It stores drafts and proof.
    Writing,
    /// It is done.
    Done,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Reading,
        Self::Scoring,
        Self::Solving,
        Self::Checking,
        Self::Writing,
        Self::Done,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Reading => "reading",
            Self::Scoring => "scoring",
            Self::Solving => "solving",
            Self::Checking => "checking",
            Self::Writing => "writing",
            Self::Done => "done",
        }
    }

    /// The phase of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }

    /// How far a run is that begins the phase, in percent.
    pub const fn progress(self) -> i16 {
        match self {
            Self::Queued => 0,
            Self::Reading => 5,
            Self::Scoring => 30,
            Self::Solving => 50,
            Self::Checking => 75,
            Self::Writing => 85,
            Self::Done => 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for objective in OBJECTIVES {
            assert_eq!(parse_objective(objective_word(objective)), Some(objective));
        }
        for state in RunState::ALL {
            assert_eq!(RunState::parse(state.as_str()), Some(state));
        }
        for phase in Phase::ALL {
            assert_eq!(Phase::parse(phase.as_str()), Some(phase));
        }
        assert_eq!(parse_objective("best"), None);
    }

    #[test]
    fn progress_only_grows() {
        assert!(Phase::ALL.is_sorted_by(|one, next| one.progress() < next.progress()));
        assert_eq!(Phase::Done.progress(), 100);
    }
}
