//! Every statement that writes.

use chrono::{DateTime, Utc};
use database::schema::{cohort, cohort_facilitator, lesson_completion};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, Email, EnrolmentId, LessonId, MemberId, ModuleId, OrganizationId, Sources};

use crate::learner_file::LearnerRow;
use crate::model::{Cohort, CohortDraft, Enrolment};

pub(crate) async fn insert_cohort(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CohortId,
    draft: &CohortDraft,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(cohort::table)
        .values((
            cohort::organization_id.eq(organization),
            cohort::id.eq(id),
            cohort::program_version_id.eq(draft.program_version_id),
            cohort::name.eq(draft.name.trim()),
            cohort::hope.eq(draft.hope.trim()),
            cohort::starts_on.eq(draft.starts_on),
            cohort::time_zone.eq(&draft.time_zone),
            cohort::capacity.eq(draft.capacity),
            cohort::created_at.eq(now),
            cohort::version.eq(1),
        ))
        .execute(connection)
        .await?;
    let facilitators: Vec<_> = draft
        .facilitators
        .iter()
        .map(|member| {
            (
                cohort_facilitator::organization_id.eq(organization),
                cohort_facilitator::cohort_id.eq(id),
                cohort_facilitator::member_id.eq(*member),
            )
        })
        .collect();
    diesel::insert_into(cohort_facilitator::table)
        .values(facilitators)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// The cohort, locked against other enrolments until the transaction ends.
pub(crate) async fn lock_cohort(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CohortId,
) -> Result<Option<Cohort>, DatabaseError> {
    Ok(cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::id.eq(id))
        .select(Cohort::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()?)
}

/// A person to make, or to find by address.
pub(crate) struct Person<'a> {
    pub(crate) email: &'a Email,
    pub(crate) name: &'a str,
}

/// Makes those whom the organisation does not know yet. Whoever was made by somebody else in
/// between is left as they are.
pub(crate) async fn insert_people(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    people: &[Person<'_>],
) -> Result<(), DatabaseError> {
    let ids: Vec<MemberId> = people.iter().map(|_| sources.new_id()).collect();
    let emails: Vec<&str> = people.iter().map(|person| person.email.as_str()).collect();
    let names: Vec<&str> = people.iter().map(|person| person.name).collect();
    diesel::sql_query(
        "INSERT INTO cadre.member (organization_id, id, email, name, created_at, version)
         SELECT $1, fresh.id, fresh.email, fresh.name, $5, 1 FROM unnest($2, $3, $4) AS fresh (id, email, name)
         ON CONFLICT (organization_id, email) DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Text>, _>(emails)
    .bind::<Array<Text>, _>(names)
    .bind::<Timestamptz, _>(sources.now())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes manager and unit from the rows, by address; rows that say what is known change nothing.
pub(crate) async fn update_managers(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: &[LearnerRow],
) -> Result<(), DatabaseError> {
    let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
    let managers: Vec<&str> = rows.iter().map(|row| row.manager_email.as_str()).collect();
    let units: Vec<Option<&str>> = rows.iter().map(|row| row.unit.as_deref()).collect();
    diesel::sql_query(
        "UPDATE cadre.member m
         SET manager_id = boss.id, unit = coalesce(given.unit, m.unit), version = m.version + 1
         FROM unnest($2, $3, $4) AS given (email, manager_email, unit)
         JOIN cadre.member boss ON boss.organization_id = $1 AND boss.email = given.manager_email
         WHERE m.organization_id = $1 AND m.email = given.email
           AND (m.manager_id, m.unit) IS DISTINCT FROM (boss.id, coalesce(given.unit, m.unit))",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<Text>, _>(emails)
    .bind::<Array<Text>, _>(managers)
    .bind::<Array<Nullable<Text>>, _>(units)
    .execute(connection)
    .await?;
    Ok(())
}

/// A person who was enrolled.
#[derive(QueryableByName)]
pub(crate) struct Enrolled {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
}

/// Enrols people; those who are in the cohort already are left as they are and not returned.
pub(crate) async fn insert_enrolments(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    cohort_id: CohortId,
    members: &[MemberId],
) -> Result<Vec<Enrolled>, DatabaseError> {
    let ids: Vec<EnrolmentId> = members.iter().map(|_| sources.new_id()).collect();
    Ok(diesel::sql_query(
        "INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
         SELECT $1, fresh.id, $3, fresh.member_id, $5 FROM unnest($2, $4) AS fresh (id, member_id)
         ON CONFLICT (organization_id, cohort_id, member_id) DO NOTHING
         RETURNING member_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<SqlUuid, _>(cohort_id)
    .bind::<Array<SqlUuid>, _>(members)
    .bind::<Timestamptz, _>(sources.now())
    .load(connection)
    .await?)
}

/// Notes a lesson as completed; `false` if it was before.
pub(crate) async fn insert_lesson_completion(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: &Enrolment,
    lesson: LessonId,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(lesson_completion::table)
        .values((
            lesson_completion::organization_id.eq(organization),
            lesson_completion::cohort_id.eq(enrolment.cohort_id),
            lesson_completion::enrolment_id.eq(enrolment.id),
            lesson_completion::lesson_id.eq(lesson),
            lesson_completion::completed_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Begins a module or adds to what is done of it.
pub(crate) async fn add_to_module(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: &Enrolment,
    module: ModuleId,
    items: i16,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::sql_query(
        "INSERT INTO cadre.module_progress
             (organization_id, cohort_id, enrolment_id, module_id, required_done, started_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, cohort_id, enrolment_id, module_id)
         DO UPDATE SET required_done = module_progress.required_done + excluded.required_done",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(enrolment.cohort_id)
    .bind::<SqlUuid, _>(enrolment.id)
    .bind::<SqlUuid, _>(module)
    .bind::<SmallInt, _>(items)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Completes a module; `false` if it was completed before.
pub(crate) async fn complete_module(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: &Enrolment,
    module: ModuleId,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = diesel::sql_query(
        "INSERT INTO cadre.module_progress
             (organization_id, cohort_id, enrolment_id, module_id, required_done, started_at, completed_at)
         VALUES ($1, $2, $3, $4, 0, $5, $5)
         ON CONFLICT (organization_id, cohort_id, enrolment_id, module_id)
         DO UPDATE SET completed_at = excluded.completed_at WHERE module_progress.completed_at IS NULL",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(enrolment.cohort_id)
    .bind::<SqlUuid, _>(enrolment.id)
    .bind::<SqlUuid, _>(module)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(changed == 1)
}

/// Those of some members who hold the facilitator's role.
pub(crate) async fn facilitators_among(
    connection: &mut Connection,
    organization: OrganizationId,
    members: &[MemberId],
) -> Result<Vec<MemberId>, DatabaseError> {
    use database::schema::member_role;
    Ok(member_role::table
        .filter(member_role::organization_id.eq(organization))
        .filter(member_role::role.eq("facilitator"))
        .filter(member_role::member_id.eq_any(members))
        .select(member_role::member_id)
        .load(connection)
        .await?)
}
