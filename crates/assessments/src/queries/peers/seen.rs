//! One review with what decides over who may see it.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, fixed_text};
use diesel::sql_types::{
    Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, MemberId, PeerReviewId, PeerRoundId, SubmissionId};
use serde_json::Value;

use super::One;
use crate::model::peer_review::PeerReview;
use crate::policy::peers::ReviewStand;

/// A review with what decides over who may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenReview {
    /// The review.
    pub review: PeerReview,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// What the asking person is to it.
    pub stand: ReviewStand,
}

#[derive(QueryableByName)]
struct SeenRow {
    #[diesel(sql_type = SqlUuid)]
    id: PeerReviewId,
    #[diesel(sql_type = SqlUuid)]
    round_id: PeerRoundId,
    #[diesel(sql_type = SqlUuid)]
    submission_id: SubmissionId,
    #[diesel(sql_type = SmallInt)]
    version_number: i16,
    #[diesel(sql_type = SqlUuid)]
    reviewer_id: MemberId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    handed_to: Option<MemberId>,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Jsonb)]
    comments: Value,
    #[diesel(sql_type = Nullable<SmallInt>)]
    score: Option<i16>,
    #[diesel(sql_type = Timestamptz)]
    assigned_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = SqlUuid)]
    assignment_id: AssignmentId,
    #[diesel(sql_type = Bool)]
    is_author: bool,
    #[diesel(sql_type = Bool)]
    facilitates: bool,
    #[diesel(sql_type = Bool)]
    author_manages: bool,
    #[diesel(sql_type = Bool)]
    manages_author: bool,
}

/// One review, whoever may see it: [`crate::policy::peers`] says.
///
/// # Errors
/// When the statement fails.
pub async fn seen_review(
    connection: &mut Connection,
    actor: &Actor,
    id: PeerReviewId,
) -> One<SeenReview> {
    let query = diesel::sql_query(
        "SELECT r.id, r.round_id, r.submission_id, r.version_number, r.reviewer_id, r.handed_to, r.state,
            r.comments, r.score, r.assigned_at, r.finished_at, r.version, o.assignment_id,
            author.id = me.id AS is_author,
            EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = $1
                AND f.cohort_id = o.cohort_id AND f.member_id = $2) AS facilitates,
            coalesce(me.manager_id = author.id, false) AS author_manages,
            coalesce(author.manager_id = me.id, false) AS manages_author
         FROM cadre.peer_review r
         JOIN cadre.peer_round o ON o.organization_id = $1 AND o.id = r.round_id
         JOIN cadre.submission s ON s.organization_id = $1 AND s.id = r.submission_id
         JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
            AND e.id = s.enrolment_id
         JOIN cadre.member author ON author.organization_id = $1 AND author.id = e.member_id
         JOIN cadre.member me ON me.organization_id = $1 AND me.id = $2
         WHERE r.organization_id = $1 AND r.id = $3",
    )
    .bind::<SqlUuid, _>(actor.organization_id)
    .bind::<SqlUuid, _>(actor.member_id)
    .bind::<SqlUuid, _>(id);
    let row: Option<SeenRow> = fixed_text(query).get_result(connection).await.optional()?;
    Ok(row.map(|row| SeenReview {
        stand: ReviewStand {
            is_reviewer: row.reviewer_id == actor.member_id,
            is_author: row.is_author,
            facilitates: row.facilitates,
            author_manages: row.author_manages,
            manages_author: row.manages_author,
        },
        assignment_id: row.assignment_id,
        review: PeerReview {
            id: row.id,
            round_id: row.round_id,
            submission_id: row.submission_id,
            version_number: row.version_number,
            reviewer_id: row.reviewer_id,
            handed_to: row.handed_to,
            state: row.state,
            comments: row.comments,
            score: row.score,
            assigned_at: row.assigned_at,
            finished_at: row.finished_at,
            version: row.version,
        },
    }))
}
