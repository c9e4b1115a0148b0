use async_graphql::{Enum, SimpleObject};
use mentoring::model::profiles::profile::Person as ModelPerson;
use mentoring::model::profiles::{Fact, GoalTag, Language, LanguageLevel, Source, WorkPattern};
use mentoring::model::profiles::{LadderStep, completeness, style};
use mentoring::queries::profiles::{CardCompetency, MentorCard as ModelCard, MentorLine};

use crate::cohorts::types::Person;
use crate::ids::id;
use crate::numbers::count;

/// A word of a closed vocabulary.
#[derive(SimpleObject)]
pub struct MentoringWord {
    /// What programs send.
    pub code: String,
    /// What people read.
    pub words: String,
}

macro_rules! words {
    ($($of:ty),*) => {$(
        impl From<$of> for MentoringWord {
            fn from(one: $of) -> Self {
                Self { code: one.as_str().to_owned(), words: one.words().to_owned() }
            }
        }
    )*};
}

words!(GoalTag, Fact, LadderStep, LanguageLevel);

/// One of the five questions on working style and values. No answer is better than another.
#[derive(SimpleObject)]
pub struct MentoringStyleQuestion {
    /// What programs send.
    pub key: String,
    /// The question.
    pub question: String,
    /// What 1 stands for.
    pub low: String,
    /// What 5 stands for.
    pub high: String,
}

/// The words that profiles are told in. Scores compare them, so both sides choose from one list.
#[derive(SimpleObject)]
pub struct MentoringVocabulary {
    /// What a pair may work on.
    pub goals: Vec<MentoringWord>,
    /// What a mentor may tell of themselves, and a learner may wish for.
    pub facts: Vec<MentoringWord>,
    /// The five questions, with answers from 1 to 5.
    pub style_questions: Vec<MentoringStyleQuestion>,
    /// The career ladder, from below.
    pub ladder_steps: Vec<MentoringWord>,
    /// Levels of languages; mentoring needs B2.
    pub language_levels: Vec<MentoringWord>,
}

impl MentoringVocabulary {
    pub(super) fn whole() -> Self {
        let questions = style::QUESTIONS.iter().map(|one| MentoringStyleQuestion {
            key: one.key.to_owned(),
            question: one.question.to_owned(),
            low: one.low.to_owned(),
            high: one.high.to_owned(),
        });
        Self {
            goals: GoalTag::ALL.iter().copied().map(MentoringWord::from).collect(),
            facts: Fact::ALL.iter().copied().map(MentoringWord::from).collect(),
            style_questions: questions.collect(),
            ladder_steps: LadderStep::ALL.iter().copied().map(MentoringWord::from).collect(),
            language_levels: LanguageLevel::ALL.iter().copied().map(MentoringWord::from).collect(),
        }
    }
}

/// How much somebody works.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "WorkPattern")]
pub enum MentoringWorkPattern {
    /// The full week.
    FullTime,
    /// Less than that.
    PartTime,
}

/// Who stands for a mentor's level in a competency.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Source")]
pub enum CompetencySource {
    /// The mentor alone. It counts for no match.
    Declared,
    /// A coordinator.
    Confirmed,
    /// An attestation, entered by a coordinator.
    Attested,
}

/// A competency that a mentor offers.
#[derive(SimpleObject)]
pub struct MentorCompetency {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// Who stands for it.
    pub source: CompetencySource,
}

impl From<CardCompetency> for MentorCompetency {
    fn from(one: CardCompetency) -> Self {
        let CardCompetency { code, title, level, source } = one;
        Self { code, title, level: i32::from(level), source: source.into() }
    }
}

/// A language that somebody speaks.
#[derive(SimpleObject)]
pub struct SpokenLanguage {
    /// The code of ISO 639.
    pub code: String,
    /// The level, from A1 to C2.
    pub level: String,
}

impl From<&Language> for SpokenLanguage {
    fn from(one: &Language) -> Self {
        let level = LanguageLevel::from_figure(one.level).map_or("", LanguageLevel::as_str);
        Self { code: one.code.clone(), level: level.to_owned() }
    }
}

/// A mentor as learners see them: all that helps to choose.
#[derive(SimpleObject)]
pub struct MentorCard {
    /// Who it is.
    pub mentor: Person,
    /// Whether the mentor comes from outside of the organisation.
    pub is_guest: bool,
    /// The step of the career ladder.
    pub ladder_step: Option<MentoringWord>,
    /// How the mentor mentors, in the mentor's words.
    pub about: String,
    /// Minutes a month that the mentor gives to each learner.
    pub minutes_a_month: i32,
    /// The zone that the mentor lives by.
    pub time_zone: String,
    /// The languages that the mentor speaks.
    pub languages: Vec<SpokenLanguage>,
    /// What the mentor is good at; what somebody else stands for comes first.
    pub competencies: Vec<MentorCompetency>,
    /// What the mentor likes to work on.
    pub goals: Vec<MentoringWord>,
    /// Topics that the mentor knows well.
    pub topics: Vec<String>,
    /// What the mentor would rather leave out.
    pub rather_not: Vec<String>,
    /// What the mentor tells of themselves.
    pub facts: Vec<MentoringWord>,
    /// How many learners the mentor saw through to the end.
    pub seen_through: i32,
}

impl From<ModelCard> for MentorCard {
    fn from(card: ModelCard) -> Self {
        let person = &card.person;
        Self {
            is_guest: person.is_guest,
            ladder_step: person.ladder_step.map(MentoringWord::from),
            time_zone: person.time_zone.name().to_owned(),
            languages: person.languages.iter().map(SpokenLanguage::from).collect(),
            mentor: as_seen(&card.person),
            about: card.about,
            minutes_a_month: card.minutes_a_month,
            competencies: card.competencies.into_iter().map(MentorCompetency::from).collect(),
            goals: card.goals.into_iter().map(MentoringWord::from).collect(),
            topics: card.topics,
            rather_not: card.rather_not,
            facts: card.offers.into_iter().map(MentoringWord::from).collect(),
            seen_through: count(card.seen_through),
        }
    }
}

/// A person as others see them.
pub(super) fn as_seen(person: &ModelPerson) -> Person {
    Person { id: id(person.member_id), name: person.name.clone(), unit: person.unit.clone() }
}

/// Something that a profile does not tell yet.
#[derive(SimpleObject)]
pub struct MissingProfilePart {
    /// The field, as the profile has it: `learner.focus`.
    pub field: String,
    /// What it costs to leave it out.
    pub costs: String,
    /// Whether no match at all is possible without it.
    pub rules_out: bool,
}

/// How complete a profile is.
#[derive(SimpleObject)]
pub struct ProfileCompleteness {
    /// The share of what is asked for that is there, 0 to 100.
    pub percent: i32,
    /// What is missing, and what it costs.
    pub missing: Vec<MissingProfilePart>,
}

impl From<completeness::Completeness> for ProfileCompleteness {
    fn from(of: completeness::Completeness) -> Self {
        let missing = of.missing.into_iter().map(|one| MissingProfilePart {
            field: one.field.to_owned(),
            costs: one.costs,
            rules_out: one.rules_out,
        });
        Self { percent: i32::from(of.percent), missing: missing.collect() }
    }
}

/// A mentor as coordinators see them.
#[derive(SimpleObject)]
pub struct MentorProfile {
    /// Who it is.
    pub member: Person,
    /// Whether the mentor comes from outside of the organisation.
    pub is_guest: bool,
    /// Whether the mentor takes new pairs.
    pub is_open: bool,
    /// Places in all.
    pub places: i32,
    /// Places that open pairs hold, from the proposal on.
    pub held_places: i32,
    /// Those of them that both sides accepted.
    pub taken_places: i32,
    /// What the mentor is good at; what somebody stands for comes first.
    pub competencies: Vec<MentorCompetency>,
    /// What the mentor has not told yet.
    pub completeness: ProfileCompleteness,
}

impl MentorProfile {
    pub(super) fn new(
        line: &MentorLine,
        card: ModelCard,
        completeness: completeness::Completeness,
    ) -> Self {
        Self {
            member: as_seen(&card.person),
            is_guest: card.person.is_guest,
            is_open: line.is_open,
            places: i32::from(line.places),
            held_places: i32::from(line.held),
            taken_places: i32::from(line.taken),
            competencies: card.competencies.into_iter().map(MentorCompetency::from).collect(),
            completeness: completeness.into(),
        }
    }
}
