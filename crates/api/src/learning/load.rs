//! One's own places, set-wise.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::model::{Cohort, Enrolment, ModuleProgress, ModuleStanding, Standing};
use cohorts::queries;
use curriculum::{Plan, PlannedModule};
use database::{Connection, DatabaseError};
use kernel::{CohortId, EnrolmentId, LessonId};

use super::types::{Learning, LearningLesson, LearningModule, LockReason, MissingParts};
use crate::cohorts::types::{ModuleState, Pace, Progress};
use crate::context::RequestContext;
use crate::ids::id;

type Completed = HashMap<(EnrolmentId, LessonId), DateTime<Utc>>;

/// The places of the asking person; of one enrolment, or of all.
pub(super) async fn places(
    connection: &mut Connection,
    request: &RequestContext,
    actor: &Actor,
    only: Option<EnrolmentId>,
) -> Result<Vec<Learning>, DatabaseError> {
    let organization = actor.organization_id;
    let mut enrolments = queries::enrolments_of(connection, organization, actor.member_id).await?;
    enrolments.retain(|enrolment| only.is_none_or(|wanted| wanted == enrolment.id));
    let ids: Vec<CohortId> = enrolments.iter().map(|enrolment| enrolment.cohort_id).collect();
    let cohorts = queries::cohorts_by_ids(connection, organization, &ids).await?;
    let begun = queries::progress_of(connection, organization, &enrolments).await?;
    let completed = queries::completed_lessons(connection, organization, &enrolments).await?;
    let mut places = Vec::with_capacity(enrolments.len());
    for enrolment in &enrolments {
        let Some(cohort) = cohorts.iter().find(|cohort| cohort.id == enrolment.cohort_id) else {
            continue;
        };
        if let Some(plan) =
            request.services.plans.get(connection, organization, cohort.program_version_id).await?
        {
            let begun = begun.get(&enrolment.id).map_or(&[][..], Vec::as_slice);
            places.push(place(&plan, cohort, enrolment, begun, &completed, request.now));
        }
    }
    Ok(places)
}

fn place(
    plan: &Plan,
    cohort: &Cohort,
    enrolment: &Enrolment,
    begun: &[ModuleProgress],
    completed: &Completed,
    now: DateTime<Utc>,
) -> Learning {
    let standing = Standing::at(plan, cohort, begun, now);
    let (pace, behind_by) = Pace::of(standing.pace);
    let modules = plan.modules.iter().zip(&standing.modules).map(|(planned, standing)| {
        let lessons = planned.lessons.iter().map(|lesson| LearningLesson {
            id: id(lesson.id),
            title: lesson.title.clone(),
            minutes: lesson.minutes,
            required: lesson.required,
            completed_at: completed.get(&(enrolment.id, lesson.id)).copied(),
        });
        module(plan, cohort, planned, standing, lessons.collect())
    });
    Learning {
        enrolment_id: id(enrolment.id),
        cohort_id: id(cohort.id),
        cohort_name: cohort.name.clone(),
        program_title: plan.program_title.clone(),
        starts_on: cohort.starts_on,
        time_zone: cohort.time_zone.clone(),
        current_week: i32::try_from(cohort.week(now)).unwrap_or(i32::MAX),
        weeks: plan.weeks(),
        enrolled_at: enrolment.enrolled_at,
        as_of: now,
        progress: Progress::of(&standing),
        pace,
        behind_by,
        modules: modules.collect(),
    }
}

fn module(
    plan: &Plan,
    cohort: &Cohort,
    planned: &PlannedModule,
    standing: &ModuleStanding,
    lessons: Vec<LearningLesson>,
) -> LearningModule {
    let missing = standing.missing;
    LearningModule {
        id: id(planned.id),
        code: planned.code.clone(),
        title: planned.title.clone(),
        week: i32::from(planned.week),
        state: ModuleState::from(standing.state),
        locked_because: standing.locked_because.as_ref().map(|reason| LockReason {
            message: reason.words(plan, cohort),
            needs: reason.needs.iter().map(|index| plan.modules[*index].code.clone()).collect(),
            opens_at: reason.opens_at,
        }),
        done: i32::from(standing.done),
        required: i32::from(standing.required),
        completed_at: standing.completed_at,
        missing: MissingParts {
            lessons: i32::from(missing.lessons),
            quiz: missing.quiz,
            assignment: missing.assignment,
        },
        quiz_id: planned.quiz.map(|quiz| id(quiz.id)),
        quiz_passed: planned.quiz.map(|_| !missing.quiz),
        assignment_id: planned.assignment.map(|assignment| id(assignment.id)),
        assignment_passed: planned.assignment.map(|_| !missing.assignment),
        work_waits: standing.work_waits,
        lessons,
    }
}
