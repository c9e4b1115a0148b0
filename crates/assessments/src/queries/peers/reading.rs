//! What reviewers and authors read.

use auth::Actor;
use cohorts::model::Enrolment;
use database::schema::{
    self, assignment, cohort, enrolment, file, peer_review, peer_round, submission,
    submission_file, submission_version,
};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    AssignmentId, CohortId, EnrolmentId, FileId, OrganizationId, ProgramVersionId, SubmissionId,
};
use serde_json::Value;

use super::{One, Rows};
use crate::model::peer_review::{DROPPED, PeerReview};
use crate::model::shuffle::{arrange, item_order};

/// A review that the asking person gives or gave, and what it is about; nothing of whose work it is.
#[derive(Debug, Clone, PartialEq)]
pub struct MyReview {
    /// The review.
    pub review: PeerReview,
    /// The run.
    pub cohort_id: CohortId,
    /// The run's name.
    pub cohort_name: String,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The assignment's code.
    pub assignment_code: String,
    /// The assignment's title.
    pub assignment_title: String,
}

/// The reviews that were given to the asking person, oldest first, without those that were dropped.
///
/// # Errors
/// When the statement fails.
pub async fn my_reviews(connection: &mut Connection, actor: &Actor) -> Rows<MyReview> {
    let organization = actor.organization_id;
    let its_round = peer_round::organization_id
        .eq(peer_review::organization_id)
        .and(peer_round::id.eq(peer_review::round_id));
    let its_cohort = cohort::organization_id
        .eq(peer_round::organization_id)
        .and(cohort::id.eq(peer_round::cohort_id));
    let its_assignment = assignment::organization_id
        .eq(peer_round::organization_id)
        .and(assignment::id.eq(peer_round::assignment_id));
    let rows: Vec<(PeerReview, CohortId, String, AssignmentId, String, String)> =
        peer_review::table
            .inner_join(peer_round::table.on(its_round))
            .inner_join(cohort::table.on(its_cohort))
            .inner_join(assignment::table.on(its_assignment))
            .filter(peer_review::organization_id.eq(organization))
            .filter(peer_round::organization_id.eq(organization))
            .filter(cohort::organization_id.eq(organization))
            .filter(assignment::organization_id.eq(organization))
            .filter(peer_review::reviewer_id.eq(actor.member_id))
            .filter(peer_review::state.ne(DROPPED))
            .order((peer_review::assigned_at, peer_review::id))
            .select((
                PeerReview::as_select(),
                cohort::id,
                cohort::name,
                assignment::id,
                assignment::code,
                assignment::title,
            ))
            .load(connection)
            .await?;
    let mine = |(review, cohort_id, cohort_name, assignment_id, code, title)| MyReview {
        review,
        cohort_id,
        cohort_name,
        assignment_id,
        assignment_code: code,
        assignment_title: title,
    };
    Ok(rows.into_iter().map(mine).collect())
}

/// What was handed in, without when and by whom.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::submission_version)]
pub struct PeerPiece {
    /// The text, Markdown.
    pub text: String,
    /// The links, a JSON list of texts.
    pub links: Value,
    /// `waiting`, `withdrawn` or `decided`.
    pub state: String,
}

/// What was handed in as one version.
///
/// # Errors
/// When the statement fails.
pub async fn piece(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> One<PeerPiece> {
    Ok(submission_version::table
        .filter(submission_version::organization_id.eq(organization))
        .filter(submission_version::submission_id.eq(submission))
        .filter(submission_version::number.eq(number))
        .select(PeerPiece::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A file as a reviewer gets it: without its name, which may say whose it is. The id is for making a
/// link and is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::file)]
pub struct MaskedFile {
    /// Its id.
    pub id: FileId,
    /// What it was found to be.
    pub media_type: String,
    /// How long it is.
    pub bytes: i64,
}

/// The files of a version, always in the same order, so that each keeps its number.
///
/// # Errors
/// When the statement fails.
pub async fn masked_files(
    connection: &mut Connection,
    organization: OrganizationId,
    submission: SubmissionId,
    number: i16,
) -> Rows<MaskedFile> {
    let same = file::organization_id
        .eq(submission_file::organization_id)
        .and(file::id.eq(submission_file::file_id));
    Ok(submission_file::table
        .inner_join(file::table.on(same))
        .filter(submission_file::organization_id.eq(organization))
        .filter(file::organization_id.eq(organization))
        .filter(submission_file::submission_id.eq(submission))
        .filter(submission_file::version_number.eq(number))
        .order(file::id)
        .select(MaskedFile::as_select())
        .load(connection)
        .await?)
}

/// A place whose work was read by peers, and what the asking person is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvicePlace {
    /// The place.
    pub enrolment: Enrolment,
    /// The program version that its cohort is pinned to.
    pub program_version_id: ProgramVersionId,
    /// Whether it is the asking person's own.
    pub is_own: bool,
    /// Whether the asking person runs the cohort.
    pub facilitates: bool,
}

/// A place, whoever may see it.
///
/// # Errors
/// When a statement fails.
pub async fn advice_place(
    connection: &mut Connection,
    actor: &Actor,
    id: EnrolmentId,
) -> One<AdvicePlace> {
    use database::schema::cohort_facilitator as f;
    let organization = actor.organization_id;
    let same = cohort::organization_id
        .eq(enrolment::organization_id)
        .and(cohort::id.eq(enrolment::cohort_id));
    let found: Option<(Enrolment, ProgramVersionId)> = enrolment::table
        .inner_join(cohort::table.on(same))
        .filter(enrolment::organization_id.eq(organization))
        .filter(cohort::organization_id.eq(organization))
        .filter(enrolment::id.eq(id))
        .select((Enrolment::as_select(), cohort::program_version_id))
        .first(connection)
        .await
        .optional()?;
    let Some((enrolment, program_version_id)) = found else { return Ok(None) };
    let runs = f::table
        .filter(f::organization_id.eq(organization))
        .filter(f::cohort_id.eq(enrolment.cohort_id))
        .filter(f::member_id.eq(actor.member_id));
    let facilitates: bool = select(exists(runs)).get_result(connection).await?;
    let is_own = enrolment.member_id == actor.member_id;
    Ok(Some(AdvicePlace { enrolment, program_version_id, is_own, facilitates }))
}

/// What peers say of one learner's work on an assignment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Advice {
    /// Finished reviews in an order that says nothing of who wrote them.
    pub finished: Vec<PeerReview>,
    /// How many are still to come.
    pub to_come: usize,
}

/// What peers say of the work of one place, over all its versions.
///
/// # Errors
/// When the statement fails.
pub async fn advice(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
) -> Result<Advice, DatabaseError> {
    let its_work = submission::organization_id
        .eq(peer_review::organization_id)
        .and(submission::id.eq(peer_review::submission_id));
    let its_round = peer_round::organization_id
        .eq(peer_review::organization_id)
        .and(peer_round::id.eq(peer_review::round_id));
    let rows: Vec<(PeerReview, i64)> = peer_review::table
        .inner_join(submission::table.on(its_work))
        .inner_join(peer_round::table.on(its_round))
        .filter(peer_review::organization_id.eq(organization))
        .filter(submission::organization_id.eq(organization))
        .filter(peer_round::organization_id.eq(organization))
        .filter(submission::enrolment_id.eq(enrolment))
        .filter(submission::assignment_id.eq(assignment))
        .filter(peer_review::state.ne(DROPPED))
        .order(peer_review::id)
        .select((PeerReview::as_select(), peer_round::seed))
        .load(connection)
        .await?;
    let seed = rows.as_slice().first().map_or(0, |(_, seed)| seed.cast_unsigned());
    let (finished, open): (Vec<PeerReview>, Vec<PeerReview>) =
        rows.into_iter().map(|(review, _)| review).partition(PeerReview::is_finished);
    // By id they would stand in the order in which they were handed out.
    let order = item_order(seed, finished.len());
    let shuffled = arrange(&finished, &order);
    Ok(Advice { finished: shuffled.into_iter().cloned().collect(), to_come: open.len() })
}
