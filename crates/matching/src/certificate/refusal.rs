//! Why a result is not certified.

use std::fmt;

/// A level of an objective, as refusals name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// How many learners have a mentor.
    Matched,
    /// The lowest score of a pair.
    Floor,
    /// The largest load of a mentor.
    Load,
    /// The sum of the scores.
    Sum,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Matched => "number of matched learners",
            Self::Floor => "lowest score",
            Self::Load => "largest load",
            Self::Sum => "sum of scores",
        })
    }
}

/// Why the checker refuses. People are named by position from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not one entry a learner.
    #[error("the result speaks of {found} learners, the problem of {learners}")]
    Learners {
        /// How many entries.
        found: usize,
        /// How many learners.
        learners: usize,
    },
    /// A mentor that the problem does not have.
    #[error("learner {learner} has mentor {mentor}, who does not exist")]
    UnknownMentor {
        /// Whose mentor.
        learner: usize,
        /// The position.
        mentor: usize,
    },
    /// A pair that is impossible by its score, or forbidden.
    #[error("learner {learner} has mentor {mentor}, but that pair is impossible or forbidden")]
    ImpossiblePair {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// A pinned learner without the mentor of the pin.
    #[error("learner {learner} is pinned to mentor {mentor}, but does not have that mentor")]
    PinNotKept {
        /// The learner of the pin.
        learner: usize,
        /// The mentor of the pin.
        mentor: usize,
    },
    /// More pairs than places.
    #[error("mentor {mentor} has {pairs} learners, but {places} places")]
    TooManyPairs {
        /// The mentor.
        mentor: usize,
        /// Their pairs.
        pairs: u32,
        /// Their places.
        places: u32,
    },
    /// The values are not those of the pairs.
    #[error("the {level} is not the one that the pairs have")]
    FalseValue {
        /// Which value.
        level: Level,
    },
    /// Not one price a mentor.
    #[error("the certificate has {found} prices for {mentors} mentors")]
    Prices {
        /// How many prices.
        found: usize,
        /// How many mentors.
        mentors: usize,
    },
    /// A price below 0.
    #[error("the price of mentor {mentor} is negative")]
    NegativePrice {
        /// Whose price.
        mentor: usize,
    },
    /// A price of staying unmatched below 0.
    #[error("the price of staying unmatched is negative")]
    NegativeUnmatchedPrice,
    /// A cover with somebody who does not exist, or not in ascending order.
    #[error("the cover for the {level} does not list mentors in ascending order")]
    BrokenCover {
        /// Whose proof it is.
        level: Level,
    },
    /// A level that needs a cover has none.
    #[error("the {level} is not proved: its cover is missing")]
    MissingCover {
        /// Whose proof is missing.
        level: Level,
    },
    /// A cover that leaves room for a better set.
    #[error("the {level} is not proved: its cover allows {bound} pairs instead of {most} at most")]
    WeakCover {
        /// Whose proof it is.
        level: Level,
        /// How many unpinned learners it leaves pairs for.
        bound: u64,
        /// How many it may leave pairs for.
        most: u64,
    },
    /// Prices that leave room for a higher sum.
    #[error("the sum of scores is not proved: the prices allow {bound}, the pairs have {found}")]
    WeakPrices {
        /// The highest sum of unpinned pairs by the prices.
        bound: i128,
        /// Their sum.
        found: i128,
    },
    /// Another set is as good on every level and comes first by the tie rule.
    #[error("the tie rule is broken: learner {learner} could have mentor {mentor} at no loss")]
    NotFirst {
        /// The learner.
        learner: usize,
        /// The first mentor that they could have.
        mentor: usize,
    },
}
