//! What people told of themselves, for themselves.

use database::schema::{
    learner_focus, learner_profile, mentor_competency, mentor_profile, mentoring_person,
};
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, ProgramId};
use serde_json::Value;

use super::persons::read_week;
use super::{list, texts};
use crate::model::profiles::profile::Focus;
use crate::model::profiles::{Fact, GoalTag, LadderStep, Language, Source, Week7, WorkPattern};

/// What somebody told, whatever part they play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSide {
    /// The country of work.
    pub country: Option<String>,
    /// The step of the career ladder.
    pub ladder_step: Option<LadderStep>,
    /// Full or part time.
    pub work_pattern: Option<WorkPattern>,
    /// The IANA zone of the week.
    pub time_zone: String,
    /// The free hours; `None` where they were never told.
    pub week: Option<Week7>,
    /// The languages spoken.
    pub languages: Vec<Language>,
    /// The answers to the five questions, each on its own.
    pub style: [Option<i16>; 5],
    /// Counts changes.
    pub version: i32,
}

/// A competency that a mentor offers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct OwnCompetency {
    /// Its code.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i16,
    /// The word of who stands for it; see [`Source`].
    pub source: String,
}

impl OwnCompetency {
    /// Who stands for it.
    pub fn source(&self) -> Source {
        Source::parse(&self.source).unwrap_or(Source::Declared)
    }
}

/// What a mentor told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentorSide {
    /// Whether the mentor takes new pairs.
    pub is_open: bool,
    /// Places in all.
    pub places: i16,
    /// Places that open pairs hold.
    pub held: i16,
    /// Those of them that both sides accepted.
    pub taken: i16,
    /// Minutes a month for each learner.
    pub minutes_a_month: i32,
    /// How the mentor mentors.
    pub about: String,
    /// What the mentor likes to work on.
    pub goals: Vec<GoalTag>,
    /// Topics that the mentor knows well.
    pub topics: Vec<String>,
    /// What the mentor would rather leave out.
    pub rather_not: Vec<String>,
    /// What the mentor tells of themselves.
    pub offers: Vec<Fact>,
    /// What the mentor is good at, by code.
    pub competencies: Vec<OwnCompetency>,
    /// Counts changes.
    pub version: i32,
}

/// What a learner told for one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerSide {
    /// In the learner's words.
    pub about: String,
    /// What the learner wants to work on.
    pub goals: Vec<GoalTag>,
    /// What the learner wishes of a mentor.
    pub wishes: Vec<Fact>,
    /// At most three competencies, in the learner's order.
    pub focus: Vec<Focus>,
    /// Counts changes.
    pub version: i32,
}

/// All that somebody told; each part `None` before it was told first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProfile {
    /// Whatever part they play.
    pub person: Option<PersonSide>,
    /// As a mentor.
    pub mentor: Option<MentorSide>,
    /// As a learner of the program.
    pub learner: Option<LearnerSide>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mentoring_person)]
struct PersonRow {
    country: Option<String>,
    ladder_step: Option<String>,
    work_pattern: Option<String>,
    time_zone: String,
    week: Option<Value>,
    languages: Value,
    style_structure: Option<i16>,
    style_challenge: Option<i16>,
    style_pace: Option<i16>,
    style_reflection: Option<i16>,
    style_openness: Option<i16>,
    version: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mentor_profile)]
struct MentorRow {
    is_open: bool,
    places: i16,
    held_places: i16,
    taken_places: i16,
    minutes_a_month: i32,
    about: String,
    goals: Value,
    topics: Value,
    rather_not: Value,
    offers: Value,
    version: i32,
}

/// What a person told; as a learner, for one program if one is named. At most five statements.
///
/// # Errors
/// When a statement fails.
pub async fn own_profile(
    connection: &mut Connection,
    organization: OrganizationId,
    of: MemberId,
    program: Option<ProgramId>,
) -> Result<OwnProfile, DatabaseError> {
    let learner = match program {
        Some(program) => learner_side(connection, organization, of, program).await?,
        None => None,
    };
    Ok(OwnProfile {
        person: person_side(connection, organization, of).await?,
        mentor: mentor_side(connection, organization, of).await?,
        learner,
    })
}

async fn person_side(
    connection: &mut Connection,
    organization: OrganizationId,
    of: MemberId,
) -> Result<Option<PersonSide>, DatabaseError> {
    let row: Option<PersonRow> = mentoring_person::table
        .filter(mentoring_person::organization_id.eq(organization))
        .filter(mentoring_person::member_id.eq(of))
        .select(PersonRow::as_select())
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|row| PersonSide {
        country: row.country,
        ladder_step: row.ladder_step.as_deref().and_then(LadderStep::parse),
        work_pattern: row.work_pattern.as_deref().and_then(WorkPattern::parse),
        time_zone: row.time_zone,
        week: row.week.and_then(read_week),
        languages: serde_json::from_value(row.languages).unwrap_or_default(),
        style: [
            row.style_structure,
            row.style_challenge,
            row.style_pace,
            row.style_reflection,
            row.style_openness,
        ],
        version: row.version,
    }))
}

async fn mentor_side(
    connection: &mut Connection,
    organization: OrganizationId,
    of: MemberId,
) -> Result<Option<MentorSide>, DatabaseError> {
    let row: Option<MentorRow> = mentor_profile::table
        .filter(mentor_profile::organization_id.eq(organization))
        .filter(mentor_profile::member_id.eq(of))
        .select(MentorRow::as_select())
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    use mentor_competency as c;
    let competencies: Vec<OwnCompetency> = c::table
        .filter(c::organization_id.eq(organization))
        .filter(c::member_id.eq(of))
        .order(c::competency_code)
        .select((c::competency_code, c::level, c::source))
        .load(connection)
        .await?;
    Ok(Some(MentorSide {
        is_open: row.is_open,
        places: row.places,
        held: row.held_places,
        taken: row.taken_places,
        minutes_a_month: row.minutes_a_month,
        about: row.about,
        goals: list(row.goals, GoalTag::parse),
        topics: texts(row.topics),
        rather_not: texts(row.rather_not),
        offers: list(row.offers, Fact::parse),
        competencies,
        version: row.version,
    }))
}

async fn learner_side(
    connection: &mut Connection,
    organization: OrganizationId,
    of: MemberId,
    program: ProgramId,
) -> Result<Option<LearnerSide>, DatabaseError> {
    use learner_profile as p;
    let row: Option<(String, Value, Value, i32)> = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::program_id.eq(program))
        .filter(p::member_id.eq(of))
        .select((p::about, p::goals, p::wishes, p::version))
        .first(connection)
        .await
        .optional()?;
    let Some((about, goals, wishes, version)) = row else { return Ok(None) };
    use learner_focus as f;
    let focus: Vec<(String, i16, i16)> = f::table
        .filter(f::organization_id.eq(organization))
        .filter(f::program_id.eq(program))
        .filter(f::member_id.eq(of))
        .order(f::position)
        .select((f::competency_code, f::importance, f::level))
        .load(connection)
        .await?;
    let figure = |value: i16| u8::try_from(value).unwrap_or(0);
    let focus = focus
        .into_iter()
        .map(|(code, importance, level)| Focus {
            code,
            importance: figure(importance),
            level: figure(level),
        })
        .collect();
    let (goals, wishes) = (list(goals, GoalTag::parse), list(wishes, Fact::parse));
    Ok(Some(LearnerSide { about, goals, wishes, focus, version }))
}
