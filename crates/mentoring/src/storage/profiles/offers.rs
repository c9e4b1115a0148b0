//! What mentors offer.

use chrono::{DateTime, Utc};
use database::schema::{mentor_competency, mentor_profile};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    AsChangeset, ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _,
    Queryable,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};
use serde_json::Value;

use crate::model::profiles::Source;

/// What is offered, as it is stored; without the counters of places.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = mentor_profile)]
pub(crate) struct OfferRow {
    pub(crate) is_open: bool,
    pub(crate) places: i16,
    pub(crate) minutes_a_month: i32,
    pub(crate) about: String,
    pub(crate) goals: Value,
    pub(crate) topics: Value,
    pub(crate) rather_not: Value,
    pub(crate) offers: Value,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A competency that stands with a mentor, or is to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub(crate) struct KeptCompetency {
    pub(crate) code: String,
    pub(crate) level: i16,
    pub(crate) source: String,
    pub(crate) declared_at: DateTime<Utc>,
    pub(crate) confirmed_by: Option<MemberId>,
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
}

/// Version and taken places of an offer, held until the transaction ends; `None` before the first.
pub(crate) async fn lock_offer(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Option<(i32, i16)>, DatabaseError> {
    Ok(mentor_profile::table
        .filter(mentor_profile::organization_id.eq(organization))
        .filter(mentor_profile::member_id.eq(member))
        .select((mentor_profile::version, mentor_profile::taken_places))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Puts an offer in place of the one of that version. Whether it was still that one.
pub(crate) async fn save_offer(
    connection: &mut Connection,
    (organization, member): (OrganizationId, MemberId),
    before: i32,
    row: OfferRow,
) -> Result<bool, DatabaseError> {
    use mentor_profile as p;
    let changed = if before == 0 {
        let key = (p::organization_id.eq(organization), p::member_id.eq(member));
        let start = (p::held_places.eq(0_i16), p::taken_places.eq(0_i16), p::version.eq(1));
        let opted_in_at = p::opted_in_at.eq(row.updated_at);
        diesel::insert_into(p::table)
            .values((key, row, start, opted_in_at))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?
    } else {
        diesel::update(p::table)
            .filter(p::organization_id.eq(organization))
            .filter(p::member_id.eq(member))
            .filter(p::version.eq(before))
            .set((row, p::version.eq(p::version + 1)))
            .execute(connection)
            .await?
    };
    Ok(changed == 1)
}

/// The competencies of a mentor whose offer the caller holds.
pub(crate) async fn kept_competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Vec<KeptCompetency>, DatabaseError> {
    use mentor_competency as c;
    Ok(c::table
        .filter(c::organization_id.eq(organization))
        .filter(c::member_id.eq(member))
        .order(c::competency_code)
        .select((
            c::competency_code,
            c::level,
            c::source,
            c::declared_at,
            c::confirmed_by,
            c::confirmed_at,
        ))
        .load(connection)
        .await?)
}

/// Leaves a mentor with exactly these competencies.
pub(crate) async fn replace_competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    kept: &[KeptCompetency],
) -> Result<(), DatabaseError> {
    let codes: Vec<&str> = kept.iter().map(|one| one.code.as_str()).collect();
    diesel::delete(mentor_competency::table)
        .filter(mentor_competency::organization_id.eq(organization))
        .filter(mentor_competency::member_id.eq(member))
        .filter(mentor_competency::competency_code.ne_all(codes.iter().copied()))
        .execute(connection)
        .await?;
    let levels: Vec<i16> = kept.iter().map(|one| one.level).collect();
    let sources: Vec<&str> = kept.iter().map(|one| one.source.as_str()).collect();
    let declared: Vec<DateTime<Utc>> = kept.iter().map(|one| one.declared_at).collect();
    let confirmers: Vec<Option<MemberId>> = kept.iter().map(|one| one.confirmed_by).collect();
    let confirmed: Vec<Option<DateTime<Utc>>> = kept.iter().map(|one| one.confirmed_at).collect();
    diesel::sql_query(
        "INSERT INTO cadre.mentor_competency (organization_id, member_id, competency_code, level,
            source, declared_at, confirmed_by, confirmed_at)
         SELECT $1, $2, given.code, given.level, given.source, given.declared_at, given.confirmed_by,
            given.confirmed_at
         FROM unnest($3, $4, $5, $6, $7, $8)
            AS given (code, level, source, declared_at, confirmed_by, confirmed_at)
         ON CONFLICT (organization_id, member_id, competency_code) DO UPDATE
         SET level = excluded.level, source = excluded.source, declared_at = excluded.declared_at,
            confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(member)
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<SmallInt>, _>(levels)
    .bind::<Array<Text>, _>(sources)
    .bind::<Array<Timestamptz>, _>(declared)
    .bind::<Array<Nullable<SqlUuid>>, _>(confirmers)
    .bind::<Array<Nullable<Timestamptz>>, _>(confirmed)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stands for a mentor's level, whose offer the caller holds: a level that the mentor did not name
/// is added.
pub(crate) async fn confirm_competency(
    connection: &mut Connection,
    (organization, member): (OrganizationId, MemberId),
    (code, level, source): (&str, i16, Source),
    (by, now): (MemberId, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    use mentor_competency as c;
    let stands = (
        c::level.eq(level),
        c::source.eq(source.as_str()),
        c::confirmed_by.eq(Some(by)),
        c::confirmed_at.eq(Some(now)),
    );
    diesel::insert_into(c::table)
        .values((
            c::organization_id.eq(organization),
            c::member_id.eq(member),
            c::competency_code.eq(code),
            c::declared_at.eq(now),
            stands,
        ))
        .on_conflict((c::organization_id, c::member_id, c::competency_code))
        .do_update()
        .set(stands)
        .execute(connection)
        .await?;
    Ok(())
}
