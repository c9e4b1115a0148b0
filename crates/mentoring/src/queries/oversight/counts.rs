//! How mentoring goes in a cohort, as counts.

use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, OrganizationId};

use crate::model::oversight::health::{Colour, colour, quiet_from};
use crate::policy::COUNTED_FROM;

/// The counts of a cohort; `None` where they would speak of fewer than five people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohortCounts {
    /// Learners, from five up.
    pub learners: Option<usize>,
    /// How many of them have a mentor: a pair that both sides accepted and that is not over.
    pub matched: Option<usize>,
    /// Sessions that were held, in pairs of five or more learners.
    pub sessions_held: Option<usize>,
    /// How the open pairs are, from five people up who answered a check.
    pub colour: Option<Colour>,
}

#[derive(QueryableByName)]
struct CountsRow {
    #[diesel(sql_type = BigInt)]
    learners: i64,
    #[diesel(sql_type = BigInt)]
    matched: i64,
    #[diesel(sql_type = BigInt)]
    meeting: i64,
    #[diesel(sql_type = BigInt)]
    sessions: i64,
    #[diesel(sql_type = BigInt)]
    answered: i64,
    #[diesel(sql_type = BigInt)]
    low: i64,
}

/// The counts of a cohort. Of each open pair a person's last answered check counts, and whether the
/// pair fell silent; a mentor of several is low if one of them is.
///
/// # Errors
/// When the statement fails.
pub async fn cohort_counts(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    now: DateTime<Utc>,
) -> Result<CohortCounts, DatabaseError> {
    let row: CountsRow = fixed_text(
        diesel::sql_query(COUNTS)
            .bind::<SqlUuid, _>(organization)
            .bind::<SqlUuid, _>(cohort)
            .bind::<Timestamptz, _>(quiet_from(now)),
    )
    .get_result(connection)
    .await?;
    let count = |rows: i64| usize::try_from(rows).unwrap_or_default();
    let of_enough = |people: i64, rows: i64| (count(people) >= COUNTED_FROM).then(|| count(rows));
    Ok(CohortCounts {
        learners: of_enough(row.learners, row.learners),
        matched: of_enough(row.learners, row.matched),
        sessions_held: of_enough(row.meeting, row.sessions),
        colour: colour(count(row.answered), count(row.low)),
    })
}

const COUNTS: &str = "
    SELECT people.learners, people.matched, held.meeting, held.sessions, health.answered,
        health.low
    FROM (SELECT count(*) AS learners, count(p.id) AS matched
        FROM cadre.enrolment e
        JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
            AND m.left_at IS NULL
        LEFT JOIN cadre.pair p ON p.organization_id = $1 AND p.cohort_id = $2
            AND p.learner_id = e.member_id AND p.accepted_at IS NOT NULL
            AND p.ended_at IS NULL
        WHERE e.organization_id = $1 AND e.cohort_id = $2) AS people
    CROSS JOIN (SELECT count(DISTINCT p.learner_id) AS meeting, count(*) AS sessions
        FROM cadre.pair p
        JOIN cadre.mentoring_session s ON s.organization_id = $1 AND s.pair_id = p.id
            AND s.state = 'held'
        WHERE p.organization_id = $1 AND p.cohort_id = $2) AS held
    CROSS JOIN (SELECT count(*) AS answered, count(*) FILTER (WHERE one.is_low) AS low
        FROM (SELECT last.person_id, bool_or(last.is_low) AS is_low
            FROM (SELECT DISTINCT ON (p.id, h.side)
                    CASE h.side WHEN 'learner' THEN p.learner_id ELSE p.mentor_id END
                        AS person_id,
                    h.is_low OR p.state IN ('active', 'rematch_requested')
                        AND p.quiet_since <= $3 AS is_low
                FROM cadre.pair p
                JOIN cadre.health_check h ON h.organization_id = $1 AND h.pair_id = p.id
                    AND h.answered_at IS NOT NULL
                WHERE p.organization_id = $1 AND p.cohort_id = $2 AND p.ended_at IS NULL
                ORDER BY p.id, h.side, h.answered_at DESC) AS last
            GROUP BY last.person_id) AS one) AS health";
