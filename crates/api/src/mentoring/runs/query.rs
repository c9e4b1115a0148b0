use async_graphql::{Context, ID, Object};
use kernel::{CycleId, RunId};
use mentoring::queries::lists::cycle;
use mentoring::queries::runs::{self as queries, DraftsWanted};

use super::load;
use super::types::{MatchDraft, MatchDraftKind, MatchingRun};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The name that binds cursors to the list of runs.
const RUNS: &str = "matchingRuns";
/// The name that binds cursors to the list of drafts.
const DRAFTS: &str = "matchDrafts";

#[derive(Default)]
pub struct MatchingRunQuery;

#[Object]
impl MatchingRunQuery {
    /// The runs of a cycle, the newest first. For coordinators.
    async fn matching_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle.")] cycle_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MatchingRun>>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: CycleId = ids::parse(&cycle_id)?;
        let organization = load::coordinator(request).await?.organization_id;
        let page = paging::request(RUNS, first, after.as_deref())?;
        let found = request
            .snapshot()?
            .read(async |connection| {
                if cycle(connection, organization, wanted).await?.is_none() {
                    return Ok(None);
                }
                queries::runs_page(connection, organization, wanted, &page).await.map(Some)
            })
            .await?;
        let (rows, more) = found.ok_or_else(ApiError::not_found)?;
        let entries = rows.into_iter().map(|run| {
            let (key, id) = (run.number.to_string(), run.id.uuid());
            (run.into(), key, id)
        });
        Ok(Some(Connection::new(RUNS, entries.collect(), more)))
    }

    /// A run of the matching: how far it is, what it is made of, how good its result is. For
    /// coordinators.
    async fn matching_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: ID,
    ) -> Result<Option<MatchingRun>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&id)?;
        Ok(Some(load::run(request, wanted).await?.into()))
    }

    /// What a run proposes, by the learner's name; empty before it is done. What is published shows
    /// its pair. Of a draft of one's own only who it is about shows. For coordinators; nobody else sees
    /// a draft.
    async fn match_drafts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run.")] run_id: ID,
        #[graphql(desc = "Only learners with a mentor, or only those without; all when left out.")]
        kind: Option<MatchDraftKind>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MatchDraft>>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: RunId = ids::parse(&run_id)?;
        let actor = load::coordinator(request).await?;
        let (organization, me) = (actor.organization_id, actor.member_id);
        let page = paging::request(DRAFTS, first, after.as_deref())?;
        let run = load::run(request, wanted).await?;
        let kind = match kind {
            None => DraftsWanted::All,
            Some(MatchDraftKind::Matched) => DraftsWanted::Matched,
            Some(MatchDraftKind::Unmatched) => DraftsWanted::Unmatched,
        };
        let (rows, more) = request
            .snapshot()?
            .read(async |connection| {
                queries::drafts_page(connection, organization, run.id, kind, &page).await
            })
            .await?;
        let entries = rows.into_iter().map(|row| {
            let (key, id) = (row.learner_name.clone(), row.learner_id.uuid());
            (load::draft(row, me), key, id)
        });
        Ok(Some(Connection::new(DRAFTS, entries.collect(), more)))
    }
}
