//! Why two people cannot be a pair (domain guide 6.2). Each reason follows from facts; none is typed
//! in.

/// A rule that makes a pair impossible. The order is that of the bits in which reasons are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Both seats are one person's.
    SamePerson,
    /// One stands in the other's reporting line, at any depth, on some day of the pair.
    ReportingLine,
    /// The mentor decides on the learner's pay, promotion or capstone.
    ReviewPanel,
    /// The mentor has no free place, is not open for new pairs, or is away.
    NoPlace,
    /// They share no language at level B2 or better.
    Language,
    /// Their weeks share less than 60 minutes of free working time.
    WeeklyOverlap,
    /// One of them asked not to be matched with the other.
    Block,
    /// A wall stands between their units.
    Wall,
    /// The mentor is a guest, and the organisation takes none.
    Guest,
    /// The mentor is in none of the learner's competencies at level 3 or more and above the learner.
    Competency,
    /// They were a pair before, and not both ask for it again.
    PastPair,
    /// Both are of one unit, and the organisation asks for another.
    SameUnit,
    /// They work in different countries, and the organisation's data must not cross.
    Country,
    /// One of them declined the other in this cycle.
    Declined,
    /// The coordinator ruled it out in this cycle.
    Forbidden,
    /// The mentor declined repeatedly and is spared for this cycle.
    Spared,
}

impl Rule {
    /// All rules, in the order of their bits.
    pub const ALL: [Self; 16] = [
        Self::SamePerson,
        Self::ReportingLine,
        Self::ReviewPanel,
        Self::NoPlace,
        Self::Language,
        Self::WeeklyOverlap,
        Self::Block,
        Self::Wall,
        Self::Guest,
        Self::Competency,
        Self::PastPair,
        Self::SameUnit,
        Self::Country,
        Self::Declined,
        Self::Forbidden,
        Self::Spared,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::ReportingLine => "reporting_line",
            Self::ReviewPanel => "review_panel",
            Self::NoPlace => "no_place",
            Self::Language => "language",
            Self::WeeklyOverlap => "weekly_overlap",
            Self::Block => "block",
            Self::Wall => "wall",
            Self::Guest => "guest",
            Self::Competency => "competency",
            Self::PastPair => "past_pair",
            Self::SameUnit => "same_unit",
            Self::Country => "country",
            Self::Declined => "declined",
            Self::Forbidden => "forbidden",
            Self::Spared => "spared",
        }
    }

    /// The rule of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// Whether it ends a pair that was made. The others are of the search only: a pair takes its own
    /// place, and a learner who has caught up with the mentor is no reason to part.
    pub const fn breaks_pairs(self) -> bool {
        !matches!(
            self,
            Self::NoPlace
                | Self::Competency
                | Self::PastPair
                | Self::Declined
                | Self::Forbidden
                | Self::Spared
        )
    }

    /// Why the pair is over, for the two of it. A block does not show: it reads like what follows from
    /// what either told of week and languages, which is private too and the most common. Words of their
    /// own for these would leave the block as what remains.
    pub const fn words_for_the_pair(self) -> &'static str {
        match self {
            Self::ReportingLine => {
                "the reporting line changed, and nobody mentors in their own reporting line"
            }
            Self::ReviewPanel => {
                "the mentor now takes part in decisions on the learner's pay, promotion or capstone"
            }
            Self::Wall => "the organisation put a wall between your units",
            Self::Country => "the organisation's data rules no longer allow pairs across countries",
            Self::Guest => "the organisation no longer takes mentors from outside",
            Self::SameUnit => "the two of you now work in one unit, and pairs need two",
            _ => "the two of you cannot be a pair any more",
        }
    }
}

/// The reasons that stand against one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Exclusions(u16);

impl Exclusions {
    /// Nothing stands against it.
    pub const NONE: Self = Self(0);

    /// Those of stored bits.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The bits to store.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Adds a reason.
    pub fn insert(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u16;
    }

    /// Whether the reason is among them.
    pub const fn contains(self, rule: Rule) -> bool {
        self.0 & (1 << rule as u16) != 0
    }

    /// Whether the pair is allowed.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons, in the order of the rules.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(move |rule| self.contains(*rule))
    }

    /// The first that ends a pair that was made.
    pub fn breaking(self) -> Option<Rule> {
        self.iter().find(|rule| rule.breaks_pairs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_and_bits_differ() {
        let mut all = Exclusions::NONE;
        for rule in Rule::ALL {
            assert_eq!(Rule::parse(rule.as_str()), Some(rule));
            assert!(!all.contains(rule), "{rule:?}");
            all.insert(rule);
        }
        assert_eq!(all.bits(), u16::MAX);
        assert_eq!(all.iter().count(), Rule::ALL.len());
        assert_eq!(Exclusions::from_bits(all.bits()), all);
    }

    #[test]
    fn what_speaks_of_the_search_parts_nobody() {
        let mut reasons = Exclusions::NONE;
        assert!(reasons.is_empty());
        for rule in [Rule::NoPlace, Rule::Competency, Rule::PastPair, Rule::Declined] {
            reasons.insert(rule);
        }
        assert_eq!(reasons.breaking(), None);
        reasons.insert(Rule::Wall);
        assert_eq!(reasons.breaking(), Some(Rule::Wall));
    }

    #[test]
    fn a_block_does_not_show() {
        for other in [Rule::SamePerson, Rule::Language, Rule::WeeklyOverlap] {
            assert_eq!(Rule::Block.words_for_the_pair(), other.words_for_the_pair(), "{other:?}");
        }
    }
}
