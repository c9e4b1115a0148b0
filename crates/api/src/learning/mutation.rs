use async_graphql::{Context, Object};
use cohorts::actions::{CompleteLesson, CompleteModule, complete_lesson, complete_module};

use super::query::place;
use super::types::{
    CompleteLessonInput, CompleteLessonPayload, CompleteModuleInput, CompleteModulePayload,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct LearningMutation;

#[Object]
impl LearningMutation {
    /// Marks a lesson of one's own run as seen. A second time changes nothing. A lesson of a locked
    /// module is refused with CONFLICT, and the message says what unlocks it. For learners.
    async fn complete_lesson(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which lesson, in which run.")] input: CompleteLessonInput,
    ) -> Result<Option<CompleteLessonPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = CompleteLesson {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            lesson_id: ids::parse(&input.lesson_id)?,
        };
        let actor = request.commander().await?;
        let first = complete_lesson(&request.services.cohorts(), actor, command).await?;
        Ok(Some(CompleteLessonPayload {
            learning: place(request, command.enrolment_id).await?,
            already_completed: !first,
        }))
    }

    /// Completes a module of one's own run: its needs are met, its week has begun, all required
    /// lessons are seen, its quiz and its assignment are passed, as far as it has them; CONFLICT
    /// otherwise, with what is missing. A second time changes nothing. For learners.
    async fn complete_module(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which module, in which run.")] input: CompleteModuleInput,
    ) -> Result<Option<CompleteModulePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = CompleteModule {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            module_id: ids::parse(&input.module_id)?,
        };
        let actor = request.commander().await?;
        let first = complete_module(&request.services.cohorts(), actor, command).await?;
        Ok(Some(CompleteModulePayload {
            learning: place(request, command.enrolment_id).await?,
            already_completed: !first,
        }))
    }
}
