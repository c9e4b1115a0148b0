use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use super::super::profiles::types::MentorCard;
pub use super::reasons::{MentoringRule, RuleAgainst, ScorePart};
use crate::cohorts::types::Person;

/// Where a cycle of matching stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingCycleState {
    /// Lists, ranks, rulings and runs are made.
    Open,
    /// Nothing is changed any more; its pairs live on.
    Closed,
}

/// What a coordinator rules about a pair in one cycle.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairRulingKind {
    /// Every run makes it.
    Pin,
    /// No run makes it.
    Forbid,
    /// Nothing is ruled.
    None,
}

/// A ruling about a pair in one cycle.
#[derive(SimpleObject, Debug, Clone)]
pub struct PairRuling {
    /// Who is mentored.
    pub learner: Person,
    /// Who mentors.
    pub mentor: Person,
    /// What was ruled.
    pub ruling: PairRulingKind,
    /// Whether it follows from a decline; a coordinator ruled it otherwise.
    pub follows_from_decline: bool,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
}

/// A cohort of a cycle of matching.
#[derive(SimpleObject, Debug, Clone)]
pub struct MatchingCohort {
    /// Its id.
    pub id: ID,
    /// Its name.
    pub name: String,
}

/// One cycle of matching for some cohorts of a program. For coordinators.
#[derive(SimpleObject, Debug, Clone)]
pub struct MatchingCycle {
    /// Its id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// The program that its learners go through.
    pub program_id: ID,
    /// That program's title.
    pub program_title: String,
    /// The cohorts whose learners are matched.
    pub cohorts: Vec<MatchingCohort>,
    /// Where it stands.
    pub state: MatchingCycleState,
    /// Until when learners may rank, UTC; that moment is too late.
    pub ranks_until: DateTime<Utc>,
    /// The last day of its pairs, in the organisation's zone.
    pub pairs_end_on: NaiveDate,
    /// Learners of its cohorts who have not left.
    pub learners: i32,
    /// Learners who have a short list.
    pub listed: i32,
    /// Learners who ranked somebody.
    pub ranked: i32,
    /// When short lists were offered last, UTC.
    pub lists_offered_at: Option<DateTime<Utc>>,
    /// When it was opened, UTC.
    pub opened_at: DateTime<Utc>,
    /// Counts its changes; commands name the one that they saw.
    pub version: i32,
}

/// A mentor of one's short list.
#[derive(SimpleObject)]
pub struct ShortListCard {
    /// The place in the list, from 1.
    pub position: i32,
    /// The mentor; null for one who does not take part any more.
    pub mentor: Option<MentorCard>,
    /// How well the two of you fit, 0 to 100, when the list was made.
    pub score: i32,
    /// What the score is made of.
    pub parts: Vec<ScorePart>,
    /// What the mentor brings.
    pub reasons: Vec<String>,
    /// What the two of you share.
    pub common_ground: Vec<String>,
}

/// The mentors that a learner may rank.
#[derive(SimpleObject)]
pub struct MyShortList {
    /// The cycle that it is for; `rankMentors` takes it.
    pub cycle_id: ID,
    /// The cycle's name.
    pub cycle_name: String,
    /// Until when ranks count, UTC; that moment is too late.
    pub ranks_until: DateTime<Utc>,
    /// Whether ranks are still taken.
    pub takes_ranks: bool,
    /// Up to eight mentors, best first.
    pub cards: Vec<ShortListCard>,
    /// Ids of the mentors whom one ranked, first to last; at most five.
    pub ranks: Vec<ID>,
}

/// What stands between a learner and a mentor now, and how well they fit. For coordinators.
#[derive(SimpleObject)]
pub struct PairCheck {
    /// The rules against them; none where they may be matched.
    pub exclusions: Vec<RuleAgainst>,
    /// How well they fit, 0 to 100, whatever stands against them.
    pub score: i32,
    /// What the score is made of.
    pub parts: Vec<ScorePart>,
    /// Places that the mentor has free.
    pub free_places: i32,
}

/// A time for which somebody is away, both days included, in the organisation's zone. Why is nobody's
/// business.
#[derive(SimpleObject, Debug, Clone)]
pub struct Absence {
    /// Its id.
    pub id: ID,
    /// Who is away.
    pub member: Person,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Counts its changes; `removeAbsence` names the one that it saw.
    pub version: i32,
}

/// A change of the reporting line that is still to come.
#[derive(SimpleObject, Debug, Clone)]
pub struct PlannedManager {
    /// Who will report to somebody else.
    pub member: Person,
    /// To whom.
    pub manager: Person,
    /// From which day on, in the organisation's zone.
    pub effective_on: NaiveDate,
}
