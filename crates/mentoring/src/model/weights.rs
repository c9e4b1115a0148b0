//! What each part of a score weighs (domain guide 6.3).

/// One part of a score. Each is worked out as a share of 0 to 1 and shown beside the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// How far the mentor is above the learner in what the learner wants to grow in.
    GapCover,
    /// How high the learner ranked the mentor.
    Preference,
    /// How alike the answers to the five questions on style and values are.
    Style,
    /// How many goals both named.
    Goals,
    /// How much free working time they share in a week.
    Time,
    /// How many steps of the ladder the mentor is ahead.
    Career,
    /// Whether the mentor comes from another unit or team.
    FreshView,
}

impl Part {
    /// All parts, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::GapCover,
        Self::Preference,
        Self::Style,
        Self::Goals,
        Self::Time,
        Self::Career,
        Self::FreshView,
    ];

    /// The word that stands in stored parts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GapCover => "gap_cover",
            Self::Preference => "preference",
            Self::Style => "style",
            Self::Goals => "goals",
            Self::Time => "time",
            Self::Career => "career",
            Self::FreshView => "fresh_view",
        }
    }

    /// The part of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// The weight of each part, in percent of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Weights([u8; 7]);

impl Weights {
    /// Those that hold until an organisation sets its own: version 0.
    pub const STANDARD: Self = Self([35, 20, 15, 10, 8, 7, 5]);

    /// Weights in the order of [`Part::ALL`]; `None` unless they add up to 100.
    pub fn new(weights: [u8; 7]) -> Option<Self> {
        let sum: u32 = weights.iter().map(|weight| u32::from(*weight)).sum();
        (sum == 100).then_some(Self(weights))
    }

    /// What a part weighs, in percent.
    pub const fn of(self, part: Part) -> u8 {
        self.0[part as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for part in Part::ALL {
            assert_eq!(Part::parse(part.as_str()), Some(part));
        }
    }

    #[test]
    fn weights_add_up_to_a_hundred() {
        let standard = Part::ALL.map(|part| Weights::STANDARD.of(part));
        assert_eq!(Weights::new(standard), Some(Weights::STANDARD));
        assert_eq!(Weights::STANDARD.of(Part::GapCover), 35);
        assert_eq!(Weights::STANDARD.of(Part::FreshView), 5);
        assert_eq!(Weights::new([100, 0, 0, 0, 0, 0, 1]), None);
        assert_eq!(Weights::new([255, 0, 0, 0, 0, 0, 101]), None);
        assert!(Weights::new([0, 0, 0, 0, 0, 0, 100]).is_some());
    }
}
