use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::actions::{At, Fact, Place, own_place, record};
use database::Connection;
use kernel::{EnrolmentId, Permission, QuizId};
use serde_json::json;

use super::Assessments;
use super::ending::end;
use crate::error::AssessmentError;
use crate::model::attempt::{StartRefusal, may_start};
use crate::model::quiz::{Attempt, Quiz};
use crate::model::window::may_sit;
use crate::{queries, storage};

/// Begins a quiz.
#[derive(Debug, Clone, Copy)]
pub struct StartQuiz {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// A quiz of the cohort's program version.
    pub quiz_id: QuizId,
}

/// A sitting that has begun, and whether it had before.
#[derive(Debug, Clone)]
pub struct Started {
    /// The sitting.
    pub attempt: Attempt,
    /// Whether it was running already, here or on another device.
    pub resumed: bool,
}

/// Begins a sitting, or finds the one that runs: a second click, another device and a lost
/// connection all lead to the same one.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own enrolment, another program's quiz, one that is
/// not written yet or not open, no try left or too soon, the database.
pub async fn start_quiz(
    assessments: &Assessments,
    actor: &Actor,
    input: StartQuiz,
) -> Result<Started, AssessmentError> {
    actor.require(Permission::Learn)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let cohorts = assessments.cohorts();
            let place = own_place(connection, &cohorts, actor, input.enrolment_id, now).await?;
            let quiz = queries::quizzes::quiz(connection, organization, input.quiz_id)
                .await?
                .filter(|quiz| quiz.program_version_id == place.cohort.program_version_id)
                .ok_or(AssessmentError::NotFound("quiz"))?;
            begin(connection, assessments, actor, &place, &quiz, now).await
        })
        .await
}

async fn begin(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    place: &Place,
    quiz: &Quiz,
    now: DateTime<Utc>,
) -> Result<Started, AssessmentError> {
    let organization = actor.organization_id;
    let enrolment = place.enrolment.id;
    let mut past =
        queries::quizzes::attempts_of(connection, organization, enrolment, &[quiz.id]).await?;
    if let Some(running) = past.iter_mut().find(|attempt| attempt.is_running()) {
        if running.accepts(now) {
            return Ok(Started { attempt: running.clone(), resumed: true });
        }
        let locked = storage::quizzes::lock_attempt(connection, organization, running.id).await?;
        *running = locked.ok_or(AssessmentError::NotFound("attempt"))?;
        if running.is_running() {
            *running = end(connection, assessments, organization, running, now).await?;
        }
    }
    let number = demand_open(place, quiz, &past, now)?;
    let attempt = Attempt {
        id: assessments.sources.new_id(),
        cohort_id: place.cohort.id,
        enrolment_id: place.enrolment.id,
        quiz_id: quiz.id,
        number,
        seed: assessments.sources.new_seed().cast_signed(),
        state: "running".to_owned(),
        started_at: now,
        closes_at: quiz.closes_at(now),
        ended_at: None,
        is_late: false,
        answers: json!({}),
        points: None,
        max_points: None,
        version: 1,
    };
    if !storage::quizzes::insert_attempt(connection, organization, &attempt).await? {
        let attempt =
            queries::quizzes::attempts_of(connection, organization, enrolment, &[quiz.id])
                .await?
                .pop()
                .ok_or(AssessmentError::Stale)?;
        return Ok(Started { attempt, resumed: true });
    }
    if let Some(module) = quiz.module_id {
        let at = At { organization, enrolment: &place.enrolment, plan: &place.plan, now };
        record(connection, at, module, Fact::QuizBegun).await?;
    }
    Ok(Started { attempt, resumed: false })
}

/// Which try may begin, if one may.
fn demand_open(
    place: &Place,
    quiz: &Quiz,
    past: &[Attempt],
    now: DateTime<Utc>,
) -> Result<i16, AssessmentError> {
    if !quiz.is_written {
        let words = "this quiz is not written yet; the module can be completed without it";
        return Err(AssessmentError::Refused(words.to_owned()));
    }
    let refuse = |words: String| Err(AssessmentError::Refused(words));
    if let Some(form) = quiz.form() {
        let today = now.with_timezone(&place.cohort.zone()).date_naive();
        let state = form.window(place.cohort.starts_on).state(today);
        return match may_sit(state, !past.is_empty()) {
            Ok(()) => Ok(1),
            Err(refusal) => refuse(refusal.to_string()),
        };
    }
    if let Some((index, _)) = quiz.module_id.and_then(|module| place.plan.module(module)) {
        place.demand_unlocked(index)?;
        // Also where a correction or a grader took the points away later: the keys were shown.
        if !place.standing.modules[index].missing.quiz {
            return refuse(StartRefusal::Passed.to_string());
        }
    }
    let past: Vec<_> = past.iter().map(Attempt::past).collect();
    match may_start(&past, now) {
        Ok(number) => Ok(number),
        Err(StartRefusal::TooSoon { until }) => {
            let local = until.with_timezone(&place.cohort.zone());
            refuse(format!(
                "the next try may start 24 hours after the last one ended: on {} ({})",
                local.format("%A, %-d %B %Y at %H:%M"),
                place.cohort.time_zone
            ))
        }
        Err(refusal) => refuse(refusal.to_string()),
    }
}
