use async_graphql::{Context, Object};
use auth::actions::{AcceptInvitation, InviteMember, SignIn, invite_member};
use kernel::Role as KernelRole;

use super::types::{
    AcceptInvitationInput, InviteMemberInput, InviteMemberPayload, RefreshSessionInput,
    SessionPayload, SignInInput, SignOutPayload,
};
use crate::context::RequestContext;
use crate::error::ApiError;

#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Opens a session with e-mail and password. Needs no token. Known and unknown people get the
    /// same answer when something is wrong; after ten wrong attempts in fifteen minutes RATE_LIMITED.
    async fn sign_in(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SignInInput,
    ) -> Result<Option<SessionPayload>, ApiError> {
        let request = RequestContext::of(context);
        let input = SignIn {
            email: input.email,
            password: input.password.into(),
            organization: input.organization,
            address: request.address,
        };
        let tokens = request.services.auth.sign_in(input).await?;
        Ok(Some(SessionPayload { session: tokens.into() }))
    }

    /// Takes a refresh token for a new pair of tokens. Needs no access token.
    async fn refresh_session(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The last refresh token.")] input: RefreshSessionInput,
    ) -> Result<Option<SessionPayload>, ApiError> {
        let tokens =
            RequestContext::of(context).services.auth.refresh(&input.refresh_token).await?;
        Ok(Some(SessionPayload { session: tokens.into() }))
    }

    /// Ends the session of the access token; it is refused from the next request on.
    async fn sign_out(&self, context: &Context<'_>) -> Result<Option<SignOutPayload>, ApiError> {
        let request = RequestContext::of(context);
        request.services.auth.sign_out(request.commander().await?).await?;
        Ok(Some(SignOutPayload { signed_out: true }))
    }

    /// Accepts an invitation and opens a session. Needs no token but the one of the mail, which
    /// works once.
    async fn accept_invitation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The invitation and how to sign in from now on.")]
        input: AcceptInvitationInput,
    ) -> Result<Option<SessionPayload>, ApiError> {
        let input = AcceptInvitation {
            token: input.token.into(),
            password: input.password.into(),
            name: input.name,
            time_zone: input.time_zone,
        };
        let tokens = RequestContext::of(context).services.auth.accept_invitation(input).await?;
        Ok(Some(SessionPayload { session: tokens.into() }))
    }

    /// Invites a person by mail and gives them roles. Who is a member already gets the roles and no
    /// second invitation. For admins.
    async fn invite_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, and as what.")] input: InviteMemberInput,
    ) -> Result<Option<InviteMemberPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let input = InviteMember {
            email: input.email,
            name: input.name,
            roles: input.roles.into_iter().map(KernelRole::from).collect(),
            idempotency_key: input.idempotency_key,
        };
        let services = &request.services;
        let id = invite_member(&services.database, &services.sources, actor, input).await?;
        let organization = actor.organization_id;
        let member = request
            .snapshot()?
            .read(async |connection| auth::queries::member(connection, organization, id).await)
            .await?;
        Ok(Some(InviteMemberPayload { member: member.ok_or_else(ApiError::not_found)?.into() }))
    }
}
