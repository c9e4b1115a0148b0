//! What is known of people, whatever part they play.

use std::collections::HashMap;

use chrono_tz::Tz;
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, parse_time_zone};
use serde_json::Value;

use crate::model::profiles::profile::Person;
use crate::model::profiles::{Hours, LadderStep, Week7, WorkPattern};

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    manager_id: Option<MemberId>,
    #[diesel(sql_type = Bool)]
    has_left: bool,
    #[diesel(sql_type = Bool)]
    is_guest: bool,
    #[diesel(sql_type = Nullable<Text>)]
    country: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    ladder_step: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    work_pattern: Option<String>,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = Nullable<Jsonb>)]
    week: Option<Value>,
    #[diesel(sql_type = Jsonb)]
    languages: Value,
    #[diesel(sql_type = Nullable<Array<SmallInt>>)]
    style: Option<Vec<i16>>,
}

impl PersonRow {
    fn read(self) -> Person {
        Person {
            member_id: self.member_id,
            name: self.name,
            unit: self.unit,
            manager_id: self.manager_id,
            has_left: self.has_left,
            is_guest: self.is_guest,
            country: self.country,
            ladder_step: self.ladder_step.as_deref().and_then(LadderStep::parse),
            time_zone: parse_time_zone(&self.time_zone).unwrap_or(Tz::UTC),
            week: self.week.and_then(read_week),
            languages: serde_json::from_value(self.languages).unwrap_or_default(),
            style: self.style.and_then(|answers| read_style(&answers)),
            work_pattern: self.work_pattern.as_deref().and_then(WorkPattern::parse),
        }
    }
}

/// A stored week.
pub(super) fn read_week(stored: Value) -> Option<Week7> {
    let hours: Vec<Hours> = serde_json::from_value(stored).ok()?;
    Week7::new(&hours).ok()
}

/// Stored answers to the five questions.
fn read_style(answers: &[i16]) -> Option<[u8; 5]> {
    let answers: Option<Vec<u8>> =
        answers.iter().map(|answer| u8::try_from(*answer).ok()).collect();
    answers?.try_into().ok()
}

/// Some people; ids that are not there are left out. Who told nothing of themselves yet has the zone
/// of their membership, or the organisation's. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn persons(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, Person>, DatabaseError> {
    let rows: Vec<PersonRow> = fixed_text(
        diesel::sql_query(
            "SELECT m.id AS member_id, m.name, m.unit, m.manager_id, m.left_at IS NOT NULL AS has_left,
                (m.guest_since IS NOT NULL
                    AND NOT EXISTS (SELECT FROM cadre.member_role r WHERE r.organization_id = $1
                        AND r.member_id = m.id AND r.role <> 'mentor')
                    AND NOT EXISTS (SELECT FROM cadre.enrolment e WHERE e.organization_id = $1
                        AND e.member_id = m.id)
                    AND NOT EXISTS (SELECT FROM cadre.member b WHERE b.organization_id = $1
                        AND b.manager_id = m.id)) AS is_guest,
                p.country, p.ladder_step, p.work_pattern,
                coalesce(p.time_zone, m.time_zone, o.time_zone) AS time_zone, p.week,
                coalesce(p.languages, '[]'::jsonb) AS languages,
                CASE WHEN num_nulls(p.style_structure, p.style_challenge, p.style_pace,
                        p.style_reflection, p.style_openness) = 0
                    THEN ARRAY[p.style_structure, p.style_challenge, p.style_pace, p.style_reflection,
                        p.style_openness] END AS style
             FROM cadre.member m
             JOIN cadre.organization_profile o ON o.organization_id = $1
             LEFT JOIN cadre.mentoring_person p ON p.organization_id = $1 AND p.member_id = m.id
             WHERE m.organization_id = $1 AND m.id = ANY ($2)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(ids),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.member_id, row.read())).collect())
}
