//! How a sitting ends, whoever ends it: the learner, the clock, or a grader with the last text.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cohorts::actions::{At, Fact, record};
use cohorts::model::{Calendar, Enrolment};
use database::Connection;
use kernel::OrganizationId;

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::attempt::{Tally, is_late};
use crate::model::quiz::{Attempt, result};
use crate::{queries, storage};

/// Ends an attempt with what is saved of it. Call it with the attempt or the learner's place locked.
pub(super) async fn end(
    connection: &mut Connection,
    assessments: &Assessments,
    organization: OrganizationId,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<Attempt, AssessmentError> {
    let items = assessments.items.get(connection, organization, attempt.quiz_id).await?;
    let keys = queries::quizzes::right(connection, organization, &items).await?;
    let given = if attempt.ended_at.is_some() {
        let mut grades =
            queries::quizzes::text_grades(connection, organization, &[attempt.id]).await?;
        grades.remove(&attempt.id).unwrap_or_default()
    } else {
        HashMap::new()
    };
    let scored = result(&items, &keys, &attempt.answers(), &given);
    // Closed by the clock, an attempt ended when its time did, not when somebody noticed.
    let ended_at = attempt.ended_at.unwrap_or_else(|| attempt.closes_at.min(now));
    let place = Graded::of(connection, assessments, organization, attempt).await?;
    let late = place.as_ref().is_some_and(|place| is_late(ended_at, place.due_at));
    let ended = storage::quizzes::end_attempt(
        connection,
        organization,
        attempt.id,
        &scored,
        late,
        ended_at,
    )
    .await?;
    if let Some(place) = place.filter(|_| ended.tally().is_some_and(Tally::passes)) {
        let at = At { organization, enrolment: &place.enrolment, plan: &place.plan, now };
        record(connection, at, place.module, Fact::QuizPassed).await?;
    }
    Ok(ended)
}

/// The module that a quiz counts for, at the learner's place.
struct Graded {
    enrolment: Enrolment,
    plan: std::sync::Arc<curriculum::Plan>,
    module: kernel::ModuleId,
    due_at: Option<DateTime<Utc>>,
}

impl Graded {
    /// `None` for a form of the diagnostic: it counts for no module.
    async fn of(
        connection: &mut Connection,
        assessments: &Assessments,
        organization: OrganizationId,
        attempt: &Attempt,
    ) -> Result<Option<Self>, AssessmentError> {
        let quiz = queries::quizzes::quiz(connection, organization, attempt.quiz_id).await?;
        let Some(module) = quiz.and_then(|quiz| quiz.module_id) else { return Ok(None) };
        let missing = || AssessmentError::NotFound("enrolment");
        let cohort = cohorts::queries::cohort(connection, organization, attempt.cohort_id)
            .await?
            .ok_or_else(missing)?;
        let enrolment = queries::quizzes::place(connection, organization, attempt)
            .await?
            .ok_or_else(missing)?;
        let plan = assessments
            .plans
            .get(connection, organization, cohort.program_version_id)
            .await?
            .ok_or_else(missing)?;
        let calendar = Calendar::of(&plan, &cohort);
        let due_at = plan.module(module).map(|(index, _)| calendar.week(index).end);
        Ok(Some(Self { enrolment, plan, module, due_at }))
    }
}
