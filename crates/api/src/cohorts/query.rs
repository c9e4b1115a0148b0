use async_graphql::{Context, ID, Object};
use auth::Actor;
use cohorts::policy::Relation;
use cohorts::queries;
use database::DatabaseError;
use kernel::{CohortId, Permission};

use super::load::{self, Seen, Wanted};
use super::types::Cohort;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The name that binds cursors to this list.
const LIST: &str = "cohorts";

#[derive(Default)]
pub struct CohortQuery;

#[Object]
impl CohortQuery {
    /// The cohorts that the person who asks may see, by name.
    async fn cohorts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<Cohort>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        if !actor.may(Permission::ReadAllCohorts) {
            actor.require(Permission::ReadOwnCohorts)?;
        }
        let page = paging::request(LIST, first, after.as_deref())?;
        let wanted = Wanted::below(&context.look_ahead().field("edges").field("node"));
        let (built, keys, more) = request
            .snapshot()?
            .read(async |connection| {
                let (rows, more) = queries::cohorts_page(connection, actor, &page).await?;
                let ids: Vec<CohortId> = rows.iter().map(|row| row.id).collect();
                let keys: Vec<_> =
                    rows.iter().map(|row| (row.name.clone(), row.id.uuid())).collect();
                let mut relations = queries::relations(connection, actor, &ids).await?;
                let seen: Vec<Seen> = rows
                    .into_iter()
                    .map(|row| {
                        let relation: Relation = relations.remove(&row.id).unwrap_or_default();
                        (row, relation)
                    })
                    .collect();
                let built = load::cohorts(connection, request, actor, seen, wanted).await?;
                Ok::<_, DatabaseError>((built, keys, more))
            })
            .await?;
        let entries = built.into_iter().zip(keys).map(|(cohort, (name, id))| (cohort, name, id));
        Ok(Some(Connection::new(LIST, entries.collect(), more)))
    }

    /// One cohort, if the person who asks may see it.
    async fn cohort(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort's id.")] id: ID,
    ) -> Result<Option<Cohort>, ApiError> {
        let request = RequestContext::of(context);
        let id: CohortId = ids::parse(&id)?;
        let actor = request.actor().await?;
        let wanted = Wanted::below(&context.look_ahead());
        load_cohort(request, actor, id, wanted).await.map(Some)
    }
}

pub(super) async fn load_cohort(
    request: &RequestContext,
    actor: &Actor,
    id: CohortId,
    wanted: Wanted,
) -> Result<Cohort, ApiError> {
    let found = request
        .snapshot()?
        .read(async |connection| {
            let seen = queries::visible_cohort(connection, actor, id).await?.into_iter().collect();
            load::cohorts(connection, request, actor, seen, wanted).await
        })
        .await?
        .pop();
    found.ok_or_else(ApiError::not_found)
}
