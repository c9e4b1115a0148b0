use std::collections::HashMap;

use async_graphql::{Context, ID, Object};
use database::DatabaseError;
use kernel::{PairId, Permission};
use mentoring::model::pair::Pair;
use mentoring::queries::pair::pairs_by_ids;
use mentoring::queries::pairs::{PairFilter, own_pairs, pairs_page};

use super::inputs::MentoringPairFilter;
use super::load;
use super::types::MentoringPair;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};
use crate::paging::{self, Connection};

/// The name that binds cursors to the list of pairs.
const PAIRS: &str = "mentoringPairs";

#[derive(Default)]
pub struct PairQuery;

#[Object]
impl PairQuery {
    /// The pairs that the person who asks is or was one of: what is open first, then the latest
    /// proposal; at most 100. For learners and mentors.
    async fn my_mentoring_pairs(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Only those that are over, or only those that are not; all when left out."
        )]
        ended: Option<bool>,
    ) -> Result<Option<Vec<MentoringPair>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::MeetInPair)?;
        let mine = request
            .snapshot()?
            .read(async |connection| {
                let pairs = own_pairs(connection, actor, ended).await?;
                load::shown(connection, actor, &pairs, request.now).await
            })
            .await?;
        Ok(Some(mine))
    }

    /// A pair. For the two of it, and for coordinators.
    async fn mentoring_pair(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The pair's id.")] id: ID,
    ) -> Result<Option<MentoringPair>, ApiError> {
        let request = RequestContext::of(context);
        load_pair(request, ids::parse(&id)?).await.map(Some)
    }

    /// The pairs of the organisation by the learner's name. For coordinators.
    async fn mentoring_pairs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<MentoringPairFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentoringPair>>, ApiError> {
        let request = RequestContext::of(context);
        let filter = filter.unwrap_or_default();
        let states = filter.states.map(|states| states.into_iter().map(Into::into).collect());
        let filter = PairFilter {
            cycle_id: filter.cycle_id.as_ref().map(ids::parse).transpose()?,
            cohort_id: filter.cohort_id.as_ref().map(ids::parse).transpose()?,
            states,
            waiting_for: filter.waiting_for.map(Into::into),
        };
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let page = paging::request(PAIRS, first, after.as_deref())?;
        let (mut places, shown, more) = request
            .snapshot()?
            .read(async |connection| {
                let (found, more) =
                    pairs_page(connection, actor.organization_id, &filter, &page).await?;
                let pairs: Vec<Pair> = found.iter().map(|(pair, _)| pair.clone()).collect();
                let shown = load::shown(connection, actor, &pairs, request.now).await?;
                let place = |(pair, name): (Pair, String)| (id(pair.id), (name, pair.id.uuid()));
                let places: HashMap<ID, _> = found.into_iter().map(place).collect();
                Ok::<_, DatabaseError>((places, shown, more))
            })
            .await?;
        let entry = |node: MentoringPair| {
            let (name, at) = places.remove(&node.id)?;
            Some((node, name, at))
        };
        let entries = shown.into_iter().filter_map(entry).collect();
        Ok(Some(Connection::new(PAIRS, entries, more)))
    }
}

/// A pair, also as a command left it.
pub(super) async fn load_pair(
    request: &RequestContext,
    id: PairId,
) -> Result<MentoringPair, ApiError> {
    let actor = request.actor().await?;
    if !actor.may(Permission::CoordinateMentoring) {
        actor.require(Permission::MeetInPair)?;
    }
    let found = request
        .snapshot()?
        .read(async |connection| {
            let pairs = pairs_by_ids(connection, actor.organization_id, &[id]).await?;
            load::shown(connection, actor, &pairs, request.now).await
        })
        .await?;
    found.into_iter().next().ok_or_else(ApiError::not_found)
}
