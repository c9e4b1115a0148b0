//! Invitations by mail.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Database, DatabaseError};
use jobs::JobError;
use kernel::{MemberId, OrganizationId, Secret, Sources, parse_time_zone};
use mail::views::InvitationView;
use mail::{Category, Message, Party, TemplateName, Templates, Transport};

use crate::error::InvitationError;
use crate::links::Links;
use crate::model::{INVITATION_LIFETIME, Member, OrganizationProfile};
use crate::storage::NewInvitation;
use crate::{queries, storage, tokens};

/// Who our mails come from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Name and address.
    pub from: Party,
    /// The right half of our Message-IDs.
    pub domain: String,
}

/// Makes invitations and sends them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct InvitationMailer {
    /// The two pools.
    pub database: Database,
    /// Time and chance.
    pub sources: Sources,
    /// The way out.
    pub transport: Transport,
    /// The words.
    pub templates: Arc<Templates>,
    /// Who writes.
    pub sender: Sender,
    /// Where the invitation is accepted.
    pub links: Links,
}

/// An invitation to be mailed.
#[derive(Debug, Clone)]
pub struct InvitationMail {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Whom to invite.
    pub member_id: MemberId,
    /// What the mail says of the person's place.
    pub role_line: String,
    /// Of mails with the same key the reader sees one.
    pub message_key: String,
    /// Links that the person got before this moment end with this one.
    pub voids_before: Option<DateTime<Utc>>,
}

impl InvitationMailer {
    /// Invites a member who has neither joined nor left; otherwise does nothing. For jobs: a refusal
    /// for good ends the job with a line in the log, since each further try would make another secret
    /// only to hear the same refusal.
    ///
    /// # Errors
    /// A reason for which another try is worth while.
    pub async fn deliver(&self, mail: InvitationMail) -> Result<(), JobError> {
        let member_id = mail.member_id;
        match self.send(mail).await {
            Ok(()) => Ok(()),
            Err(InvitationError::Temporary(reason)) => Err(JobError::new(reason)),
            Err(InvitationError::Permanent(reason)) => {
                tracing::warn!(member = %member_id, %reason, "an invitation cannot be delivered");
                Ok(())
            }
        }
    }

    /// The secret is made here and is nowhere but in the mail.
    async fn send(&self, mail: InvitationMail) -> Result<(), InvitationError> {
        let InvitationMail { organization_id, member_id, role_line, message_key, voids_before } =
            mail;
        let (organization, member) = self
            .database
            .read(organization_id, async |connection| {
                let organization = queries::organization(connection, organization_id).await?;
                let member = queries::member(connection, organization_id, member_id).await?;
                Ok::<_, DatabaseError>((organization, member))
            })
            .await?;
        let member = member
            .ok_or_else(|| InvitationError::Permanent("there is no such member".to_owned()))?;
        if member.joined_at.is_some() || !member.gets_mail() {
            return Ok(());
        }
        let expires_at = self.sources.now() + INVITATION_LIFETIME;
        let token = self.store(organization_id, &member, expires_at, voids_before).await?;
        let accept_url = self.links.accept_invitation(&token);
        let expires_on = last_day(expires_at, &member, &organization);
        let view = InvitationView {
            organization: organization.name,
            recipient_name: member.name.clone(),
            role_line,
            accept_url,
            expires_on,
        };
        let message = self.compose(&member, &view, &message_key)?;
        self.transport.send(&message).await.map_err(|error| {
            if error.permanent {
                InvitationError::Permanent(error.reason)
            } else {
                InvitationError::Temporary(error.reason)
            }
        })?;
        let now = self.sources.now();
        self.database
            .write(organization_id, async |connection| {
                storage::set_invited(connection, organization_id, member_id, now).await
            })
            .await?;
        Ok(())
    }

    async fn store(
        &self,
        organization_id: OrganizationId,
        member: &Member,
        expires_at: DateTime<Utc>,
        voids_before: Option<DateTime<Utc>>,
    ) -> Result<Secret, DatabaseError> {
        let token = self.sources.new_secret();
        let token_hash = tokens::hash_of(&token.reveal());
        let invitation = NewInvitation {
            token_hash: &token_hash,
            organization_id,
            member_id: member.id,
            email: &member.email,
            expires_at,
        };
        let now = self.sources.now();
        self.database
            .system(async |connection| {
                // Not those of earlier tries: one of them may have arrived, and then it is the mail
                // that the reader sees.
                if let Some(before) = voids_before {
                    let whose = (organization_id, member.id);
                    storage::void_invitations(connection, whose, before, now).await?;
                }
                storage::insert_invitation(connection, &invitation, now).await
            })
            .await?;
        Ok(token)
    }

    fn compose(
        &self,
        member: &Member,
        view: &InvitationView,
        message_key: &str,
    ) -> Result<Message, InvitationError> {
        let rendered = self
            .templates
            .render(TemplateName::Invitation, view)
            .map_err(|error| InvitationError::Permanent(error.to_string()))?;
        Ok(Message {
            message_id: format!(
                "invitation.{}.{message_key}@{}",
                member.id.uuid(),
                self.sender.domain
            ),
            from: self.sender.from.clone(),
            to: Party { name: member.name.clone(), address: member.email.clone() },
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: None,
            category: Category::Service,
            date: self.sources.now(),
        })
    }
}

/// The day on which the invitation ends, as the reader's calendar shows it.
fn last_day(
    expires_at: DateTime<Utc>,
    member: &Member,
    organization: &OrganizationProfile,
) -> String {
    let zone = member
        .time_zone
        .as_deref()
        .and_then(parse_time_zone)
        .or_else(|| parse_time_zone(&organization.time_zone))
        .unwrap_or(Tz::UTC);
    expires_at.with_timezone(&zone).format("%-d %B %Y").to_string()
}
