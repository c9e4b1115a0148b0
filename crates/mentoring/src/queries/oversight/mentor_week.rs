//! What is due for mentors.

use chrono::{DateTime, Duration, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, MemberId, OrganizationId, PairId};

use crate::model::oversight::health::Occasion;
use crate::model::oversight::week::{DAYS_AHEAD, DueItem, Duty};
use crate::queries::pairs::waits::waits_on;

/// Most duties of one mentor.
const MOST_OF_ONE: i64 = 99;

/// Whose duties are wanted; what is `None` does not narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whose<'a> {
    /// Of these mentors.
    pub mentors: Option<&'a [MemberId]>,
    /// Towards learners of this cohort.
    pub cohort: Option<CohortId>,
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = SqlUuid)]
    mentor_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = SqlUuid)]
    cohort_id: CohortId,
    #[diesel(sql_type = SqlUuid)]
    learner_id: MemberId,
    #[diesel(sql_type = Text)]
    learner_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    learner_unit: Option<String>,
    #[diesel(sql_type = Text)]
    duty: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    due_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    occasion: Option<String>,
}

/// What is due within seven days of a moment, by mentor and then by the moment at which it is due,
/// with what has no moment at the end; of each mentor the first 99. One statement, however many
/// mentors.
///
/// # Errors
/// When the statement fails.
pub async fn due(
    connection: &mut Connection,
    organization: OrganizationId,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<DueItem>, DatabaseError> {
    let rows: Vec<DueRow> = fixed_text(
        diesel::sql_query(DUE)
            .bind::<SqlUuid, _>(organization)
            .bind::<Nullable<Array<SqlUuid>>, _>(whose.mentors.map(<[MemberId]>::to_vec))
            .bind::<Nullable<SqlUuid>, _>(whose.cohort)
            .bind::<Timestamptz, _>(now)
            .bind::<Timestamptz, _>(now + Duration::days(DAYS_AHEAD))
            .bind::<BigInt, _>(MOST_OF_ONE),
    )
    .load(connection)
    .await?;
    let mut items: Vec<DueItem> = rows.into_iter().filter_map(item).collect();
    items.sort_by_key(|item| {
        (item.mentor_id, item.due_at.is_none(), item.due_at, item.duty, item.pair_id, item.occasion)
    });
    Ok(items)
}

fn item(row: DueRow) -> Option<DueItem> {
    Some(DueItem {
        mentor_id: row.mentor_id,
        pair_id: row.pair_id,
        cohort_id: row.cohort_id,
        learner_id: row.learner_id,
        learner_name: row.learner_name,
        learner_unit: row.learner_unit,
        duty: Duty::parse(&row.duty)?,
        due_at: row.due_at,
        occasion: row.occasion.as_deref().and_then(Occasion::parse),
    })
}

/// A pair owes a date when none is planned and the cadence of its agreement runs out.
const DUE: &str = concat!(
    "
    WITH open AS (
        SELECT p.id, p.mentor_id, p.learner_id, p.cohort_id, p.state, p.quiet_since,
            ",
    waits_on!(mentor),
    " AS is_waiting
        FROM cadre.pair p
        JOIN cadre.member me ON me.organization_id = $1 AND me.id = p.mentor_id
            AND me.left_at IS NULL
        WHERE p.organization_id = $1 AND p.ended_at IS NULL
            AND ($2::uuid[] IS NULL OR p.mentor_id = ANY ($2))
            AND ($3::uuid IS NULL OR p.cohort_id = $3)
    ), due (pair_id, duty, due_at, occasion) AS (
        SELECT o.id, 'answer', t.due_at, NULL::text FROM open o
        LEFT JOIN cadre.pair_timer t ON t.organization_id = $1 AND t.pair_id = o.id
            AND t.timer = 'answer_end'
        WHERE o.is_waiting AND o.state IN ('proposed', 'mentee_accepted')
        UNION ALL
        SELECT o.id, 'agreement', NULL::timestamptz, NULL FROM open o
        WHERE o.is_waiting AND o.state = 'accepted'
        UNION ALL
        SELECT o.id,
            CASE WHEN s.starts_at + make_interval(mins => s.minutes) > $4 THEN 'session'
                ELSE 'log_session' END,
            s.starts_at, NULL
        FROM open o
        JOIN cadre.mentoring_session s ON s.organization_id = $1 AND s.pair_id = o.id
        WHERE s.state = 'planned' AND s.starts_at < $5
        UNION ALL
        SELECT o.id, 'plan_session', o.quiet_since + make_interval(days => a.cadence_days), NULL
        FROM open o
        JOIN cadre.mentoring_agreement a ON a.organization_id = $1 AND a.pair_id = o.id
        WHERE o.state IN ('agreement_signed', 'active')
            AND o.quiet_since + make_interval(days => a.cadence_days) < $5
            AND NOT EXISTS (SELECT FROM cadre.mentoring_session s WHERE s.organization_id = $1
                AND s.pair_id = o.id AND s.state = 'planned')
        UNION ALL
        SELECT o.id, 'health_check', NULL, h.occasion FROM open o
        JOIN cadre.health_check h ON h.organization_id = $1 AND h.pair_id = o.id
        WHERE h.side = 'mentor' AND h.answered_at IS NULL
        UNION ALL
        SELECT o.id, 'closing_form', t.due_at, NULL FROM open o
        LEFT JOIN cadre.pair_timer t ON t.organization_id = $1 AND t.pair_id = o.id
            AND t.timer = 'closing_end'
        WHERE o.is_waiting AND o.state IN ('closing', 'impossible')
    )
    SELECT w.mentor_id, w.pair_id, w.cohort_id, w.learner_id, l.name AS learner_name,
        l.unit AS learner_unit, w.duty, w.due_at, w.occasion
    FROM (
        SELECT o.mentor_id, o.id AS pair_id, o.cohort_id, o.learner_id, d.duty, d.due_at, d.occasion,
            row_number() OVER (PARTITION BY o.mentor_id
                ORDER BY d.due_at NULLS LAST, d.duty, o.id) AS place
        FROM due d JOIN open o ON o.id = d.pair_id
    ) w
    JOIN cadre.member l ON l.organization_id = $1 AND l.id = w.learner_id
    WHERE w.place <= $6"
);
