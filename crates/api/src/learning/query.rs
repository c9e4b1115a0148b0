use async_graphql::{Context, ID, Object};
use kernel::{EnrolmentId, LessonId, Permission};

use super::load;
use super::types::Learning;
use crate::context::RequestContext;
use crate::curriculum::lesson;
use crate::curriculum::types::Lesson;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct LearningQuery;

#[Object]
impl LearningQuery {
    /// The places of the person who asks, oldest first; empty for somebody who is not enrolled.
    async fn my_learning(&self, context: &Context<'_>) -> Result<Option<Vec<Learning>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        Ok(Some(
            request
                .snapshot()?
                .read(async |connection| load::places(connection, request, actor, None).await)
                .await?,
        ))
    }

    /// One lesson with its text. For admins, facilitators and learners.
    async fn lesson(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The lesson's id.")] id: ID,
    ) -> Result<Option<Lesson>, ApiError> {
        let request = RequestContext::of(context);
        let id: LessonId = ids::parse(&id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadPrograms)?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                curriculum::queries::lesson(connection, organization, id).await
            })
            .await?;
        found.map(lesson).ok_or_else(ApiError::not_found).map(Some)
    }
}

/// One's place after a command.
pub(super) async fn place(request: &RequestContext, id: EnrolmentId) -> Result<Learning, ApiError> {
    let actor = request.actor().await?;
    let found = request
        .snapshot()?
        .read(async |connection| load::places(connection, request, actor, Some(id)).await)
        .await?
        .pop();
    found.ok_or_else(ApiError::not_found)
}
