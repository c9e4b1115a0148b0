use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use mentoring::model::runs::{self, Objective, Phase, RunState};

use super::super::lists::types::{MentoringRule, ScorePart};
use crate::cohorts::types::Person;
use crate::ids::id;
use crate::numbers::count;

/// What a run of the matching calls best, level by level.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingObjective {
    /// As many learners with a mentor as possible, then the highest lowest score, then the highest
    /// sum of scores.
    Fair,
    /// As many learners with a mentor as possible, then the highest sum of scores.
    Sum,
    /// As many learners with a mentor as possible, then the highest lowest score, then mentors as
    /// evenly loaded as possible, then the highest sum of scores.
    Balanced,
}

impl From<MatchingObjective> for Objective {
    fn from(objective: MatchingObjective) -> Self {
        match objective {
            MatchingObjective::Fair => Self::Fair,
            MatchingObjective::Sum => Self::Sum,
            MatchingObjective::Balanced => Self::Balanced,
        }
    }
}

impl From<Objective> for MatchingObjective {
    fn from(objective: Objective) -> Self {
        match objective {
            Objective::Fair => Self::Fair,
            Objective::Sum => Self::Sum,
            Objective::Balanced => Self::Balanced,
        }
    }
}

/// Where a run of the matching stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingRunState {
    /// It waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// Its drafts are there, and proved to be the best.
    Done,
    /// It ended without drafts; `failure` says why.
    Failed,
}

impl From<RunState> for MatchingRunState {
    fn from(state: RunState) -> Self {
        match state {
            RunState::Queued => Self::Queued,
            RunState::Running => Self::Running,
            RunState::Done => Self::Done,
            RunState::Failed => Self::Failed,
        }
    }
}

/// What a run of the matching is at, in this order.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingPhase {
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

impl From<Phase> for MatchingPhase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Queued => Self::Queued,
            Phase::Reading => Self::Reading,
            Phase::Scoring => Self::Scoring,
            Phase::Solving => Self::Solving,
            Phase::Checking => Self::Checking,
            Phase::Writing => Self::Writing,
            Phase::Done => Self::Done,
        }
    }
}

/// A run of the matching. For coordinators.
#[derive(SimpleObject)]
pub struct MatchingRun {
    /// The run's id.
    pub id: ID,
    /// Its cycle.
    pub cycle_id: ID,
    /// The how many-th of its cycle, from 1.
    pub number: i32,
    /// The one learner whom it looks for, so that nobody else moves; null for all.
    pub only_learner_id: Option<ID>,
    /// What it calls best.
    pub objective: MatchingObjective,
    /// Where it stands.
    pub state: MatchingRunState,
    /// What it is at; of a failed run, where it ended.
    pub phase: MatchingPhase,
    /// How far it is, in percent.
    pub progress: i32,
    /// The number that it was started with. It stands for the record: nothing is drawn, so that the
    /// same inputs give the same pairs with any of them.
    pub seed: i32,
    /// The version of the weights that it scores by; 0 for those of the product.
    pub weights_version: i32,
    /// The version of the engine; null before it is done, as all that follows up to `failure`.
    pub engine_version: Option<String>,
    /// SHA-256 over people, weights, rules and fixed pairs, in hexadecimal digits. Runs of one hash
    /// and one objective propose the same pairs.
    pub inputs_hash: Option<String>,
    /// How many learners it looked for.
    pub learners: Option<i32>,
    /// How many mentors it looked at.
    pub mentors: Option<i32>,
    /// How many places those had free together.
    pub places: Option<i32>,
    /// How many learners have a mentor in it.
    pub matched: Option<i32>,
    /// The lowest score of a pair; null with nobody matched.
    pub floor: Option<i32>,
    /// The sum of all scores.
    pub sum: Option<i32>,
    /// In how many pairs both would rather have each other; `blockingPairs` names them.
    pub blocking_pairs: Option<i32>,
    /// Why it failed, and what to do.
    pub failure: Option<String>,
    /// Who started it.
    pub started_by_id: ID,
    /// When it was asked for, UTC.
    pub queued_at: DateTime<Utc>,
    /// When a worker first took it up, UTC.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was done or failed, UTC.
    pub ended_at: Option<DateTime<Utc>>,
}

impl From<runs::Run> for MatchingRun {
    fn from(run: runs::Run) -> Self {
        let hex = |hash: Vec<u8>| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            id: id(run.id),
            cycle_id: id(run.cycle_id),
            number: run.number,
            only_learner_id: run.only_learner_id.map(id),
            objective: run.objective().into(),
            state: run.state().into(),
            phase: run.phase().into(),
            progress: i32::from(run.progress),
            seed: i32::try_from(run.seed).unwrap_or(i32::MAX),
            weights_version: run.weights_version,
            engine_version: run.engine_version,
            inputs_hash: run.inputs_hash.map(hex),
            learners: run.learners,
            mentors: run.mentors,
            places: run.places,
            matched: run.matched,
            floor: run.score_floor.map(i32::from),
            sum: run.score_sum.map(count),
            blocking_pairs: run.blocking_pairs,
            failure: run.failure,
            started_by_id: id(run.started_by),
            queued_at: run.queued_at,
            begun_at: run.begun_at,
            ended_at: run.ended_at,
        }
    }
}

/// Which lines of a run's result are wanted.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchDraftKind {
    /// Learners for whom the run has a mentor.
    Matched,
    /// Learners who are left without.
    Unmatched,
}

/// What a run proposes for one learner. For coordinators; nobody else sees it before it is published.
#[derive(SimpleObject)]
pub struct MatchDraft {
    /// For whom.
    pub learner: Person,
    /// The mentor; null for a learner who is left without.
    pub mentor: Option<Person>,
    /// How well the two fit, 0 to 100; null without a mentor, and of a draft of one's own.
    pub score: Option<i32>,
    /// What the score is made of; empty where `score` is null.
    pub parts: Vec<ScorePart>,
    /// Whether a coordinator fixed the pair.
    pub is_pinned: bool,
    /// How high the learner ranked the mentor, 1 to 5; null if not at all.
    pub rank: Option<i32>,
    /// The pair, once the draft is published.
    pub pair_id: Option<ID>,
    /// Why there is no mentor; null where there is one, and of oneself.
    pub unmatched: Option<Unmatched>,
}

/// What keeps a learner without a mentor.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnmatchedKind {
    /// Rules exclude every mentor.
    NoAllowedMentor,
    /// No mentor whom the rules allow has a place to give.
    NoPlaces,
    /// The mentors whom the rules allow are full with learners who cannot make room.
    Crowded,
}

/// Why a run has no mentor for a learner, and what would help.
#[derive(SimpleObject)]
pub struct Unmatched {
    /// What keeps the learner without one.
    pub kind: UnmatchedKind,
    /// How many mentors the rules allow.
    pub allowed_mentors: i32,
    /// What excludes the others, the rule with most mentors first.
    pub rules: Vec<RuleFigures>,
    /// One more place that would give the learner a mentor. It is tried for the first ten learners of
    /// a run only; for others ask `whatIf`.
    pub helpful_place: Option<HelpfulPlace>,
}

/// How many mentors one rule keeps from a learner.
#[derive(SimpleObject)]
pub struct RuleFigures {
    /// The rule.
    pub rule: MentoringRule,
    /// What it says, as the end of a sentence.
    pub words: String,
    /// Mentors whom it excludes, whether or not others do so too.
    pub mentors: i32,
    /// Mentors whom nothing else excludes.
    pub alone: i32,
}

/// One more place that would give a learner a mentor.
#[derive(SimpleObject)]
pub struct HelpfulPlace {
    /// The mentor who would have to offer it.
    pub mentor_id: ID,
    /// Whether the learner would have to be pinned to that mentor besides, as others would win the
    /// place.
    pub with_pin: bool,
}
