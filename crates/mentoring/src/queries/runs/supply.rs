//! What the planner of places shows beside its figures, and who a run may look for.

use std::collections::{BTreeSet, HashMap};

use database::schema::{competency, person_link};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{BigInt, Bool, Nullable, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId};

use crate::error::MentoringError;
use crate::model::lists::Cycle;
use crate::model::runs::demand_size;

/// The titles of competencies, by code; the newest framework where there are several. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn competency_titles(
    connection: &mut Connection,
    organization: OrganizationId,
    codes: &[String],
) -> Result<HashMap<String, String>, DatabaseError> {
    let rows: Vec<(String, String)> = competency::table
        .filter(competency::organization_id.eq(organization))
        .filter(competency::code.eq_any(codes))
        .order(competency::framework_version)
        .select((competency::code, competency::title))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Pairs of members whom somebody has linked as one person, the smaller id first. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn linked_as_same(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<BTreeSet<(MemberId, MemberId)>, DatabaseError> {
    let rows: Vec<(MemberId, MemberId)> = person_link::table
        .filter(person_link::organization_id.eq(organization))
        .filter(person_link::is_same.eq(true))
        .select((person_link::member_id, person_link::other_id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect())
}

/// Whether somebody learns in a cohort of a cycle and has not left. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn is_looked_for(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    learner: MemberId,
) -> Result<bool, DatabaseError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        is_looked_for: bool,
    }
    let row: Row = fixed_text(
        diesel::sql_query(
            "SELECT EXISTS (
                SELECT FROM cadre.matching_cycle_cohort c
                JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
                JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
                WHERE c.organization_id = $1 AND c.cycle_id = $2 AND e.member_id = $3
                    AND m.left_at IS NULL
             ) AS is_looked_for",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(cycle)
        .bind::<SqlUuid, _>(learner),
    )
    .get_result(connection)
    .await?;
    Ok(row.is_looked_for)
}

/// Refuses a cycle of more people than one run takes, before they are read: learners who look for a
/// mentor, and mentors who take new pairs. One statement.
///
/// # Errors
/// [`MentoringError::Refused`], with what to do; the database.
pub async fn demand_fitting(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: &Cycle,
    only: Option<MemberId>,
) -> Result<(), MentoringError> {
    #[derive(QueryableByName)]
    struct Size {
        #[diesel(sql_type = BigInt)]
        learners: i64,
        #[diesel(sql_type = BigInt)]
        mentors: i64,
    }
    let size: Size = fixed_text(
        diesel::sql_query(
            "SELECT (SELECT count(DISTINCT e.member_id) FROM cadre.matching_cycle_cohort c
                JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
                JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
                WHERE c.organization_id = $1 AND c.cycle_id = $2 AND m.left_at IS NULL
                    AND ($3::uuid IS NULL OR e.member_id = $3)
                    AND NOT EXISTS (SELECT FROM cadre.pair p WHERE p.organization_id = $1
                        AND p.program_id = $4 AND p.learner_id = e.member_id
                        AND p.ended_at IS NULL)) AS learners,
                (SELECT count(*) FROM cadre.mentor_profile o
                WHERE o.organization_id = $1 AND o.is_open) AS mentors",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(cycle.id)
        .bind::<Nullable<SqlUuid>, _>(only)
        .bind::<SqlUuid, _>(cycle.program_id),
    )
    .get_result(connection)
    .await?;
    let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    demand_size(count(size.learners), count(size.mentors))
}
