use async_graphql::{Context, Object};
use kernel::{CohortId, CycleId, MemberId};
use mentoring::actions::lists::{
    ChangeManager, Changed, EnterAbsence, OpenCycle, RulePair, change_manager,
    close_matching_cycle, drop_planned_manager, enter_absence, offer_short_lists,
    open_matching_cycle, rank_mentors, remove_absence, rule_pair,
};
use mentoring::model::lists::{self as model, CycleDraft, PlannedChange};

use super::super::names::Names;
use super::inputs::{
    ChangeManagerInput, ChangeManagerPayload, CloseMatchingCycleInput, CloseMatchingCyclePayload,
    DropPlannedManagerInput, DropPlannedManagerPayload, EnterAbsenceInput, EnterAbsencePayload,
    LearnerWithoutCards, OfferShortListsInput, OfferShortListsPayload, OpenMatchingCycleInput,
    OpenMatchingCyclePayload, RankMentorsInput, RankMentorsPayload, RemoveAbsenceInput,
    RemoveAbsencePayload, RulePairInput, RulePairPayload, RuleWithCount,
};
use super::load;
use super::query::{check, load_cycle, load_short_list};
use super::types::{Absence, PairRulingKind};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::numbers::count;

#[derive(Default)]
pub struct ListsMutation;

#[Object]
impl ListsMutation {
    /// Opens a cycle of matching for some cohorts of a program. For coordinators.
    async fn open_matching_cycle(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it will be.")] input: OpenMatchingCycleInput,
    ) -> Result<Option<OpenMatchingCyclePayload>, ApiError> {
        let request = RequestContext::of(context);
        let cohorts: Result<Vec<CohortId>, ApiError> =
            input.cohort_ids.iter().map(ids::parse).collect();
        let command = OpenCycle {
            draft: CycleDraft {
                program_id: ids::parse(&input.program_id)?,
                name: input.name,
                cohorts: cohorts?,
                ranks_until: input.ranks_until,
                pairs_end_on: input.pairs_end_on,
            },
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let id = open_matching_cycle(&request.services.mentoring(), actor, command).await?;
        Ok(Some(OpenMatchingCyclePayload { cycle: load_cycle(request, id).await? }))
    }

    /// Closes a cycle: nobody ranks, rules or runs in it any more, and drafts that were not published
    /// stay drafts. Its pairs live on. A second time changes nothing. For coordinators.
    async fn close_matching_cycle(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which cycle.")] input: CloseMatchingCycleInput,
    ) -> Result<Option<CloseMatchingCyclePayload>, ApiError> {
        let request = RequestContext::of(context);
        let id: CycleId = ids::parse(&input.cycle_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let already_closed =
            close_matching_cycle(&mentoring, actor, id, input.expected_version).await?;
        let cycle = load_cycle(request, id).await?;
        Ok(Some(CloseMatchingCyclePayload { cycle, already_closed }))
    }

    /// Offers each learner of a cycle who looks for a mentor the best eight, with reasons. Again, it
    /// makes the lists of those anew who have not ranked yet. CONFLICT for a closed cycle. For
    /// coordinators.
    async fn offer_short_lists(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "In which cycle.")] input: OfferShortListsInput,
    ) -> Result<Option<OfferShortListsPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id: CycleId = ids::parse(&input.cycle_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let done = offer_short_lists(&mentoring, actor, id, input.dry_run).await?;
        let organization = actor.organization_id;
        let ids: Vec<MemberId> = done.without_cards.iter().map(|one| one.learner_id).collect();
        let names = request
            .snapshot()?
            .read(async |connection| Names::load(connection, organization, ids).await)
            .await?;
        let without = done.without_cards.into_iter().map(|one| LearnerWithoutCards {
            member: names.known(one.learner_id),
            // Of oneself it would tell who asked not to be matched with one.
            reasons: one
                .reasons
                .into_iter()
                .filter(|_| one.learner_id != actor.member_id)
                .map(|(rule, mentors)| RuleWithCount {
                    against: rule.into(),
                    mentors: count(mentors),
                })
                .collect(),
        });
        Ok(Some(OfferShortListsPayload {
            dry_run: input.dry_run,
            learners: count(done.learners),
            offered: count(done.offered),
            kept: count(done.kept),
            without: count(done.without),
            without_cards: without.collect(),
        }))
    }

    /// Ranks up to five mentors of one's short list, in place of what one ranked before. CONFLICT once
    /// the time to rank is over. For learners.
    async fn rank_mentors(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "In which cycle, and whom.")] input: RankMentorsInput,
    ) -> Result<Option<RankMentorsPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id: CycleId = ids::parse(&input.cycle_id)?;
        let ranks: Result<Vec<MemberId>, ApiError> =
            input.mentor_ids.iter().map(ids::parse).collect();
        let ranks = ranks?;
        let actor = request.commander().await?;
        rank_mentors(&request.services.mentoring(), actor, id, &ranks).await?;
        let short_list = load_short_list(request, Some(id)).await?;
        Ok(Some(RankMentorsPayload { short_list }))
    }

    /// Pins or forbids a pair in a cycle, or takes that back. CONFLICT for a pin that a rule stands
    /// against, or that finds no place; FORBIDDEN for one of the two. For coordinators.
    async fn rule_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and what is ruled.")] input: RulePairInput,
    ) -> Result<Option<RulePairPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = RulePair {
            cycle_id: ids::parse(&input.cycle_id)?,
            learner_id: ids::parse(&input.learner_id)?,
            mentor_id: ids::parse(&input.mentor_id)?,
            ruling: match input.ruling {
                PairRulingKind::Pin => Some(model::Ruling::Pin),
                PairRulingKind::Forbid => Some(model::Ruling::Forbid),
                PairRulingKind::None => None,
            },
        };
        let actor = request.commander().await?;
        rule_pair(&request.services.mentoring(), actor, command).await?;
        let (learner, mentor) = (command.learner_id, command.mentor_id);
        let check = check(request, command.cycle_id, learner, mentor).await?;
        Ok(Some(RulePairPayload { check, ruling: input.ruling }))
    }

    /// Enters when somebody is away: mentors who cannot answer in time are not proposed. The same days
    /// again change nothing. For learners and mentors of themselves, and for admins and coordinators.
    async fn enter_absence(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and when.")] input: EnterAbsenceInput,
    ) -> Result<Option<EnterAbsencePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = EnterAbsence {
            member_id: input.member_id.as_ref().map(ids::parse).transpose()?,
            starts_on: input.starts_on,
            ends_on: input.ends_on,
        };
        let actor = request.commander().await?;
        let entered = enter_absence(&request.services.mentoring(), actor, command).await?;
        Ok(Some(EnterAbsencePayload { absence: absence(request, entered).await? }))
    }

    /// Takes an absence back. For learners and mentors of themselves, and for admins and coordinators.
    async fn remove_absence(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which absence.")] input: RemoveAbsenceInput,
    ) -> Result<Option<RemoveAbsencePayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.absence_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let removed = remove_absence(&mentoring, actor, id, input.expected_version).await?;
        Ok(Some(RemoveAbsencePayload { absence: absence(request, removed).await? }))
    }

    /// Says whom somebody reports to, at once or from a later day on. Pairs that it makes impossible
    /// are ended with time for a decent close. INVALID_INPUT for a line that would run in a circle. For
    /// admins.
    async fn change_manager(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose manager, who, and from when on.")] input: ChangeManagerInput,
    ) -> Result<Option<ChangeManagerPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = ChangeManager {
            member_id: ids::parse(&input.member_id)?,
            manager_id: ids::parse(&input.manager_id)?,
            expected_manager_id: input.expected_manager_id.as_ref().map(ids::parse).transpose()?,
            effective_on: input.effective_on,
        };
        let actor = request.commander().await?;
        let changed = change_manager(&request.services.mentoring(), actor, command).await?;
        let change = PlannedChange {
            member_id: command.member_id,
            effective_on: command.effective_on,
            manager_id: command.manager_id,
        };
        let organization = actor.organization_id;
        let planned = request
            .snapshot()?
            .read(async |connection| load::planned(connection, organization, &[change]).await)
            .await?
            .pop();
        Ok(Some(ChangeManagerPayload {
            planned: planned.filter(|_| changed == Changed::Planned),
            already_so: changed == Changed::Already,
        }))
    }

    /// Drops a change of the reporting line that is still to come. For admins.
    async fn drop_planned_manager(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which change.")] input: DropPlannedManagerInput,
    ) -> Result<Option<DropPlannedManagerPayload>, ApiError> {
        let request = RequestContext::of(context);
        let member: MemberId = ids::parse(&input.member_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        drop_planned_manager(&mentoring, actor, member, input.effective_on).await?;
        let organization = actor.organization_id;
        let names = request
            .snapshot()?
            .read(async |connection| Names::load(connection, organization, vec![member]).await)
            .await?;
        Ok(Some(DropPlannedManagerPayload { member: names.known(member) }))
    }
}

/// An absence as a command left it.
async fn absence(
    request: &RequestContext,
    row: model::Absence,
) -> Result<Option<Absence>, ApiError> {
    let organization = request.actor().await?.organization_id;
    Ok(request
        .snapshot()?
        .read(async |connection| load::absences(connection, organization, vec![row]).await)
        .await?
        .pop())
}
