//! What makes a pair impossible.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A rule of domain guide 6.2 that rules a pair out, in the order in which the guide has them.
///
/// *No free place* is not among them: places belong to a [`Problem`](crate::Problem). What else the
/// guide leaves open per cycle, a decline, comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Exclusion {
    /// They are one person.
    SamePerson,
    /// One stands in the other's management chain.
    ReportingLine,
    /// The mentor takes part in decisions about the learner's pay or promotion.
    PayOrPromotion,
    /// The mentor sits on the learner's panel.
    Panel,
    /// They share no language at level B2 or better.
    Language,
    /// They share less than 60 minutes of free working time a week.
    Overlap,
    /// One of them blocked the other.
    Blocked,
    /// An ethical wall stands between their units.
    Wall,
    /// The mentor is a guest, and guests are excluded.
    Guest,
    /// In no focus competency of the learner the mentor has a level of at least 3 that is also
    /// above the learner's.
    Focus,
    /// They were a pair before, and not both ask for it again.
    PastPair,
    /// They are in one unit, and another one is required.
    SameUnit,
    /// They work in different countries, and that is not allowed.
    OtherCountry,
    /// One of them declined the other in this cycle.
    Declined,
}

impl Exclusion {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::SamePerson,
        Self::ReportingLine,
        Self::PayOrPromotion,
        Self::Panel,
        Self::Language,
        Self::Overlap,
        Self::Blocked,
        Self::Wall,
        Self::Guest,
        Self::Focus,
        Self::PastPair,
        Self::SameUnit,
        Self::OtherCountry,
        Self::Declined,
    ];

    /// Those that apply only where an organisation wants them.
    pub const OPTIONAL: [Self; 3] = [Self::Guest, Self::SameUnit, Self::OtherCountry];
}

impl fmt::Display for Exclusion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::SamePerson => "learner and mentor are one person",
            Self::ReportingLine => "one stands in the other's management chain",
            Self::PayOrPromotion => {
                "the mentor takes part in decisions about the learner's pay or promotion"
            }
            Self::Panel => "the mentor sits on the learner's panel",
            Self::Language => "they share no language at level B2 or better",
            Self::Overlap => "they share less than 60 minutes of free working time a week",
            Self::Blocked => "one of them blocked the other",
            Self::Wall => "an ethical wall stands between their units",
            Self::Guest => "the mentor is a guest, and guests are excluded",
            Self::Focus => {
                "in no focus competency the mentor has a level of at least 3 that is also above \
                 the learner's"
            }
            Self::PastPair => "they were a pair before, and not both ask for it again",
            Self::SameUnit => "they are in one unit, and another one is required",
            Self::OtherCountry => "they work in different countries, and that is not allowed",
            Self::Declined => "one of them declined the other in this cycle",
        })
    }
}

/// Why a single pair is listed as impossible: what profiles do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairReason {
    /// See [`Exclusion::SamePerson`].
    SamePerson,
    /// See [`Exclusion::ReportingLine`].
    ReportingLine,
    /// See [`Exclusion::PayOrPromotion`].
    PayOrPromotion,
    /// See [`Exclusion::Panel`].
    Panel,
    /// See [`Exclusion::PastPair`].
    PastPair,
    /// See [`Exclusion::Declined`].
    Declined,
}

impl PairReason {
    /// The rule behind it.
    pub fn rule(self) -> Exclusion {
        match self {
            Self::SamePerson => Exclusion::SamePerson,
            Self::ReportingLine => Exclusion::ReportingLine,
            Self::PayOrPromotion => Exclusion::PayOrPromotion,
            Self::Panel => Exclusion::Panel,
            Self::PastPair => Exclusion::PastPair,
            Self::Declined => Exclusion::Declined,
        }
    }
}

/// Which rules apply. Each can be switched, to ask what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules(u16);

impl Default for Rules {
    /// All but the optional ones.
    fn default() -> Self {
        let optional = Exclusion::OPTIONAL.into_iter();
        optional.fold(Self::all(), Self::without)
    }
}

impl Rules {
    /// Every rule, the optional ones too.
    pub fn all() -> Self {
        Exclusion::ALL.into_iter().fold(Self(0), Self::with)
    }

    /// These rules, and this one.
    #[must_use]
    pub fn with(self, rule: Exclusion) -> Self {
        Self(self.0 | (1 << rule as u16))
    }

    /// These rules but this one.
    #[must_use]
    pub fn without(self, rule: Exclusion) -> Self {
        Self(self.0 & !(1 << rule as u16))
    }

    /// Whether the rule applies.
    pub fn has(self, rule: Exclusion) -> bool {
        (self.0 >> rule as u16) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_order_and_once() {
        assert!(Exclusion::ALL.is_sorted_by(|one, next| one < next));
        let sentences = Exclusion::ALL.map(|rule| rule.to_string());
        for (index, sentence) in sentences.iter().enumerate() {
            assert!(!sentences[..index].contains(sentence), "{sentence}");
        }
    }

    #[test]
    fn each_rule_can_be_switched_alone() {
        for rule in Exclusion::ALL {
            let without = Rules::all().without(rule);
            let left = Exclusion::ALL.into_iter().filter(|&other| without.has(other));
            assert_eq!(left.count(), Exclusion::ALL.len() - 1);
            assert_eq!(without.with(rule), Rules::all());
            assert_eq!(Rules::default().has(rule), !Exclusion::OPTIONAL.contains(&rule));
        }
    }
}
