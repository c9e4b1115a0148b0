//! What the coordinator is told of, and what does away with it.

use crate::model::life::{Event, State, Step};

/// Something that the coordinator has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EscalationKind {
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
    /// A mentor declined repeatedly in one cycle.
    AskedTooOften,
    /// A pair was ended by rule: after silence, or because somebody left.
    ClosedByRule,
    /// A side declined a proposal or ended a pair: the learner needs another mentor.
    MentorWanted,
}

impl EscalationKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::ProposalExpired,
        Self::PlaceGone,
        Self::Quiet,
        Self::LowHealth,
        Self::WantsTalk,
        Self::RematchAsked,
        Self::Impossible,
        Self::AskedTooOften,
        Self::ClosedByRule,
        Self::MentorWanted,
    ];

    /// Those that are done with once the learner has another proposal in the program.
    pub(crate) const WITHOUT_MENTOR: [Self; 5] = [
        Self::ProposalExpired,
        Self::PlaceGone,
        Self::Impossible,
        Self::ClosedByRule,
        Self::MentorWanted,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProposalExpired => "proposal_expired",
            Self::PlaceGone => "place_gone",
            Self::Quiet => "quiet",
            Self::LowHealth => "low_health",
            Self::WantsTalk => "wants_talk",
            Self::RematchAsked => "rematch_asked",
            Self::Impossible => "impossible",
            Self::AskedTooOften => "asked_too_often",
            Self::ClosedByRule => "closed_by_rule",
            Self::MentorWanted => "mentor_wanted",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What the coordinator is told of when a pair takes a step from a state.
pub(crate) fn opened_by(step: &Step, from: State) -> Option<EscalationKind> {
    match step.event {
        Event::TimeOut | Event::Leave if !from.takes_place() => {
            Some(EscalationKind::ProposalExpired)
        }
        Event::QuietOut | Event::Leave => Some(EscalationKind::ClosedByRule),
        Event::BreakRule => Some(EscalationKind::Impossible),
        Event::HealthLow => Some(EscalationKind::LowHealth),
        Event::AskRematch => Some(EscalationKind::RematchAsked),
        Event::Decline | Event::EndEarly => Some(EscalationKind::MentorWanted),
        _ => None,
    }
}

/// What a step does away with. Who wants to talk is not answered by any step, nor is low health by
/// one side that ends the pair: these the coordinator settles.
pub(crate) fn settled_by(step: &Step) -> &'static [EscalationKind] {
    use EscalationKind::{Impossible, LowHealth, Quiet, RematchAsked};
    match step.event {
        Event::KeepOn | Event::Rematch => &[Quiet, LowHealth, RematchAsked],
        _ if step.ends() => &[Quiet, RematchAsked, Impossible],
        Event::SignFirst
        | Event::SignLast
        | Event::FirstSession
        | Event::Resume
        | Event::EndDate
        | Event::GoalsDone => &[Quiet],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::life::STEPS;

    const TABLES: &str =
        include_str!("../../../../../migrations/00000000000018_mentoring_care/up.sql");

    #[test]
    fn the_table_takes_every_kind_and_no_other() {
        let rest = TABLES.split_once("escalation_kind_check CHECK (").expect("the check").1;
        let list = rest.split_once("))").expect("its end").0;
        let stored: BTreeSet<&str> = list.split('\'').skip(1).step_by(2).collect();
        let kinds: BTreeSet<&str> =
            EscalationKind::ALL.into_iter().map(EscalationKind::as_str).collect();
        assert_eq!(stored, kinds);
        for kind in EscalationKind::ALL {
            assert_eq!(EscalationKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn no_step_settles_what_it_opens() {
        for step in STEPS.iter().filter(|step| !step.ends()) {
            for from in step.from {
                let opened = opened_by(step, *from);
                let settled = settled_by(step);
                assert!(opened.is_none_or(|kind| !settled.contains(&kind)), "{step:?}");
            }
        }
    }

    #[test]
    fn a_wish_to_talk_outlives_the_pair() {
        for step in STEPS {
            assert!(!settled_by(step).contains(&EscalationKind::WantsTalk), "{step:?}");
        }
    }
}
