use async_graphql::{Context, Object};
use kernel::MemberId;
use mentoring::actions::runs::{PublishDrafts, StartRun, publish_drafts, start_run};

use super::inputs::{
    PublishDraftsInput, PublishDraftsPayload, StartMatchingRunInput, StartMatchingRunPayload,
};
use super::load;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct MatchingRunMutation;

#[Object]
impl MatchingRunMutation {
    /// Starts a run of the matching in the background: for all learners of a cycle who look for a
    /// mentor, or for one of them. While one of the cycle is under way nothing is started, and the
    /// answer is that one. Learners who are away for as long as an answer takes are left out, unless
    /// the run is for one of them. A run proposes only; `publishDrafts` asks people. CONFLICT for a
    /// closed cycle. For coordinators.
    async fn start_matching_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which cycle, and what is best.")] input: StartMatchingRunInput,
    ) -> Result<Option<StartMatchingRunPayload>, ApiError> {
        let request = RequestContext::of(context);
        let seed = input.seed()?;
        let only_learner_id = input.only_learner_id.as_ref().map(ids::parse).transpose()?;
        let command = StartRun {
            cycle_id: ids::parse(&input.cycle_id)?,
            objective: input.objective.into(),
            only_learner_id,
            seed,
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let started = start_run(&request.services.mentoring(), actor, command).await?;
        let run = load::run(request, started.run_id).await?.into();
        Ok(Some(StartMatchingRunPayload { run, already_running: started.already_running }))
    }

    /// Turns drafts of a finished run into proposals: both sides are written to and have five working
    /// days. What stands against one now leaves the others be, and the answer says what. A draft that
    /// was published keeps its pair, so that the command may be given again. CONFLICT for a closed
    /// cycle. For coordinators; nobody publishes a pair of their own.
    async fn publish_drafts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which run, and whose.")] input: PublishDraftsInput,
    ) -> Result<Option<PublishDraftsPayload>, ApiError> {
        let request = RequestContext::of(context);
        let run_id = ids::parse(&input.run_id)?;
        let learner_ids = input
            .learner_ids
            .map(|named| named.iter().map(ids::parse).collect::<Result<Vec<MemberId>, _>>())
            .transpose()?;
        let command = PublishDrafts { run_id, learner_ids, dry_run: input.dry_run };
        let actor = request.commander().await?;
        let outcomes = publish_drafts(&request.services.mentoring(), actor, command).await?;
        Ok(Some(PublishDraftsPayload::new(input.dry_run, outcomes)))
    }
}
