//! Mails on results, and claims that nobody works on. A tick finds organisations, a tending looks
//! after one, a mail goes to one learner.

use std::sync::Arc;

use auth::Sender;
use auth::audit::{self, AuditEntry};
use chrono::Duration;
use chrono_tz::Tz;
use database::{Database, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{OrganizationId, Sources, SubmissionId, parse_time_zone};
use mail::views::GradePublishedView;
use mail::{Category, Message, Party, TemplateName, Templates, Transport};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::places::CLAIM_LASTS;
use crate::model::quiet::is_quiet;
use crate::queries::mail::{Unmailed, all_unmailed, unmailed};
use crate::storage::grades::delete_stale_claims;
use crate::storage::results::set_notified;

/// A mail on a result is still worth sending for this long.
const STILL_USEFUL: Duration = Duration::days(2);

/// What these jobs need.
#[derive(Debug, Clone)]
pub struct GradeMailer {
    /// The two pools.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// The way out.
    pub transport: Transport,
    /// The words.
    pub templates: Arc<Templates>,
    /// Who writes.
    pub sender: Sender,
    /// Where the learning pages are, without a slash at the end.
    pub app_url: String,
}

/// Looks for organisations in which something is to be done about grading.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct GradingTick {}

impl Job for GradingTick {
    const NAME: &'static str = "tick_grading";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = GradeMailer;

    async fn run(self, mailer: GradeMailer, _attempt: Attempt) -> Result<(), JobError> {
        mailer
            .database
            .system(async |connection| {
                let organizations = auth::queries::all_organizations(connection).await?;
                let tending: Vec<TendGrading> = organizations
                    .into_iter()
                    .map(|organization_id| TendGrading { organization_id })
                    .collect();
                ::jobs::enqueue(connection, &tending).await
            })
            .await?;
        Ok(())
    }
}

/// Takes back claims that nobody has worked on for three days, and has those mails sent that were
/// held back over the night.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct TendGrading {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for TendGrading {
    const NAME: &'static str = "tend_grading";
    const MAX_ATTEMPTS: i16 = 5;
    type Services = GradeMailer;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, mailer: GradeMailer, _attempt: Attempt) -> Result<(), JobError> {
        let organization = self.organization_id;
        let now = mailer.sources.now();
        mailer
            .database
            .write(organization, async |connection| {
                let taken =
                    delete_stale_claims(connection, organization, now - CLAIM_LASTS).await?;
                for claim in taken {
                    let entry = AuditEntry {
                        action: "stale_claim_released",
                        subject: claim.submission_id.to_string(),
                        details: json!({ "grader": claim.grader_id }),
                    };
                    audit::record_as(connection, &mailer.sources, organization, None, entry)
                        .await?;
                }
                let mails = all_unmailed(connection, organization, now - STILL_USEFUL).await?;
                let mails: Vec<GradePublished> = mails
                    .into_iter()
                    .map(|(submission_id, version_number)| GradePublished {
                        organization_id: organization,
                        submission_id,
                        version_number,
                    })
                    .collect();
                ::jobs::enqueue(connection, &mails).await
            })
            .await?;
        Ok(())
    }
}

/// Writes to the learner that the result of a version stands: whether it passed, and where to read
/// the rest. Within the quiet hours of the reader's zone it does nothing; [`TendGrading`] sets it
/// going again in the morning.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct GradePublished {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The submission.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
}

impl Job for GradePublished {
    const NAME: &'static str = "grade_published";
    // Nine waits of e^1 to e^9 seconds: tried for about three and a half hours.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = GradeMailer;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.submission_id, self.version_number))
    }

    async fn run(self, mailer: GradeMailer, _attempt: Attempt) -> Result<(), JobError> {
        let Self { organization_id: organization, submission_id: id, version_number: number } =
            self;
        let now = mailer.sources.now();
        let (profile, result) = mailer
            .database
            .read(organization, async |connection| {
                let profile = auth::queries::organization(connection, organization).await?;
                let result = unmailed(connection, organization, id, number).await?;
                Ok::<_, DatabaseError>((profile, result))
            })
            .await?;
        let Some(result) = result else { return Ok(()) };
        let zone = result.time_zone.as_deref().and_then(parse_time_zone);
        let zone = zone.or_else(|| parse_time_zone(&profile.time_zone)).unwrap_or(Tz::UTC);
        if is_quiet(now, zone) {
            return Ok(());
        }
        let message = self.message(&mailer, &profile.name, result)?;
        // Sent before it is noted: a crash in between sends it twice under one Message-ID, the other
        // order would lose it.
        if let Err(error) = mailer.transport.send(&message).await {
            if !error.permanent {
                return Err(JobError::new(error.reason));
            }
            tracing::warn!(submission = %id, reason = %error.reason, "a result cannot be delivered");
        }
        mailer
            .database
            .write(organization, async |connection| {
                set_notified(connection, organization, id, number, now).await
            })
            .await?;
        Ok(())
    }
}

impl GradePublished {
    fn message(
        self,
        mailer: &GradeMailer,
        organization: &str,
        result: Unmailed,
    ) -> Result<Message, JobError> {
        let view = GradePublishedView {
            organization: organization.to_owned(),
            recipient_name: result.name.clone(),
            assignment: result.assignment,
            is_passed: result.is_passed,
            page_url: format!("{}/learning", mailer.app_url),
        };
        let rendered = mailer
            .templates
            .render(TemplateName::GradePublished, &view)
            .map_err(|error| JobError::new(error.to_string()))?;
        Ok(Message {
            message_id: format!(
                "{}.{}.{}.{}@{}",
                Self::NAME,
                self.submission_id.uuid().simple(),
                self.version_number,
                result.member_id.uuid().simple(),
                mailer.sender.domain
            ),
            from: mailer.sender.from.clone(),
            to: Party { name: result.name, address: result.email },
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: None,
            category: Category::Service,
            date: result.decided_at,
        })
    }
}
