//! Rounds of peer review: who takes part, who reads what.

mod duties;
mod reading;
mod seen;

use chrono::{DateTime, Utc};
use cohorts::model::Enrolment;
use curriculum::Rubric;
use database::schema::{self, assignment, peer_review, peer_round, rubric};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, QueryableByName, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    AssignmentId, CohortId, EnrolmentId, MemberId, OrganizationId, PeerRoundId, ProgramVersionId,
    SubmissionId,
};
use serde_json::Value;

use crate::model::peer_review::{DROPPED, PeerReview};
use crate::model::peer_round::{PeerLearner, PeerRound};

pub use duties::{Duty, DutyPerson, duties_page};
pub use reading::{
    Advice, AdvicePlace, MaskedFile, MyReview, PeerPiece, advice, advice_place, masked_files,
    my_reviews, piece,
};
pub use seen::{SeenReview, seen_review};

type Rows<T> = Result<Vec<T>, DatabaseError>;
type One<T> = Result<Option<T>, DatabaseError>;

/// What an assignment asks of those who hand in, and of their peers.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::assignment)]
pub struct PeerTask {
    /// Its id.
    pub id: AssignmentId,
    /// The program version that it belongs to.
    pub program_version_id: ProgramVersionId,
    /// Its code: `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do, Markdown.
    pub brief: String,
    /// What is handed in, a JSON list of texts.
    pub deliverables: Value,
    /// How many peers are to read each piece; 0 where none do.
    pub peers: i16,
}

/// An assignment with the rubric that its work is read by. Neither ever changes.
///
/// # Errors
/// When the statement fails.
pub async fn task(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AssignmentId,
) -> One<(PeerTask, Rubric)> {
    let same = rubric::organization_id
        .eq(assignment::organization_id)
        .and(rubric::id.eq(assignment::rubric_id));
    Ok(assignment::table
        .inner_join(rubric::table.on(same))
        .filter(assignment::organization_id.eq(organization))
        .filter(rubric::organization_id.eq(organization))
        .filter(assignment::id.eq(id))
        .select((PeerTask::as_select(), Rubric::as_select()))
        .first(connection)
        .await
        .optional()?)
}

/// The round of an assignment in a cohort, once it is allotted.
///
/// # Errors
/// When the statement fails.
pub async fn round(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    assignment: AssignmentId,
) -> One<PeerRound> {
    Ok(peer_round::table
        .filter(peer_round::organization_id.eq(organization))
        .filter(peer_round::cohort_id.eq(cohort))
        .filter(peer_round::assignment_id.eq(assignment))
        .select(PeerRound::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The reviews of a round, without those that were dropped.
///
/// # Errors
/// When the statement fails.
pub async fn reviews_of(
    connection: &mut Connection,
    organization: OrganizationId,
    round: PeerRoundId,
) -> Rows<PeerReview> {
    Ok(peer_review::table
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_review::round_id.eq(round))
        .filter(peer_review::state.ne(DROPPED))
        .order(peer_review::id)
        .select(PeerReview::as_select())
        .load(connection)
        .await?)
}

#[derive(QueryableByName)]
struct LearnerRow {
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    manager_id: Option<MemberId>,
    #[diesel(sql_type = Bool)]
    has_left: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    submission_id: Option<SubmissionId>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    version_number: Option<i16>,
}

/// Every learner of a cohort with the piece that counts now for an assignment: the latest version
/// that was not withdrawn.
///
/// # Errors
/// When the statement fails.
pub async fn learners(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    assignment: AssignmentId,
) -> Rows<PeerLearner> {
    let query = diesel::sql_query(
        "SELECT e.id AS enrolment_id, e.member_id, m.unit, m.manager_id,
            m.left_at IS NOT NULL AS has_left, s.id AS submission_id,
            (SELECT max(v.number) FROM cadre.submission_version v WHERE v.organization_id = $1
                AND v.submission_id = s.id AND v.state IN ('waiting', 'decided')) AS version_number
         FROM cadre.enrolment e
         JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
         LEFT JOIN cadre.submission s ON s.organization_id = $1 AND s.cohort_id = e.cohort_id
            AND s.enrolment_id = e.id AND s.assignment_id = $3
         WHERE e.organization_id = $1 AND e.cohort_id = $2 ORDER BY e.id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(cohort)
    .bind::<SqlUuid, _>(assignment);
    let rows: Vec<LearnerRow> = fixed_text(query).load(connection).await?;
    let learner = |row: LearnerRow| PeerLearner {
        enrolment_id: row.enrolment_id,
        member_id: row.member_id,
        unit: row.unit,
        manager_id: row.manager_id,
        has_left: row.has_left,
        submission_id: row.submission_id,
        version_number: row.version_number,
    };
    Ok(rows.into_iter().map(learner).collect())
}

#[derive(QueryableByName)]
struct LeaverRow {
    #[diesel(sql_type = SqlUuid)]
    id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    cohort_id: CohortId,
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = Timestamptz)]
    enrolled_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    assignment_id: AssignmentId,
}

/// Those who have left the organisation and still owe reviews, or are owed some, with the assignment.
///
/// # Errors
/// When the statement fails.
pub(crate) async fn leavers(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Rows<(Enrolment, AssignmentId)> {
    let query = diesel::sql_query(
        "SELECT DISTINCT e.id, e.cohort_id, e.member_id, e.enrolled_at, o.assignment_id
         FROM cadre.member m
         JOIN cadre.enrolment e ON e.organization_id = $1 AND e.member_id = m.id
         JOIN cadre.peer_round o ON o.organization_id = $1 AND o.cohort_id = e.cohort_id
         JOIN cadre.peer_review r ON r.organization_id = $1 AND r.round_id = o.id
         JOIN cadre.submission s ON s.organization_id = $1 AND s.id = r.submission_id
         WHERE m.organization_id = $1 AND m.left_at IS NOT NULL
            AND (r.state = 'assigned' AND r.reviewer_id = m.id
                OR r.state IN ('assigned', 'handed_over') AND s.enrolment_id = e.id)",
    )
    .bind::<SqlUuid, _>(organization);
    let rows: Vec<LeaverRow> = fixed_text(query).load(connection).await?;
    let leaver = |row: LeaverRow| {
        let LeaverRow { id, cohort_id, member_id, enrolled_at, assignment_id } = row;
        (Enrolment { id, cohort_id, member_id, enrolled_at }, assignment_id)
    };
    Ok(rows.into_iter().map(leaver).collect())
}
