//! What is open to a learner now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cohorts::model::{Calendar, Cohort, Enrolment, ModuleProgress, ModuleStanding, Standing};
use curriculum::{Plan, PlannedModule};
use kernel::{AssignmentId, CohortId, EnrolmentId, LessonId, PeerReviewId, QuizId};

use super::attempt::{PastAttempt, StartRefusal, later, may_start};
use super::grading::resubmission_allowed;
use super::peer::HANDOVER_AFTER;

/// How long a review of a peer's work takes, minutes. An estimate of our own; the guide has none.
pub const PEER_REVIEW_MINUTES: i32 = 20;

/// What is to be done. Each kind names the thing that its commands take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Required lessons of a module.
    Lessons,
    /// A module's quiz.
    Quiz(QuizId),
    /// A module's assignment.
    Assignment(AssignmentId),
    /// A review of a peer's work.
    PeerReview(PeerReviewId),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it is.
    pub kind: TaskKind,
    /// The place at which it is to be done.
    pub enrolment_id: EnrolmentId,
    /// The run.
    pub cohort_id: CohortId,
    /// The run's name.
    pub cohort_name: String,
    /// The module's code; that of the reviewed assignment's module for a review.
    pub module_code: String,
    /// What it is called: the module's title, or the assignment's.
    pub title: String,
    /// How long what is left of it takes, minutes.
    pub minutes: i32,
    /// When it is due, UTC: the end of the module's week in the cohort's zone; for a review, when it
    /// passes on to a facilitator.
    pub due_at: DateTime<Utc>,
    /// From when on the next try may start or the work may be handed in again, UTC, if that is still
    /// ahead.
    pub not_before: Option<DateTime<Utc>>,
}

/// A review that a peer has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenReview {
    /// Its id.
    pub id: PeerReviewId,
    /// The run.
    pub cohort_id: CohortId,
    /// The assignment whose work is read.
    pub assignment_id: AssignmentId,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
}

/// What is known of a learner over all places.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Lessons seen.
    pub seen: HashMap<(EnrolmentId, LessonId), DateTime<Utc>>,
    /// Tries of quizzes, in no order.
    pub tries: HashMap<(EnrolmentId, QuizId), Vec<PastAttempt>>,
    /// When work was last handed in and not withdrawn.
    pub handed_in: HashMap<(EnrolmentId, AssignmentId), DateTime<Utc>>,
    /// Titles of assignments.
    pub titles: HashMap<AssignmentId, String>,
    /// Reviews to give.
    pub reviews: Vec<OpenReview>,
}

/// One place of the learner.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    /// The plan of the cohort's program version.
    pub plan: &'a Plan,
    /// The run.
    pub cohort: &'a Cohort,
    /// The place.
    pub enrolment: &'a Enrolment,
    /// What is begun there.
    pub begun: &'a [ModuleProgress],
}

impl Spot<'_> {
    /// Everything that is open at this place at `now`, by module. What waits for a grader, or has no
    /// try left, is not the learner's to do.
    #[must_use]
    pub fn tasks(self, known: &Known, now: DateTime<Utc>) -> Vec<Task> {
        let calendar = Calendar::of(self.plan, self.cohort);
        let standing = Standing::with_calendar(self.plan, &calendar, self.begun, now);
        let modules = self.plan.modules.iter().zip(&standing.modules).enumerate();
        let mut tasks: Vec<Task> = modules
            .filter(|(_, (_, standing))| standing.wants_learner())
            .flat_map(|(index, (module, standing))| {
                self.of_module(module, standing, calendar.week(index).end, known, now)
            })
            .collect();
        tasks.extend(self.reviews(known));
        tasks
    }

    fn of_module(
        self,
        module: &PlannedModule,
        standing: &ModuleStanding,
        due_at: DateTime<Utc>,
        known: &Known,
        now: DateTime<Utc>,
    ) -> Vec<Task> {
        let task = |kind, title: &str, minutes, not_before| Task {
            kind,
            enrolment_id: self.enrolment.id,
            cohort_id: self.cohort.id,
            cohort_name: self.cohort.name.clone(),
            module_code: module.code.clone(),
            title: title.to_owned(),
            minutes,
            due_at,
            not_before,
        };
        let mut tasks = Vec::new();
        if standing.missing.lessons > 0 {
            let unseen = module.lessons.iter().filter(|lesson| {
                lesson.required && !known.seen.contains_key(&(self.enrolment.id, lesson.id))
            });
            let minutes: i32 = unseen.map(|lesson| lesson.minutes).sum();
            tasks.push(task(TaskKind::Lessons, &module.title, minutes, None));
        }
        if let Some(quiz) = module.quiz.filter(|_| standing.missing.quiz)
            && let Some(not_before) = self.try_of(quiz.id, known, now)
        {
            tasks.push(task(TaskKind::Quiz(quiz.id), &module.title, quiz.minutes(), not_before));
        }
        if let Some(planned) =
            module.assignment.filter(|_| standing.missing.assignment && !standing.work_waits)
        {
            let last = known.handed_in.get(&(self.enrolment.id, planned.id)).copied();
            let not_before = resubmission_allowed(last, now).err().map(|soon| soon.until);
            let title = known.titles.get(&planned.id).unwrap_or(&module.title);
            let kind = TaskKind::Assignment(planned.id);
            tasks.push(task(kind, title, planned.minutes, not_before));
        }
        tasks
    }

    /// From when on a quiz can be gone on with; `None` when the learner can do nothing for it.
    fn try_of(
        self,
        quiz: QuizId,
        known: &Known,
        now: DateTime<Utc>,
    ) -> Option<Option<DateTime<Utc>>> {
        let past = known.tries.get(&(self.enrolment.id, quiz)).map_or(&[][..], Vec::as_slice);
        match may_start(past, now) {
            Ok(_) | Err(StartRefusal::Running { .. }) => Some(None),
            Err(StartRefusal::TooSoon { until }) => Some(Some(until)),
            Err(_) => None,
        }
    }

    fn reviews(self, known: &Known) -> Vec<Task> {
        let here = known.reviews.iter().filter(|review| review.cohort_id == self.cohort.id);
        here.map(|review| {
            let asks = |module: &&PlannedModule| {
                module.assignment.is_some_and(|asked| asked.id == review.assignment_id)
            };
            let module = self.plan.modules.iter().find(asks);
            Task {
                kind: TaskKind::PeerReview(review.id),
                enrolment_id: self.enrolment.id,
                cohort_id: self.cohort.id,
                cohort_name: self.cohort.name.clone(),
                module_code: module.map(|module| module.code.clone()).unwrap_or_default(),
                title: known.titles.get(&review.assignment_id).cloned().unwrap_or_default(),
                minutes: PEER_REVIEW_MINUTES,
                due_at: later(review.assigned_at, HANDOVER_AFTER),
                not_before: None,
            }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests;
