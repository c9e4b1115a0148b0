//! What learners look for.

use chrono::{DateTime, Utc};
use database::schema::{learner_focus, learner_profile};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, SmallInt, Text, Uuid as SqlUuid};
use diesel::{
    AsChangeset, ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, ProgramId};
use serde_json::Value;

use crate::model::profiles::profile::Focus;

/// What is looked for, as it is stored.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = learner_profile)]
pub(crate) struct AimRow {
    pub(crate) about: String,
    pub(crate) goals: Value,
    pub(crate) wishes: Value,
    pub(crate) updated_at: DateTime<Utc>,
}

/// The version of what a learner looks for, held until the transaction ends; 0 before the first time.
pub(crate) async fn lock_aim(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    member: MemberId,
) -> Result<i32, DatabaseError> {
    let version: Option<i32> = learner_profile::table
        .filter(learner_profile::organization_id.eq(organization))
        .filter(learner_profile::program_id.eq(program))
        .filter(learner_profile::member_id.eq(member))
        .select(learner_profile::version)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(version.unwrap_or(0))
}

/// Puts it in place of what had that version. Whether it was still that one.
pub(crate) async fn save_aim(
    connection: &mut Connection,
    (organization, program, member): (OrganizationId, ProgramId, MemberId),
    before: i32,
    row: AimRow,
) -> Result<bool, DatabaseError> {
    use learner_profile as p;
    let changed = if before == 0 {
        let key = (
            p::organization_id.eq(organization),
            p::program_id.eq(program),
            p::member_id.eq(member),
        );
        diesel::insert_into(p::table)
            .values((key, row, p::version.eq(1)))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?
    } else {
        diesel::update(p::table)
            .filter(p::organization_id.eq(organization))
            .filter(p::program_id.eq(program))
            .filter(p::member_id.eq(member))
            .filter(p::version.eq(before))
            .set((row, p::version.eq(p::version + 1)))
            .execute(connection)
            .await?
    };
    Ok(changed == 1)
}

/// Leaves a learner, whose profile the caller holds, with exactly these competencies.
pub(crate) async fn replace_focus(
    connection: &mut Connection,
    (organization, program, member): (OrganizationId, ProgramId, MemberId),
    focus: &[Focus],
) -> Result<(), DatabaseError> {
    diesel::delete(learner_focus::table)
        .filter(learner_focus::organization_id.eq(organization))
        .filter(learner_focus::program_id.eq(program))
        .filter(learner_focus::member_id.eq(member))
        .execute(connection)
        .await?;
    let codes: Vec<&str> = focus.iter().map(|one| one.code.as_str()).collect();
    let importance: Vec<i16> = focus.iter().map(|one| i16::from(one.importance)).collect();
    let levels: Vec<i16> = focus.iter().map(|one| i16::from(one.level)).collect();
    diesel::sql_query(
        "INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position,
            competency_code, importance, level)
         SELECT $1, $2, $3, given.position, given.code, given.importance, given.level
         FROM unnest($4, $5, $6) WITH ORDINALITY AS given (code, importance, level, position)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(program)
    .bind::<SqlUuid, _>(member)
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<SmallInt>, _>(importance)
    .bind::<Array<SmallInt>, _>(levels)
    .execute(connection)
    .await?;
    Ok(())
}
