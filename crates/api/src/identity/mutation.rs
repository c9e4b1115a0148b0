use async_graphql::{Context, Object};
use auth::actions::{
    AcceptInvitation, ChangePassword, InviteMember, ResendInvitation, SignIn, invite_member,
    remove_member, resend_invitation,
};
use kernel::{MemberId, Role as KernelRole};

use super::types::{
    AcceptInvitationInput, ChangePasswordInput, ChangePasswordPayload, InviteMemberInput,
    InviteMemberPayload, Member, RefreshSessionInput, RemoveMemberInput, RemoveMemberPayload,
    ResendInvitationInput, ResendInvitationPayload, SessionPayload, SignInInput,
    SignOutEverywherePayload, SignOutPayload,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Opens a session with e-mail and password. Needs no token. Known and unknown people get the
    /// same answer when something is wrong; RATE_LIMITED after ten wrong attempts on an e-mail address
    /// from one place, or a hundred from anywhere, in fifteen minutes.
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

    /// Ends every session of one's account, this one among them, in all organisations. Their tokens
    /// are refused from the next request on.
    async fn sign_out_everywhere(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<SignOutEverywherePayload>, ApiError> {
        let request = RequestContext::of(context);
        request.services.auth.sign_out_everywhere(request.commander().await?).await?;
        Ok(Some(SignOutEverywherePayload { signed_out: true }))
    }

    /// Changes the password of one's account and ends all its other sessions, in all organisations.
    /// A wrong present password gives INVALID_CREDENTIALS and counts like one at `signIn`.
    async fn change_password(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The present password and the new one.")] input: ChangePasswordInput,
    ) -> Result<Option<ChangePasswordPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let input = ChangePassword {
            current: input.current_password.into(),
            new: input.new_password.into(),
            address: request.address,
        };
        request.services.auth.change_password(actor, input).await?;
        Ok(Some(ChangePasswordPayload { changed: true }))
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

    /// Invites a person by mail and gives them roles. Who has joined already gets the roles and no
    /// mail. At most three invitations to one person and 500 by one organisation are sent within 24
    /// hours; beyond that RATE_LIMITED, and the message says when to try again. For admins.
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
        Ok(Some(InviteMemberPayload { member: member(request, id).await? }))
    }

    /// Sends a new invitation to somebody who has not joined, whatever their roles: the links that
    /// they got before end. CONFLICT if they have joined. Counts like an invitation; see
    /// `inviteMember`. For admins.
    async fn resend_invitation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To whom.")] input: ResendInvitationInput,
    ) -> Result<Option<ResendInvitationPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = ResendInvitation {
            member_id: ids::parse(&input.member_id)?,
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let services = &request.services;
        let id = resend_invitation(&services.database, &services.sources, actor, command).await?;
        Ok(Some(ResendInvitationPayload { member: member(request, id).await? }))
    }

    /// Ends a person's access to the organisation at once: their sessions here, their roles and the
    /// invitations that are open for them. They get no mail any more; what they learned stays on
    /// record. A second time changes nothing. CONFLICT for oneself and for the last admin. For admins.
    async fn remove_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom.")] input: RemoveMemberInput,
    ) -> Result<Option<RemoveMemberPayload>, ApiError> {
        let request = RequestContext::of(context);
        let id = ids::parse(&input.member_id)?;
        let actor = request.commander().await?;
        let services = &request.services;
        remove_member(&services.database, &services.sources, actor, id).await?;
        Ok(Some(RemoveMemberPayload { member: member(request, id).await? }))
    }
}

/// A person as a command left them.
async fn member(request: &RequestContext, id: MemberId) -> Result<Member, ApiError> {
    let organization = request.actor().await?.organization_id;
    let found = request
        .snapshot()?
        .read(async |connection| auth::queries::member(connection, organization, id).await)
        .await?;
    Ok(found.ok_or_else(ApiError::not_found)?.into())
}
