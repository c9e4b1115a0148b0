//! Rounds of peer review and their reviews.

use chrono::{DateTime, Utc};
use database::schema::{cohort, peer_review, peer_round};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, BigInt, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    CohortId, MemberId, OrganizationId, PeerReviewId, PeerRoundId, Sources, SubmissionId,
};

use crate::model::peer::HANDOVER_AFTER;
use crate::model::peer_review::{ASSIGNED, DROPPED, FINISHED, HANDED_OVER, PeerReview, Sheet};
use crate::model::peer_round::{NewReview, PeerRound};

/// How a cohort is held while its rounds are looked at or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nobody allots a round meanwhile. Any number of learners hold a cohort so at once.
    WithoutAllotting,
    /// Nobody else changes a round meanwhile.
    AgainstChanges,
    /// Nobody hands in meanwhile, and those who are about to have finished.
    AgainstHandingIn,
}

/// Holds a cohort until the transaction ends; `false` if there is none. Who hands in holds it first
/// and then looks for a round; who allots holds it and then looks for pieces. So each piece is seen
/// by one of the two.
pub(crate) async fn hold_cohort(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CohortId,
    hold: Hold,
) -> Result<bool, DatabaseError> {
    let row = cohort::table
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort::id.eq(id))
        .select(cohort::id);
    let found: Option<CohortId> = match hold {
        Hold::WithoutAllotting => row.for_key_share().first(connection).await,
        Hold::AgainstChanges => row.for_no_key_update().first(connection).await,
        Hold::AgainstHandingIn => row.for_update().first(connection).await,
    }
    .optional()?;
    Ok(found.is_some())
}

/// Opens a round; `false` if there is one.
pub(crate) async fn insert_round(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &PeerRound,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(peer_round::table)
        .values((
            peer_round::organization_id.eq(organization),
            peer_round::id.eq(new.id),
            peer_round::cohort_id.eq(new.cohort_id),
            peer_round::assignment_id.eq(new.assignment_id),
            peer_round::k.eq(new.k),
            peer_round::seed.eq(new.seed),
            peer_round::allotted_at.eq(new.allotted_at),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Hands reviews out, set-wise. One that was dropped before is taken up again, with what its peer had
/// written.
pub(crate) async fn insert_reviews(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    round: PeerRoundId,
    new: &[NewReview],
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<PeerReviewId> = new.iter().map(|_| sources.new_id()).collect();
    let works: Vec<SubmissionId> = new.iter().map(|review| review.submission_id).collect();
    let numbers: Vec<i16> = new.iter().map(|review| review.version_number).collect();
    let reviewers: Vec<MemberId> = new.iter().map(|review| review.reviewer_id).collect();
    diesel::sql_query(
        "INSERT INTO cadre.peer_review (organization_id, id, round_id, submission_id, version_number,
             reviewer_id, state, comments, assigned_at, version)
         SELECT $1, fresh.id, $2, fresh.work, fresh.number, fresh.reviewer, 'assigned', '{}'::jsonb, $7, 1
         FROM unnest($3, $4, $5, $6) AS fresh (id, work, number, reviewer)
         ON CONFLICT (organization_id, submission_id, version_number, reviewer_id)
         DO UPDATE SET state = 'assigned', assigned_at = excluded.assigned_at,
             version = peer_review.version + 1
         WHERE peer_review.state = 'dropped'",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(round)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(works)
    .bind::<Array<SmallInt>, _>(numbers)
    .bind::<Array<SqlUuid>, _>(reviewers)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// The reviews of a round without those that were dropped, held until the transaction ends.
pub(crate) async fn lock_reviews(
    connection: &mut Connection,
    organization: OrganizationId,
    round: PeerRoundId,
) -> Result<Vec<PeerReview>, DatabaseError> {
    Ok(peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::round_id.eq(round))
        .filter(peer_review::state.ne(DROPPED))
        .order(peer_review::id)
        .select(PeerReview::as_select())
        .for_no_key_update()
        .load(connection)
        .await?)
}

/// One review, held until the transaction ends.
pub(crate) async fn lock_review(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PeerReviewId,
) -> Result<Option<PeerReview>, DatabaseError> {
    Ok(peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::id.eq(id))
        .select(PeerReview::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Takes reviews out of their round that are not finished.
pub(crate) async fn drop_reviews(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PeerReviewId],
) -> Result<(), DatabaseError> {
    if ids.is_empty() {
        return Ok(());
    }
    let open = peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::id.eq_any(ids))
        .filter(peer_review::state.eq_any([ASSIGNED, HANDED_OVER]));
    diesel::update(open)
        .set((peer_review::state.eq(DROPPED), peer_review::version.eq(peer_review::version + 1)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Saves what is written of a review; the caller holds it.
pub(crate) async fn save_sheet(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PeerReviewId,
    sheet: &Sheet,
) -> Result<(), DatabaseError> {
    let row = peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::id.eq(id));
    diesel::update(row)
        .set((
            peer_review::comments.eq(sheet.stored()),
            peer_review::score.eq(sheet.score),
            peer_review::version.eq(peer_review::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Finishes a review, for its peer or for the facilitator who wrote it; the caller holds it.
pub(crate) async fn finish_review(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PeerReviewId,
    successor: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::id.eq(id));
    diesel::update(row)
        .set((
            peer_review::state.eq(FINISHED),
            peer_review::finished_at.eq(now),
            peer_review::handed_to.eq(successor),
            peer_review::version.eq(peer_review::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Overdue {
    #[diesel(sql_type = SqlUuid)]
    id: PeerReviewId,
}

/// Passes reviews on whose time is over, oldest first, at most `most` of them. Whoever holds one at
/// this moment may finish it; if they do not, the next time is soon enough.
pub(crate) async fn hand_over(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<PeerReviewId>, DatabaseError> {
    let rows: Vec<Overdue> = diesel::sql_query(
        "SELECT id FROM cadre.peer_review
         WHERE organization_id = $1 AND state = 'assigned' AND assigned_at <= $2
         ORDER BY assigned_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(now - HANDOVER_AFTER)
    .bind::<BigInt, _>(most)
    .load(connection)
    .await?;
    let ids: Vec<PeerReviewId> = rows.into_iter().map(|row| row.id).collect();
    let overdue = peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::id.eq_any(&ids))
        .filter(peer_review::state.eq(ASSIGNED));
    if !ids.is_empty() {
        diesel::update(overdue)
            .set((
                peer_review::state.eq(HANDED_OVER),
                peer_review::version.eq(peer_review::version + 1),
            ))
            .execute(connection)
            .await?;
    }
    Ok(ids)
}
