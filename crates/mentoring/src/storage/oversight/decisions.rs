//! Decisions by people.

use chrono::{DateTime, Utc};
use database::schema::decision_request;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{DecisionRequestId, MemberId, OrganizationId, PairId};

use crate::queries::oversight::decisions::DecisionRequest;

/// Enters a request; `false` if there is one for the pair.
pub(crate) async fn insert_request(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DecisionRequestId,
    (pair, words): (PairId, &str),
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(decision_request::table)
        .values((
            decision_request::organization_id.eq(organization),
            decision_request::id.eq(id),
            decision_request::pair_id.eq(pair),
            decision_request::words.eq(words),
            decision_request::asked_at.eq(now),
            decision_request::version.eq(1),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// A request, held until the transaction ends.
pub(crate) async fn lock_request(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DecisionRequestId,
) -> Result<Option<DecisionRequest>, DatabaseError> {
    Ok(decision_request::table
        .filter(decision_request::organization_id.eq(organization))
        .filter(decision_request::id.eq(id))
        .select(DecisionRequest::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Answers a request, or changes its answer; the caller holds it.
pub(crate) async fn answer_request(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DecisionRequestId,
    (by, answer): (MemberId, &str),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = decision_request::table
        .filter(decision_request::organization_id.eq(organization))
        .filter(decision_request::id.eq(id));
    diesel::update(row)
        .set((
            decision_request::answer.eq(answer),
            decision_request::answered_by.eq(by),
            decision_request::answered_at.eq(now),
            decision_request::version.eq(decision_request::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
