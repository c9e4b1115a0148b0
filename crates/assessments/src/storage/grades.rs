//! Grades, graders and ratings of samples.

use chrono::{DateTime, Utc};
use database::schema::{calibration, cohort_grader, grade};
use database::{Connection, DatabaseError};
use diesel::sql_types::Uuid as SqlUuid;
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, GradeId, MemberId, OrganizationId, SampleId, SubmissionId};
use serde_json::json;

use crate::model::sheet::GivenStep;
use crate::queries::grades::{CLAIMED, Grade, PUBLISHED};

/// A grader's place at a version.
pub(crate) struct NewGrade {
    pub(crate) id: GradeId,
    pub(crate) submission_id: SubmissionId,
    pub(crate) version_number: i16,
    pub(crate) grader_id: MemberId,
    pub(crate) position: i16,
}

/// Takes a place; the caller holds the lock on the version, so it is free.
pub(crate) async fn insert_grade(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &NewGrade,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(grade::table)
        .values((
            grade::organization_id.eq(organization),
            grade::id.eq(new.id),
            grade::submission_id.eq(new.submission_id),
            grade::version_number.eq(new.version_number),
            grade::grader_id.eq(new.grader_id),
            grade::position.eq(new.position),
            grade::state.eq(CLAIMED),
            grade::steps.eq(json!([])),
            grade::comment.eq(""),
            grade::claimed_at.eq(now),
            grade::version.eq(1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a place back, with what was drafted; `false` if it is published or gone.
pub(crate) async fn delete_claim(
    connection: &mut Connection,
    organization: OrganizationId,
    id: GradeId,
) -> Result<bool, DatabaseError> {
    let deleted = diesel::delete(
        grade::table
            .filter(grade::organization_id.eq(organization))
            .filter(grade::id.eq(id))
            .filter(grade::state.eq(CLAIMED)),
    )
    .execute(connection)
    .await?;
    Ok(deleted == 1)
}

/// A place that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub(crate) struct TakenBack {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) submission_id: SubmissionId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) grader_id: MemberId,
}

/// Takes back the places that nobody has worked on since a moment.
pub(crate) async fn delete_stale_claims(
    connection: &mut Connection,
    organization: OrganizationId,
    before: DateTime<Utc>,
) -> Result<Vec<TakenBack>, DatabaseError> {
    let rows: Vec<(SubmissionId, MemberId)> = diesel::delete(
        grade::table
            .filter(grade::organization_id.eq(organization))
            .filter(grade::state.eq(CLAIMED))
            .filter(grade::claimed_at.lt(before)),
    )
    .returning((grade::submission_id, grade::grader_id))
    .get_results(connection)
    .await?;
    let taken = rows.into_iter();
    Ok(taken.map(|(submission_id, grader_id)| TakenBack { submission_id, grader_id }).collect())
}

/// Takes back the places of one grader in one cohort, unless they run it.
pub(crate) async fn delete_claims_of(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    grader: MemberId,
) -> Result<Vec<TakenBack>, DatabaseError> {
    Ok(diesel::sql_query(
        "DELETE FROM cadre.grade g USING cadre.submission s
         WHERE g.organization_id = $1 AND s.organization_id = $1 AND s.id = g.submission_id
            AND s.cohort_id = $2 AND g.grader_id = $3 AND g.state = 'claimed'
            AND NOT EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = $1
                AND f.cohort_id = $2 AND f.member_id = $3)
         RETURNING g.submission_id, g.grader_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(cohort)
    .bind::<SqlUuid, _>(grader)
    .load(connection)
    .await?)
}

/// What a grader wrote.
pub(crate) struct Draft<'a> {
    pub(crate) steps: &'a [GivenStep],
    pub(crate) comment: &'a str,
}

/// Replaces a draft and keeps the claim fresh; `false` if somebody changed or published it since
/// that version.
pub(crate) async fn save_draft(
    connection: &mut Connection,
    organization: OrganizationId,
    seen: &Grade,
    draft: &Draft<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = diesel::update(
        grade::table
            .filter(grade::organization_id.eq(organization))
            .filter(grade::id.eq(seen.id))
            .filter(grade::state.eq(CLAIMED))
            .filter(grade::version.eq(seen.version)),
    )
    .set((
        grade::steps.eq(json!(draft.steps)),
        grade::comment.eq(draft.comment),
        grade::claimed_at.eq(now),
        grade::version.eq(grade::version + 1),
    ))
    .execute(connection)
    .await?;
    Ok(changed == 1)
}

/// Publishes a grade; `false` if somebody changed or published it since that version.
pub(crate) async fn publish(
    connection: &mut Connection,
    organization: OrganizationId,
    seen: &Grade,
    thirds: i16,
    is_passed: bool,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = diesel::update(
        grade::table
            .filter(grade::organization_id.eq(organization))
            .filter(grade::id.eq(seen.id))
            .filter(grade::state.eq(CLAIMED))
            .filter(grade::version.eq(seen.version)),
    )
    .set((
        grade::state.eq(PUBLISHED),
        grade::thirds.eq(Some(thirds)),
        grade::is_passed.eq(Some(is_passed)),
        grade::published_at.eq(Some(now)),
        grade::version.eq(grade::version + 1),
    ))
    .execute(connection)
    .await?;
    Ok(changed == 1)
}

/// Names a grader of a cohort; `false` if the person was named before.
pub(crate) async fn insert_grader(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(cohort_grader::table)
        .values((
            cohort_grader::organization_id.eq(organization),
            cohort_grader::cohort_id.eq(cohort),
            cohort_grader::member_id.eq(member),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Takes a grader's name off a cohort; `false` if it was not on it.
pub(crate) async fn delete_grader(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    let deleted = diesel::delete(
        cohort_grader::table
            .filter(cohort_grader::organization_id.eq(organization))
            .filter(cohort_grader::cohort_id.eq(cohort))
            .filter(cohort_grader::member_id.eq(member)),
    )
    .execute(connection)
    .await?;
    Ok(deleted == 1)
}

/// Notes how a grader rates a sample; `false` if they did before.
pub(crate) async fn insert_calibration(
    connection: &mut Connection,
    organization: OrganizationId,
    grader: MemberId,
    sample: SampleId,
    steps: &[GivenStep],
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(calibration::table)
        .values((
            calibration::organization_id.eq(organization),
            calibration::grader_id.eq(grader),
            calibration::sample_id.eq(sample),
            calibration::steps.eq(json!(steps)),
            calibration::rated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}
