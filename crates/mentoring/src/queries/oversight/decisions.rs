//! Learners who want a person to decide on a proposal.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text, schema};
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{Queryable, QueryableByName, Selectable};
use diesel_async::RunQueryDsl as _;
use kernel::{DecisionRequestId, MemberId, PageRequest, PairId};

/// What a learner asked about a proposal, and what a coordinator answered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = schema::decision_request)]
pub struct DecisionRequest {
    /// Its id.
    #[diesel(sql_type = SqlUuid)]
    pub id: DecisionRequestId,
    /// The proposal.
    #[diesel(sql_type = SqlUuid)]
    pub pair_id: PairId,
    /// What the learner says; may be empty.
    #[diesel(sql_type = Text)]
    pub words: String,
    /// When it was asked, UTC.
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: DateTime<Utc>,
    /// What was answered.
    #[diesel(sql_type = Nullable<Text>)]
    pub answer: Option<String>,
    /// Who answered.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub answered_by: Option<MemberId>,
    /// When it was answered last, UTC.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub answered_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

/// Whose requests are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// For a coordinator: all, beside one's own.
    ByAll,
    /// For a coordinator: those that nobody has answered.
    Unanswered,
    /// One's own.
    ByOneself,
}

/// A page of requests, the newest first, and whether more follow. A coordinator sees those about pairs
/// with which they have nothing to do: neither as one of the two nor as one to whom one reports.
/// Everybody sees those about a proposal to themselves as the learner.
///
/// # Errors
/// When the statement fails.
pub async fn decision_requests_page(
    connection: &mut Connection,
    actor: &Actor,
    asked: Asked,
    page: &PageRequest,
) -> Result<(Vec<DecisionRequest>, bool), DatabaseError> {
    let found: Vec<DecisionRequest> = fixed_text(
        diesel::sql_query(PAGE)
            .bind::<SqlUuid, _>(actor.organization_id)
            .bind::<SqlUuid, _>(actor.member_id)
            .bind::<Bool, _>(asked != Asked::ByOneself)
            .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|after| after.id))
            .bind::<BigInt, _>(page.first + 1)
            .bind::<Bool, _>(asked == Asked::Unanswered),
    )
    .load(connection)
    .await?;
    Ok(page.cut(found))
}

const PAGE: &str = "
    WITH RECURSIVE below (id) AS (
        SELECT $2::uuid
        UNION
        SELECT led.id FROM below b CROSS JOIN LATERAL (
            SELECT m.id FROM cadre.member m WHERE m.organization_id = $1 AND m.manager_id = b.id
            UNION ALL
            SELECT n.member_id FROM cadre.planned_manager n
            WHERE n.organization_id = $1 AND n.manager_id = b.id) AS led
    )
    SELECT d.id, d.pair_id, d.words, d.asked_at, d.answer, d.answered_by, d.answered_at, d.version
    FROM cadre.decision_request d
    JOIN cadre.pair p ON p.organization_id = $1 AND p.id = d.pair_id
    WHERE d.organization_id = $1
        AND ($4::uuid IS NULL OR d.id < $4)
        AND (NOT $6 OR d.answered_at IS NULL)
        AND (p.learner_id = $2 AND NOT $6 OR $3 AND p.mentor_id <> $2 AND NOT EXISTS (
            SELECT FROM below b WHERE b.id IN (p.learner_id, p.mentor_id)))
    ORDER BY d.id DESC LIMIT $5";
