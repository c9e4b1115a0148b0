use async_graphql::{Context, Object};
use database::DatabaseError;
use mentoring::actions::oversight::{
    AnswerDecisionRequest, AnswerHealthCheck, AskForHumanDecision, answer_decision_request,
    answer_health_check, ask_for_human_decision, settle_escalation,
};
use mentoring::policy;
use mentoring::queries::oversight::checks::checks_of;
use mentoring::queries::oversight::decisions::DecisionRequest;
use mentoring::queries::stands::stands;

use super::health::HealthCheck;
use super::inputs::{
    AnswerDecisionRequestInput, AnswerDecisionRequestPayload, AnswerHealthCheckInput,
    AnswerHealthCheckPayload, AskForHumanDecisionInput, AskForHumanDecisionPayload,
    SettleEscalationInput, SettleEscalationPayload,
};
use super::load;
use super::types::MentoringDecisionRequest;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct OversightMutation;

#[Object]
impl OversightMutation {
    /// Answers a check of health for one's own side, once; the coordinator alone reads it. Answers are
    /// low when their mean is below 3, safety is 2 or less, or one would like to talk: then the
    /// coordinator is told, and talks with each of the two before they go on, without blame. CONFLICT
    /// for a check that is answered, and once the pair is over. For the two of the pair.
    async fn answer_health_check(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which check, and what one answers.")] input: AnswerHealthCheckInput,
    ) -> Result<Option<AnswerHealthCheckPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = AnswerHealthCheck {
            pair_id: ids::parse(&input.pair_id)?,
            occasion: input.occasion.into(),
            marks: [
                input.meets_as_agreed,
                input.safe_to_be_open,
                input.works_on_what_matters,
                input.useful,
                input.would_go_on,
            ],
            wants_talk: input.wants_talk,
        };
        let actor = request.commander().await?;
        answer_health_check(&request.services.mentoring(), actor, command).await?;
        let (pair, organization) = (command.pair_id, actor.organization_id);
        let checks = request
            .snapshot()?
            .read(async |connection| {
                let stand = stands(connection, actor, &[pair]).await?.remove(&pair);
                let side = stand.and_then(|stand| policy::demand_side(actor.roles, stand).ok());
                let Some(side) = side else { return Ok(Vec::new()) };
                let checks = checks_of(connection, organization, pair).await?;
                Ok::<_, DatabaseError>(HealthCheck::of_side(&checks, side))
            })
            .await?;
        Ok(Some(AnswerHealthCheckPayload { checks }))
    }

    /// Says that something which came up was looked at. A second time changes nothing. For
    /// coordinators, but not about a pair of their own, nor about the health of one in their reporting
    /// line.
    async fn settle_escalation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was looked at.")] input: SettleEscalationInput,
    ) -> Result<Option<SettleEscalationPayload>, ApiError> {
        let request = RequestContext::of(context);
        let wanted = ids::parse(&input.escalation_id)?;
        let actor = request.commander().await?;
        let done = settle_escalation(&request.services.mentoring(), actor, wanted).await?;
        let rows = [done.escalation];
        let entries = request
            .snapshot()?
            .read(async |connection| load::named_escalations(connection, actor, &rows).await)
            .await?;
        Ok(Some(SettleEscalationPayload {
            escalation: entries.into_iter().next().map(|(entry, ..)| entry),
            already_settled: done.already_settled,
        }))
    }

    /// Asks that a person, not a formula, decides on a proposal, once; `mentoringPair` shows how its
    /// score came about. The proposal goes on as it is, and one may still accept or decline. CONFLICT
    /// for a second request, and once both accepted. For the learner of the proposal.
    async fn ask_for_human_decision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: AskForHumanDecisionInput,
    ) -> Result<Option<AskForHumanDecisionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command =
            AskForHumanDecision { pair_id: ids::parse(&input.pair_id)?, words: input.words };
        let actor = request.commander().await?;
        let made = ask_for_human_decision(&request.services.mentoring(), actor, command).await?;
        Ok(Some(AskForHumanDecisionPayload { request: named(request, made).await? }))
    }

    /// Answers a learner who wants a person to decide, or changes the answer. What follows from it is
    /// done by the other commands. For coordinators who are neither of the two nor somebody to whom
    /// one of them reports.
    async fn answer_decision_request(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which request, and what was decided.")] input: AnswerDecisionRequestInput,
    ) -> Result<Option<AnswerDecisionRequestPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = AnswerDecisionRequest {
            request_id: ids::parse(&input.request_id)?,
            expected_version: input.expected_version,
            answer: input.answer,
        };
        let actor = request.commander().await?;
        let done = answer_decision_request(&request.services.mentoring(), actor, command).await?;
        Ok(Some(AnswerDecisionRequestPayload { request: named(request, done).await? }))
    }
}

/// A request as a command left it, with the people that it speaks of.
async fn named(
    request: &RequestContext,
    row: DecisionRequest,
) -> Result<MentoringDecisionRequest, ApiError> {
    let actor = request.actor().await?;
    let entries = request
        .snapshot()?
        .read(async |connection| load::named_requests(connection, actor, vec![row]).await)
        .await?;
    entries.into_iter().next().map(|(entry, ..)| entry).ok_or_else(ApiError::not_found)
}
