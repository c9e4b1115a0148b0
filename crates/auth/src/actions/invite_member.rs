use database::{Connection, Database};
use kernel::{Email, MemberId, Permission, Role, Sources};
use serde_json::json;

use crate::actor::Actor;
use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::idempotency::Command;
use crate::invitations::{self, MEMBER_INVITED};
use crate::model::Checks;
use crate::storage::NewMember;
use crate::{queries, storage};

/// Whom to invite.
#[derive(Clone)]
pub struct InviteMember {
    /// The address that the invitation goes to.
    pub email: String,
    /// The name to show until the person gives one. A person who is there keeps theirs.
    pub name: String,
    /// One or more of admin, coordinator, facilitator, mentor and sponsor.
    pub roles: Vec<Role>,
    /// See [`Command`].
    pub idempotency_key: Option<String>,
}

struct Invitee {
    email: Email,
    name: String,
    roles: Vec<Role>,
}

/// Adds a person with roles and has an invitation sent. Somebody who is there gets the roles added,
/// and an invitation only if they have not joined. Somebody who left comes back by accepting one.
///
/// # Errors
/// [`AuthError::Denied`], [`AuthError::Invalid`], [`AuthError::TooManyInvitations`], or a key that
/// was used otherwise.
pub async fn invite_member(
    database: &Database,
    sources: &Sources,
    actor: &Actor,
    input: InviteMember,
) -> Result<MemberId, AuthError> {
    actor.require(Permission::InviteMember)?;
    let invitee = check(&input)?;
    let command = Command::new("invite_member", input.idempotency_key, &invitee.request())?;
    database
        .write(actor.organization_id, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, sources.now()).await? {
                return Ok(earlier);
            }
            let member_id = invite(connection, sources, actor, &invitee).await?;
            command.settle(connection, actor, &member_id).await?;
            Ok(member_id)
        })
        .await
}

async fn invite(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    invitee: &Invitee,
) -> Result<MemberId, AuthError> {
    let organization_id = actor.organization_id;
    storage::lock_people(connection, organization_id).await?;
    let new = NewMember {
        id: sources.new_id(),
        email: invitee.email.as_str(),
        name: &invitee.name,
        time_zone: None,
        invited_at: None,
    };
    let is_new = storage::insert_member(connection, organization_id, new, sources.now()).await?;
    let there = if is_new {
        None
    } else {
        queries::member_by_email(connection, organization_id, new.email).await?
    };
    if let Some(member) = there.as_ref().filter(|member| member.left_at.is_some()) {
        storage::bring_back(connection, organization_id, member.id).await?;
    }
    let (member_id, has_joined) =
        there.map_or((new.id, false), |member| (member.id, member.is_in()));
    storage::give_roles(connection, organization_id, member_id, &invitee.roles).await?;
    let details = json!({ "roles": invitee.role_words() });
    if has_joined {
        let entry = AuditEntry { action: "roles_given", subject: member_id.to_string(), details };
        audit::record(connection, sources, actor, entry).await?;
    } else {
        invitations::order(connection, sources, actor, member_id, (MEMBER_INVITED, details))
            .await?;
    }
    Ok(member_id)
}

impl Invitee {
    fn role_words(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.as_str()).collect()
    }

    /// What a repeated command must be the same in.
    fn request(&self) -> serde_json::Value {
        json!({ "email": self.email.as_str(), "name": self.name, "roles": self.role_words() })
    }
}

fn check(input: &InviteMember) -> Result<Invitee, AuthError> {
    let mut checks = Checks::default();
    let email = checks.email("email", &input.email);
    let name = checks.name("name", &input.name);
    let roles = checks.roles("roles", &input.roles);
    match (email, name, roles) {
        (Some(email), Some(name), Some(roles)) => Ok(Invitee { email, name, roles }),
        _ => Err(checks.into_error()),
    }
}
