use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use mentoring::model::profiles::completeness::Completeness;
use mentoring::model::profiles::style::QUESTIONS;
use mentoring::queries::profiles::{Block, LearnerSide, MentorSide, OwnProfile, PersonSide};

use super::types::{
    CompetencySource, MentoringWord, MentoringWorkPattern, ProfileCompleteness, SpokenLanguage,
};
use crate::cohorts::types::Person;
use crate::ids::id;

/// A stretch of free working time on a weekday.
#[derive(SimpleObject)]
pub struct FreeHours {
    /// The day, 1 for Monday to 7 for Sunday.
    pub day: i32,
    /// The first minute of the local day, 0 to 1439.
    pub from_minute: i32,
    /// The minute after the last one, 1 to 1440.
    pub to_minute: i32,
}

/// The answer to one of the five questions on working style and values.
#[derive(SimpleObject)]
pub struct MentoringStyleAnswer {
    /// The question's key.
    pub key: String,
    /// The answer, 1 to 5; null until it is given.
    pub answer: Option<i32>,
}

/// What somebody told of themselves, whatever part they play.
#[derive(SimpleObject)]
pub struct MentoringPerson {
    /// The country of work, two letters.
    pub country: Option<String>,
    /// The step of the career ladder.
    pub ladder_step: Option<MentoringWord>,
    /// How much the person works.
    pub work_pattern: Option<MentoringWorkPattern>,
    /// The IANA zone of the week.
    pub time_zone: String,
    /// The free hours of a week; null until they were told, empty for a week without any.
    pub week: Option<Vec<FreeHours>>,
    /// The languages spoken.
    pub languages: Vec<SpokenLanguage>,
    /// The answers to the five questions.
    pub style: Vec<MentoringStyleAnswer>,
    /// Counts changes; give it with the next one.
    pub version: i32,
}

impl From<PersonSide> for MentoringPerson {
    fn from(side: PersonSide) -> Self {
        let hours = |hours: &mentoring::model::profiles::Hours| FreeHours {
            day: i32::from(hours.day),
            from_minute: i32::from(hours.from),
            to_minute: i32::from(hours.to),
        };
        let style = QUESTIONS.iter().zip(side.style).map(|(question, answer)| {
            MentoringStyleAnswer { key: question.key.to_owned(), answer: answer.map(i32::from) }
        });
        Self {
            country: side.country,
            ladder_step: side.ladder_step.map(MentoringWord::from),
            work_pattern: side.work_pattern.map(MentoringWorkPattern::from),
            time_zone: side.time_zone,
            week: side.week.map(|week| week.hours().iter().map(hours).collect()),
            languages: side.languages.iter().map(SpokenLanguage::from).collect(),
            style: style.collect(),
            version: side.version,
        }
    }
}

/// A competency that one offers as a mentor.
#[derive(SimpleObject)]
pub struct OwnMentorCompetency {
    /// Its code.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// Who stands for it.
    pub source: CompetencySource,
}

/// What somebody offers as a mentor.
#[derive(SimpleObject)]
pub struct OwnMentorProfile {
    /// Whether one takes new pairs.
    pub is_open: bool,
    /// Places in all.
    pub places: i32,
    /// Places that open pairs hold, from the proposal on.
    pub held_places: i32,
    /// Those of them that both sides accepted; places never go below.
    pub taken_places: i32,
    /// Minutes a month for each learner.
    pub minutes_a_month: i32,
    /// How one mentors.
    pub about: String,
    /// What one likes to work on.
    pub goals: Vec<MentoringWord>,
    /// Topics that one knows well.
    pub topics: Vec<String>,
    /// What one would rather leave out.
    pub rather_not: Vec<String>,
    /// What one tells of oneself.
    pub facts: Vec<MentoringWord>,
    /// What one is good at, by code.
    pub competencies: Vec<OwnMentorCompetency>,
    /// Counts changes; give it with the next one.
    pub version: i32,
}

impl From<MentorSide> for OwnMentorProfile {
    fn from(side: MentorSide) -> Self {
        let competencies = side.competencies.iter().map(|one| OwnMentorCompetency {
            code: one.code.clone(),
            level: i32::from(one.level),
            source: one.source().into(),
        });
        Self {
            competencies: competencies.collect(),
            is_open: side.is_open,
            places: i32::from(side.places),
            held_places: i32::from(side.held),
            taken_places: i32::from(side.taken),
            minutes_a_month: side.minutes_a_month,
            about: side.about,
            goals: side.goals.into_iter().map(MentoringWord::from).collect(),
            topics: side.topics,
            rather_not: side.rather_not,
            facts: side.offers.into_iter().map(MentoringWord::from).collect(),
            version: side.version,
        }
    }
}

/// A competency that a learner wants to grow in.
#[derive(SimpleObject)]
pub struct LearnerFocus {
    /// Its code.
    pub code: String,
    /// How much it matters, 1 to 5.
    pub importance: i32,
    /// Where one stands, 0 to 5.
    pub level: i32,
}

/// What somebody looks for in one program.
#[derive(SimpleObject)]
pub struct OwnLearnerProfile {
    /// In one's own words.
    pub about: String,
    /// What one wants to work on.
    pub goals: Vec<MentoringWord>,
    /// What one wishes of a mentor. It shapes the short list and enters no score.
    pub wishes: Vec<MentoringWord>,
    /// At most three competencies, in one's own order.
    pub focus: Vec<LearnerFocus>,
    /// Counts changes; give it with the next one.
    pub version: i32,
}

impl From<LearnerSide> for OwnLearnerProfile {
    fn from(side: LearnerSide) -> Self {
        let focus = side.focus.into_iter().map(|one| LearnerFocus {
            code: one.code,
            importance: i32::from(one.importance),
            level: i32::from(one.level),
        });
        Self {
            focus: focus.collect(),
            about: side.about,
            goals: side.goals.into_iter().map(MentoringWord::from).collect(),
            wishes: side.wishes.into_iter().map(MentoringWord::from).collect(),
            version: side.version,
        }
    }
}

/// What one told for mentoring, and what is missing.
#[derive(SimpleObject)]
pub struct MyMentoringProfile {
    /// Whatever part one plays; null before it was told.
    pub person: Option<MentoringPerson>,
    /// As a mentor; null before it was told.
    pub mentor: Option<OwnMentorProfile>,
    /// As a learner of the program; null before it was told, and where no program was named.
    pub learner: Option<OwnLearnerProfile>,
    /// What is missing, and what that costs.
    pub completeness: ProfileCompleteness,
}

impl MyMentoringProfile {
    pub(super) fn new(own: OwnProfile, completeness: Completeness) -> Self {
        Self {
            person: own.person.map(MentoringPerson::from),
            mentor: own.mentor.map(OwnMentorProfile::from),
            learner: own.learner.map(OwnLearnerProfile::from),
            completeness: completeness.into(),
        }
    }
}

/// Somebody whom one does not want to meet in mentoring.
#[derive(SimpleObject)]
pub struct MentoringBlock {
    /// Who.
    pub member: Person,
    /// Since when, UTC.
    pub blocked_at: DateTime<Utc>,
}

impl From<Block> for MentoringBlock {
    fn from(block: Block) -> Self {
        let member = Person { id: id(block.member_id), name: block.name, unit: None };
        Self { member, blocked_at: block.blocked_at }
    }
}
