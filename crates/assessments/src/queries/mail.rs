//! What the mails on results are made of.

use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Bool, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{AttemptId, ItemId, MemberId, OrganizationId, SubmissionId};

/// A result that its learner was not written to about.
#[derive(Clone, QueryableByName)]
pub(crate) struct Unmailed {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) time_zone: Option<String>,
    #[diesel(sql_type = Text)]
    pub(crate) assignment: String,
    #[diesel(sql_type = Bool)]
    pub(crate) is_passed: bool,
    #[diesel(sql_type = Timestamptz)]
    pub(crate) decided_at: DateTime<Utc>,
}

/// The result of a version, unless its learner was written to or has left.
pub(crate) async fn unmailed(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> Result<Option<Unmailed>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "SELECT m.id AS member_id, m.name, m.email, m.time_zone, v.is_passed, v.decided_at,
                a.code || ' ' || a.title AS assignment
             FROM cadre.submission_version v
             JOIN cadre.submission s ON s.organization_id = $1 AND s.id = v.submission_id
             JOIN cadre.assignment a ON a.organization_id = $1 AND a.id = s.assignment_id
             JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
                AND e.id = s.enrolment_id
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
             WHERE v.organization_id = $1 AND v.submission_id = $2 AND v.number = $3
                AND v.state = 'decided' AND v.notified_at IS NULL AND m.left_at IS NULL",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(submission)
        .bind::<SmallInt, _>(number),
    )
    .get_result(connection)
    .await
    .optional()?)
}

/// The versions decided since a moment whose learners were not written to.
pub(crate) async fn all_unmailed(
    connection: &mut Connection,
    organization: OrganizationId,
    since: DateTime<Utc>,
) -> Result<Vec<(SubmissionId, i16)>, DatabaseError> {
    use database::schema::submission_version as v;
    use diesel::{ExpressionMethods as _, QueryDsl as _};
    Ok(v::table
        .filter(v::organization_id.eq(organization))
        .filter(v::state.eq("decided"))
        .filter(v::notified_at.is_null())
        .filter(v::decided_at.gt(Some(since)))
        .order((v::decided_at, v::submission_id))
        .select((v::submission_id, v::number))
        .load(connection)
        .await?)
}

/// The result of a quiz after a correction.
#[derive(Clone, QueryableByName)]
pub(crate) struct CorrectedQuiz {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    /// The title of the quiz's module; none for a form of the diagnostic.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) module: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(crate) passed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub(crate) corrected_at: DateTime<Utc>,
}

/// What stands now for the place of an attempt at a quiz of which a key was corrected.
pub(crate) async fn corrected_quiz(
    connection: &mut Connection,
    organization: OrganizationId,
    attempt: AttemptId,
    (item, version): (ItemId, i32),
) -> Result<Option<CorrectedQuiz>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "SELECT e.member_id, u.title AS module, p.quiz_passed_at AS passed_at,
                k.created_at AS corrected_at
             FROM cadre.attempt t
             JOIN cadre.quiz q ON q.organization_id = $1 AND q.id = t.quiz_id
             JOIN cadre.item_key k ON k.organization_id = $1 AND k.item_id = $3 AND k.version = $4
             JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = t.cohort_id
                AND e.id = t.enrolment_id
             LEFT JOIN cadre.module u ON u.organization_id = $1 AND u.id = q.module_id
             LEFT JOIN cadre.module_progress p ON p.organization_id = $1
                AND p.cohort_id = t.cohort_id AND p.enrolment_id = t.enrolment_id
                AND p.module_id = q.module_id
             WHERE t.organization_id = $1 AND t.id = $2",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(attempt)
        .bind::<SqlUuid, _>(item)
        .bind::<Integer, _>(version),
    )
    .get_result(connection)
    .await
    .optional()?)
}
