//! What is known of people who take part, as decisions read it.

use chrono_tz::Tz;
use kernel::MemberId;

use super::words::vocabulary;
use super::{Fact, GoalTag, LadderStep, Language, Week7};

vocabulary! {
    /// How much somebody works.
    WorkPattern {
        /// The full week.
        FullTime = "full_time", "full time";
        /// Less than that.
        PartTime = "part_time", "part time";
    }
}

vocabulary! {
    /// Who stands for a mentor's level in a competency.
    Source {
        /// The mentor alone. It counts for no match.
        Declared = "declared", "told by the mentor";
        /// A coordinator.
        Confirmed = "confirmed", "confirmed by the coordinator";
        /// An attestation, entered by a coordinator.
        Attested = "attested", "attested";
    }
}

/// Somebody who may take part in mentoring. Nothing of it but these fields enters a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub member_id: MemberId,
    /// The name to show.
    pub name: String,
    /// The part of the organisation.
    pub unit: Option<String>,
    /// Whom the person reports to.
    pub manager_id: Option<MemberId>,
    /// Whether the person has left the organisation.
    pub has_left: bool,
    /// Whether the person is a guest from outside of it.
    pub is_guest: bool,
    /// The country of work, two capital letters.
    pub country: Option<String>,
    /// The step of the career ladder.
    pub ladder_step: Option<LadderStep>,
    /// The zone of the week: the person's, or else the organisation's.
    pub time_zone: Tz,
    /// The free hours; `None` where they were never told.
    pub week: Option<Week7>,
    /// The languages spoken.
    pub languages: Vec<Language>,
    /// The answers to the five questions, once all are answered.
    pub style: Option<[u8; 5]>,
    /// Full or part time.
    pub work_pattern: Option<WorkPattern>,
}

/// What a mentor offers, as far as it counts for a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentorOffer {
    /// Who it is.
    pub member_id: MemberId,
    /// Whether the mentor takes new pairs.
    pub is_open: bool,
    /// Places in all.
    pub places: i16,
    /// Places that open pairs hold, from the proposal on.
    pub held: i16,
    /// Those of them that both sides accepted.
    pub taken: i16,
    /// Code and level, 1 to 5, by code; only what somebody else stands for.
    pub competencies: Vec<(String, u8)>,
    /// What the mentor likes to work on.
    pub goals: Vec<GoalTag>,
    /// What the mentor tells of themselves.
    pub offers: Vec<Fact>,
}

/// A competency that a learner wants to grow in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// Its code.
    pub code: String,
    /// How much it matters, 1 to 5.
    pub importance: u8,
    /// Where the learner stands, 0 to 5.
    pub level: u8,
}

/// What a learner looks for in one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerAim {
    /// Who it is.
    pub member_id: MemberId,
    /// At most three, in the learner's order.
    pub focus: Vec<Focus>,
    /// What the learner wants to work on.
    pub goals: Vec<GoalTag>,
    /// What the learner wishes of a mentor.
    pub wishes: Vec<Fact>,
}

/// Learners choose so many competencies at most.
pub const MOST_FOCUS: usize = 3;
/// Places that one mentor may offer at most.
pub const MOST_PLACES: i32 = 100;
/// Minutes a month that one mentor may offer at most.
pub const MOST_MINUTES: i32 = 9_600;
