//! Ordering an invitation of a single person: the quota, the entry in the audit log and the job.

use database::Connection;
use kernel::{MemberId, Sources};
use serde_json::Value;

use crate::actor::Actor;
use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::jobs::SendInvitation;
use crate::model::{self, INVITATION_WINDOW};
use crate::queries;

/// The entry of somebody who was added or given roles before they joined.
pub(crate) const MEMBER_INVITED: &str = "member_invited";
/// The entry of an invitation that was ordered anew.
pub(crate) const INVITATION_RESENT: &str = "invitation_resent";

/// Orders the mail for a member who has not joined. Call it with the organisation's people locked,
/// or two orders at once do not count each other.
///
/// # Errors
/// [`AuthError::TooManyInvitations`].
pub(crate) async fn order(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    member_id: MemberId,
    (action, details): (&'static str, Value),
) -> Result<(), AuthError> {
    let organization_id = actor.organization_id;
    let now = sources.now();
    let after = now - INVITATION_WINDOW;
    let ordered = queries::ordered_invitations(connection, organization_id, after).await?;
    model::admit_invitation(&ordered, member_id, now)?;
    let entry = AuditEntry { action, subject: member_id.to_string(), details };
    let ordered_at = Some(audit::record(connection, sources, actor, entry).await?);
    jobs::enqueue(connection, &[SendInvitation { organization_id, member_id, ordered_at }]).await?;
    Ok(())
}
