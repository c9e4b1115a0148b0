use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use auth::Actor;
use kernel::{CycleId, ErrorCode, MemberId, OrganizationId, RunId};
use mentoring::MentoringError;
use mentoring::model::lists::MatchInputs;
use mentoring::model::runs::{
    self, ExportClaim, ExportPart, Supply, blocking, compare, export_token, what_if, why_not,
};
use mentoring::policy::demand_neither;
use mentoring::queries::calendar::today;
use mentoring::queries::lists::{Scope, cycle, load_inputs};
use mentoring::queries::runs::{self as queries, aside};

use super::super::names::Names;
use super::answers::{
    BlockingPair, LearnerWithoutCandidate, LooksLikeSamePerson, MatchingMove, MatchingRunExport,
    MentorSupply, RunComparison, ScarceCompetency, WhyNot,
};
use super::inputs::WhatIfChange;
use super::load;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::numbers::count;

/// How many moves one answer names.
const MOST_MOVES: usize = 100;

#[derive(Default)]
pub struct MatchingAnswersQuery;

#[Object]
impl MatchingAnswersQuery {
    /// How places and learners stand to each other in a cycle now: what a run would find too little
    /// of. For coordinators.
    async fn mentor_supply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle.")] cycle_id: ID,
    ) -> Result<Option<MentorSupply>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: CycleId = ids::parse(&cycle_id)?;
        let actor = *load::coordinator(request).await?;
        let inputs = Arc::new(inputs_now(request, actor.organization_id, wanted).await?);
        load::step_aside(request).await;
        let found = aside(move || Supply::of(&inputs)).await?;
        supply(request, &actor, found).await.map(Some)
    }

    /// Two finished runs of one cycle, compared by person: what the second one gives whom instead of
    /// the first. For coordinators.
    async fn compare_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first run.")] run_id: ID,
        #[graphql(desc = "The second run, of the same cycle.")] other_run_id: ID,
    ) -> Result<Option<RunComparison>, ApiError> {
        let request = RequestContext::of(context);
        let (one, other): (RunId, RunId) = (ids::parse(&run_id)?, ids::parse(&other_run_id)?);
        let organization = load::coordinator(request).await?.organization_id;
        let (one, other) = (load::done(request, one).await?, load::done(request, other).await?);
        if one.cycle_id != other.cycle_id {
            let words = "these runs are of two cycles; compare two of one cycle";
            return Err(ApiError::new(ErrorCode::Conflict, words));
        }
        let (before, after) = request
            .snapshot()?
            .read(async |connection| {
                let before = queries::outcome(connection, organization, &one).await?;
                let after = queries::outcome(connection, organization, &other).await?;
                Ok::<_, database::DatabaseError>((before, after))
            })
            .await?;
        Ok(Some(compare(&before, &after).into()))
    }

    /// Why a finished run does not have a certain pair: the rules that exclude it, or what it would
    /// cost and who would move. FORBIDDEN for one of the two, whom it would tell what the other keeps
    /// private. For coordinators.
    async fn why_not(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run.")] run_id: ID,
        #[graphql(desc = "A learner whom the run looked for.")] learner_id: ID,
        #[graphql(desc = "A mentor whom the run looked at.")] mentor_id: ID,
    ) -> Result<Option<WhyNot>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&run_id)?;
        let (learner, mentor): (MemberId, MemberId) =
            (ids::parse(&learner_id)?, ids::parse(&mentor_id)?);
        demand_neither(load::coordinator(request).await?.member_id, [learner, mentor])?;
        let whole = load::whole(request, wanted).await?;
        let names = load::named(request, load::everybody(&whole)).await?;
        load::step_aside(request).await;
        let (answer, names) = aside(move || {
            let name = |id: MemberId| names.name(id).map(str::to_owned);
            let answer = why_not(&whole, learner, mentor, &name)?;
            Ok((answer, names))
        })
        .await?;
        Ok(Some(answered(&answer, &names)))
    }

    /// What would come out of the same people under another setting, compared with what a finished
    /// run found. Nothing is changed. For coordinators.
    async fn what_if(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run.")] run_id: ID,
        #[graphql(desc = "What would be different.")] change: WhatIfChange,
    ) -> Result<Option<RunComparison>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&run_id)?;
        let change = change.read()?;
        load::coordinator(request).await?;
        let whole = load::whole(request, wanted).await?;
        let found = aside(move || what_if(&whole, &change)).await?;
        Ok(Some(found.into()))
    }

    /// Pairs that a finished run does not have although both would rather have each other than what
    /// they got: the twenty in which most would be gained, without those in which the person who asks
    /// is one of the two. For coordinators.
    async fn blocking_pairs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run.")] run_id: ID,
    ) -> Result<Option<Vec<BlockingPair>>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&run_id)?;
        let me = load::coordinator(request).await?.member_id;
        let whole = load::whole(request, wanted).await?;
        let mut found = aside(move || Ok(blocking(&whole))).await?;
        found.retain(|one| demand_neither(me, [one.learner_id, one.mentor_id]).is_ok());
        let mut people: Vec<MemberId> = Vec::new();
        for one in &found {
            people.extend([one.learner_id, one.mentor_id]);
            people.extend(one.learner_has.map(|given| given.mentor_id));
            people.extend(one.mentor_has.map(|(learner, _)| learner));
        }
        let names = load::named(request, people).await?;
        let pair = |one: runs::Blocking| BlockingPair {
            learner: names.known(one.learner_id),
            mentor: names.known(one.mentor_id),
            score: i32::from(one.score),
            learner_has: one.learner_has.map(|given| load::given(&names, given)),
            mentor_has: one.mentor_has.map(|(learner, _)| names.known(learner)),
            mentor_has_score: one.mentor_has.map(|(_, score)| i32::from(score)),
        };
        Ok(Some(found.into_iter().map(pair).collect()))
    }

    /// Links to what went into a finished run and what came out, so that anybody can check it with
    /// `cadre match check`. They name people by their ids, and are good for five minutes, for as
    /// long as the person who asks is a coordinator; the audit log says who took them. For coordinators.
    async fn matching_run_export(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run.")] run_id: ID,
    ) -> Result<Option<MatchingRunExport>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&run_id)?;
        let actor = *load::coordinator(request).await?;
        let run = load::done(request, wanted).await?;
        let links = &request.services.files.links;
        let link = |part| {
            let claim = ExportClaim {
                organization: actor.organization_id,
                run: run.id,
                reader: actor.member_id,
                part,
            };
            let (token, ends) = export_token(links, claim, request.now);
            (format!("{}/exports/{token}", request.services.public_url), ends)
        };
        let (instance_url, expires_at) = link(ExportPart::Instance);
        let (result_url, _) = link(ExportPart::Result);
        let run_id = ids::id(run.id);
        Ok(Some(MatchingRunExport { instance_url, result_url, expires_at, run_id }))
    }
}

/// What a run of a cycle would be made from now.
async fn inputs_now(
    request: &RequestContext,
    organization: OrganizationId,
    wanted: CycleId,
) -> Result<MatchInputs, ApiError> {
    let found: Result<Option<MatchInputs>, MentoringError> = request
        .snapshot()?
        .read(async |connection| {
            let Some(cycle) = cycle(connection, organization, wanted).await? else {
                return Ok(None);
            };
            queries::demand_fitting(connection, organization, &cycle, None).await?;
            let today = today(connection, organization, request.now).await?;
            let scope = Scope { cycle: &cycle, only_learner: None, today };
            load_inputs(connection, organization, scope).await.map(Some)
        })
        .await;
    found?.ok_or_else(ApiError::not_found)
}

/// The planner's figures with titles and names. Whom somebody has linked as one person already needs
/// no second look.
async fn supply(
    request: &RequestContext,
    actor: &Actor,
    found: Supply,
) -> Result<MentorSupply, ApiError> {
    let organization = actor.organization_id;
    let codes: Vec<String> = found.scarce.iter().map(|one| one.code.clone()).collect();
    let (titles, linked) = request
        .snapshot()?
        .read(async |connection| {
            let titles = queries::competency_titles(connection, organization, &codes).await?;
            let linked = queries::linked_as_same(connection, organization).await?;
            Ok::<_, database::DatabaseError>((titles, linked))
        })
        .await?;
    let sentence = found.sentence();
    let mut same = found.same_person;
    same.retain(|(one, other)| !linked.contains(&(*one.min(other), *one.max(other))));
    let mut people: Vec<MemberId> = same.iter().flat_map(|(one, other)| [*one, *other]).collect();
    people.extend(found.without_candidate.iter().map(|one| one.learner_id));
    let names = load::named(request, people).await?;
    Ok(MentorSupply {
        learners: count(found.learners),
        places: count(found.places),
        open_mentors: count(found.mentors),
        matchable: count(found.matchable),
        sentence,
        scarce: found
            .scarce
            .into_iter()
            .map(|one| ScarceCompetency {
                title: titles.get(&one.code).cloned().unwrap_or_default(),
                code: one.code,
                wanted: count(one.wanted),
                offered: count(one.offered),
            })
            .collect(),
        without_candidate: found
            .without_candidate
            .iter()
            .map(|one| LearnerWithoutCandidate {
                learner: names.known(one.learner_id),
                rules: load::figures_for(actor.member_id, one.learner_id, &one.rules),
            })
            .collect(),
        without_candidate_count: count(found.lonely),
        looks_like_same_person: same
            .into_iter()
            .map(|(learner, mentor)| LooksLikeSamePerson {
                learner: names.known(learner),
                mentor: names.known(mentor),
            })
            .collect(),
    })
}

fn answered(answer: &runs::Answer, names: &Names) -> WhyNot {
    let somebody = |member: MemberId| names.known(member);
    let one = |one: &runs::Moved| MatchingMove {
        learner: somebody(one.learner_id),
        from: one.from.map(somebody),
        to: one.to.map(somebody),
    };
    WhyNot {
        verdict: answer.verdict.into(),
        rules: answer.rules.iter().map(Into::into).collect(),
        before: answer.before.into(),
        after: answer.after.map(Into::into),
        moves: answer.moves.iter().take(MOST_MOVES).map(one).collect(),
        move_count: count(answer.moves.len()),
        sentence: answer.sentence.clone(),
    }
}
