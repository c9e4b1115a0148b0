//! Whether learners of a cohort have a mentor: yes or no.

use auth::Actor;
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, MemberId, PageRequest};

/// A learner, and whether they have a mentor.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Matched {
    /// The learner.
    #[diesel(sql_type = SqlUuid)]
    pub member_id: MemberId,
    /// The learner's name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The learner's unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub unit: Option<String>,
    /// Whether they are in a pair that both sides accepted and that is not over.
    #[diesel(sql_type = Bool)]
    pub has_mentor: bool,
}

/// Whose states the asking person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Those of all learners of the cohort.
    All,
    /// Those of their direct reports.
    OwnPeople,
}

/// A page of a cohort's learners by name, and whether more follow. The caller has checked that the
/// asking person may see them.
///
/// # Errors
/// When the statement fails.
pub async fn matched_page(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
    seen: Seen,
    page: &PageRequest,
) -> Result<(Vec<Matched>, bool), DatabaseError> {
    let found: Vec<Matched> = fixed_text(
        diesel::sql_query(
            "SELECT m.id AS member_id, m.name, m.unit, EXISTS (
                SELECT FROM cadre.pair p WHERE p.organization_id = $1 AND p.cohort_id = $3
                    AND p.learner_id = m.id AND p.accepted_at IS NOT NULL AND p.ended_at IS NULL
             ) AS has_mentor
             FROM cadre.enrolment e
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
             WHERE e.organization_id = $1 AND e.cohort_id = $3 AND m.left_at IS NULL
                AND ($4 OR m.manager_id = $2)
                AND ($5::text IS NULL OR (m.name, m.id) > ($5, $6))
             ORDER BY m.name, m.id LIMIT $7",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<SqlUuid, _>(cohort)
        .bind::<Bool, _>(seen == Seen::All)
        .bind::<Nullable<Text>, _>(page.after.as_ref().map(|after| after.key.clone()))
        .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|after| after.id))
        .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    Ok(page.cut(found))
}
