//! Addresses that no mail reaches: two refusals for good in a row, of reports or letters on mentoring,
//! and nothing more of either goes there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use database::schema::report_bounce;
use database::{Connection, Database, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use jobs::{Attempt, Job, JobError};
use kernel::{MemberId, OrganizationId};
use mail::views::UndeliverableView;
use mail::{Category, Message, Party, SendError, TemplateName, Templates, Transport};
use serde::{Deserialize, Serialize};

use crate::mailer::Sender;
use crate::{queries, storage};

/// So many refusals in a row are enough.
const ENOUGH: i32 = 2;

/// Keeps count of what became of a mail to somebody. With the second refusal in a row every admin is
/// told, once: from then on nothing goes to the address, so there is no third.
///
/// # Errors
/// When a statement fails.
pub async fn note(
    connection: &mut Connection,
    organization: OrganizationId,
    (member, email): (MemberId, &str),
    result: &Result<(), SendError>,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    match result {
        Ok(()) => storage::forget_refusals(connection, organization, member).await,
        Err(error) if error.permanent => {
            let refusals =
                storage::count_refusal(connection, organization, member, email, now).await?;
            if refusals != ENOUGH {
                return Ok(());
            }
            let admins = queries::admins(connection, organization).await?;
            // Not somebody whom no mail reaches.
            let others = admins.into_iter().filter(|admin| *admin != member);
            let told: Vec<TellAdmin> = others
                .map(|admin_id| TellAdmin {
                    organization_id: organization,
                    admin_id,
                    member_id: member,
                })
                .collect();
            jobs::enqueue(connection, &told).await
        }
        Err(_) => Ok(()),
    }
}

/// Since when nothing goes to an address of a person, because it was refused for good twice in a row;
/// `None` while mails go there.
///
/// # Errors
/// When the statement fails.
pub async fn refused_since(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    email: &str,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    Ok(report_bounce::table
        .filter(report_bounce::organization_id.eq(organization))
        .filter(report_bounce::member_id.eq(member))
        .filter(report_bounce::email.eq(email))
        .filter(report_bounce::refusals.ge(ENOUGH))
        .select(report_bounce::last_at)
        .first(connection)
        .await
        .optional()?)
}

/// What [`TellAdmin`] needs.
#[derive(Debug, Clone)]
pub struct BounceMailer {
    /// The two pools.
    pub database: Database,
    /// The way out.
    pub transport: Transport,
    /// The words.
    pub templates: Arc<Templates>,
    /// Who writes.
    pub sender: Sender,
    /// Where the learning pages are, without a slash at the end.
    pub app_url: String,
}

/// Tells an admin that mails to somebody cannot be delivered.
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
    type Services = BounceMailer;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.admin_id, self.member_id))
    }

    async fn run(self, mailer: BounceMailer, _attempt: Attempt) -> Result<(), JobError> {
        let Some(message) = message(&mailer, self).await? else { return Ok(()) };
        match mailer.transport.send(&message).await {
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
async fn message(mailer: &BounceMailer, job: TellAdmin) -> Result<Option<Message>, JobError> {
    let TellAdmin { organization_id: organization, admin_id, member_id } = job;
    let found = mailer
        .database
        .read(organization, async |connection| {
            let admin = queries::member(connection, organization, admin_id).await?;
            let person = queries::member(connection, organization, member_id).await?;
            let (Some(admin), Some(person)) = (admin, person) else { return Ok(None) };
            let since = refused_since(connection, organization, member_id, &person.email).await?;
            let profile = queries::organization(connection, organization).await?;
            Ok::<_, DatabaseError>(since.map(|since| (admin, person, profile, since)))
        })
        .await?;
    let Some((admin, person, profile, since)) = found else { return Ok(None) };
    let view = UndeliverableView {
        recipient_name: admin.name.clone(),
        person: person.name,
        organization: profile.name,
        page_url: format!("{}/people", mailer.app_url),
    };
    let texts = mailer
        .templates
        .render(TemplateName::Undeliverable, &view)
        .map_err(|error| JobError::new(error.to_string()))?;
    let [admin_id, member_id] = [admin_id, member_id].map(|id| id.uuid().simple().to_string());
    let at = since.timestamp_micros();
    Ok(Some(Message {
        message_id: format!("undeliverable.{member_id}.{at}.{admin_id}@{}", mailer.sender.domain),
        from: mailer.sender.from.clone(),
        to: Party { name: admin.name, address: admin.email },
        subject: texts.subject,
        text: texts.text,
        html: texts.html,
        list_unsubscribe: None,
        category: Category::Service,
        date: since,
    }))
}
