//! What can be wrong with a problem.

use crate::certificate::Refusal;

/// Why an input is refused. People are named by position from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchingError {
    /// A row is longer or shorter than there are mentors.
    #[error("learner {learner} has {found} scores for {mentors} mentors: give one a mentor")]
    RowLength {
        /// Whose row.
        learner: usize,
        /// Its length.
        found: usize,
        /// How long it must be.
        mentors: usize,
    },
    /// A score above 100.
    #[error("the score of learner {learner} and mentor {mentor} is outside of 0 to 100")]
    ScoreOutOfRange {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// A mentor stands twice among the candidates of a learner.
    #[error("learner {learner} lists mentor {mentor} twice: keep one score")]
    ListedTwice {
        /// Whose list.
        learner: usize,
        /// Who stands in it twice.
        mentor: usize,
    },
    /// Not one number of places a mentor.
    #[error("{found} numbers of places for {mentors} mentors: give one a mentor")]
    PlacesLength {
        /// How many numbers.
        found: usize,
        /// How many mentors.
        mentors: usize,
    },
    /// More people than the engine can count.
    #[error("{learners} learners and {mentors} mentors are too many for one run: split it")]
    TooMany {
        /// How many learners.
        learners: usize,
        /// How many mentors.
        mentors: usize,
    },
    /// A position without a learner.
    #[error("there is no learner {learner}")]
    UnknownLearner {
        /// The position.
        learner: usize,
    },
    /// A position without a mentor.
    #[error("there is no mentor {mentor}")]
    UnknownMentor {
        /// The position.
        mentor: usize,
    },
    /// A pin on an impossible pair.
    #[error("learner {learner} is pinned to mentor {mentor}, but that pair is impossible")]
    PinImpossible {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// A pair is both pinned and forbidden.
    #[error("learner {learner} is pinned to mentor {mentor}, but that pair is forbidden")]
    PinForbidden {
        /// The learner of the pair.
        learner: usize,
        /// The mentor of the pair.
        mentor: usize,
    },
    /// A learner is pinned to two mentors.
    #[error("learner {learner} is pinned to mentor {other} and to mentor {mentor}: keep one pin")]
    PinnedTwice {
        /// The learner.
        learner: usize,
        /// The second mentor.
        mentor: usize,
        /// The first mentor.
        other: usize,
    },
    /// More pins than places.
    #[error(
        "learner {learner} is pinned to mentor {mentor}, but more are pinned there than the \
         {places} places: give more places or take a pin away"
    )]
    TooManyPins {
        /// The learner whose pin finds no place.
        learner: usize,
        /// The mentor.
        mentor: usize,
        /// The places of the mentor.
        places: u32,
    },
    /// The checker refused what the solver found: an error in the engine. No result is given.
    #[error("the result failed its own check and is not given: {0}")]
    NotCertified(Refusal),
}
