//! Grades as they are kept.

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::model::Enrolment;
use database::schema::{self, cohort_grader, enrolment, grade, member, submission_version};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, EnrolmentId, GradeId, MemberId, OrganizationId, SubmissionId};
use serde_json::Value;

use super::work::{WAITING, Work};

type Rows<T> = Result<Vec<T>, DatabaseError>;
type One<T> = Result<Option<T>, DatabaseError>;

/// The word of a grade that is being written.
pub const CLAIMED: &str = "claimed";
/// The word of a grade that stands.
pub const PUBLISHED: &str = "published";

/// One grader's grade of one version.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::grade)]
pub struct Grade {
    /// Its id.
    pub id: GradeId,
    /// The submission.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
    /// Who grades.
    pub grader_id: MemberId,
    /// 1, 2 or 3: in which capacity.
    pub position: i16,
    /// [`CLAIMED`] or [`PUBLISHED`].
    pub state: String,
    /// See [`crate::model::sheet::stored`].
    pub steps: Value,
    /// The comment over all.
    pub comment: String,
    /// The score in thirds of a point, once it is published.
    pub thirds: Option<i16>,
    /// Whether it passes, once it is published.
    pub is_passed: Option<bool>,
    /// When it was claimed or last saved, UTC.
    pub claimed_at: DateTime<Utc>,
    /// When it was published, UTC.
    pub published_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i32,
}

impl Grade {
    /// Whether it stands.
    pub fn is_published(&self) -> bool {
        self.state == PUBLISHED
    }
}

/// One's own grade; anybody else's is as if it did not exist.
///
/// # Errors
/// When the statement fails.
pub async fn own_grade(connection: &mut Connection, actor: &Actor, id: GradeId) -> One<Grade> {
    Ok(grade::table
        .filter(grade::organization_id.eq(actor.organization_id))
        .filter(grade::id.eq(id))
        .filter(grade::grader_id.eq(actor.member_id))
        .select(Grade::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The grades of a version by position, whoever gave them; for decisions only.
pub(crate) async fn grades_of(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> Rows<Grade> {
    Ok(grade::table
        .filter(grade::organization_id.eq(organization))
        .filter(grade::submission_id.eq(submission))
        .filter(grade::version_number.eq(number))
        .order(grade::position)
        .select(Grade::as_select())
        .load(connection)
        .await?)
}

/// The grades of a version that the asking person sees, by position, with the graders' names: their
/// own, and with `all` every one that is published.
///
/// # Errors
/// When the statement fails.
pub async fn visible_grades(
    connection: &mut Connection,
    actor: &Actor,
    work: &Work,
    all: bool,
) -> Rows<(Grade, String)> {
    let same =
        member::organization_id.eq(grade::organization_id).and(member::id.eq(grade::grader_id));
    let mut query = grade::table
        .inner_join(member::table.on(same))
        .filter(grade::organization_id.eq(actor.organization_id))
        .filter(member::organization_id.eq(actor.organization_id))
        .filter(grade::submission_id.eq(work.submission_id))
        .filter(grade::version_number.eq(work.number))
        .order(grade::position)
        .select((Grade::as_select(), member::name))
        .into_boxed();
    let own = grade::grader_id.eq(actor.member_id);
    query = if all { query.filter(own.or(grade::state.eq(PUBLISHED))) } else { query.filter(own) };
    Ok(query.load(connection).await?)
}

/// One place of a learner; for parents that were checked before.
pub(crate) async fn place(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    id: EnrolmentId,
) -> One<Enrolment> {
    Ok(enrolment::table
        .filter(enrolment::organization_id.eq(organization))
        .filter(enrolment::cohort_id.eq(cohort))
        .filter(enrolment::id.eq(id))
        .select(Enrolment::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Whether another version of the submission waits for graders.
pub(crate) async fn another_waits(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> Result<bool, DatabaseError> {
    use submission_version as v;
    let waiting = v::table
        .filter(v::organization_id.eq(organization))
        .filter(v::submission_id.eq(submission))
        .filter(v::number.ne(number))
        .filter(v::state.eq(WAITING));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(connection).await?)
}

/// Those who are named as graders of a cohort, by name.
///
/// # Errors
/// When a statement fails.
pub async fn graders(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Rows<auth::Member> {
    let ids: Vec<MemberId> = cohort_grader::table
        .filter(cohort_grader::organization_id.eq(organization))
        .filter(cohort_grader::cohort_id.eq(cohort))
        .select(cohort_grader::member_id)
        .load(connection)
        .await?;
    let mut people = auth::queries::members_by_ids(connection, organization, &ids).await?;
    people.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    Ok(people)
}
