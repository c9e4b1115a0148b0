//! Learners' work: drafts, versions, their files, and the grades that learners may read.

use std::collections::HashMap;

use database::schema::{grade, submission, submission_file, submission_version};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, EnrolmentId, FileId, OrganizationId, SubmissionId};

use super::grades::PUBLISHED;
use crate::model::feedback::PublishedGrade;
use crate::model::submission::{DECIDED, Submission, Version};

type Rows<T> = Result<Vec<T>, DatabaseError>;

/// The number under which the files of a draft stand.
pub const DRAFT: i16 = 0;

/// The files of some work by version, in order; those of the draft under [`DRAFT`].
pub type Files = HashMap<(SubmissionId, i16), Vec<FileId>>;

/// The work of some places, by place and assignment.
///
/// # Errors
/// When the statement fails.
pub async fn submissions_of(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolments: &[EnrolmentId],
) -> Rows<Submission> {
    Ok(submission::table
        .filter(submission::organization_id.eq(organization))
        .filter(submission::enrolment_id.eq_any(enrolments))
        .order((submission::enrolment_id, submission::assignment_id))
        .select(Submission::as_select())
        .load(connection)
        .await?)
}

/// The work of one place on one assignment; `None` before its first draft is saved.
///
/// # Errors
/// When the statement fails.
pub async fn submission(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
) -> Result<Option<Submission>, DatabaseError> {
    Ok(submission::table
        .filter(submission::organization_id.eq(organization))
        .filter(submission::enrolment_id.eq(enrolment))
        .filter(submission::assignment_id.eq(assignment))
        .select(Submission::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// All versions of some work, by work and number.
///
/// # Errors
/// When the statement fails.
pub async fn versions_of(
    connection: &mut Connection,
    organization: OrganizationId,
    submissions: &[SubmissionId],
) -> Rows<Version> {
    Ok(submission_version::table
        .filter(submission_version::organization_id.eq(organization))
        .filter(submission_version::submission_id.eq_any(submissions))
        .order((submission_version::submission_id, submission_version::number))
        .select(Version::as_select())
        .load(connection)
        .await?)
}

/// The files of some work, drafts included.
///
/// # Errors
/// When the statement fails.
pub async fn files_of(
    connection: &mut Connection,
    organization: OrganizationId,
    submissions: &[SubmissionId],
) -> Result<Files, DatabaseError> {
    let rows: Vec<(SubmissionId, i16, FileId)> = submission_file::table
        .filter(submission_file::organization_id.eq(organization))
        .filter(submission_file::submission_id.eq_any(submissions))
        .order(submission_file::file_id)
        .select((
            submission_file::submission_id,
            submission_file::version_number,
            submission_file::file_id,
        ))
        .load(connection)
        .await?;
    let mut files = Files::new();
    for (submission, number, file) in rows {
        files.entry((submission, number)).or_default().push(file);
    }
    Ok(files)
}

/// The published grades of those versions of some work whose result stands. Nobody's grade can be
/// read here before all that count are in.
///
/// # Errors
/// When the statement fails.
pub async fn decided_grades_of(
    connection: &mut Connection,
    organization: OrganizationId,
    submissions: &[SubmissionId],
) -> Rows<PublishedGrade> {
    let graded = submission_version::organization_id
        .eq(grade::organization_id)
        .and(submission_version::submission_id.eq(grade::submission_id))
        .and(submission_version::number.eq(grade::version_number));
    Ok(grade::table
        .inner_join(submission_version::table.on(graded))
        .filter(grade::organization_id.eq(organization))
        .filter(submission_version::organization_id.eq(organization))
        .filter(grade::submission_id.eq_any(submissions))
        .filter(grade::state.eq(PUBLISHED))
        .filter(submission_version::state.eq(DECIDED))
        .order((grade::submission_id, grade::version_number, grade::position))
        .select(PublishedGrade::as_select())
        .load(connection)
        .await?)
}

/// Whether somebody has taken on the grading of a version.
pub(crate) async fn is_claimed(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    number: i16,
) -> Result<bool, DatabaseError> {
    let claims = grade::table
        .filter(grade::organization_id.eq(organization))
        .filter(grade::submission_id.eq(id))
        .filter(grade::version_number.eq(number));
    Ok(select(exists(claims)).get_result(connection).await?)
}
