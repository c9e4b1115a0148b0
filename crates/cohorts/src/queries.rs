//! Reads, set-wise: many parents in, one statement.
//!
//! Those that take a shared connection can be sent together, before the first one is answered
//! (`try_join!`); PostgreSQL still works on them one after the other, in one snapshot.

mod learners;
mod progress;

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use auth::Actor;
use chrono::NaiveDate;
use database::schema::{cohort, enrolment, member};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, Email, MemberId, OrganizationId, PageRequest, Permission};

use crate::model::{Cohort, Enrolment, KnownMember};
use crate::policy::{self, Relation};
pub use learners::{all_learners, completed_lessons, learners};
pub use progress::{Begun, progress_of, progress_of_cohorts, seen_progress};

type Rows<T> = Result<Vec<T>, DatabaseError>;

#[derive(QueryableByName)]
struct RelationRow {
    #[diesel(sql_type = SqlUuid)]
    cohort_id: CohortId,
    #[diesel(sql_type = Bool)]
    facilitates: bool,
    #[diesel(sql_type = Bool)]
    learns: bool,
    #[diesel(sql_type = Bool)]
    manages: bool,
}

/// What the asking person is to some cohorts.
///
/// # Errors
/// When the statement fails.
pub async fn relations(
    mut connection: &Connection,
    actor: &Actor,
    cohorts: &[CohortId],
) -> Result<HashMap<CohortId, Relation>, DatabaseError> {
    let rows: Vec<RelationRow> = fixed_text(
        diesel::sql_query(
            "SELECT wanted.cohort_id,
                EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = $1
                    AND f.cohort_id = wanted.cohort_id AND f.member_id = $2) AS facilitates,
                EXISTS (SELECT FROM cadre.enrolment e WHERE e.organization_id = $1
                    AND e.cohort_id = wanted.cohort_id AND e.member_id = $2) AS learns,
                EXISTS (SELECT FROM cadre.enrolment e JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
                    WHERE e.organization_id = $1 AND e.cohort_id = wanted.cohort_id AND m.manager_id = $2) AS manages
             FROM unnest($3) AS wanted (cohort_id)",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<Array<SqlUuid>, _>(cohorts),
    )
    .load(&mut connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let relation =
                Relation { facilitates: row.facilitates, learns: row.learns, manages: row.manages };
            (row.cohort_id, relation)
        })
        .collect())
}

/// One cohort, if the asking person may know that it exists, and what they are to it.
///
/// # Errors
/// When a statement fails.
pub async fn visible_cohort(
    connection: &mut Connection,
    actor: &Actor,
    id: CohortId,
) -> Result<Option<(Cohort, Relation)>, DatabaseError> {
    let (ids, connection) = ([id], &*connection);
    let (found, mut relations) = futures::try_join!(
        self::cohort(connection, actor.organization_id, id),
        relations(connection, actor, &ids),
    )?;
    let Some(found) = found else {
        return Ok(None);
    };
    let relation = relations.remove(&id).unwrap_or_default();
    Ok(policy::sees_cohort(actor.roles, relation).then_some((found, relation)))
}

/// One cohort, whoever asks; for commands that check on their own and for jobs.
///
/// # Errors
/// When the statement fails.
pub async fn cohort(
    mut connection: &Connection,
    organization: OrganizationId,
    id: CohortId,
) -> Result<Option<Cohort>, DatabaseError> {
    Ok(cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::id.eq(id))
        .select(Cohort::as_select())
        .first(&mut connection)
        .await
        .optional()?)
}

/// Some cohorts, whoever may see them; for jobs and for parents that were checked before.
///
/// # Errors
/// When the statement fails.
pub async fn cohorts_by_ids(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[CohortId],
) -> Rows<Cohort> {
    Ok(cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::id.eq_any(ids))
        .select(Cohort::as_select())
        .load(connection)
        .await?)
}

/// The cohorts that began on one of some days; for jobs.
///
/// # Errors
/// When the statement fails.
pub async fn started_within(
    connection: &mut Connection,
    organization: OrganizationId,
    days: RangeInclusive<NaiveDate>,
) -> Rows<Cohort> {
    let (first, last) = days.into_inner();
    Ok(cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::starts_on.between(first, last))
        .order((cohort::starts_on, cohort::id))
        .select(Cohort::as_select())
        .load(connection)
        .await?)
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: CohortId,
}

/// A page of the cohorts that the asking person may see, by name, and whether more follow.
///
/// # Errors
/// When a statement fails.
pub async fn cohorts_page(
    connection: &mut Connection,
    actor: &Actor,
    page: &PageRequest,
) -> Result<(Vec<Cohort>, bool), DatabaseError> {
    let ids: Vec<IdRow> = diesel::sql_query(
        "SELECT c.id FROM cadre.cohort c
         WHERE c.organization_id = $1
           AND ($5::text IS NULL OR (c.name, c.id) > ($5, $6))
           AND ($3
             OR ($4 AND EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = $1
                AND f.cohort_id = c.id AND f.member_id = $2))
             OR ($4 AND EXISTS (SELECT FROM cadre.enrolment e JOIN cadre.member m
                    ON m.organization_id = $1 AND m.id = e.member_id
                WHERE e.organization_id = $1 AND e.cohort_id = c.id AND (m.id = $2 OR m.manager_id = $2))))
         ORDER BY c.name, c.id LIMIT $7",
    )
    .bind::<SqlUuid, _>(actor.organization_id)
    .bind::<SqlUuid, _>(actor.member_id)
    .bind::<Bool, _>(actor.may(Permission::ReadAllCohorts))
    .bind::<Bool, _>(actor.may(Permission::ReadOwnCohorts))
    .bind::<Nullable<Text>, _>(page.after.as_ref().map(|cursor| cursor.key.as_str()))
    .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|cursor| cursor.id))
    .bind::<BigInt, _>(page.first + 1)
    .load(connection)
    .await?;
    let wanted: Vec<CohortId> = ids.into_iter().map(|row| row.id).collect();
    let mut found = cohorts_by_ids(connection, actor.organization_id, &wanted).await?;
    found.sort_by_key(|cohort| wanted.iter().position(|id| *id == cohort.id));
    Ok(page.cut(found))
}

/// The enrolments of one person, oldest first.
///
/// # Errors
/// When the statement fails.
pub async fn enrolments_of(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
) -> Rows<Enrolment> {
    Ok(enrolment::table
        .filter(enrolment::organization_id.eq(organization))
        .filter(enrolment::member_id.eq(person))
        .order((enrolment::enrolled_at, enrolment::id))
        .select(Enrolment::as_select())
        .load(connection)
        .await?)
}

/// How many learners some cohorts have.
///
/// # Errors
/// When the statement fails.
pub async fn learner_counts(
    connection: &mut Connection,
    organization: OrganizationId,
    cohorts: &[CohortId],
) -> Result<HashMap<CohortId, i64>, DatabaseError> {
    let rows: Vec<(CohortId, i64)> = enrolment::table
        .filter(enrolment::organization_id.eq(organization))
        .filter(enrolment::cohort_id.eq_any(cohorts))
        .group_by(enrolment::cohort_id)
        .select((enrolment::cohort_id, diesel::dsl::count_star()))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Those of some addresses whom the organisation knows, and what they are to it and to the cohort.
pub(crate) async fn known_members(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort_id: CohortId,
    emails: &[&str],
) -> Result<HashMap<Email, KnownMember>, DatabaseError> {
    // Two statements and no join: right after a large file the planner knows nothing of its rows, and
    // a nested loop over ten thousand people and ten thousand enrolments takes seconds.
    let learners: Vec<MemberId> = enrolment::table
        .filter(enrolment::organization_id.eq(organization))
        .filter(enrolment::cohort_id.eq(cohort_id))
        .select(enrolment::member_id)
        .load(connection)
        .await?;
    let learners: HashSet<MemberId> = learners.into_iter().collect();
    let rows: Vec<(String, MemberId, bool, bool, Option<MemberId>)> = member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::email.eq_any(emails))
        .select((
            member::email,
            member::id,
            member::joined_at.is_not_null(),
            member::left_at.is_not_null(),
            member::manager_id,
        ))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(email, id, joined, left, manager_id)| {
            let enrolled = learners.contains(&id);
            let person = KnownMember { id, joined, left, manager_id, enrolled };
            Email::parse(&email).ok().map(|email| (email, person))
        })
        .collect())
}
