//! Why a run has no mentor for a learner, and what would help.

use kernel::MemberId;
use matching::explanation::{Absence, absence};
use serde_json::{Value, json};

use super::solve::Solved;
use crate::model::exclusion::Rule;
use crate::model::lists::MatchInputs;

/// What keeps a learner without a mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsentKind {
    /// Rules exclude every mentor.
    NoAllowedMentor,
    /// No mentor whom the rules allow has a place to give.
    NoPlaces,
    /// Mentors whom the rules allow are full with learners who cannot make room.
    Crowded,
}

impl AbsentKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::NoAllowedMentor, Self::NoPlaces, Self::Crowded];

    /// The word that stands in stored reasons.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAllowedMentor => "no_allowed_mentor",
            Self::NoPlaces => "no_places",
            Self::Crowded => "crowded",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How many mentors one rule keeps from a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: Rule,
    /// Mentors whom it excludes, others beside it or not.
    pub mentors: u32,
    /// Mentors whom nothing else excludes.
    pub alone: u32,
}

/// A place that would give the learner a mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Helpful {
    /// At whom.
    pub mentor_id: MemberId,
    /// Whether the learner would have to be pinned there besides, as others would win the place.
    pub pinned: bool,
}

/// Why a run has no mentor for a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// What keeps the learner without one.
    pub kind: AbsentKind,
    /// Mentors whom the rules allow.
    pub allowed: u32,
    /// What excludes the others, the rule with most mentors first.
    pub rules: Vec<RuleCount>,
    /// One more place that would help; tried for the first few learners of a run only.
    pub place: Option<Helpful>,
}

impl Absent {
    /// Why the learner at a position has no mentor; `None` for one who has.
    pub fn of(inputs: &MatchInputs, solved: &Solved, learner: usize) -> Option<Self> {
        let kind = match absence(&solved.problem, &solved.solution, learner)? {
            Absence::NoAllowedMentor { .. } => AbsentKind::NoAllowedMentor,
            Absence::NoPlaces { .. } => AbsentKind::NoPlaces,
            Absence::Crowded { .. } => AbsentKind::Crowded,
        };
        let (allowed, rules) = rules_against(inputs, learner);
        Some(Self { kind, allowed, rules, place: None })
    }

    /// As it is stored.
    pub fn to_value(&self) -> Value {
        let rule = |one: &RuleCount| json!([one.rule.as_str(), one.mentors, one.alone]);
        let place = |one: Helpful| json!({ "mentor": one.mentor_id, "pinned": one.pinned });
        json!({
            "kind": self.kind.as_str(),
            "allowed": self.allowed,
            "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
            "place": self.place.map(place),
        })
    }

    /// What was stored by [`Absent::to_value`]; `None` for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let small = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let rule = |one: &Value| {
            let (mentors, alone) = (small(one.get(1)?)?, small(one.get(2)?)?);
            Some(RuleCount { rule: Rule::parse(one.get(0)?.as_str()?)?, mentors, alone })
        };
        let place = |one: &Value| {
            let mentor_id = one.get("mentor")?.as_str()?.parse().ok()?;
            Some(Helpful { mentor_id, pinned: one.get("pinned")?.as_bool()? })
        };
        Some(Self {
            kind: AbsentKind::parse(value.get("kind")?.as_str()?)?,
            allowed: small(value.get("allowed")?)?,
            rules: value.get("rules")?.as_array()?.iter().map(rule).collect::<Option<_>>()?,
            place: value.get("place").and_then(place),
        })
    }
}

/// How many mentors a learner may have, and what keeps the others away.
pub fn rules_against(inputs: &MatchInputs, learner: usize) -> (u32, Vec<RuleCount>) {
    let mut allowed = 0;
    let mut counts = Rule::ALL.map(|rule| RuleCount { rule, mentors: 0, alone: 0 });
    for mentor in 0..inputs.mentors.len() {
        let exclusions = inputs.exclusions(learner, mentor);
        let alone = u32::from(exclusions.bits().count_ones() == 1);
        allowed += u32::from(exclusions.is_empty());
        for rule in exclusions.iter() {
            let count = &mut counts[rule as usize];
            count.mentors += 1;
            count.alone += alone;
        }
    }
    let mut found: Vec<RuleCount> = counts.into_iter().filter(|one| one.mentors > 0).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.mentors), one.rule));
    (allowed, found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn reasons_survive_storage() {
        let rule = |rule, mentors, alone| RuleCount { rule, mentors, alone };
        let mentor_id = Uuid::from_u128(7).into();
        for place in [None, Some(Helpful { mentor_id, pinned: true })] {
            for kind in AbsentKind::ALL {
                let rules = vec![rule(Rule::Language, 3, 1), rule(Rule::Wall, 1, 0)];
                let absent = Absent { kind, allowed: 2, rules, place };
                assert_eq!(Absent::from_value(&absent.to_value()), Some(absent));
            }
        }
        assert_eq!(Absent::from_value(&json!({})), None);
        assert_eq!(Absent::from_value(&json!({ "kind": "bored" })), None);
    }
}
