//! Why profiles or weights are refused.

use super::profiles::{
    COMPETENCIES, HIGHEST_ANSWER, HIGHEST_IMPORTANCE, HIGHEST_LEVEL, MOST_FOCUS, MOST_PATTERNS,
    MOST_RANKS, Side,
};
use super::weights::{Criterion, HIGHEST_TOTAL, HIGHEST_WEIGHT};

/// Why profiles or weights are refused. People are named by position from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// A weight that is too high.
    #[error("the weight of {criterion} is {found}: give 0 to {HIGHEST_WEIGHT}")]
    Weight {
        /// Of what.
        criterion: Criterion,
        /// The weight.
        found: u8,
    },
    /// Weights that are nothing or too much together.
    #[error("the weights come to {found} together: give 1 to {HIGHEST_TOTAL}")]
    WeightTotal {
        /// What they come to.
        found: u32,
    },
    /// Too many weekly patterns.
    #[error("there are {found} weekly patterns, and {MOST_PATTERNS} are the most: share them")]
    TooManyPatterns {
        /// How many.
        found: usize,
    },
    /// A weekly pattern that is not there.
    #[error("{side} {position} has weekly pattern {pattern}, which does not exist")]
    UnknownPattern {
        /// Learner or mentor.
        side: Side,
        /// Who.
        position: usize,
        /// The pattern.
        pattern: u32,
    },
    /// An answer outside of the scale.
    #[error("{side} {position} has an answer outside of 1 to {HIGHEST_ANSWER}")]
    Answer {
        /// Learner or mentor.
        side: Side,
        /// Who.
        position: usize,
    },
    /// A level outside of the scale.
    #[error("mentor {mentor} has a level above {HIGHEST_LEVEL} in competency {competency}")]
    Level {
        /// Who.
        mentor: usize,
        /// In what.
        competency: usize,
    },
    /// Too many focus competencies.
    #[error("learner {learner} has {found} focus competencies, and {MOST_FOCUS} are the most")]
    TooManyFocus {
        /// Who.
        learner: usize,
        /// How many.
        found: usize,
    },
    /// A focus competency that says something impossible.
    #[error(
        "learner {learner} focuses on competency {competency}: give a competency below \
         {COMPETENCIES}, an importance of 1 to {HIGHEST_IMPORTANCE} and a level of 0 to \
         {HIGHEST_LEVEL}"
    )]
    Focus {
        /// Who.
        learner: usize,
        /// On what.
        competency: u8,
    },
    /// A focus competency that stands there twice.
    #[error("learner {learner} focuses on competency {competency} twice: keep one")]
    FocusTwice {
        /// Who.
        learner: usize,
        /// On what.
        competency: u8,
    },
    /// Too many ranked mentors.
    #[error("learner {learner} ranks {found} mentors, and {MOST_RANKS} are the most")]
    TooManyRanks {
        /// Who.
        learner: usize,
        /// How many.
        found: usize,
    },
    /// A mentor who is ranked twice.
    #[error("learner {learner} ranks mentor {mentor} twice: keep one rank")]
    RankedTwice {
        /// Who ranks.
        learner: usize,
        /// Who is ranked.
        mentor: u32,
    },
    /// A position at which nobody stands.
    #[error("there is no {side} {position}, whom a rank, a block or an exclusion names")]
    Unknown {
        /// Learner or mentor.
        side: Side,
        /// The position.
        position: u32,
    },
}
