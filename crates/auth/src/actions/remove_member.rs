use chrono::{DateTime, Utc};
use database::{Connection, Database};
use kernel::{MemberId, Permission, Sources};
use serde_json::json;

use crate::actor::Actor;
use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::jobs::MemberLeft;
use crate::{queries, storage};

/// Ends a person's access to the organisation: their sessions here, their seat, their roles and the
/// invitations that are open for them. What they learned stays on record, and who reports to whom.
/// A second time changes nothing.
///
/// # Errors
/// [`AuthError::Denied`], [`AuthError::NoSuchMember`], [`AuthError::OwnRemoval`],
/// [`AuthError::LastAdmin`].
pub async fn remove_member(
    database: &Database,
    sources: &Sources,
    actor: &Actor,
    member_id: MemberId,
) -> Result<(), AuthError> {
    actor.require(Permission::RemoveMember)?;
    if member_id == actor.member_id {
        return Err(AuthError::OwnRemoval);
    }
    let organization_id = actor.organization_id;
    let left_at = database
        .write(organization_id, async |connection| {
            leave(connection, sources, actor, member_id).await
        })
        .await?;
    // At once. The job does the same, should this process end between the two transactions.
    database
        .system(async |connection| {
            storage::take_seat_away(connection, organization_id, member_id, left_at).await
        })
        .await?;
    Ok(())
}

/// Returns when the person left, which may be long ago.
async fn leave(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    member_id: MemberId,
) -> Result<DateTime<Utc>, AuthError> {
    let organization_id = actor.organization_id;
    storage::lock_people(connection, organization_id).await?;
    let member = queries::member(connection, organization_id, member_id)
        .await?
        .ok_or(AuthError::NoSuchMember)?;
    if let Some(left_at) = member.left_at {
        return Ok(left_at);
    }
    // Two admins who remove each other at once come here one after the other.
    if !queries::has_other_admin(connection, organization_id, member_id).await? {
        return Err(AuthError::LastAdmin);
    }
    let left_at = sources.now();
    storage::set_left(connection, organization_id, member_id, left_at).await?;
    let entry =
        AuditEntry { action: "member_removed", subject: member_id.to_string(), details: json!({}) };
    audit::record(connection, sources, actor, entry).await?;
    jobs::enqueue(connection, &[MemberLeft { organization_id, member_id, left_at }]).await?;
    Ok(left_at)
}
