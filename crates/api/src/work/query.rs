use assessments::queries;
use async_graphql::{Context, ID, Object};
use kernel::{AssignmentId, Permission};

use super::load;
use super::tasks::Task;
use super::types::{Assignment, MySubmission};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct WorkQuery;

#[Object]
impl WorkQuery {
    /// One assignment with the rubric that it is graded by. For admins, facilitators and learners.
    async fn assignment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The assignment's id.")] id: ID,
    ) -> Result<Option<Assignment>, ApiError> {
        let request = RequestContext::of(context);
        let id: AssignmentId = ids::parse(&id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadPrograms)?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                queries::assignments::assignment(connection, organization, id).await
            })
            .await?;
        let (row, rubric) = found.ok_or_else(ApiError::not_found)?;
        Ok(Some(load::assignment(row, rubric)))
    }

    /// One's own work on one assignment: the draft, what was handed in and what came of it. There
    /// before the first draft is saved, with an empty one. For learners.
    async fn my_submission(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One's own enrolment; `myLearning` lists them.")] enrolment_id: ID,
        #[graphql(desc = "An assignment of the cohort's program version.")] assignment_id: ID,
    ) -> Result<Option<MySubmission>, ApiError> {
        let request = RequestContext::of(context);
        let (enrolment, assignment) = (ids::parse(&enrolment_id)?, ids::parse(&assignment_id)?);
        request.actor().await?.require(Permission::Learn)?;
        load::my_submission(request, enrolment, assignment).await.map(Some)
    }

    /// Everything that is open to the person who asks, over all runs that they learn in, soonest due
    /// first; empty for somebody who is not enrolled. What waits for a grader is not listed.
    async fn my_tasks(&self, context: &Context<'_>) -> Result<Option<Vec<Task>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        let plans = &request.services.plans;
        let found = request
            .snapshot()?
            .read(async |connection| {
                queries::tasks::my_tasks(connection, plans, actor, request.now).await
            })
            .await?;
        Ok(Some(found.into_iter().map(Task::from).collect()))
    }
}
