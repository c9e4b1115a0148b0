use database::{Connection, Database};
use kernel::{Email, MemberId, Permission, Role, Sources};
use serde_json::json;

use crate::actor::Actor;
use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::idempotency::Command;
use crate::jobs::SendInvitation;
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
    /// One or more of admin, facilitator, mentor and sponsor.
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
/// and an invitation only if they have not joined.
///
/// # Errors
/// [`AuthError::Denied`], [`AuthError::Invalid`], or a key that was used otherwise.
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
    let new = NewMember {
        id: sources.new_id(),
        email: invitee.email.as_str(),
        name: &invitee.name,
        time_zone: None,
        invited_at: None,
    };
    let is_new = storage::insert_member(connection, organization_id, new, sources.now()).await?;
    let (member_id, has_joined) = if is_new {
        (new.id, false)
    } else {
        queries::member_by_email(connection, organization_id, new.email).await?
    };
    storage::give_roles(connection, organization_id, member_id, &invitee.roles).await?;
    let entry = AuditEntry {
        action: if has_joined { "roles_given" } else { "member_invited" },
        subject: member_id.to_string(),
        details: json!({ "roles": invitee.role_words() }),
    };
    audit::record(connection, sources, actor, entry).await?;
    if !has_joined {
        jobs::enqueue(connection, &[SendInvitation { organization_id, member_id }]).await?;
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
