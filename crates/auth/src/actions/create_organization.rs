use std::fmt;

use database::{Connection, Database};
use kernel::{Email, MemberId, OrganizationId, Role, Sources};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::error::AuthError;
use crate::links::Links;
use crate::model::{Checks, INVITATION_LIFETIME};
use crate::storage::{NewInvitation, NewMember};
use crate::{queries, storage, tokens};

/// A new customer organisation with its first admin.
#[derive(Clone)]
pub struct CreateOrganization {
    /// What members name at sign-in: a-z, 0-9 and `-`.
    pub slug: String,
    /// The name to show.
    pub name: String,
    /// Its IANA time zone.
    pub time_zone: String,
    /// The first admin's address.
    pub admin_email: String,
    /// The first admin's name.
    pub admin_name: String,
}

/// What was made.
#[derive(Clone, PartialEq, Eq)]
pub struct CreatedOrganization {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Its first admin.
    pub admin_id: MemberId,
    /// Where the admin accepts; carries the secret and is shown only here.
    pub invitation_url: String,
}

impl fmt::Debug for CreatedOrganization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CreatedOrganization")
            .field(&self.organization_id)
            .field(&self.admin_id)
            .finish()
    }
}

struct Checked {
    slug: String,
    name: String,
    time_zone: String,
    admin_email: Email,
    admin_name: String,
}

/// Makes an organisation from the command line.
///
/// Slug and invitation are stored in one transaction, the organisation's own rows in the next; the
/// profile among them says that all is there. Whoever stops in between runs the command again.
///
/// # Errors
/// [`AuthError::SlugTaken`] when the organisation is complete; [`AuthError::Invalid`].
pub async fn create_organization(
    database: &Database,
    sources: &Sources,
    links: &Links,
    input: CreateOrganization,
) -> Result<CreatedOrganization, AuthError> {
    let input = check(&input)?;
    refuse_complete(database, &input.slug).await?;
    let (admin_id, token) = (sources.new_id(), sources.new_secret());
    let token_hash = tokens::hash_of(&token.reveal());
    let organization_id = database
        .system(async |connection| {
            storage::insert_organization(connection, sources.new_id(), &input.slug, sources.now())
                .await?;
            let id = queries::organization_by_slug(connection, &input.slug)
                .await?
                .ok_or(AuthError::SlugTaken)?;
            let invitation = NewInvitation {
                token_hash: &token_hash,
                organization_id: id,
                member_id: admin_id,
                email: input.admin_email.as_str(),
                expires_at: sources.now() + INVITATION_LIFETIME,
            };
            storage::insert_invitation(connection, &invitation, sources.now()).await?;
            Ok::<_, AuthError>(id)
        })
        .await?;
    database
        .write(organization_id, async |connection| {
            complete(connection, sources, organization_id, admin_id, &input).await
        })
        .await?;
    Ok(CreatedOrganization {
        organization_id,
        admin_id,
        invitation_url: links.accept_invitation(&token),
    })
}

async fn refuse_complete(database: &Database, slug: &str) -> Result<(), AuthError> {
    let earlier = database
        .system_statement(async |connection| queries::organization_by_slug(connection, slug).await)
        .await?;
    let Some(id) = earlier else { return Ok(()) };
    let is_complete =
        database.read(id, async |connection| queries::has_profile(connection, id).await).await?;
    if is_complete { Err(AuthError::SlugTaken) } else { Ok(()) }
}

async fn complete(
    connection: &mut Connection,
    sources: &Sources,
    id: OrganizationId,
    admin_id: MemberId,
    input: &Checked,
) -> Result<(), AuthError> {
    let now = sources.now();
    if !storage::insert_profile(connection, id, &input.name, &input.time_zone, now).await? {
        // Somebody else ran the command at the same time and was first.
        return Err(AuthError::SlugTaken);
    }
    let admin = NewMember {
        id: admin_id,
        email: input.admin_email.as_str(),
        name: &input.admin_name,
        time_zone: None,
        invited_at: Some(now),
    };
    storage::insert_member(connection, id, admin, now).await?;
    storage::give_roles(connection, id, admin_id, &[Role::Admin]).await?;
    let entry = AuditEntry {
        action: "organization_created",
        subject: id.to_string(),
        details: json!({ "admin": admin_id }),
    };
    audit::record_as(connection, sources, id, None, entry).await?;
    Ok(())
}

fn check(input: &CreateOrganization) -> Result<Checked, AuthError> {
    let mut checks = Checks::default();
    let slug = checks.slug("slug", &input.slug);
    let name = checks.name("name", &input.name);
    let time_zone = checks.time_zone("timeZone", &input.time_zone);
    let admin_email = checks.email("adminEmail", &input.admin_email);
    let admin_name = checks.name("adminName", &input.admin_name);
    match (slug, name, time_zone, admin_email, admin_name) {
        (Some(slug), Some(name), Some(time_zone), Some(admin_email), Some(admin_name)) => {
            Ok(Checked { slug, name, time_zone, admin_email, admin_name })
        }
        _ => Err(checks.into_error()),
    }
}
