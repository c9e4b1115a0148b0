use async_graphql::{Context, ID, Object};
use auth::Actor;
use database::DatabaseError;
use kernel::{CycleId, MemberId, Permission, ProgramId};
use mentoring::policy::demand_neither;
use mentoring::queries::calendar::today;
use mentoring::queries::lists as queries;

use super::load;
use super::types::{
    Absence, MatchingCycle, MyShortList, PairCheck, PairRuling, PlannedManager, RuleAgainst,
    ScorePart,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::numbers::count;
use crate::paging::{self, Connection};

/// The names that bind cursors to their lists.
const CYCLES: &str = "matchingCycles";
const RULINGS: &str = "pairRulings";
const ABSENCES: &str = "absences";
const PLANNED: &str = "plannedManagers";

#[derive(Default)]
pub struct ListsQuery;

#[Object]
impl ListsQuery {
    /// The cycles of matching, newest first. For coordinators.
    async fn matching_cycles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this program; all when left out.")] program_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MatchingCycle>>, ApiError> {
        let request = RequestContext::of(context);
        let program: Option<ProgramId> = program_id.as_ref().map(ids::parse).transpose()?;
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let page = paging::request(CYCLES, first, after.as_deref())?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                if let Some(program) = program
                    && curriculum::queries::program(connection, organization, program)
                        .await?
                        .is_none()
                {
                    return Ok(None);
                }
                let (rows, more) =
                    queries::cycles_page(connection, organization, program, &page).await?;
                let keys: Vec<_> = rows
                    .iter()
                    .map(|row| (row.opened_at.timestamp_micros().to_string(), row.id.uuid()))
                    .collect();
                let cycles = load::cycles(connection, organization, rows).await?;
                Ok::<_, DatabaseError>(Some((cycles, keys, more)))
            })
            .await?;
        let (cycles, keys, more) = found.ok_or_else(ApiError::not_found)?;
        let entries = cycles.into_iter().zip(keys).map(|(cycle, (key, id))| (cycle, key, id));
        Ok(Some(Connection::new(CYCLES, entries.collect(), more)))
    }

    /// One cycle of matching. For coordinators.
    async fn matching_cycle(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle's id.")] id: ID,
    ) -> Result<Option<MatchingCycle>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: CycleId = ids::parse(&id)?;
        request.actor().await?.require(Permission::CoordinateMentoring)?;
        load_cycle(request, wanted).await.map(Some)
    }

    /// What was ruled about single pairs of a cycle, by the ids of learner and mentor. For
    /// coordinators.
    async fn pair_rulings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle.")] cycle_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<PairRuling>>, ApiError> {
        let request = RequestContext::of(context);
        let cycle: CycleId = ids::parse(&cycle_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let page = paging::request(RULINGS, first, after.as_deref())?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| load::rulings(connection, organization, cycle, &page).await)
            .await?;
        let (rows, more) = found.ok_or_else(ApiError::not_found)?;
        let entries = rows
            .into_iter()
            .map(|(made, ruling)| (ruling, made.learner_id.to_string(), made.mentor_id.uuid()));
        Ok(Some(Connection::new(RULINGS, entries.collect(), more)))
    }

    /// The mentors whom one may rank, with what each brings and what one shares with them. Null before
    /// they are offered. For learners.
    async fn my_short_list(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "A cycle that one is in; the open one that was opened last when left out."
        )]
        cycle_id: Option<ID>,
    ) -> Result<Option<MyShortList>, ApiError> {
        let request = RequestContext::of(context);
        let cycle: Option<CycleId> = cycle_id.as_ref().map(ids::parse).transpose()?;
        request.actor().await?.require(Permission::SeekMentor)?;
        load_short_list(request, cycle).await
    }

    /// What stands between a learner of a cycle and a mentor now, and how well they fit; also where
    /// the learner has a mentor, or the mentor takes nobody. FORBIDDEN for one of the two, whom it would
    /// tell what the other keeps private. For coordinators.
    async fn pair_check(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle.")] cycle_id: ID,
        #[graphql(desc = "A learner of it.")] learner_id: ID,
        #[graphql(desc = "Somebody who offers to mentor.")] mentor_id: ID,
    ) -> Result<Option<PairCheck>, ApiError> {
        let request = RequestContext::of(context);
        let cycle: CycleId = ids::parse(&cycle_id)?;
        let (learner, mentor) = (ids::parse(&learner_id)?, ids::parse(&mentor_id)?);
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        demand_neither(actor.member_id, [learner, mentor])?;
        let found = check(request, cycle, learner, mentor).await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// Absences that are not over, by their last day: one's own, or anybody's for admins and
    /// coordinators.
    async fn absences(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose; for admins and coordinators everybody's when left out.")]
        member_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<Absence>>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: Option<MemberId> = member_id.as_ref().map(ids::parse).transpose()?;
        let actor = request.actor().await?;
        let whose = whose(actor, wanted)?;
        let page = paging::request(ABSENCES, first, after.as_deref())?;
        let organization = actor.organization_id;
        let now = request.now;
        let found = request
            .snapshot()?
            .read(async |connection| {
                if let Some(who) = whose
                    && auth::queries::member(connection, organization, who).await?.is_none()
                {
                    return Ok(None);
                }
                let today = today(connection, organization, now).await?;
                let (rows, more) =
                    queries::absences_page(connection, organization, (whose, today), &page).await?;
                let keys: Vec<_> =
                    rows.iter().map(|row| (row.ends_on.to_string(), row.id.uuid())).collect();
                let absences = load::absences(connection, organization, rows).await?;
                Ok::<_, DatabaseError>(Some((absences, keys, more)))
            })
            .await?;
        let (absences, keys, more) = found.ok_or_else(ApiError::not_found)?;
        let entries = absences.into_iter().zip(keys).map(|(absence, (key, id))| (absence, key, id));
        Ok(Some(Connection::new(ABSENCES, entries.collect(), more)))
    }

    /// Changes of the reporting line that are still to come, by day. For admins.
    async fn planned_managers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<PlannedManager>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::ChangeReportingLine)?;
        let page = paging::request(PLANNED, first, after.as_deref())?;
        let organization = actor.organization_id;
        let (planned, keys, more) = request
            .snapshot()?
            .read(async |connection| {
                let (rows, more) = queries::planned_page(connection, organization, &page).await?;
                let keys: Vec<_> = rows
                    .iter()
                    .map(|row| (row.effective_on.to_string(), row.member_id.uuid()))
                    .collect();
                let planned = load::planned(connection, organization, &rows).await?;
                Ok::<_, DatabaseError>((planned, keys, more))
            })
            .await?;
        let entries = planned.into_iter().zip(keys).map(|(change, (key, id))| (change, key, id));
        Ok(Some(Connection::new(PLANNED, entries.collect(), more)))
    }
}

/// Whose absences are read; everybody's when `None`.
fn whose(actor: &Actor, wanted: Option<MemberId>) -> Result<Option<MemberId>, ApiError> {
    if actor.may(Permission::SetMentoringRules) {
        return Ok(wanted);
    }
    if !actor.may(Permission::OfferMentoring) {
        actor.require(Permission::SeekMentor)?;
    }
    match wanted {
        Some(other) if other != actor.member_id => Err(ApiError::not_found()),
        _ => Ok(Some(actor.member_id)),
    }
}

/// A cycle, also as a command left it.
pub(super) async fn load_cycle(
    request: &RequestContext,
    wanted: CycleId,
) -> Result<MatchingCycle, ApiError> {
    let organization = request.actor().await?.organization_id;
    let found = request
        .snapshot()?
        .read(async |connection| load::cycle(connection, organization, wanted).await)
        .await?;
    found.ok_or_else(ApiError::not_found)
}

/// One's short list, also as a command left it.
pub(super) async fn load_short_list(
    request: &RequestContext,
    cycle: Option<CycleId>,
) -> Result<Option<MyShortList>, ApiError> {
    let actor = request.actor().await?;
    let now = request.now;
    Ok(request
        .snapshot()?
        .read(async |connection| load::my_short_list(connection, actor, cycle, now).await)
        .await?)
}

/// What stands between two people of a cycle.
pub(super) async fn check(
    request: &RequestContext,
    wanted: CycleId,
    learner: MemberId,
    mentor: MemberId,
) -> Result<Option<PairCheck>, ApiError> {
    let organization = request.actor().await?.organization_id;
    let now = request.now;
    let found = request
        .snapshot()?
        .read(async |connection| {
            let Some(cycle) = queries::cycle(connection, organization, wanted).await? else {
                return Ok(None);
            };
            let today = today(connection, organization, now).await?;
            let of = (&cycle, today);
            queries::check_pair(connection, organization, of, learner, mentor).await
        })
        .await?;
    Ok(found.map(|found| PairCheck {
        exclusions: found.exclusions.iter().map(RuleAgainst::from).collect(),
        score: i32::from(found.parts.score()),
        parts: ScorePart::list(&found.parts),
        free_places: count(found.free),
    }))
}
