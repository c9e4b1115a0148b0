//! What people tell of themselves.

use chrono::{DateTime, Utc};
use database::schema::mentoring_person;
use database::{Connection, DatabaseError};
use diesel::{
    AsChangeset, ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};
use serde_json::Value;

/// What is told, as it is stored.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = mentoring_person, treat_none_as_null = true)]
pub(crate) struct PersonRow {
    pub(crate) country: Option<String>,
    pub(crate) ladder_step: Option<String>,
    pub(crate) work_pattern: Option<String>,
    pub(crate) time_zone: String,
    pub(crate) week: Option<Value>,
    pub(crate) languages: Value,
    pub(crate) style_structure: Option<i16>,
    pub(crate) style_challenge: Option<i16>,
    pub(crate) style_pace: Option<i16>,
    pub(crate) style_reflection: Option<i16>,
    pub(crate) style_openness: Option<i16>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// The version of what somebody told, held until the transaction ends; 0 before the first time.
pub(crate) async fn lock_person(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<i32, DatabaseError> {
    let version: Option<i32> = mentoring_person::table
        .filter(mentoring_person::organization_id.eq(organization))
        .filter(mentoring_person::member_id.eq(member))
        .select(mentoring_person::version)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(version.unwrap_or(0))
}

/// Puts it in place of what was told before, which had that version. Whether it was still that one.
pub(crate) async fn save_person(
    connection: &mut Connection,
    (organization, member): (OrganizationId, MemberId),
    before: i32,
    row: PersonRow,
) -> Result<bool, DatabaseError> {
    use mentoring_person as p;
    let changed = if before == 0 {
        let key = (p::organization_id.eq(organization), p::member_id.eq(member));
        diesel::insert_into(p::table)
            .values((key, row, p::version.eq(1)))
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
