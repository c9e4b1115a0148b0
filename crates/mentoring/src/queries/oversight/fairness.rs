//! What the fairness report is made of. The one place that reads what people told for it by consent.

use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, OrganizationId};

use crate::model::oversight::fairness::{Fared, Group, by_group};

#[derive(QueryableByName)]
struct FaredRow {
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    country: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    work_pattern: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    gender: Option<String>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    score: Option<i16>,
    #[diesel(sql_type = Nullable<Bool>)]
    got_ranked: Option<bool>,
    #[diesel(sql_type = Nullable<Integer>)]
    days_to_first: Option<i32>,
}

/// How each learner of a cycle who has not left fared, in no order, without who they are. A learner's
/// last pair of the cycle counts, if it is open or both sides accepted it.
///
/// What learners told of themselves counts in one cycle alone: the first whose ranks they could hand
/// in. Reports of cycles that overlap would otherwise tell, by subtraction, what the few are in whom
/// they differ. Gender counts as it was told when the ranks of that cycle were due, and from then on:
/// who reads the report again and again does not see single answers come in.
///
/// # Errors
/// When the statement fails.
pub async fn fared(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    now: DateTime<Utc>,
) -> Result<Vec<Fared>, DatabaseError> {
    let rows: Vec<FaredRow> = fixed_text(
        diesel::sql_query(FARED)
            .bind::<SqlUuid, _>(organization)
            .bind::<SqlUuid, _>(cycle)
            .bind::<Timestamptz, _>(now),
    )
    .load(connection)
    .await?;
    let fared = |row: FaredRow| Fared {
        groups: [row.unit, row.country, row.work_pattern, row.gender],
        score: row.score,
        got_ranked: row.got_ranked,
        days_to_first: row.days_to_first,
    };
    Ok(rows.into_iter().map(fared).collect())
}

const FARED: &str = "
    SELECT m.unit, CASE WHEN told.counts THEN s.country END AS country,
        CASE WHEN told.counts THEN s.work_pattern END AS work_pattern,
        CASE WHEN told.counts AND f.consented_at <= own.ranks_until AND own.ranks_until <= $3
            THEN f.gender END AS gender,
        last.score,
        CASE WHEN last.id IS NOT NULL AND ranked.mentors > 0 THEN ranked.has_it END AS got_ranked,
        floor(extract(epoch FROM (met.first_at - last.proposed_at)) / 86400)::integer
            AS days_to_first
    FROM (SELECT e.member_id, min(e.enrolled_at) AS enrolled_at
        FROM cadre.matching_cycle_cohort c
        JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
        WHERE c.organization_id = $1 AND c.cycle_id = $2 GROUP BY e.member_id) AS learner
    JOIN cadre.matching_cycle own ON own.organization_id = $1 AND own.id = $2
    JOIN cadre.member m ON m.organization_id = $1 AND m.id = learner.member_id AND m.left_at IS NULL
    LEFT JOIN cadre.mentoring_person s ON s.organization_id = $1 AND s.member_id = m.id
    LEFT JOIN cadre.fairness_answer f ON f.organization_id = $1 AND f.member_id = m.id
    CROSS JOIN LATERAL (SELECT learner.enrolled_at <= own.ranks_until AND NOT EXISTS (
        SELECT FROM cadre.enrolment e
        JOIN cadre.matching_cycle_cohort c ON c.organization_id = $1 AND c.cohort_id = e.cohort_id
        JOIN cadre.matching_cycle y ON y.organization_id = $1 AND y.id = c.cycle_id
        WHERE e.organization_id = $1 AND e.member_id = m.id AND e.enrolled_at <= y.ranks_until
            AND (y.opened_at, y.id) < (own.opened_at, own.id)) AS counts) AS told
    LEFT JOIN LATERAL (SELECT p.id, p.mentor_id, p.score, p.proposed_at FROM cadre.pair p
        WHERE p.organization_id = $1 AND p.cycle_id = $2 AND p.learner_id = m.id
            AND (p.ended_at IS NULL OR p.accepted_at IS NOT NULL)
        ORDER BY p.proposed_at DESC, p.id DESC LIMIT 1) AS last ON true
    CROSS JOIN LATERAL (SELECT count(*) AS mentors,
            coalesce(bool_or(r.mentor_id = last.mentor_id), false) AS has_it
        FROM cadre.mentor_rank r WHERE r.organization_id = $1 AND r.cycle_id = $2
            AND r.learner_id = m.id) AS ranked
    CROSS JOIN LATERAL (SELECT min(h.starts_at) AS first_at FROM cadre.mentoring_session h
        WHERE h.organization_id = $1 AND h.pair_id = last.id AND h.state = 'held') AS met";

/// Mentors who offer so many places, and what they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many places each of them offers; `None` for several small groups together.
    pub places: Option<i16>,
    /// How many mentors; five or more.
    pub mentors: usize,
    /// How many open pairs they have together.
    pub pairs: usize,
}

#[derive(QueryableByName)]
struct OfferRow {
    #[diesel(sql_type = SmallInt)]
    places: i16,
    #[diesel(sql_type = SmallInt)]
    held_places: i16,
}

/// How pairs are spread over the mentors of the organisation, by the places that they offer.
///
/// # Errors
/// When the statement fails.
pub async fn load(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<Load>, DatabaseError> {
    let rows: Vec<OfferRow> = fixed_text(
        diesel::sql_query(
            "SELECT o.places, o.held_places FROM cadre.mentor_profile o
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = o.member_id
             WHERE o.organization_id = $1 AND m.left_at IS NULL AND o.places > 0",
        )
        .bind::<SqlUuid, _>(organization),
    )
    .load(connection)
    .await?;
    // Three digits, so that the order of names is that of numbers.
    let named = rows.iter().map(|row| (Group::Named(format!("{:03}", row.places)), row));
    let load = |(group, those): (Group, Vec<&OfferRow>)| Load {
        places: match group {
            Group::Named(_) => those.as_slice().first().map(|row| row.places),
            Group::NotTold | Group::Other => None,
        },
        mentors: those.len(),
        pairs: those
            .into_iter()
            .map(|row| usize::try_from(row.held_places).unwrap_or_default())
            .sum(),
    };
    Ok(by_group(named).into_iter().map(load).collect())
}
