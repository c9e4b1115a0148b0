use auth::Actor;
use curriculum::item::Answer;
use kernel::{AttemptId, ItemId, Permission};

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::quiz::{Attempt, check, stored};
use crate::{queries, storage};

/// Answers to keep, in any parts.
#[derive(Debug, Clone)]
pub struct SaveAnswers {
    /// One's own attempt.
    pub attempt_id: AttemptId,
    /// What is answered now; items that are left out keep what they have.
    pub answers: Vec<(ItemId, Answer)>,
}

/// Keeps answers of an attempt that runs. Sent again, they change nothing.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own attempt, answers that do not fit, an attempt that
/// is over, the database.
pub async fn save_answers(
    assessments: &Assessments,
    actor: &Actor,
    input: SaveAnswers,
) -> Result<Attempt, AssessmentError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let id = input.attempt_id;
            let (_, quiz) =
                queries::quizzes::own_attempt(connection, organization, actor.member_id, id)
                    .await?
                    .ok_or(AssessmentError::NotFound("attempt"))?;
            let items = assessments.items.get(connection, organization, quiz.id).await?;
            let answers = check(&quiz, &items, input.answers).map_err(AssessmentError::Invalid)?;
            let answers = stored(&answers);
            storage::quizzes::merge_answers(connection, organization, id, &answers, now)
                .await?
                .ok_or_else(over)
        })
        .await
}

fn over() -> AssessmentError {
    let words = "this attempt is over; what was saved before its end counts";
    AssessmentError::Refused(words.to_owned())
}
