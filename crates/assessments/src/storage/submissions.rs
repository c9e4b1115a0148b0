//! Learners' work: drafts and what is handed in of them.

use chrono::{DateTime, Utc};
use cohorts::model::Enrolment;
use database::schema::{file, submission, submission_file, submission_version};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, SmallInt, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, EnrolmentId, FileId, OrganizationId, SubmissionId};
use serde_json::json;

use crate::model::draft::Draft;
use crate::model::submission::{Submission, WAITING, WITHDRAWN};
use crate::queries::submissions::DRAFT;

/// A draft on its way in.
pub(crate) struct Saving<'a> {
    /// The learner's place.
    pub(crate) place: &'a Enrolment,
    /// The assignment.
    pub(crate) assignment: AssignmentId,
    /// What is saved.
    pub(crate) draft: &'a Draft,
}

/// Begins the work with its first draft; `None` if there is one already.
pub(crate) async fn insert_draft(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    new: &Saving<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Submission>, DatabaseError> {
    Ok(diesel::insert_into(submission::table)
        .values((
            submission::organization_id.eq(organization),
            submission::id.eq(id),
            submission::cohort_id.eq(new.place.cohort_id),
            submission::enrolment_id.eq(new.place.id),
            submission::assignment_id.eq(new.assignment),
            submission::draft_text.eq(&new.draft.text),
            submission::draft_links.eq(json!(new.draft.links)),
            submission::draft_saved_at.eq(now),
            submission::draft_version.eq(1),
            submission::latest_version.eq(0),
            submission::is_passed.eq(false),
        ))
        .on_conflict_do_nothing()
        .returning(Submission::as_returning())
        .get_result(connection)
        .await
        .optional()?)
}

/// Replaces the draft; `None` if it was saved by somebody else since that version, or never.
pub(crate) async fn update_draft(
    connection: &mut Connection,
    organization: OrganizationId,
    seen: i32,
    new: &Saving<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Submission>, DatabaseError> {
    let row = submission::table
        .filter(submission::organization_id.eq(organization))
        .filter(submission::enrolment_id.eq(new.place.id))
        .filter(submission::assignment_id.eq(new.assignment))
        .filter(submission::draft_version.eq(seen));
    Ok(diesel::update(row)
        .set((
            submission::draft_text.eq(&new.draft.text),
            submission::draft_links.eq(json!(new.draft.links)),
            submission::draft_saved_at.eq(now),
            submission::draft_version.eq(submission::draft_version + 1),
        ))
        .returning(Submission::as_returning())
        .get_result(connection)
        .await
        .optional()?)
}

/// Gives the draft exactly these files; those that it had beside them are returned.
pub(crate) async fn replace_draft_files(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    files: &[FileId],
) -> Result<Vec<FileId>, DatabaseError> {
    let dropped = diesel::delete(
        submission_file::table
            .filter(submission_file::organization_id.eq(organization))
            .filter(submission_file::submission_id.eq(id))
            .filter(submission_file::version_number.eq(DRAFT))
            .filter(submission_file::file_id.ne_all(files)),
    )
    .returning(submission_file::file_id)
    .get_results(connection)
    .await?;
    if !files.is_empty() {
        diesel::sql_query(
            "INSERT INTO cadre.submission_file (organization_id, submission_id, version_number, file_id)
             SELECT $1, $2, $3, fresh.file_id FROM unnest($4) AS fresh (file_id)
             ON CONFLICT (organization_id, submission_id, version_number, file_id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(id)
        .bind::<SmallInt, _>(DRAFT)
        .bind::<Array<SqlUuid>, _>(files)
        .execute(connection)
        .await?;
    }
    Ok(dropped)
}

/// Which of some files no work holds any more. They are taken until the transaction ends, so that
/// nobody attaches one of them after it was looked at.
pub(crate) async fn take_unheld(
    connection: &mut Connection,
    organization: OrganizationId,
    files: &[FileId],
) -> Result<Vec<FileId>, DatabaseError> {
    let mut taken: Vec<FileId> = file::table
        .filter(file::organization_id.eq(organization))
        .filter(file::id.eq_any(files))
        .order(file::id)
        .select(file::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    let held: Vec<FileId> = submission_file::table
        .filter(submission_file::organization_id.eq(organization))
        .filter(submission_file::file_id.eq_any(files))
        .select(submission_file::file_id)
        .load(connection)
        .await?;
    taken.retain(|file| !held.contains(file));
    Ok(taken)
}

/// The work of one place on one assignment, taken until the transaction ends: saving, handing in,
/// withdrawing and publishing a grade wait for each other.
pub(crate) async fn lock(
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
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// A version to be made of a draft.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewVersion {
    pub(crate) number: i16,
    pub(crate) is_late: bool,
    pub(crate) graders_needed: i16,
}

/// Makes a version of the draft with its files. Call it with the work locked.
pub(crate) async fn insert_version(
    connection: &mut Connection,
    organization: OrganizationId,
    work: &Submission,
    new: NewVersion,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(submission_version::table)
        .values((
            submission_version::organization_id.eq(organization),
            submission_version::submission_id.eq(work.id),
            submission_version::number.eq(new.number),
            submission_version::cohort_id.eq(work.cohort_id),
            submission_version::text.eq(&work.draft_text),
            submission_version::links.eq(&work.draft_links),
            submission_version::submitted_at.eq(now),
            submission_version::is_late.eq(new.is_late),
            submission_version::state.eq(WAITING),
            submission_version::graders_needed.eq(new.graders_needed),
        ))
        .execute(connection)
        .await?;
    diesel::sql_query(
        "INSERT INTO cadre.submission_file (organization_id, submission_id, version_number, file_id)
         SELECT $1, d.submission_id, $3, d.file_id FROM cadre.submission_file d
         WHERE d.organization_id = $1 AND d.submission_id = $2 AND d.version_number = $4
         ON CONFLICT (organization_id, submission_id, version_number, file_id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(work.id)
    .bind::<SmallInt, _>(new.number)
    .bind::<SmallInt, _>(DRAFT)
    .execute(connection)
    .await?;
    diesel::update(
        submission::table
            .filter(submission::organization_id.eq(organization))
            .filter(submission::id.eq(work.id)),
    )
    .set(submission::latest_version.eq(new.number))
    .execute(connection)
    .await?;
    Ok(())
}

/// The state of a version, taken until the transaction ends, so that nobody claims it meanwhile.
pub(crate) async fn lock_version(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    number: i16,
) -> Result<Option<String>, DatabaseError> {
    use submission_version as v;
    Ok(v::table
        .filter(v::organization_id.eq(organization))
        .filter(v::submission_id.eq(id))
        .filter(v::number.eq(number))
        .select(v::state)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Takes a version back.
pub(crate) async fn withdraw_version(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SubmissionId,
    number: i16,
) -> Result<(), DatabaseError> {
    use submission_version as v;
    diesel::update(
        v::table
            .filter(v::organization_id.eq(organization))
            .filter(v::submission_id.eq(id))
            .filter(v::number.eq(number)),
    )
    .set(v::state.eq(WITHDRAWN))
    .execute(connection)
    .await?;
    Ok(())
}
