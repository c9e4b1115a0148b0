//! Jobs of this area: payload and run side by side.

mod correction;
mod grading;
mod peers;

use database::Connection;
use jobs::{Attempt as Try, Job, JobError};
use kernel::{AttemptId, EnrolmentId, ItemId, OrganizationId, QuizId};
use serde::{Deserialize, Serialize};

use crate::actions::{Assessments, CHUNK, close_expired};
use crate::error::AssessmentError;
use crate::model::quiz::Quiz;
use crate::model::rescoring::{Changes, Rescored, rescored};
use crate::queries::quizzes::Ended;
use crate::{queries, storage};

pub use correction::QuizCorrected;
pub use grading::{GradeMailer, GradePublished, GradingTick, TendGrading};
pub use peers::{HandOverPeerReviews, PeerReviewTick};

impl From<AssessmentError> for JobError {
    fn from(error: AssessmentError) -> Self {
        Self::new(error.to_string())
    }
}

/// Scores every ended attempt at a quiz anew after a correction. Done twice, it changes nothing the
/// second time. One mail goes to each learner whose points change.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RescoreQuiz {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The quiz.
    pub quiz_id: QuizId,
    /// The item whose key was corrected; none in jobs of before the mails, which send none.
    #[serde(default)]
    pub item_id: Option<ItemId>,
    /// The version of the corrected key; with the item, it tells two corrections apart.
    pub version: i32,
}

impl Job for RescoreQuiz {
    const NAME: &'static str = "rescore_quiz";
    type Services = Assessments;

    async fn run(self, assessments: Assessments, _: Try) -> Result<(), JobError> {
        assessments
            .database
            .write(self.organization_id, async |connection| {
                let (organization, quiz) = (self.organization_id, self.quiz_id);
                storage::quizzes::wait_for_endings(connection, organization, quiz).await
            })
            .await?;
        let mut after = None;
        loop {
            let chunk = assessments
                .database
                .write(self.organization_id, async |connection| {
                    self.chunk(connection, &assessments, after).await
                })
                .await?;
            match chunk {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }
}

impl RescoreQuiz {
    /// Scores the attempts of the next places after one of them anew; the last place, or `None` at
    /// the end.
    async fn chunk(
        self,
        connection: &mut Connection,
        assessments: &Assessments,
        after: Option<EnrolmentId>,
    ) -> Result<Option<EnrolmentId>, AssessmentError> {
        let organization = self.organization_id;
        let wanted = Ended { quiz: self.quiz_id, cohorts: None, after, most: CHUNK };
        let attempts = queries::quizzes::ended_attempts(connection, organization, wanted).await?;
        let Some(last) = attempts.last().map(|attempt| attempt.enrolment_id) else {
            return Ok(None);
        };
        // Taken before keys and grades are read: whoever grades a text meanwhile waits.
        let ids: Vec<AttemptId> = attempts.iter().map(|attempt| attempt.id).collect();
        let attempts = storage::quizzes::lock_attempts(connection, organization, &ids).await?;
        let items = assessments.items.get(connection, organization, self.quiz_id).await?;
        let keys = queries::quizzes::right(connection, organization, &items).await?;
        let grades = queries::quizzes::text_grades(connection, organization, &ids).await?;
        let changed = rescored(&items, &keys, &attempts, &grades, &mut Changes::default());
        if !changed.is_empty() {
            storage::quizzes::rescore(connection, organization, &changed).await?;
            self.note_passes(connection, assessments, &changed).await?;
            ::jobs::enqueue(connection, &self.mails(&changed)).await?;
        }
        Ok(Some(last))
    }

    /// One mail for each place, however many of its attempts changed. They come in the order of
    /// places, and no place is in two chunks.
    fn mails(self, changed: &[Rescored]) -> Vec<QuizCorrected> {
        let Some(item_id) = self.item_id else { return Vec::new() };
        changed
            .chunk_by(|one, next| one.enrolment_id == next.enrolment_id)
            .filter_map(<[Rescored]>::first)
            .map(|result| QuizCorrected {
                organization_id: self.organization_id,
                attempt_id: result.id,
                item_id,
                version: self.version,
            })
            .collect()
    }

    /// Completes modules where the corrected result was the last thing missing.
    async fn note_passes(
        self,
        connection: &mut Connection,
        assessments: &Assessments,
        changed: &[Rescored],
    ) -> Result<(), AssessmentError> {
        let passed: Vec<EnrolmentId> = changed
            .iter()
            .filter(|result| result.newly_passed)
            .map(|result| result.enrolment_id)
            .collect();
        let organization = self.organization_id;
        let quiz = queries::quizzes::quiz(connection, organization, self.quiz_id).await?;
        let Some(Quiz { module_id: Some(module), program_version_id, .. }) = quiz else {
            return Ok(());
        };
        if let Some(plan) =
            assessments.plans.get(connection, organization, program_version_id).await?
            && !passed.is_empty()
        {
            let now = assessments.sources.now();
            cohorts::actions::record_quiz_passes(
                connection,
                organization,
                &plan,
                module,
                &passed,
                now,
            )
            .await?;
        }
        Ok(())
    }
}

/// Closes attempts that nobody handed in, in every organisation, with what was saved of them.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct CloseAttempts {}

impl Job for CloseAttempts {
    const NAME: &'static str = "close_attempts";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Assessments;

    async fn run(self, assessments: Assessments, _: Try) -> Result<(), JobError> {
        let organizations = assessments
            .database
            .system_statement(async |connection| auth::queries::all_organizations(connection).await)
            .await?;
        let mut failed = Ok(());
        for organization in organizations {
            // One organisation's trouble holds up no other.
            if let Err(error) = close_all(&assessments, organization).await {
                tracing::warn!(%organization, %error, "expired sittings were not closed");
                failed = Err(error.into());
            }
        }
        failed
    }
}

async fn close_all(
    assessments: &Assessments,
    organization: OrganizationId,
) -> Result<(), AssessmentError> {
    while close_expired(assessments, organization).await? > 0 {}
    Ok(())
}
