use async_graphql::{ID, InputObject, SimpleObject};
use mentoring::actions::profiles as actions;

use super::own::MyMentoringProfile;
use super::types::MentoringWorkPattern;
use crate::error::ApiError;
use crate::ids;

/// A stretch of free working time on a weekday.
#[derive(InputObject)]
pub struct FreeHoursInput {
    /// The day, 1 for Monday to 7 for Sunday.
    pub day: i32,
    /// The first minute of the local day, 0 to 1439.
    pub from_minute: i32,
    /// The minute after the last one, 1 to 1440.
    pub to_minute: i32,
}

/// A language that somebody speaks.
#[derive(InputObject)]
pub struct SpokenLanguageInput {
    /// The code of ISO 639: `en`.
    pub code: String,
    /// The level, from A1 to C2.
    pub level: String,
}

/// Answers to the five questions on working style and values, each 1 to 5.
#[derive(InputObject, Default)]
pub struct MentoringStyleInput {
    /// How talks go: 1 as they come, 5 with an agenda.
    pub structure: Option<i32>,
    /// How feedback is given: 1 gently, 5 straight.
    pub challenge: Option<i32>,
    /// How one learns: 1 slowly, 5 fast.
    pub pace: Option<i32>,
    /// What helps more: 1 advice, 5 questions.
    pub reflection: Option<i32>,
    /// How far talks go: 1 work only, 5 life as a whole.
    pub openness: Option<i32>,
}

/// Input of `saveMentoringPerson`.
#[derive(InputObject)]
pub struct SaveMentoringPersonInput {
    /// The country of work, two letters of ISO 3166.
    pub country: Option<String>,
    /// The code of a step of the career ladder.
    pub ladder_step: Option<String>,
    /// How much one works.
    pub work_pattern: Option<MentoringWorkPattern>,
    /// The IANA zone of the week: `Europe/Warsaw`.
    pub time_zone: String,
    /// The free hours of a week; null leaves them untold, an empty list is a week without any.
    pub week: Option<Vec<FreeHoursInput>>,
    /// The languages that one speaks.
    pub languages: Vec<SpokenLanguageInput>,
    /// The answers to the five questions.
    #[graphql(default)]
    pub style: MentoringStyleInput,
    /// The version that one saw; 0 before the first time.
    pub expected_version: i32,
}

impl From<SaveMentoringPersonInput> for actions::SavePerson {
    fn from(input: SaveMentoringPersonInput) -> Self {
        let hours = |one: FreeHoursInput| actions::HoursInput {
            day: one.day,
            from: one.from_minute,
            to: one.to_minute,
        };
        let language =
            |one: SpokenLanguageInput| actions::LanguageInput { code: one.code, level: one.level };
        let MentoringStyleInput { structure, challenge, pace, reflection, openness } = input.style;
        Self {
            country: input.country,
            ladder_step: input.ladder_step,
            work_pattern: input.work_pattern.map(Into::into),
            time_zone: input.time_zone,
            week: input.week.map(|week| week.into_iter().map(hours).collect()),
            languages: input.languages.into_iter().map(language).collect(),
            style: [structure, challenge, pace, reflection, openness],
            expected_version: input.expected_version,
        }
    }
}

/// A competency that a mentor offers.
#[derive(InputObject)]
pub struct MentorCompetencyInput {
    /// Its code: `C04`.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i32,
}

/// Input of `saveMentorProfile`.
#[derive(InputObject)]
pub struct SaveMentorProfileInput {
    /// Whether one takes new pairs.
    pub is_open: bool,
    /// Places in all, 0 to 100 and not below those that accepted pairs take.
    pub places: i32,
    /// Minutes a month for each learner, 0 to 9600.
    pub minutes_a_month: i32,
    /// How one mentors; at most 2,000 characters.
    #[graphql(default)]
    pub about: String,
    /// Codes of what one likes to work on.
    #[graphql(default)]
    pub goals: Vec<String>,
    /// Topics that one knows well; at most 10.
    #[graphql(default)]
    pub topics: Vec<String>,
    /// What one would rather leave out; at most 10.
    #[graphql(default)]
    pub rather_not: Vec<String>,
    /// Codes of what one tells of oneself.
    #[graphql(default)]
    pub facts: Vec<String>,
    /// What one is good at. A level that is raised waits for the coordinator again.
    #[graphql(default)]
    pub competencies: Vec<MentorCompetencyInput>,
    /// The version that one saw; 0 before the first time.
    pub expected_version: i32,
}

impl From<SaveMentorProfileInput> for actions::SaveMentor {
    fn from(input: SaveMentorProfileInput) -> Self {
        let competency = |one: MentorCompetencyInput| actions::CompetencyInput {
            code: one.code,
            level: one.level,
        };
        Self {
            is_open: input.is_open,
            places: input.places,
            minutes_a_month: input.minutes_a_month,
            about: input.about,
            goals: input.goals,
            topics: input.topics,
            rather_not: input.rather_not,
            offers: input.facts,
            competencies: input.competencies.into_iter().map(competency).collect(),
            expected_version: input.expected_version,
        }
    }
}

/// A competency that a learner wants to grow in.
#[derive(InputObject)]
pub struct LearnerFocusInput {
    /// Its code: `C04`.
    pub code: String,
    /// How much it matters, 1 to 5.
    pub importance: i32,
    /// Where one stands, 0 to 5.
    pub level: i32,
}

/// Input of `saveLearnerProfile`.
#[derive(InputObject)]
pub struct SaveLearnerProfileInput {
    /// A program that one is enrolled in.
    pub program_id: ID,
    /// What one looks for, in one's own words; at most 2,000 characters.
    #[graphql(default)]
    pub about: String,
    /// Codes of what one wants to work on.
    #[graphql(default)]
    pub goals: Vec<String>,
    /// Codes of what one wishes of a mentor.
    #[graphql(default)]
    pub wishes: Vec<String>,
    /// At most three competencies.
    #[graphql(default)]
    pub focus: Vec<LearnerFocusInput>,
    /// The version that one saw; 0 before the first time.
    pub expected_version: i32,
}

impl TryFrom<SaveLearnerProfileInput> for actions::SaveLearner {
    type Error = ApiError;

    fn try_from(input: SaveLearnerProfileInput) -> Result<Self, ApiError> {
        let focus = |one: LearnerFocusInput| actions::FocusInput {
            code: one.code,
            importance: one.importance,
            level: one.level,
        };
        Ok(Self {
            program_id: ids::parse(&input.program_id)?,
            about: input.about,
            goals: input.goals,
            wishes: input.wishes,
            focus: input.focus.into_iter().map(focus).collect(),
            expected_version: input.expected_version,
        })
    }
}

/// Answer of the commands that change one's own profile.
#[derive(SimpleObject)]
pub struct MyMentoringProfilePayload {
    /// The profile as it is now.
    pub profile: MyMentoringProfile,
}
