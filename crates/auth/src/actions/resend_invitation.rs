use database::{Connection, Database};
use kernel::{MemberId, Permission, Sources};
use serde_json::json;

use crate::actor::Actor;
use crate::error::AuthError;
use crate::idempotency::Command;
use crate::invitations::{self, INVITATION_RESENT};
use crate::{queries, storage};

/// Whose invitation to send again.
#[derive(Debug, Clone)]
pub struct ResendInvitation {
    /// The person, whatever their roles and however they were added.
    pub member_id: MemberId,
    /// See [`Command`].
    pub idempotency_key: Option<String>,
}

/// Has a new invitation sent to a member who has not joined. Links that they got before end when the
/// new one is made.
///
/// # Errors
/// [`AuthError::Denied`], [`AuthError::NoSuchMember`], [`AuthError::AlreadyJoined`],
/// [`AuthError::HasLeft`], [`AuthError::TooManyInvitations`], or a key that was used otherwise.
pub async fn resend_invitation(
    database: &Database,
    sources: &Sources,
    actor: &Actor,
    input: ResendInvitation,
) -> Result<MemberId, AuthError> {
    actor.require(Permission::InviteMember)?;
    let ResendInvitation { member_id, idempotency_key } = input;
    let request = json!({ "memberId": member_id });
    let command = Command::new("resend_invitation", idempotency_key, &request)?;
    database
        .write(actor.organization_id, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, sources.now()).await? {
                return Ok(earlier);
            }
            resend(connection, sources, actor, member_id).await?;
            command.settle(connection, actor, &member_id).await?;
            Ok(member_id)
        })
        .await
}

async fn resend(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    member_id: MemberId,
) -> Result<(), AuthError> {
    storage::lock_people(connection, actor.organization_id).await?;
    let member = queries::member(connection, actor.organization_id, member_id)
        .await?
        .ok_or(AuthError::NoSuchMember)?;
    if member.left_at.is_some() {
        return Err(AuthError::HasLeft);
    }
    if member.joined_at.is_some() {
        return Err(AuthError::AlreadyJoined);
    }
    invitations::order(connection, sources, actor, member_id, (INVITATION_RESENT, json!({}))).await
}
