use auth::Actor;
use kernel::{EnrolmentId, LessonId, Permission};

use super::{Cohorts, learning};
use crate::error::CohortError;
use crate::storage;

/// Marks a lesson as seen.
#[derive(Debug, Clone, Copy)]
pub struct CompleteLesson {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// A lesson of the cohort's program version.
    pub lesson_id: LessonId,
}

/// Marks a lesson as seen; a second time changes nothing. Returns whether it was the first.
///
/// # Errors
/// [`CohortError`]: not allowed, not one's own enrolment, no such lesson, a locked module, the
/// database.
pub async fn complete_lesson(
    cohorts: &Cohorts,
    actor: &Actor,
    input: CompleteLesson,
) -> Result<bool, CohortError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    let now = cohorts.sources.now();
    cohorts
        .database
        .write(organization, async |connection| {
            let place =
                learning::own_place(connection, cohorts, actor, input.enrolment_id, now).await?;
            let (index, module, lesson) =
                place.plan.lesson(input.lesson_id).ok_or(CohortError::NotFound("lesson"))?;
            place.demand_unlocked(index)?;
            let first = storage::insert_lesson_completion(
                connection,
                organization,
                &place.enrolment,
                lesson.id,
                now,
            )
            .await?;
            if first {
                let items = i16::from(lesson.required);
                storage::add_to_module(
                    connection,
                    organization,
                    &place.enrolment,
                    module.id,
                    items,
                    now,
                )
                .await?;
            }
            Ok(first)
        })
        .await
}
