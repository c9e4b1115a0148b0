//! Somebody's work as a grader sees it.

use auth::Actor;
use chrono::{DateTime, Utc};
use curriculum::Rubric;
use database::schema::{self, assignment, file, rubric, submission_file, submission_version};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Bool, SmallInt, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, QueryableByName, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    AssignmentId, CohortId, EnrolmentId, FileId, MemberId, ModuleId, OrganizationId, SubmissionId,
};
use serde_json::Value;

use crate::model::grading::Relations;
pub use crate::model::submission::{DECIDED, WAITING};
use crate::policy::Stand;

type Rows<T> = Result<Vec<T>, DatabaseError>;
type One<T> = Result<Option<T>, DatabaseError>;

/// One version of somebody's work, without what was written, and what the asking person is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The submission.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub number: i16,
    /// The cohort.
    pub cohort_id: CohortId,
    /// The cohort's name.
    pub cohort_name: String,
    /// The learner's place.
    pub enrolment_id: EnrolmentId,
    /// The learner.
    pub author_id: MemberId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// Whether its result stands.
    pub is_decided: bool,
    /// How many graders it takes.
    pub graders_needed: i16,
    /// What the asking person is to it.
    pub stand: Stand,
}

#[derive(QueryableByName)]
struct WorkRow {
    #[diesel(sql_type = SqlUuid)]
    cohort_id: CohortId,
    #[diesel(sql_type = Text)]
    cohort_name: String,
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    author_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    assignment_id: AssignmentId,
    #[diesel(sql_type = Bool)]
    is_decided: bool,
    #[diesel(sql_type = SmallInt)]
    graders_needed: i16,
    #[diesel(sql_type = Bool)]
    facilitates: bool,
    #[diesel(sql_type = Bool)]
    is_named: bool,
    #[diesel(sql_type = Bool)]
    author_manages: bool,
    #[diesel(sql_type = Bool)]
    manages_author: bool,
    #[diesel(sql_type = Bool)]
    mentors_author: bool,
}

/// One version that was not withdrawn, whoever may see it: [`crate::policy::demand_grader`] says.
///
/// # Errors
/// When the statement fails.
pub async fn work(
    connection: &mut Connection,
    actor: &Actor,
    submission: SubmissionId,
    number: i16,
) -> One<Work> {
    let row: Option<WorkRow> = fixed_text(
        diesel::sql_query(
            "SELECT v.cohort_id, c.name AS cohort_name, s.enrolment_id, e.member_id AS author_id,
                s.assignment_id, v.state = 'decided' AS is_decided, v.graders_needed,
                EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = $1
                    AND f.cohort_id = v.cohort_id AND f.member_id = $2) AS facilitates,
                EXISTS (SELECT FROM cadre.cohort_grader n WHERE n.organization_id = $1
                    AND n.cohort_id = v.cohort_id AND n.member_id = $2) AS is_named,
                coalesce(me.manager_id = author.id, false) AS author_manages,
                coalesce(author.manager_id = me.id, false) AS manages_author,
                EXISTS (SELECT FROM cadre.pair p WHERE p.organization_id = $1
                    AND p.learner_id = author.id AND p.mentor_id = me.id
                    AND p.accepted_at IS NOT NULL AND p.ended_at IS NULL) AS mentors_author
             FROM cadre.submission_version v
             JOIN cadre.submission s ON s.organization_id = $1 AND s.id = v.submission_id
             JOIN cadre.cohort c ON c.organization_id = $1 AND c.id = v.cohort_id
             JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
                AND e.id = s.enrolment_id
             JOIN cadre.member author ON author.organization_id = $1 AND author.id = e.member_id
             JOIN cadre.member me ON me.organization_id = $1 AND me.id = $2
             WHERE v.organization_id = $1 AND v.submission_id = $3 AND v.number = $4
                AND v.state IN ('waiting', 'decided')",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<SqlUuid, _>(submission)
        .bind::<SmallInt, _>(number),
    )
    .get_result(connection)
    .await
    .optional()?;
    Ok(row.map(|row| Work {
        submission_id: submission,
        number,
        cohort_id: row.cohort_id,
        cohort_name: row.cohort_name,
        enrolment_id: row.enrolment_id,
        author_id: row.author_id,
        assignment_id: row.assignment_id,
        is_decided: row.is_decided,
        graders_needed: row.graders_needed,
        stand: Stand {
            facilitates: row.facilitates,
            is_named: row.is_named,
            relations: Relations {
                same_person: row.author_id == actor.member_id,
                author_manages_grader: row.author_manages,
                grader_manages_author: row.manages_author,
                grader_mentors_author: row.mentors_author,
                // There are no groups yet.
                same_group: false,
            },
        },
    }))
}

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::submission_version)]
pub struct HandedIn {
    /// The text, Markdown.
    pub text: String,
    /// The links, a JSON list of texts.
    pub links: Value,
    /// When, UTC.
    pub submitted_at: DateTime<Utc>,
    /// Whether after its date.
    pub is_late: bool,
    /// When the result came to stand, UTC.
    pub decided_at: Option<DateTime<Utc>>,
    /// The result, in thirds of a point.
    pub thirds: Option<i16>,
    /// Whether it passed.
    pub is_passed: Option<bool>,
}

/// What was handed in as one version.
///
/// # Errors
/// When the statement fails.
pub async fn handed_in(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> One<HandedIn> {
    use submission_version as v;
    Ok(v::table
        .filter(v::organization_id.eq(organization))
        .filter(v::submission_id.eq(submission))
        .filter(v::number.eq(number))
        .select(HandedIn::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A file of a version, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::file)]
pub struct WorkFile {
    /// Its id.
    pub id: FileId,
    /// Its cleaned name.
    pub name: String,
    /// What it was found to be.
    pub media_type: String,
    /// How long it is.
    pub bytes: i64,
}

/// The files of a version by name.
///
/// # Errors
/// When the statement fails.
pub async fn files(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> Rows<WorkFile> {
    let same = file::organization_id
        .eq(submission_file::organization_id)
        .and(file::id.eq(submission_file::file_id));
    Ok(submission_file::table
        .inner_join(file::table.on(same))
        .filter(submission_file::organization_id.eq(organization))
        .filter(file::organization_id.eq(organization))
        .filter(submission_file::submission_id.eq(submission))
        .filter(submission_file::version_number.eq(number))
        .order((file::name, file::id))
        .select(WorkFile::as_select())
        .load(connection)
        .await?)
}

/// What an assignment asks for.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::assignment)]
pub struct Task {
    /// Its id.
    pub id: AssignmentId,
    /// The module that it belongs to.
    pub module_id: ModuleId,
    /// Its code: `A02`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to do.
    pub brief: String,
    /// What is handed in, a JSON list of texts.
    pub deliverables: Value,
}

/// An assignment and the rubric that its work is graded by. Neither ever changes, so a grade stays
/// tied to the rubric version it was given under.
///
/// # Errors
/// When the statement fails.
pub async fn task(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AssignmentId,
) -> One<(Task, Rubric)> {
    let same = rubric::organization_id
        .eq(assignment::organization_id)
        .and(rubric::id.eq(assignment::rubric_id));
    Ok(assignment::table
        .inner_join(rubric::table.on(same))
        .filter(assignment::organization_id.eq(organization))
        .filter(rubric::organization_id.eq(organization))
        .filter(assignment::id.eq(id))
        .select((Task::as_select(), Rubric::as_select()))
        .first(connection)
        .await
        .optional()?)
}
