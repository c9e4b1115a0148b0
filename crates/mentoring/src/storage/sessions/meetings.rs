//! Sessions of pairs. The caller holds the pair.

use chrono::{DateTime, Utc};
use database::schema::mentoring_session;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, MentoringSessionId, OrganizationId, PairId};

use crate::model::sessions::session::{MissedBy, Outcome, Session, SessionState};
use crate::queries::sessions::About;

/// When a session takes place and what it is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) minutes: i16,
    pub(crate) about: About,
}

/// Adds a planned session.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, pair, planner): (MentoringSessionId, PairId, MemberId),
    plan: Plan,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(mentoring_session::table)
        .values((
            mentoring_session::organization_id.eq(organization),
            mentoring_session::id.eq(id),
            mentoring_session::pair_id.eq(pair),
            mentoring_session::state.eq(SessionState::Planned.as_str()),
            mentoring_session::starts_at.eq(plan.starts_at),
            mentoring_session::minutes.eq(plan.minutes),
            mentoring_session::goal_id.eq(plan.about.goal_id),
            mentoring_session::module_id.eq(plan.about.module_id),
            mentoring_session::submission_id.eq(plan.about.submission_id),
            mentoring_session::planned_by.eq(planner),
            mentoring_session::changed_at.eq(now),
            mentoring_session::feed_sequence.eq(0),
            mentoring_session::version.eq(1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// One session, held until the transaction ends.
pub(crate) async fn lock(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MentoringSessionId,
) -> Result<Option<Session>, DatabaseError> {
    Ok(mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::id.eq(id))
        .select(Session::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// How many sessions a pair has, whatever became of them.
pub(crate) async fn count(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
) -> Result<i64, DatabaseError> {
    Ok(mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::pair_id.eq(pair))
        .count()
        .get_result(connection)
        .await?)
}

/// Gives a planned session another time, or another thing to be about; calendars follow.
pub(crate) async fn change_plan(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MentoringSessionId,
    plan: Plan,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::id.eq(id));
    diesel::update(row)
        .set((
            mentoring_session::starts_at.eq(plan.starts_at),
            mentoring_session::minutes.eq(plan.minutes),
            mentoring_session::goal_id.eq(plan.about.goal_id),
            mentoring_session::module_id.eq(plan.about.module_id),
            mentoring_session::submission_id.eq(plan.about.submission_id),
            mentoring_session::changed_at.eq(now),
            mentoring_session::feed_sequence.eq(mentoring_session::feed_sequence + 1),
            mentoring_session::version.eq(mentoring_session::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes what became of a planned session; its place in calendars stays as it is.
pub(crate) async fn set_outcome(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MentoringSessionId,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::id.eq(id));
    diesel::update(row)
        .set((
            mentoring_session::state.eq(outcome.state().as_str()),
            mentoring_session::missed_by.eq(outcome.missed_by().map(MissedBy::as_str)),
            mentoring_session::logged_at.eq(now),
            mentoring_session::version.eq(mentoring_session::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Cancels a planned session; calendars take it out.
pub(crate) async fn cancel(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MentoringSessionId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::id.eq(id));
    diesel::update(row)
        .set((
            mentoring_session::state.eq(SessionState::Cancelled.as_str()),
            mentoring_session::changed_at.eq(now),
            mentoring_session::feed_sequence.eq(mentoring_session::feed_sequence + 1),
            mentoring_session::version.eq(mentoring_session::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
