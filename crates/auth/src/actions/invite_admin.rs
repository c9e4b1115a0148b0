use database::Database;
use kernel::{MemberId, OrganizationId, Sources};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::links::Links;
use crate::model::{Checks, INVITATION_LIFETIME};
use crate::storage::NewInvitation;
use crate::{queries, storage, tokens};

/// An admin whose link was lost.
#[derive(Clone)]
pub struct InviteAdmin {
    /// The organisation's slug.
    pub slug: String,
    /// The admin's address.
    pub email: String,
}

/// Makes a new link for an admin who has not joined, from the command line, and ends those before
/// it. Returns the link, which carries the secret and is shown only there: without it, an
/// organisation whose first admin lost theirs would have nobody who can invite.
///
/// # Errors
/// [`AuthError::NoSuchOrganization`], [`AuthError::NoSuchAdmin`], [`AuthError::AlreadyJoined`],
/// [`AuthError::Invalid`].
pub async fn invite_admin(
    database: &Database,
    sources: &Sources,
    links: &Links,
    input: InviteAdmin,
) -> Result<String, AuthError> {
    let mut checks = Checks::default();
    let (Some(slug), Some(email)) =
        (checks.slug("slug", &input.slug), checks.email("email", &input.email))
    else {
        return Err(checks.into_error());
    };
    let organization = database
        .system_statement(async |connection| queries::organization_by_slug(connection, &slug).await)
        .await?
        .ok_or(AuthError::NoSuchOrganization)?;
    let admin_id = record(database, sources, organization, email.as_str()).await?;
    let (token, now) = (sources.new_secret(), sources.now());
    let token_hash = tokens::hash_of(&token.reveal());
    let invitation = NewInvitation {
        token_hash: &token_hash,
        organization_id: organization,
        member_id: admin_id,
        email: email.as_str(),
        expires_at: now + INVITATION_LIFETIME,
    };
    database
        .system(async |connection| {
            storage::void_invitations(connection, (organization, admin_id), now, now).await?;
            storage::insert_invitation(connection, &invitation, now).await
        })
        .await?;
    Ok(links.accept_invitation(&token))
}

/// Finds the admin and notes what is about to be made for them. A command that breaks off after this
/// has made nothing, and is run again.
async fn record(
    database: &Database,
    sources: &Sources,
    organization: OrganizationId,
    email: &str,
) -> Result<MemberId, AuthError> {
    database
        .write(organization, async |connection| {
            let (id, has_joined) = queries::admin_by_email(connection, organization, email)
                .await?
                .ok_or(AuthError::NoSuchAdmin)?;
            if has_joined {
                return Err(AuthError::AlreadyJoined);
            }
            storage::set_invited(connection, organization, id, sources.now()).await?;
            let entry = AuditEntry {
                action: "admin_link_made",
                subject: id.to_string(),
                details: json!({}),
            };
            audit::record_as(connection, sources, organization, None, entry).await?;
            Ok(id)
        })
        .await
}
