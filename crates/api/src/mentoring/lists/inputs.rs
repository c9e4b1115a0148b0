use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use super::types::{
    Absence, MatchingCycle, MyShortList, PairCheck, PairRulingKind, PlannedManager, RuleAgainst,
};
use crate::cohorts::types::Person;

/// Input of `openMatchingCycle`.
#[derive(InputObject)]
pub struct OpenMatchingCycleInput {
    /// The program that the learners go through.
    pub program_id: ID,
    /// A name, 1 to 200 characters.
    pub name: String,
    /// Cohorts of that program, 1 to 50, each once.
    pub cohort_ids: Vec<ID>,
    /// Until when learners may rank, UTC; in the future.
    pub ranks_until: DateTime<Utc>,
    /// The last day of its pairs, in the organisation's zone; in the future, within two years.
    pub pairs_end_on: NaiveDate,
    /// Makes a repetition safe: with the same key and input, the first answer comes again.
    pub idempotency_key: Option<String>,
}

/// Answer of `openMatchingCycle`.
#[derive(SimpleObject)]
pub struct OpenMatchingCyclePayload {
    /// The cycle.
    pub cycle: MatchingCycle,
}

/// Input of `closeMatchingCycle`.
#[derive(InputObject)]
pub struct CloseMatchingCycleInput {
    /// The cycle.
    pub cycle_id: ID,
    /// The `version` of the cycle that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `closeMatchingCycle`.
#[derive(SimpleObject)]
pub struct CloseMatchingCyclePayload {
    /// The cycle after it.
    pub cycle: MatchingCycle,
    /// Whether it was closed before; then nothing changed.
    pub already_closed: bool,
}

/// Input of `offerShortLists`.
#[derive(InputObject)]
pub struct OfferShortListsInput {
    /// An open cycle.
    pub cycle_id: ID,
    /// Only say how it would come out: nothing is written.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `offerShortLists`.
#[derive(SimpleObject)]
pub struct OfferShortListsPayload {
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// Learners who look for a mentor and have not ranked; their lists were made anew.
    pub learners: i32,
    /// Those of them who got a list.
    pub offered: i32,
    /// Learners who ranked; their lists stay as they are.
    pub kept: i32,
    /// Learners to whom no mentor can be offered.
    pub without: i32,
    /// The first hundred of them.
    pub without_cards: Vec<LearnerWithoutCards>,
}

/// A learner to whom no mentor can be offered.
#[derive(SimpleObject)]
pub struct LearnerWithoutCards {
    /// Who it is.
    pub member: Person,
    /// The rules that stand in the way; empty where nobody offers a place, and of oneself.
    pub reasons: Vec<RuleWithCount>,
}

/// How many mentors a rule keeps from a learner. A mentor may count for several rules.
#[derive(SimpleObject)]
pub struct RuleWithCount {
    /// The rule.
    pub against: RuleAgainst,
    /// How many mentors it keeps away.
    pub mentors: i32,
}

/// Input of `rankMentors`.
#[derive(InputObject)]
pub struct RankMentorsInput {
    /// A cycle in which one has a short list.
    pub cycle_id: ID,
    /// Mentors of the own list, first to last, at most five, each once; none takes the ranks back.
    pub mentor_ids: Vec<ID>,
}

/// Answer of `rankMentors`.
#[derive(SimpleObject)]
pub struct RankMentorsPayload {
    /// The list with the ranks.
    pub short_list: Option<MyShortList>,
}

/// Input of `rulePair`.
#[derive(InputObject)]
pub struct RulePairInput {
    /// An open cycle.
    pub cycle_id: ID,
    /// A learner of it.
    pub learner_id: ID,
    /// Somebody who offers to mentor.
    pub mentor_id: ID,
    /// What is ruled; NONE takes a ruling back.
    pub ruling: PairRulingKind,
}

/// Answer of `rulePair`.
#[derive(SimpleObject)]
pub struct RulePairPayload {
    /// What stands between the two after it.
    pub check: Option<PairCheck>,
    /// What is ruled now.
    pub ruling: PairRulingKind,
}

/// Input of `enterAbsence`.
#[derive(InputObject)]
pub struct EnterAbsenceInput {
    /// Who is away; oneself when left out. Others than oneself only for admins and coordinators.
    pub member_id: Option<ID>,
    /// The first day, in the organisation's zone.
    pub starts_on: NaiveDate,
    /// The last day; not before the first, not over yet, within three years.
    pub ends_on: NaiveDate,
}

/// Answer of `enterAbsence`.
#[derive(SimpleObject)]
pub struct EnterAbsencePayload {
    /// The absence.
    pub absence: Option<Absence>,
}

/// Input of `removeAbsence`.
#[derive(InputObject)]
pub struct RemoveAbsenceInput {
    /// The absence.
    pub absence_id: ID,
    /// The `version` of the absence that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Answer of `removeAbsence`.
#[derive(SimpleObject)]
pub struct RemoveAbsencePayload {
    /// The absence that was taken back.
    pub absence: Option<Absence>,
}

/// Input of `changeManager`.
#[derive(InputObject)]
pub struct ChangeManagerInput {
    /// Whose manager changes.
    pub member_id: ID,
    /// Who it will be.
    pub manager_id: ID,
    /// Who it is now, as one saw it; left out where the person has none. CONFLICT if that changed since.
    pub expected_manager_id: Option<ID>,
    /// From which day on, in the organisation's zone; today or before is at once.
    pub effective_on: NaiveDate,
}

/// Answer of `changeManager`.
#[derive(SimpleObject)]
pub struct ChangeManagerPayload {
    /// The change where it is still to come; null where it holds.
    pub planned: Option<PlannedManager>,
    /// Whether it held before; then nothing changed.
    pub already_so: bool,
}

/// Input of `dropPlannedManager`.
#[derive(InputObject)]
pub struct DropPlannedManagerInput {
    /// Whose change is dropped.
    pub member_id: ID,
    /// The day from which on it was to hold.
    pub effective_on: NaiveDate,
}

/// Answer of `dropPlannedManager`.
#[derive(SimpleObject)]
pub struct DropPlannedManagerPayload {
    /// The person whose line stays as it is.
    pub member: Person,
}
