use auth::Actor;
use curriculum::item::Answer;
use kernel::{AttemptId, ItemId, Permission};

use super::Assessments;
use super::ending::end;
use crate::error::AssessmentError;
use crate::model::quiz::{Attempt, Quiz, check, stored};
use crate::{queries, storage};

/// Hands in an attempt.
#[derive(Debug, Clone)]
pub struct SubmitQuiz {
    /// One's own attempt.
    pub attempt_id: AttemptId,
    /// Last answers; none if all are saved.
    pub answers: Vec<(ItemId, Answer)>,
}

/// Hands in an attempt and scores it. A second time gives the same result, also with other answers.
/// What comes after the time limit and its minute of grace is left out: then what was saved counts.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own attempt, answers that do not fit, the database.
pub async fn submit_quiz(
    assessments: &Assessments,
    actor: &Actor,
    input: SubmitQuiz,
) -> Result<(Quiz, Attempt), AssessmentError> {
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
            let mut attempt = storage::quizzes::lock_attempt(connection, organization, id)
                .await?
                .ok_or(AssessmentError::NotFound("attempt"))?;
            if !attempt.is_running() {
                return Ok((quiz, attempt));
            }
            if !answers.is_empty() {
                let answers = stored(&answers);
                let merged =
                    storage::quizzes::merge_answers(connection, organization, id, &answers, now);
                attempt = merged.await?.unwrap_or(attempt);
            }
            let ended = end(connection, assessments, organization, &attempt, now).await?;
            Ok((quiz, ended))
        })
        .await
}
