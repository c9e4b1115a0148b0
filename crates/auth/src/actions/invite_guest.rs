use database::{Connection, Database};
use kernel::{Email, MemberId, Permission, Role, Sources};
use serde_json::json;

use crate::actor::Actor;
use crate::error::AuthError;
use crate::idempotency::Command;
use crate::invitations::{self, MEMBER_INVITED};
use crate::model::Checks;
use crate::storage::NewMember;
use crate::{queries, storage};

/// A mentor from outside of the organisation.
#[derive(Clone)]
pub struct InviteGuest {
    /// The address that the invitation goes to.
    pub email: String,
    /// The name to show until the person gives one.
    pub name: String,
    /// See [`Command`].
    pub idempotency_key: Option<String>,
}

struct Guest {
    email: Email,
    name: String,
}

/// Adds somebody from outside as a member with nothing but the mentor's role, and has an invitation
/// sent; it counts like one of [`invite_member`](super::invite_member). Somebody who left comes back
/// by accepting it, unless they learnt here or people still report to them: they would have those
/// roles again, and an admin decides on that. Whoever is here is no guest: the role is given to them
/// as to any member.
///
/// # Errors
/// [`AuthError::Denied`], [`AuthError::Invalid`], [`AuthError::IsMember`], [`AuthError::WasMore`],
/// [`AuthError::TooManyInvitations`], or a key that was used otherwise.
pub async fn invite_guest(
    database: &Database,
    sources: &Sources,
    actor: &Actor,
    input: InviteGuest,
) -> Result<MemberId, AuthError> {
    actor.require(Permission::InviteGuests)?;
    let guest = check(&input)?;
    let request = json!({ "email": guest.email.as_str(), "name": guest.name });
    let command = Command::new("invite_guest", input.idempotency_key, &request)?;
    database
        .write(actor.organization_id, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, sources.now()).await? {
                return Ok(earlier);
            }
            let member_id = invite(connection, sources, actor, &guest).await?;
            command.settle(connection, actor, &member_id).await?;
            Ok(member_id)
        })
        .await
}

async fn invite(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    guest: &Guest,
) -> Result<MemberId, AuthError> {
    let organization = actor.organization_id;
    storage::lock_people(connection, organization).await?;
    let (email, now) = (guest.email.as_str(), sources.now());
    let member = match queries::member_by_email(connection, organization, email).await? {
        Some(there) if there.left_at.is_none() => return Err(AuthError::IsMember),
        Some(there) => {
            storage::bring_back(connection, organization, there.id).await?;
            there.id
        }
        None => {
            let (id, name) = (sources.new_id(), guest.name.as_str());
            let new = NewMember { id, email, name, time_zone: None, invited_at: None };
            // A file of learners does not take the lock above, and may have been faster.
            if !storage::insert_member(connection, organization, new, now).await? {
                return Err(AuthError::IsMember);
            }
            id
        }
    };
    storage::set_guest(connection, organization, member, now).await?;
    storage::give_roles(connection, organization, member, &[Role::Mentor]).await?;
    // Whoever left and would learn again, or have people below them again, comes back as more.
    if !queries::guests_among(connection, organization, &[member]).await?.contains(&member) {
        return Err(AuthError::WasMore);
    }
    let details = json!({ "roles": [Role::Mentor.as_str()], "guest": true });
    invitations::order(connection, sources, actor, member, (MEMBER_INVITED, details)).await?;
    Ok(member)
}

fn check(input: &InviteGuest) -> Result<Guest, AuthError> {
    let mut checks = Checks::default();
    let email = checks.email("email", &input.email);
    let name = checks.name("name", &input.name);
    match (email, name) {
        (Some(email), Some(name)) => Ok(Guest { email, name }),
        _ => Err(checks.into_error()),
    }
}
