use assessments::model::peer_review::due_at;
use assessments::queries::peers::{self as queries, MyReview};
use async_graphql::{Context, ID, Object};
use kernel::{AssignmentId, CohortId, EnrolmentId, PeerReviewId, Permission};

use super::load;
use super::types::{MyPeerReview, PeerAdvice, PeerDuty, PeerReview, PeerReviewState, PeerRound};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};
use crate::paging::{self, Connection};

/// The name that binds cursors to the list of duties.
const DUTIES: &str = "peerDuties";

#[derive(Default)]
pub struct PeerReviewQuery;

#[Object]
impl PeerReviewQuery {
    /// The reviews of peers' work that the person who asks has to give, gave, or was to give: what is
    /// owed first, each by the moment at which it was handed out. For learners.
    async fn my_peer_reviews(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Vec<MyPeerReview>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::Learn)?;
        let rows = request
            .snapshot()?
            .read(async |connection| queries::my_reviews(connection, actor).await)
            .await?;
        let mut mine: Vec<MyPeerReview> = rows.into_iter().map(my_review).collect();
        mine.sort_by_key(|review| review.state != PeerReviewState::Assigned);
        Ok(Some(mine))
    }

    /// A review with the work that it is of, which does not say whose it is. For its reviewer, and,
    /// once it was handed over, for facilitators of the cohort who have no part in it.
    async fn peer_review(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The review's id.")] id: ID,
    ) -> Result<Option<PeerReview>, ApiError> {
        let request = RequestContext::of(context);
        let id: PeerReviewId = ids::parse(&id)?;
        load_review(request, id).await.map(Some)
    }

    /// What peers say of a learner's work, without who they are. It is advice: it never decides
    /// whether work passes. For the learner, and for facilitators of the cohort.
    async fn peer_advice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One's own enrolment, or one in a cohort that one runs.")]
        enrolment_id: ID,
        #[graphql(desc = "An assignment of the cohort's program version.")] assignment_id: ID,
    ) -> Result<Option<PeerAdvice>, ApiError> {
        let request = RequestContext::of(context);
        let enrolment: EnrolmentId = ids::parse(&enrolment_id)?;
        let assignment: AssignmentId = ids::parse(&assignment_id)?;
        let actor = request.actor().await?;
        if !actor.may(Permission::RunPeerReview) {
            actor.require(Permission::Learn)?;
        }
        let found = request
            .snapshot()?
            .read(async |connection| load::advice(connection, actor, enrolment, assignment).await)
            .await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// The reviews by peers of an assignment in a cohort as a whole, and how far they are. Null before
    /// they are allotted. For facilitators of the cohort.
    async fn peer_round(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A cohort that one runs.")] cohort_id: ID,
        #[graphql(desc = "An assignment of its program version.")] assignment_id: ID,
    ) -> Result<Option<PeerRound>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let assignment: AssignmentId = ids::parse(&assignment_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::RunPeerReview)?;
        let found = request
            .snapshot()?
            .read(async |connection| load::round(connection, actor, cohort, assignment).await)
            .await?;
        found.ok_or_else(ApiError::not_found)
    }

    /// Who owes what in the reviews by peers of an assignment, by the name of the reviewer; empty
    /// before they are allotted. Who takes part in them sees only what waits for a facilitator and
    /// has nothing to do with them, without reviewers. For facilitators of the cohort.
    async fn peer_duties(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A cohort that one runs.")] cohort_id: ID,
        #[graphql(desc = "An assignment of its program version.")] assignment_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<PeerDuty>>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let assignment: AssignmentId = ids::parse(&assignment_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::RunPeerReview)?;
        let page = paging::request(DUTIES, first, after.as_deref())?;
        let found = request
            .snapshot()?
            .read(async |connection| {
                load::duties(connection, actor, cohort, assignment, &page).await
            })
            .await?;
        let (entries, more) = found.ok_or_else(ApiError::not_found)?;
        Ok(Some(Connection::new(DUTIES, entries, more)))
    }
}

/// A review, also as a command left it.
pub(super) async fn load_review(
    request: &RequestContext,
    id: PeerReviewId,
) -> Result<PeerReview, ApiError> {
    let actor = request.actor().await?;
    if !actor.may(Permission::RunPeerReview) {
        actor.require(Permission::Learn)?;
    }
    let files = &request.services.files;
    let found = request
        .snapshot()?
        .read(async |connection| load::review(connection, files, actor, id).await)
        .await?;
    found.ok_or_else(ApiError::not_found)
}

fn my_review(row: MyReview) -> MyPeerReview {
    let state = PeerReviewState::for_reviewer(&row.review);
    let is_own = state == PeerReviewState::Finished;
    MyPeerReview {
        id: id(row.review.id),
        cohort_id: id(row.cohort_id),
        cohort_name: row.cohort_name,
        assignment_id: id(row.assignment_id),
        assignment_code: row.assignment_code,
        assignment_title: row.assignment_title,
        state,
        assigned_at: row.review.assigned_at,
        due_at: due_at(row.review.assigned_at),
        finished_at: row.review.finished_at.filter(|_| is_own),
        version: row.review.version,
    }
}
