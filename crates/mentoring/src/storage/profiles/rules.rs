//! Rules, weights, walls and holidays.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use database::schema::{holiday, mentoring_rules, organization_profile, score_weights};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    AsChangeset, ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::weights::{Part, Weights};

/// Rules as they are stored.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = mentoring_rules)]
pub(crate) struct RulesRow {
    pub(crate) guests_excluded: bool,
    pub(crate) other_unit_required: bool,
    pub(crate) same_country_required: bool,
    pub(crate) working_weekdays: i16,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Lets commands that count an organisation's rules take turns.
pub(crate) async fn lock_organization(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<(), DatabaseError> {
    organization_profile::table
        .filter(organization_profile::organization_id.eq(organization))
        .select(organization_profile::organization_id)
        .for_no_key_update()
        .first::<OrganizationId>(connection)
        .await?;
    Ok(())
}

/// The version of the rules, held until the transaction ends; 0 before the first.
pub(crate) async fn lock_rules(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<i32, DatabaseError> {
    let version: Option<i32> = mentoring_rules::table
        .filter(mentoring_rules::organization_id.eq(organization))
        .select(mentoring_rules::version)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(version.unwrap_or(0))
}

/// Puts rules in place of those of that version. Whether they were still those.
pub(crate) async fn save_rules(
    connection: &mut Connection,
    organization: OrganizationId,
    before: i32,
    row: RulesRow,
) -> Result<bool, DatabaseError> {
    use mentoring_rules as r;
    let changed = if before == 0 {
        diesel::insert_into(r::table)
            .values((r::organization_id.eq(organization), row, r::version.eq(1)))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?
    } else {
        diesel::update(r::table)
            .filter(r::organization_id.eq(organization))
            .filter(r::version.eq(before))
            .set((row, r::version.eq(r::version + 1)))
            .execute(connection)
            .await?
    };
    Ok(changed == 1)
}

/// Adds a version of the weights. Whether nobody else had added it.
pub(crate) async fn insert_weights(
    connection: &mut Connection,
    organization: OrganizationId,
    (version, weights): (i32, Weights),
    (by, now): (MemberId, DateTime<Utc>),
) -> Result<bool, DatabaseError> {
    use score_weights as w;
    let of = |part| i16::from(weights.of(part));
    let inserted = diesel::insert_into(w::table)
        .values((
            w::organization_id.eq(organization),
            w::version.eq(version),
            w::gap_cover.eq(of(Part::GapCover)),
            w::preference.eq(of(Part::Preference)),
            w::style.eq(of(Part::Style)),
            w::goals.eq(of(Part::Goals)),
            w::time_overlap.eq(of(Part::Time)),
            w::career.eq(of(Part::Career)),
            w::fresh_view.eq(of(Part::FreshView)),
            w::set_by.eq(by),
            w::set_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Whether the wall is new. It is written once for both ways; what comes first is for the database to
/// say, whose order of texts is not ours.
pub(crate) async fn insert_wall(
    connection: &mut Connection,
    organization: OrganizationId,
    (unit, other_unit): (&str, &str),
    reason: &str,
    (by, now): (MemberId, DateTime<Utc>),
) -> Result<bool, DatabaseError> {
    let inserted = diesel::sql_query(
        "INSERT INTO cadre.unit_wall (organization_id, unit, other_unit, reason, made_by, made_at)
         SELECT $1, least($2, $3), greatest($2, $3), $4, $5, $6
         ON CONFLICT (organization_id, unit, other_unit) DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Text, _>(unit)
    .bind::<Text, _>(other_unit)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(inserted == 1)
}

/// Whether there was such a wall.
pub(crate) async fn drop_wall(
    connection: &mut Connection,
    organization: OrganizationId,
    (unit, other_unit): (&str, &str),
) -> Result<bool, DatabaseError> {
    let dropped = diesel::sql_query(
        "DELETE FROM cadre.unit_wall
         WHERE organization_id = $1 AND unit = least($2, $3) AND other_unit = greatest($2, $3)",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Text, _>(unit)
    .bind::<Text, _>(other_unit)
    .execute(connection)
    .await?;
    Ok(dropped == 1)
}

/// Leaves a year with exactly these holidays, all of which are of it.
pub(crate) async fn replace_holidays(
    connection: &mut Connection,
    organization: OrganizationId,
    year: i32,
    holidays: &[(NaiveDate, String)],
) -> Result<(), DatabaseError> {
    let of_year = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let (Some(first), Some(last)) = (of_year(1, 1), of_year(12, 31)) else { return Ok(()) };
    debug_assert!(holidays.iter().all(|(day, _)| day.year() == year));
    diesel::delete(holiday::table)
        .filter(holiday::organization_id.eq(organization))
        .filter(holiday::day.between(first, last))
        .execute(connection)
        .await?;
    let days: Vec<NaiveDate> = holidays.iter().map(|(day, _)| *day).collect();
    let names: Vec<&str> = holidays.iter().map(|(_, name)| name.as_str()).collect();
    diesel::sql_query(
        "INSERT INTO cadre.holiday (organization_id, day, name)
         SELECT $1, given.day, given.name FROM unnest($2, $3) AS given (day, name)
         ON CONFLICT (organization_id, day) DO UPDATE SET name = excluded.name",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<Date>, _>(days)
    .bind::<Array<Text>, _>(names)
    .execute(connection)
    .await?;
    Ok(())
}
