//! The result of a version of somebody's work.

use chrono::{DateTime, Utc};
use database::schema::{submission, submission_version};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, SubmissionId};

use crate::queries::work::{DECIDED, WAITING, Work};

/// Locks a submission until the transaction ends. Whoever locks a version too locks this first.
pub(crate) async fn lock_submission(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
) -> Result<bool, DatabaseError> {
    let found: Option<SubmissionId> = submission::table
        .filter(submission::organization_id.eq(organization))
        .filter(submission::id.eq(id))
        .select(submission::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// How many graders a version takes, if it waits for them; locked until the transaction ends, so
/// that claims and results of one version come one after the other.
pub(crate) async fn lock_waiting_version(
    connection: &mut Connection,
    organization: OrganizationId,
    work: &Work,
) -> Result<Option<i16>, DatabaseError> {
    use submission_version as v;
    let found: Option<(String, i16)> = v::table
        .filter(v::organization_id.eq(organization))
        .filter(v::submission_id.eq(work.submission_id))
        .filter(v::number.eq(work.number))
        .select((v::state, v::graders_needed))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.and_then(|(state, needed)| (state == WAITING).then_some(needed)))
}

/// Asks for a third grader.
pub(crate) async fn ask_for_third(
    connection: &mut Connection,
    organization: OrganizationId,
    work: &Work,
) -> Result<(), DatabaseError> {
    use submission_version as v;
    diesel::update(
        v::table
            .filter(v::organization_id.eq(organization))
            .filter(v::submission_id.eq(work.submission_id))
            .filter(v::number.eq(work.number)),
    )
    .set(v::graders_needed.eq(3))
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose grade is the result of a version, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) grader_id: MemberId,
    pub(crate) thirds: i16,
    pub(crate) is_passed: bool,
}

/// Lets a result stand. A submission that passed once stays passed.
pub(crate) async fn decide(
    connection: &mut Connection,
    organization: OrganizationId,
    work: &Work,
    verdict: Verdict,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use submission_version as v;
    diesel::update(
        v::table
            .filter(v::organization_id.eq(organization))
            .filter(v::submission_id.eq(work.submission_id))
            .filter(v::number.eq(work.number)),
    )
    .set((
        v::state.eq(DECIDED),
        v::decided_at.eq(Some(now)),
        v::decided_by.eq(Some(verdict.grader_id.uuid())),
        v::thirds.eq(Some(verdict.thirds)),
        v::is_passed.eq(Some(verdict.is_passed)),
    ))
    .execute(connection)
    .await?;
    if verdict.is_passed {
        diesel::update(
            submission::table
                .filter(submission::organization_id.eq(organization))
                .filter(submission::id.eq(work.submission_id)),
        )
        .set(submission::is_passed.eq(true))
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Notes that the learner was written to.
pub(crate) async fn set_notified(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    number: i16,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use submission_version as v;
    diesel::update(
        v::table
            .filter(v::organization_id.eq(organization))
            .filter(v::submission_id.eq(id))
            .filter(v::number.eq(number)),
    )
    .set(v::notified_at.eq(Some(now)))
    .execute(connection)
    .await?;
    Ok(())
}
