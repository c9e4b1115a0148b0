use async_graphql::{Context, ID, Object};
use kernel::{GoalId, PairId};
use mentoring::actions::pairs::{
    self as commands, DeclinePair, FileClosingForm, SignAgreement, WriteAgreement,
};
use mentoring::model::pairs::closing::ClosingInput;

use super::inputs::{
    DeclinePairInput, FileClosingFormInput, MentoringPairInput, MentoringPairPayload,
    PausePairInput, SignAgreementInput, WriteAgreementInput,
};
use super::query::load_pair;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct PairMutation;

#[Object]
impl PairMutation {
    /// Says yes to a proposal. With the second yes it takes a place of the mentor for good. A second
    /// time changes nothing. CONFLICT from `dueAt` on, where a rule now stands against the two, where
    /// the other one has left, and where others took the mentor's last place: then the proposal is
    /// over, and the coordinator is told. For the two of the pair.
    async fn accept_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::accept_pair(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Says no to a proposal, also after one's own yes while the other has not answered. The other one
    /// reads no reason, and the two are not proposed to each other again in this cycle. A second time
    /// changes nothing. CONFLICT from `dueAt` on. For the two of the pair.
    async fn decline_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which proposal, and why.")] input: DeclinePairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let pair_id = ids::parse(&input.pair_id)?;
        let command = DeclinePair { pair_id, reason: input.reason };
        let actor = request.commander().await?;
        commands::decline_pair(&request.services.mentoring(), actor, command).await?;
        answer(request, pair_id).await
    }

    /// Writes what the two agree on, in the place of what stood there. Both sign it anew. CONFLICT
    /// before both accepted, and once both signed. For the two of the pair.
    async fn write_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and the whole text.")] input: WriteAgreementInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let pair_id = ids::parse(&input.pair_id)?;
        let expected_version = input.expected_version;
        let command = WriteAgreement { pair_id, expected_version, agreement: input.text() };
        let actor = request.commander().await?;
        commands::write_agreement(&request.services.mentoring(), actor, command).await?;
        answer(request, pair_id).await
    }

    /// Signs the agreement as it is written. With the second signature it stands. A second time
    /// changes nothing. CONFLICT for another text than the one that was read, for a last day that is
    /// over, and where a rule now stands against the two. For the two of the pair.
    async fn sign_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and which text.")] input: SignAgreementInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let pair_id = ids::parse(&input.pair_id)?;
        let command = SignAgreement { pair_id, expected_version: input.expected_version };
        let actor = request.commander().await?;
        commands::sign_agreement(&request.services.mentoring(), actor, command).await?;
        answer(request, pair_id).await
    }

    /// Lets an active pair rest; nothing is due meanwhile. For the two of the pair, and coordinators to
    /// whom neither reports.
    async fn pause_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and a class of reason.")] input: PausePairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::pause_pair(&request.services.mentoring(), actor, id, input.reason.into()).await?;
        answer(request, id).await
    }

    /// Ends the break of a pair. For the two of the pair, and coordinators to whom neither reports.
    async fn resume_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::resume_pair(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Asks for another match. Nobody is to blame: the coordinator talks with each of the two, and the
    /// mails do not say who asked. For the two of the pair.
    async fn ask_for_rematch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::ask_for_rematch(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Says, after the talks, that the two go on. FORBIDDEN for a pair of one's own, and where one of the
    /// two reports to oneself. For coordinators.
    async fn keep_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::keep_pair(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Lets the two part, after the talks, so that the learner gets another mentor: start a run for
    /// this learner alone, and nobody else moves. FORBIDDEN for a pair of one's own, and where one of the
    /// two reports to oneself. For coordinators.
    async fn release_for_rematch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::release_for_rematch(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Says that the goals are reached: the closing forms come next. For the two of the pair.
    async fn finish_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::finish_pair(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Ends a pair before its time; no reasons are asked. CONFLICT for a proposal, which one declines,
    /// and while it closes. For the two of the pair.
    async fn end_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: MentoringPairInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        commands::end_pair(&request.services.mentoring(), actor, id).await?;
        answer(request, id).await
    }

    /// Files one's closing form, once. With the second one the pair is closed. For the two of the pair.
    async fn file_closing_form(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and what one says.")] input: FileClosingFormInput,
    ) -> Result<Option<MentoringPairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let pair_id = ids::parse(&input.pair_id)?;
        let goal = |id: &ID| ids::parse::<GoalId>(id);
        let reached = input.reached_goal_ids.iter().map(goal).collect::<Result<_, _>>()?;
        let form = ClosingInput { reached, thanks: input.thanks, would_renew: input.would_renew };
        let command = FileClosingForm { pair_id, form };
        let actor = request.commander().await?;
        commands::file_closing_form(&request.services.mentoring(), actor, command).await?;
        answer(request, pair_id).await
    }
}

/// The pair after a command.
async fn answer(
    request: &RequestContext,
    id: PairId,
) -> Result<Option<MentoringPairPayload>, ApiError> {
    Ok(Some(MentoringPairPayload { pair: load_pair(request, id).await? }))
}
