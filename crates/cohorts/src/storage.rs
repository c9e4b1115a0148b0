//! Every statement that writes.

use chrono::{DateTime, Utc};
use database::schema::{cohort, cohort_facilitator, lesson_completion, member, module_progress};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    AsChangeset, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, Email, EnrolmentId, LessonId, MemberId, ModuleId, OrganizationId, Sources};

use crate::actions::Fact;
use crate::learner_file::LearnerRow;
use crate::model::{Cohort, CohortDraft, Enrolment, ModuleProgress};

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

/// The cohort, locked against other enrolments until the transaction ends. Its key does not change,
/// so whoever writes rows that refer to it need not wait.
pub(crate) async fn lock_cohort(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CohortId,
) -> Result<Option<Cohort>, DatabaseError> {
    Ok(cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::id.eq(id))
        .select(Cohort::as_select())
        .for_no_key_update()
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

/// Locks people in the order of their addresses. An UPDATE locks rows as it finds them, and two files
/// that name the same people in another order would wait for each other in a circle.
async fn lock_people(
    connection: &mut Connection,
    organization: OrganizationId,
    emails: &[&str],
) -> Result<(), DatabaseError> {
    let _locked: Vec<MemberId> = member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::email.eq_any(emails))
        .order(member::email)
        .select(member::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    Ok(())
}

/// Whom a person reports to from now on, and whom before.
#[derive(QueryableByName)]
pub(crate) struct Reporting {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) manager_id: MemberId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(crate) before: Option<MemberId>,
}

/// Takes manager and unit from the rows, by address; rows that say what is known change nothing and
/// nobody of them is returned.
pub(crate) async fn update_managers(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: &[LearnerRow],
) -> Result<Vec<Reporting>, DatabaseError> {
    let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
    lock_people(connection, organization, &emails).await?;
    let managers: Vec<&str> = rows.iter().map(|row| row.manager_email.as_str()).collect();
    let units: Vec<Option<&str>> = rows.iter().map(|row| row.unit.as_deref()).collect();
    Ok(diesel::sql_query(
        "UPDATE cadre.member m
         SET manager_id = boss.id, unit = coalesce(given.unit, m.unit), version = m.version + 1
         FROM unnest($2, $3, $4) AS given (email, manager_email, unit)
         JOIN cadre.member boss ON boss.organization_id = $1 AND boss.email = given.manager_email
         JOIN cadre.member old ON old.organization_id = $1 AND old.email = given.email
         WHERE m.organization_id = $1 AND m.email = given.email
           AND (m.manager_id, m.unit) IS DISTINCT FROM (boss.id, coalesce(given.unit, m.unit))
         RETURNING m.id AS member_id, boss.id AS manager_id, old.manager_id AS before",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<Text>, _>(emails)
    .bind::<Array<Text>, _>(managers)
    .bind::<Array<Nullable<Text>>, _>(units)
    .load(connection)
    .await?)
}

/// Takes names from the rows for those who have none yet but the stand-in that a manager is made
/// with. Who has joined goes by the name that they know.
pub(crate) async fn replace_stand_ins(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: &[LearnerRow],
) -> Result<(), DatabaseError> {
    let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    diesel::sql_query(
        "UPDATE cadre.member m SET name = given.name, version = m.version + 1
         FROM unnest($2, $3) AS given (email, name)
         WHERE m.organization_id = $1 AND m.email = given.email AND m.joined_at IS NULL
           AND m.name = split_part(m.email, '@', 1) AND m.name <> given.name",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<Text>, _>(emails)
    .bind::<Array<Text>, _>(names)
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

/// Begins a module, if it is not, and notes what was found out about its graded parts.
pub(crate) async fn note_fact(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: &Enrolment,
    module: ModuleId,
    fact: Fact,
    now: DateTime<Utc>,
) -> Result<ModuleProgress, DatabaseError> {
    use module_progress as m;
    diesel::insert_into(m::table)
        .values((
            m::organization_id.eq(organization),
            m::cohort_id.eq(enrolment.cohort_id),
            m::enrolment_id.eq(enrolment.id),
            m::module_id.eq(module),
            m::required_done.eq(0),
            m::started_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    let change = match fact {
        Fact::QuizBegun => PartsChange::default(),
        Fact::QuizPassed => PartsChange { quiz_passed_at: Some(now), ..PartsChange::default() },
        Fact::WorkSubmitted => {
            PartsChange { work_waits_since: Some(Some(now)), ..PartsChange::default() }
        }
        Fact::WorkReturned => {
            PartsChange { work_waits_since: Some(None), ..PartsChange::default() }
        }
        Fact::AssignmentPassed => PartsChange {
            work_waits_since: Some(None),
            assignment_passed_at: Some(now),
            ..PartsChange::default()
        },
    };
    let row = m::table
        .filter(m::organization_id.eq(organization))
        .filter(m::cohort_id.eq(enrolment.cohort_id))
        .filter(m::enrolment_id.eq(enrolment.id))
        .filter(m::module_id.eq(module));
    if change != PartsChange::default() {
        diesel::update(row).set(change).execute(connection).await?;
    }
    Ok(row.select(ModuleProgress::as_select()).first(connection).await?)
}

/// Notes quiz passes that were not noted before. Returns those learners' progress.
pub(crate) async fn note_quiz_passes(
    connection: &mut Connection,
    organization: OrganizationId,
    module: ModuleId,
    enrolments: &[EnrolmentId],
    now: DateTime<Utc>,
) -> Result<Vec<(EnrolmentId, ModuleProgress)>, DatabaseError> {
    use module_progress as m;
    let rows = m::table
        .filter(m::organization_id.eq(organization))
        .filter(m::module_id.eq(module))
        .filter(m::enrolment_id.eq_any(enrolments))
        .filter(m::quiz_passed_at.is_null());
    Ok(diesel::update(rows)
        .set(m::quiz_passed_at.eq(now))
        .returning((m::enrolment_id, ModuleProgress::as_returning()))
        .get_results(connection)
        .await?)
}

/// Completes a module for some learners.
pub(crate) async fn complete_for(
    connection: &mut Connection,
    organization: OrganizationId,
    module: ModuleId,
    enrolments: &[EnrolmentId],
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use module_progress as m;
    if enrolments.is_empty() {
        return Ok(());
    }
    let rows = m::table
        .filter(m::organization_id.eq(organization))
        .filter(m::module_id.eq(module))
        .filter(m::enrolment_id.eq_any(enrolments))
        .filter(m::completed_at.is_null());
    diesel::update(rows).set(m::completed_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Changes to the graded parts of a module; `None` leaves a column as it is.
#[derive(AsChangeset, Default, PartialEq)]
#[diesel(table_name = module_progress)]
struct PartsChange {
    quiz_passed_at: Option<DateTime<Utc>>,
    work_waits_since: Option<Option<DateTime<Utc>>>,
    assignment_passed_at: Option<DateTime<Utc>>,
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
