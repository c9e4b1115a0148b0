use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::MemberId;
use mentoring::model::pair::Pair;
use mentoring::model::pairs::escalation::EscalationKind;
use mentoring::queries::oversight::decisions::DecisionRequest;
use mentoring::queries::oversight::escalations::Escalation;

use super::super::names::Names;
use crate::cohorts::types::Person;
use crate::ids::id;

/// Something that the coordinator has to look at.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "EscalationKind")]
pub enum MentoringEscalationKind {
    /// Nobody answered a proposal in time, or one of the two left: the learner needs another mentor.
    ProposalExpired,
    /// Both accepted, and others had taken the mentor's last place.
    PlaceGone,
    /// Nothing was heard of a pair for 21 days.
    Quiet,
    /// A check of health is low, or nobody met for 28 days.
    LowHealth,
    /// Somebody wants to talk with the coordinator.
    WantsTalk,
    /// A side asks for another match.
    RematchAsked,
    /// A rule now stands against a pair.
    Impossible,
    /// A mentor declined repeatedly in one cycle, and is spared for the rest of it.
    AskedTooOften,
    /// A pair was ended by rule: after silence, or because somebody left.
    ClosedByRule,
    /// A side declined a proposal or ended a pair: the learner needs another mentor.
    MentorWanted,
}

/// Something that the coordinator has to look at, or has looked at.
#[derive(SimpleObject)]
pub struct MentoringEscalation {
    /// Its id; `settleEscalation` takes it.
    pub id: ID,
    /// What it is.
    pub kind: MentoringEscalationKind,
    /// The pair that it is about; null where it is about a person alone.
    pub pair_id: Option<ID>,
    /// The learner of the pair.
    pub learner: Option<Person>,
    /// The mentor of the pair.
    pub mentor: Option<Person>,
    /// The person that it is about: who wants to talk, or the mentor who is asked too often.
    pub person: Option<Person>,
    /// When it came up, UTC.
    pub opened_at: DateTime<Utc>,
    /// When it was settled, UTC: by hand, by a step of the pair that does away with it, or by the
    /// learner's next proposal.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who settled it, or took the step that did; null where it went away by itself.
    pub settled_by: Option<Person>,
}

impl MentoringEscalation {
    /// With the two of its pair, if it is about one; `None` for a word that nobody wrote.
    pub(super) fn new(row: &Escalation, pair: Option<&Pair>, names: &Names) -> Option<Self> {
        let name = |member: Option<MemberId>| member.and_then(|member| names.person(member));
        Some(Self {
            id: id(row.id),
            kind: row.kind()?.into(),
            pair_id: row.pair_id.map(id),
            learner: name(pair.map(|pair| pair.learner_id)),
            mentor: name(pair.map(|pair| pair.mentor_id)),
            person: name(row.member_id),
            opened_at: row.opened_at,
            settled_at: row.settled_at,
            settled_by: name(row.settled_by),
        })
    }
}

/// A learner's wish that a person, not a formula, decides on a proposal.
#[derive(SimpleObject)]
pub struct MentoringDecisionRequest {
    /// Its id; `answerDecisionRequest` takes it.
    pub id: ID,
    /// The proposal; `mentoringPair` shows how its score came about.
    pub pair_id: ID,
    /// The learner who asks.
    pub learner: Option<Person>,
    /// The mentor who is proposed.
    pub mentor: Option<Person>,
    /// What the learner says; may be empty. Show it as untrusted.
    pub words: String,
    /// When it was asked, UTC.
    pub asked_at: DateTime<Utc>,
    /// What was answered; null until then. Show it as untrusted.
    pub answer: Option<String>,
    /// Who answered.
    pub answered_by: Option<Person>,
    /// When it was answered last, UTC.
    pub answered_at: Option<DateTime<Utc>>,
    /// Counts changes; commands name the one that they saw.
    pub version: i32,
}

impl MentoringDecisionRequest {
    /// With the two of its pair.
    pub(super) fn new(row: DecisionRequest, pair: Option<&Pair>, names: &Names) -> Self {
        let name = |member: Option<MemberId>| member.and_then(|member| names.person(member));
        Self {
            id: id(row.id),
            pair_id: id(row.pair_id),
            learner: name(pair.map(|pair| pair.learner_id)),
            mentor: name(pair.map(|pair| pair.mentor_id)),
            words: row.words,
            asked_at: row.asked_at,
            answer: row.answer,
            answered_by: name(row.answered_by),
            answered_at: row.answered_at,
            version: row.version,
        }
    }
}

/// Whether a learner has a mentor: a pair that both sides accepted and that is not over.
#[derive(SimpleObject)]
pub struct MatchedState {
    /// The learner.
    pub learner: Person,
    /// Yes or no; nothing else of the pair is told.
    pub has_mentor: bool,
}
