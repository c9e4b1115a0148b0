//! The jobs of identity.

use chrono::{DateTime, Utc};
use database::{Database, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{MemberId, OrganizationId, Sources};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::mailer::{InvitationMail, InvitationMailer};
use crate::{queries, storage};

/// What [`MemberJoined`] needs.
#[derive(Debug, Clone)]
pub struct AuthServices {
    /// The two pools.
    pub database: Database,
    /// Time and chance.
    pub sources: Sources,
}

/// Carries an accepted invitation over to the organisation's own rows, which the transaction that
/// accepted it could not reach.
#[derive(Clone, Serialize, Deserialize)]
pub struct MemberJoined {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Who joined.
    pub member_id: MemberId,
    /// The name that the person gave, if any.
    pub name: Option<String>,
    /// The time zone that the person gave, if any.
    pub time_zone: Option<String>,
}

impl Job for MemberJoined {
    const NAME: &'static str = "member_joined";
    type Services = AuthServices;

    async fn run(self, services: AuthServices, _: Attempt) -> Result<(), JobError> {
        let AuthServices { database, sources } = services;
        let (organization, member) = (self.organization_id, self.member_id);
        database
            .write(organization, async |connection| {
                let (name, time_zone) = (self.name.as_deref(), self.time_zone.as_deref());
                if storage::set_joined(
                    connection,
                    organization,
                    member,
                    name,
                    time_zone,
                    sources.now(),
                )
                .await?
                {
                    let entry = AuditEntry {
                        action: "member_joined",
                        subject: member.to_string(),
                        details: json!({}),
                    };
                    audit::record_as(connection, &sources, organization, Some(member), entry)
                        .await?;
                }
                Ok(())
            })
            .await
    }
}

/// Carries a removal over to sessions and seats, which the transaction that removed the person could
/// not reach.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberLeft {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Who left.
    pub member_id: MemberId,
    /// When.
    pub left_at: DateTime<Utc>,
}

impl Job for MemberLeft {
    const NAME: &'static str = "member_left";
    type Services = AuthServices;

    async fn run(self, services: AuthServices, _: Attempt) -> Result<(), JobError> {
        let Self { organization_id, member_id, left_at } = self;
        let member = services
            .database
            .read(organization_id, async |connection| {
                queries::member(connection, organization_id, member_id).await
            })
            .await?;
        // Whoever was invited again since then keeps the seat that they took.
        if member.is_none_or(|member| member.left_at != Some(left_at)) {
            return Ok(());
        }
        services
            .database
            .system(async |connection| {
                storage::take_seat_away(connection, organization_id, member_id, left_at).await
            })
            .await?;
        Ok(())
    }
}

/// Sends an invitation to somebody who was added with roles.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendInvitation {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Whom to invite.
    pub member_id: MemberId,
    /// When it was ordered: links that were made before end. Absent in jobs of older versions.
    #[serde(default)]
    pub ordered_at: Option<DateTime<Utc>>,
}

impl Job for SendInvitation {
    const NAME: &'static str = "send_invitation";
    type Services = InvitationMailer;

    fn key(&self) -> Option<String> {
        Some(self.member_id.to_string())
    }

    async fn run(self, mailer: InvitationMailer, _: Attempt) -> Result<(), JobError> {
        let (organization_id, member_id) = (self.organization_id, self.member_id);
        let (organization, member) = mailer
            .database
            .read(organization_id, async |connection| {
                let organization = queries::organization(connection, organization_id).await?;
                Ok::<_, DatabaseError>((
                    organization,
                    queries::member(connection, organization_id, member_id).await?,
                ))
            })
            .await?;
        let Some(member) = member else { return Ok(()) };
        // Every try of one order is the same mail, and the next order is a new one.
        let message_key = self
            .ordered_at
            .or(member.invited_at)
            .map_or_else(|| "0".to_owned(), |at| at.timestamp_micros().to_string());
        let role_line = format!("You are invited to {}.", organization.name);
        let voids_before = self.ordered_at;
        mailer
            .deliver(InvitationMail {
                organization_id,
                member_id,
                role_line,
                message_key,
                voids_before,
            })
            .await
    }
}
