//! Addresses that no mail reaches: two refusals for good in a row, and nothing more goes there.

use database::{Connection, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{MemberId, OrganizationId};
use mail::views::UndeliverableView;
use mail::{Category, Message, Party, SendError, TemplateName};
use serde::{Deserialize, Serialize};

use super::Reports;
use crate::error::ReportError;
use crate::{queries, storage};

/// So many refusals in a row are enough.
pub(super) const ENOUGH: i32 = 2;

/// Keeps count of what became of a mail to somebody. With the second refusal in a row every admin is
/// told, once: from then on nothing goes to the address, so there is no third.
pub(super) async fn note(
    connection: &mut Connection,
    reports: &Reports,
    organization: OrganizationId,
    (member, email): (MemberId, &str),
    result: &Result<(), SendError>,
) -> Result<(), DatabaseError> {
    match result {
        Ok(()) => storage::forget_refusals(connection, organization, member).await,
        Err(error) if error.permanent => {
            let now = reports.sources.now();
            let refusals =
                storage::count_refusal(connection, organization, member, email, now).await?;
            if refusals != ENOUGH {
                return Ok(());
            }
            let admins = auth::queries::admins(connection, organization).await?;
            // Not somebody whom no mail reaches.
            let others = admins.into_iter().filter(|admin| *admin != member);
            let told: Vec<TellAdmin> = others
                .map(|admin_id| TellAdmin {
                    organization_id: organization,
                    admin_id,
                    member_id: member,
                })
                .collect();
            ::jobs::enqueue(connection, &told).await
        }
        Err(_) => Ok(()),
    }
}

/// Tells an admin that reports to somebody cannot be delivered.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct TellAdmin {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// Who is told.
    pub admin_id: MemberId,
    /// Whom no mail reaches.
    pub member_id: MemberId,
}

impl Job for TellAdmin {
    const NAME: &'static str = "tell_admin_of_bounces";
    // As long as a report is tried.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = Reports;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.admin_id, self.member_id))
    }

    async fn run(self, reports: Reports, _attempt: Attempt) -> Result<(), JobError> {
        let message =
            message(&reports, self).await.map_err(|error| JobError::new(error.to_string()))?;
        let Some(message) = message else { return Ok(()) };
        match reports.transport.send(&message).await {
            Ok(()) => Ok(()),
            Err(error) if error.permanent => {
                tracing::warn!(admin = %self.admin_id, reason = %error.reason, "an admin cannot be told of bounces");
                Ok(())
            }
            Err(error) => Err(JobError::new(error.reason)),
        }
    }
}

/// The mail, unless the address has changed since or one of the two is no longer there. It has one
/// Message-ID for an admin, a person and the refusal that was the last.
async fn message(reports: &Reports, job: TellAdmin) -> Result<Option<Message>, ReportError> {
    let TellAdmin { organization_id: organization, admin_id, member_id } = job;
    let found = reports
        .database
        .read(organization, async |connection| {
            let admin = auth::queries::member(connection, organization, admin_id).await?;
            let person = auth::queries::member(connection, organization, member_id).await?;
            let (Some(admin), Some(person)) = (admin, person) else { return Ok(None) };
            let since =
                queries::refused_since(connection, organization, member_id, &person.email, ENOUGH)
                    .await?;
            let profile = auth::queries::organization(connection, organization).await?;
            Ok::<_, DatabaseError>(since.map(|since| (admin, person, profile, since)))
        })
        .await?;
    let Some((admin, person, profile, since)) = found else { return Ok(None) };
    let view = UndeliverableView {
        recipient_name: admin.name.clone(),
        person: person.name,
        organization: profile.name,
        page_url: format!("{}/people", reports.app_url),
    };
    let texts = reports.templates.render(TemplateName::Undeliverable, &view)?;
    let [admin_id, member_id] = [admin_id, member_id].map(|id| id.uuid().simple().to_string());
    let at = since.timestamp_micros();
    Ok(Some(Message {
        message_id: format!("undeliverable.{member_id}.{at}.{admin_id}@{}", reports.sender.domain),
        from: reports.sender.from.clone(),
        to: Party { name: admin.name, address: admin.email },
        subject: texts.subject,
        text: texts.text,
        html: texts.html,
        list_unsubscribe: None,
        category: Category::Service,
        date: since,
    }))
}
