//! What is known of learners and mentors, as far as it may enter a score.
//!
//! Nothing protected enters (domain guide 6.3): what has no field here can move no score and rule
//! no pair out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rules::PairReason;
use super::week::WeekPattern;

/// Competencies that a framework may have.
pub const COMPETENCIES: usize = 32;

/// The highest level of a competency; the lowest is 0.
pub const HIGHEST_LEVEL: u8 = 5;

/// The most focus competencies of a learner.
pub const MOST_FOCUS: usize = 3;

/// The highest importance of a focus competency; the lowest is 1.
pub const HIGHEST_IMPORTANCE: u8 = 3;

/// How many mentors a learner may rank.
pub const MOST_RANKS: usize = 5;

/// Questions on working style and values.
pub const QUESTIONS: usize = 5;

/// The highest answer to such a question; the lowest is 1.
pub const HIGHEST_ANSWER: u8 = 5;

/// How many weekly patterns there may be. People who work alike share one.
pub const MOST_PATTERNS: usize = 4096;

/// A competency that a learner wants to grow in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// Which, from 0, below [`COMPETENCIES`].
    pub competency: u8,
    /// How much it matters to the learner, 1 to 3.
    pub importance: u8,
    /// The learner's own attested level, 0 to 5.
    pub level: u8,
}

/// What is known of a learner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LearnerProfile {
    /// At most three competencies, each once.
    pub focus: Vec<Focus>,
    /// Answers to the five questions, each 1 to 5.
    pub values: Option<[u8; QUESTIONS]>,
    /// A bit for each goal.
    pub goals: u64,
    /// A bit for each language spoken at level B2 or better.
    pub languages: u64,
    /// Position of the weekly pattern.
    pub pattern: u32,
    /// The step on the career ladder.
    pub ladder: Option<u8>,
    /// Names the unit.
    pub unit: u32,
    /// Names the team within the unit.
    pub team: u32,
    /// Names the country of work; asked only where rules on data want it.
    pub country: u16,
    /// Positions of the mentors ranked first to fifth; empty if the learner ranked nobody.
    pub ranks: Vec<u32>,
}

/// What is known of a mentor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MentorProfile {
    /// The level in each competency, 0 to 5: attested; for guests declared and confirmed.
    pub levels: [u8; COMPETENCIES],
    /// As for learners.
    pub values: Option<[u8; QUESTIONS]>,
    /// As for learners.
    pub goals: u64,
    /// As for learners.
    pub languages: u64,
    /// As for learners.
    pub pattern: u32,
    /// As for learners.
    pub ladder: Option<u8>,
    /// As for learners.
    pub unit: u32,
    /// As for learners.
    pub team: u32,
    /// As for learners.
    pub country: u16,
    /// Whether the mentor comes from outside of the organisation.
    pub is_guest: bool,
}

/// A pair that is impossible for a reason of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairExclusion {
    /// Position of the learner.
    pub learner: u32,
    /// Position of the mentor.
    pub mentor: u32,
    /// Why.
    pub reason: PairReason,
}

/// Everybody in a run, and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profiles {
    /// By position.
    pub learners: Vec<LearnerProfile>,
    /// By position.
    pub mentors: Vec<MentorProfile>,
    /// The weekly patterns that the profiles name, at most 4096.
    pub patterns: Vec<WeekPattern>,
    /// Pairs of units with an ethical wall between them, whoever learns.
    pub walls: Vec<(u32, u32)>,
    /// Pairs of learner and mentor of whom one blocked the other.
    pub blocks: Vec<(u32, u32)>,
    /// Pairs that are impossible for another reason.
    pub exclusions: Vec<PairExclusion>,
}

/// One side of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// Who wants a mentor.
    Learner,
    /// Who offers places.
    Mentor,
}

impl fmt::Display for Side {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
        })
    }
}
