use async_graphql::{Context, Object};
use database::DatabaseError;
use kernel::Permission;

use super::types::{Member, Role, Viewer};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::paging::{self, Connection};
use crate::reports::types::ReportKind;

/// The name that binds cursors to this list.
const LIST: &str = "members";

#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// Who is asking. Everybody with a valid access token may read it.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<Viewer>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        let (organization, member) = (actor.organization_id, actor.member_id);
        let (profile, person, stops) = request
            .snapshot()?
            .read(async |connection| {
                let profile = auth::queries::organization(connection, organization).await?;
                let person = auth::queries::member(connection, organization, member).await?;
                let stops = reports::queries::stops_of(connection, organization, member).await?;
                Ok::<_, DatabaseError>((profile, person, stops))
            })
            .await?;
        Ok(Some(Viewer {
            member: person.ok_or_else(ApiError::unauthenticated)?.into(),
            organization: profile.into(),
            roles: Role::list(actor.roles),
            stopped_reports: stops.into_iter().map(ReportKind::from).collect(),
        }))
    }

    /// The people of the organisation by name. For admins.
    async fn members(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<Member>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::ReadMembers)?;
        let page = paging::request(LIST, first, after.as_deref())?;
        let organization = actor.organization_id;
        let (members, more) = request
            .snapshot()?
            .read(async |connection| {
                auth::queries::members_page(connection, organization, &page).await
            })
            .await?;
        let entries = members.into_iter().map(|member| {
            let (key, id) = (member.name.clone(), member.id.uuid());
            (Member::from(member), key, id)
        });
        Ok(Some(Connection::new(LIST, entries.collect(), more)))
    }
}
