use async_graphql::{Context, Object};
use mentoring::actions::profiles as actions;

use super::rules_inputs::{
    CloseReviewPanelInput, MentoringRulesPayload, SaveReviewPanelInput, SaveReviewPanelPayload,
    SetHolidaysInput, SetMentoringRulesInput, SetScoreWeightsInput, SetUnitWallInput,
};
use super::rules_query::load_rules;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};

#[derive(Default)]
pub struct MentoringRulesMutation;

#[Object]
impl MentoringRulesMutation {
    /// Sets who may be matched, and on which weekdays the organisation works, whole. Open pairs are
    /// looked at again. CONFLICT when it was changed since that version. For admins and coordinators.
    async fn set_mentoring_rules(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The rules.")] input: SetMentoringRulesInput,
    ) -> Result<Option<MentoringRulesPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        actions::set_rules(&request.services.mentoring(), actor, input.into()).await?;
        Ok(Some(MentoringRulesPayload { rules: load_rules(request).await? }))
    }

    /// Adds a version of what each part of a score weighs. Runs that were made keep theirs.
    /// INVALID_INPUT unless the weights add up to 100, CONFLICT when somebody set them since that
    /// version. For admins and coordinators.
    async fn set_score_weights(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The weights.")] input: SetScoreWeightsInput,
    ) -> Result<Option<MentoringRulesPayload>, ApiError> {
        let request = RequestContext::of(context);
        let (weights, expected) = (input.in_order(), input.expected_version);
        let actor = request.commander().await?;
        actions::set_weights(&request.services.mentoring(), actor, weights, expected).await?;
        Ok(Some(MentoringRulesPayload { rules: load_rules(request).await? }))
    }

    /// Puts a wall between two units, or takes it down: between their people there is no mentoring,
    /// both ways. Open pairs are looked at again. A second time changes nothing. For admins and
    /// coordinators.
    async fn set_unit_wall(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Between which units.")] input: SetUnitWallInput,
    ) -> Result<Option<MentoringRulesPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        actions::set_wall(&request.services.mentoring(), actor, input.into()).await?;
        Ok(Some(MentoringRulesPayload { rules: load_rules(request).await? }))
    }

    /// Keeps who decides on pay, promotion or the capstone of whom, whole: who decides on somebody
    /// does not mentor them. Open pairs are looked at again. CONFLICT when it was changed since that
    /// version. For admins and coordinators.
    async fn save_review_panel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The panel.")] input: SaveReviewPanelInput,
    ) -> Result<Option<SaveReviewPanelPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = actions::SavePanel::try_from(input)?;
        let actor = request.commander().await?;
        let panel =
            actions::save_review_panel(&request.services.mentoring(), actor, command).await?;
        let rules = load_rules(request).await?;
        Ok(Some(SaveReviewPanelPayload { panel_id: id(panel), rules }))
    }

    /// Closes a panel: from then on it keeps nobody apart. CONFLICT when it was changed since that
    /// version. For admins and coordinators.
    async fn close_review_panel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CloseReviewPanelInput,
    ) -> Result<Option<MentoringRulesPayload>, ApiError> {
        let request = RequestContext::of(context);
        let (panel, expected) = (ids::parse(&input.id)?, input.expected_version);
        let actor = request.commander().await?;
        actions::close_review_panel(&request.services.mentoring(), actor, panel, expected).await?;
        Ok(Some(MentoringRulesPayload { rules: load_rules(request).await? }))
    }

    /// Sets the days of a year on which nobody works, in place of those that it had. Timers that run
    /// already keep their moment. A second time changes nothing. For admins and coordinators.
    async fn set_holidays(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The year and its days.")] input: SetHolidaysInput,
    ) -> Result<Option<MentoringRulesPayload>, ApiError> {
        let request = RequestContext::of(context);
        let days = input.days.into_iter().map(|one| (one.day, one.name)).collect();
        let actor = request.commander().await?;
        actions::set_holidays(&request.services.mentoring(), actor, input.year, days).await?;
        Ok(Some(MentoringRulesPayload { rules: load_rules(request).await? }))
    }
}
