//! People as far as they may enter a match. What has no field here can move no score and rule nobody
//! out.

use kernel::{CohortId, MemberId};
use serde::{Deserialize, Serialize};

use crate::model::profiles::Hours;

/// What is known of either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonInput {
    /// Who it is.
    pub member_id: MemberId,
    /// The unit that the person works in.
    pub unit: Option<String>,
    /// Whom the person reports to; those with one manager are a team.
    pub manager_id: Option<MemberId>,
    /// Whether the person comes from outside of the organisation.
    pub is_guest: bool,
    /// The country of work, two letters; asked only where data rules want it.
    pub country: Option<String>,
    /// The step on the career ladder, counted from 0.
    pub ladder: Option<u8>,
    /// The IANA zone of the hours.
    pub time_zone: String,
    /// The free hours of a week in that zone; `None` where they were never told.
    pub week: Option<Vec<Hours>>,
    /// Codes of the languages spoken at level B2 or better.
    pub languages: Vec<String>,
    /// Answers to the five questions on style and values, each 1 to 5.
    pub style: Option<[u8; 5]>,
    /// Goals, as words of the closed vocabulary.
    pub goals: Vec<String>,
}

/// A competency that a learner wants to grow in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusInput {
    /// Its code.
    pub code: String,
    /// How much it matters to the learner, 1 to 5.
    pub importance: u8,
    /// The learner's own level, 0 to 5.
    pub level: u8,
}

/// A learner who is to be matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerInput {
    /// What is known of either side.
    pub person: PersonInput,
    /// The learner's run of the program.
    pub cohort_id: CohortId,
    /// At most three competencies, in the order in which the learner named them.
    pub focus: Vec<FocusInput>,
    /// Wishes, as words of the closed vocabulary. They shape the short list and enter no score.
    pub wishes: Vec<String>,
    /// The mentors ranked first to fifth; empty if the learner ranked nobody.
    pub ranks: Vec<MemberId>,
}

/// A mentor who may be matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorInput {
    /// What is known of either side.
    pub person: PersonInput,
    /// Whether the mentor takes new pairs.
    pub is_open: bool,
    /// Places that the mentor offers.
    pub places: i16,
    /// Places that open pairs hold, from the proposal on.
    pub held: i16,
    /// Levels that somebody else stands for, 1 to 5, by code.
    pub competencies: Vec<(String, u8)>,
    /// What the mentor offers, as words of the closed vocabulary of wishes. No score reads it.
    pub offers: Vec<String>,
}

impl MentorInput {
    /// Places that a further pair may take.
    pub fn free(&self) -> u32 {
        u32::try_from(self.places.saturating_sub(self.held)).unwrap_or(0)
    }

    /// The level in a competency, 0 where nobody stands for one.
    pub fn level(&self, code: &str) -> u8 {
        self.competencies.iter().find(|(one, _)| one == code).map_or(0, |(_, level)| *level)
    }
}
