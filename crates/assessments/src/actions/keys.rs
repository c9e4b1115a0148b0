//! Who may see a key, and the item with it.

use auth::Actor;
use curriculum::item::ItemKind;
use database::Connection;
use kernel::{EnrolmentId, ItemId, Permission};

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::attempt::may_review;
use crate::model::quiz::{Attempt, Item, Key, Quiz};
use crate::queries;

/// An item with its key, for somebody who may see it.
#[derive(Debug, Clone)]
pub struct KnownItem {
    /// The quiz.
    pub quiz: Quiz,
    /// The item.
    pub item: Item,
    /// Its present key.
    pub key: Key,
}

impl KnownItem {
    /// How it is answered.
    pub const fn kind(&self) -> ItemKind {
        self.item.kind
    }
}

/// The item for a facilitator of a run of its program. Who is a learner of the same quiz and has it
/// still before them does not get it.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such item, oneself a learner of this quiz, the database.
pub async fn known_item(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    id: ItemId,
) -> Result<KnownItem, AssessmentError> {
    actor.require(Permission::CorrectItems)?;
    let missing = || AssessmentError::NotFound("item");
    let organization = actor.organization_id;
    let quiz =
        queries::quizzes::quiz_of_item(connection, organization, id).await?.ok_or_else(missing)?;
    let quiz = queries::quizzes::quiz(connection, organization, quiz).await?.ok_or_else(missing)?;
    if queries::quizzes::run_cohorts(connection, actor, quiz.program_version_id).await?.is_empty() {
        return Err(missing());
    }
    refuse_learners(connection, actor, &quiz).await?;
    let items = assessments.items.get(connection, organization, quiz.id).await?;
    let item = items.iter().find(|item| item.id == id).cloned().ok_or_else(missing)?;
    let mut keys = queries::quizzes::keys(connection, organization, &[id]).await?;
    let key = keys.remove(&id).ok_or_else(missing)?;
    Ok(KnownItem { quiz, item, key })
}

/// Refuses somebody who has a quiz still before them as a learner, in any run. Forms of the diagnostic
/// share items, so of these no learner of the program sees any.
///
/// # Errors
/// [`AssessmentError::TooNear`], or the database.
pub(crate) async fn refuse_learners(
    connection: &mut Connection,
    actor: &Actor,
    quiz: &Quiz,
) -> Result<(), AssessmentError> {
    let places = queries::quizzes::own_places(connection, actor, quiz.program_version_id).await?;
    let attempts =
        queries::quizzes::attempts_at(connection, actor.organization_id, &places, quiz.id).await?;
    let done = |place: &EnrolmentId| {
        let past: Vec<_> = attempts
            .iter()
            .filter(|attempt| attempt.enrolment_id == *place)
            .map(Attempt::past)
            .collect();
        quiz.form().is_none() && may_review(&past)
    };
    if places.iter().all(done) {
        return Ok(());
    }
    Err(AssessmentError::TooNear(
        "you have this quiz still before you as a learner; somebody else has to look at its keys",
    ))
}
