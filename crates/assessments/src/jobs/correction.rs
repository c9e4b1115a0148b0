//! The mail on a result that changed because a key was corrected.

use auth::{Member, OrganizationProfile};
use chrono::Duration;
use chrono_tz::Tz;
use database::DatabaseError;
use jobs::{Attempt, Job, JobError};
use kernel::{AttemptId, ItemId, OrganizationId, parse_time_zone};
use mail::views::QuizCorrectedView;
use mail::{Category, Message, Party, TemplateName};
use serde::{Deserialize, Serialize};

use super::grading::GradeMailer;
use crate::model::quiet::quiet_until;
use crate::queries::mail::{CorrectedQuiz, corrected_quiz};

/// Writes to a learner that a wrong key was corrected, and whether the quiz is passed now. Within the
/// quiet hours of the reader's zone it puts itself off to their end.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct QuizCorrected {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// An attempt whose points changed; it leads to the learner's place and to the quiz.
    pub attempt_id: AttemptId,
    /// The item whose key was corrected.
    pub item_id: ItemId,
    /// The version of the corrected key; with the item, it tells two corrections apart.
    pub version: i32,
}

impl Job for QuizCorrected {
    const NAME: &'static str = "quiz_corrected";
    // Nine waits of e^1 to e^9 seconds: tried for about three and a half hours.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = GradeMailer;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.attempt_id, self.item_id, self.version))
    }

    async fn run(self, mailer: GradeMailer, _attempt: Attempt) -> Result<(), JobError> {
        let Some((profile, member, result)) = self.read(&mailer).await? else { return Ok(()) };
        if !member.gets_mail() {
            return Ok(());
        }
        let zone = member.time_zone.as_deref().and_then(parse_time_zone);
        let zone = zone.or_else(|| parse_time_zone(&profile.time_zone)).unwrap_or(Tz::UTC);
        if let Some(morning) = quiet_until(mailer.sources.now(), zone) {
            // The queue goes by the database's clock: a second more, so that it does not wake a
            // moment early. The new job has all its tries: the night is no failure.
            let at = morning + Duration::seconds(1);
            mailer
                .database
                .write(self.organization_id, async |connection| {
                    ::jobs::enqueue_at(connection, &[self], at).await
                })
                .await?;
            return Ok(());
        }
        let message = self.message(&mailer, profile.name, member, result)?;
        if let Err(error) = mailer.transport.send(&message).await {
            if !error.permanent {
                return Err(JobError::new(error.reason));
            }
            let attempt = self.attempt_id;
            tracing::warn!(%attempt, reason = %error.reason, "a correction cannot be delivered");
        }
        Ok(())
    }
}

impl QuizCorrected {
    async fn read(
        self,
        mailer: &GradeMailer,
    ) -> Result<Option<(OrganizationProfile, Member, CorrectedQuiz)>, DatabaseError> {
        let organization = self.organization_id;
        mailer
            .database
            .read(organization, async |connection| {
                let correction = (self.item_id, self.version);
                let result =
                    corrected_quiz(connection, organization, self.attempt_id, correction).await?;
                let Some(result) = result else { return Ok(None) };
                let member =
                    auth::queries::member(connection, organization, result.member_id).await?;
                let Some(member) = member else { return Ok(None) };
                let profile = auth::queries::organization(connection, organization).await?;
                Ok(Some((profile, member, result)))
            })
            .await
    }

    fn message(
        self,
        mailer: &GradeMailer,
        organization: String,
        member: Member,
        result: CorrectedQuiz,
    ) -> Result<Message, JobError> {
        let CorrectedQuiz { module, passed_at, corrected_at, .. } = result;
        let view = QuizCorrectedView {
            organization,
            recipient_name: member.name.clone(),
            is_judged: module.is_some(),
            quiz: module.map_or_else(
                || "A form of the diagnostic".to_owned(),
                |title| format!("Quiz of {title}"),
            ),
            is_passed: passed_at.is_some(),
            was_passed: passed_at.is_some_and(|at| at < corrected_at),
            page_url: format!("{}/learning", mailer.app_url),
        };
        let rendered = mailer
            .templates
            .render(TemplateName::QuizCorrected, &view)
            .map_err(|error| JobError::new(error.to_string()))?;
        Ok(Message {
            message_id: format!(
                "{}.{}.{}.{}@{}",
                Self::NAME,
                self.attempt_id.uuid().simple(),
                self.item_id.uuid().simple(),
                self.version,
                mailer.sender.domain
            ),
            from: mailer.sender.from.clone(),
            to: Party { name: member.name, address: member.email },
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: None,
            category: Category::Service,
            date: corrected_at,
        })
    }
}
