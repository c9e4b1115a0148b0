//! What learners see of a mentor: everything that helps to choose, no address, no other's view.

use std::collections::HashMap;

use auth::Actor;
use database::schema::{mentor_competency, mentor_profile, pair, short_list};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, Permission};
use serde_json::Value;

use super::{list, persons, texts};
use crate::model::life::State;
use crate::model::profiles::profile::Person;
use crate::model::profiles::{Fact, GoalTag, Source};

/// A competency on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCompetency {
    /// Its code.
    pub code: String,
    /// Its title, as the organisation's newest framework has it; the code where it has none.
    pub title: String,
    /// The level, 1 to 5.
    pub level: i16,
    /// Who stands for it.
    pub source: Source,
}

/// A mentor's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentorCard {
    /// What is known of the person.
    pub person: Person,
    /// How the mentor mentors, in the mentor's words.
    pub about: String,
    /// Minutes a month that the mentor gives to each learner.
    pub minutes_a_month: i32,
    /// What the mentor likes to work on.
    pub goals: Vec<GoalTag>,
    /// Topics that the mentor knows well.
    pub topics: Vec<String>,
    /// What the mentor would rather leave out.
    pub rather_not: Vec<String>,
    /// What the mentor tells of themselves.
    pub offers: Vec<Fact>,
    /// What the mentor is good at, by code; those that count for a match before the others.
    pub competencies: Vec<CardCompetency>,
    /// How many learners the mentor saw through to the end.
    pub seen_through: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mentor_profile)]
struct ProfileRow {
    member_id: MemberId,
    minutes_a_month: i32,
    about: String,
    goals: Value,
    topics: Value,
    rather_not: Value,
    offers: Value,
}

/// The cards of some mentors; who has no profile is left out. Whether somebody may see them is for the
/// caller to know. Five statements.
///
/// # Errors
/// When a statement fails.
pub async fn mentor_cards(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, MentorCard>, DatabaseError> {
    let rows: Vec<ProfileRow> = mentor_profile::table
        .filter(mentor_profile::organization_id.eq(organization))
        .filter(mentor_profile::member_id.eq_any(ids))
        .select(ProfileRow::as_select())
        .load(connection)
        .await?;
    let mut people = persons(connection, organization, ids).await?;
    let mut competencies = competencies(connection, organization, ids).await?;
    let seen_through = seen_through(connection, organization, ids).await?;
    let mut cards = HashMap::with_capacity(rows.len());
    for row in rows {
        let Some(person) = people.remove(&row.member_id) else { continue };
        let card = MentorCard {
            person,
            about: row.about,
            minutes_a_month: row.minutes_a_month,
            goals: list(row.goals, GoalTag::parse),
            topics: texts(row.topics),
            rather_not: texts(row.rather_not),
            offers: list(row.offers, Fact::parse),
            competencies: competencies.remove(&row.member_id).unwrap_or_default(),
            seen_through: seen_through.get(&row.member_id).copied().unwrap_or(0),
        };
        cards.insert(row.member_id, card);
    }
    Ok(cards)
}

/// The competencies of some mentors with their titles. Two statements.
async fn competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, Vec<CardCompetency>>, DatabaseError> {
    use mentor_competency as c;
    let rows: Vec<(MemberId, String, i16, String)> = c::table
        .filter(c::organization_id.eq(organization))
        .filter(c::member_id.eq_any(ids))
        .order((c::member_id, c::competency_code))
        .select((c::member_id, c::competency_code, c::level, c::source))
        .load(connection)
        .await?;
    // By framework version, so that the newest title stays.
    let titles: HashMap<String, String> =
        curriculum::queries::competencies(connection, organization)
            .await?
            .into_iter()
            .map(|one| (one.code, one.title))
            .collect();
    let mut found: HashMap<MemberId, Vec<CardCompetency>> = HashMap::new();
    for (member, code, level, source) in rows {
        let title = titles.get(&code).unwrap_or(&code).clone();
        let source = Source::parse(&source).unwrap_or(Source::Declared);
        found.entry(member).or_default().push(CardCompetency { code, title, level, source });
    }
    for of_one in found.values_mut() {
        of_one.sort_by_key(|one| one.source == Source::Declared);
    }
    Ok(found)
}

/// How many pairs of some mentors came to their proper end.
async fn seen_through(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, i64>, DatabaseError> {
    let rows: Vec<(MemberId, i64)> = pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::mentor_id.eq_any(ids))
        .filter(pair::state.eq(State::Closed.as_str()))
        .group_by(pair::mentor_id)
        .select((pair::mentor_id, diesel::dsl::count_star()))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Whether the asking person sees the card of a mentor: coordinators all, mentors their own, learners
/// those on a short list of theirs and of a pair of theirs.
///
/// # Errors
/// When a statement fails.
pub async fn sees_card(
    connection: &mut Connection,
    actor: &Actor,
    mentor: MemberId,
) -> Result<bool, DatabaseError> {
    if actor.may(Permission::CoordinateMentoring) || actor.member_id == mentor {
        return Ok(true);
    }
    if !actor.may(Permission::SeekMentor) {
        return Ok(false);
    }
    let listed = short_list::table
        .filter(short_list::organization_id.eq(actor.organization_id))
        .filter(short_list::learner_id.eq(actor.member_id))
        .filter(short_list::mentor_id.eq(mentor));
    let paired = pair::table
        .filter(pair::organization_id.eq(actor.organization_id))
        .filter(pair::learner_id.eq(actor.member_id))
        .filter(pair::mentor_id.eq(mentor));
    Ok(select(exists(listed).or(exists(paired))).get_result(connection).await?)
}
