use assessments::model::tasks::{Task as OpenTask, TaskKind as OpenKind};
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

use crate::ids::id;

/// What is to be done.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Required lessons of a module that are not seen.
    Lessons,
    /// A module's quiz that is not passed and has a try left.
    Quiz,
    /// A module's assignment that is not passed and does not wait for a grader.
    Assignment,
    /// A review of a peer's work.
    PeerReview,
}

/// One thing that the person who asks can do.
#[derive(SimpleObject)]
pub struct Task {
    /// What it is.
    pub kind: TaskKind,
    /// One's own enrolment at which it is to be done.
    pub enrolment_id: ID,
    /// The cohort's id.
    pub cohort_id: ID,
    /// The cohort's name.
    pub cohort_name: String,
    /// The code of the module that it belongs to, for example `M03`.
    pub module_code: String,
    /// The module's title; for ASSIGNMENT and PEER_REVIEW the assignment's.
    pub title: String,
    /// How long what is left of it takes, minutes.
    pub minutes: i32,
    /// When it is due, UTC: the end of the module's week in the cohort's time zone. A PEER_REVIEW is
    /// due when it passes on to a facilitator. A moment in the past means overdue.
    pub due_at: DateTime<Utc>,
    /// From when on the next try may start, or the work may be handed in again, UTC; null if now.
    pub not_before: Option<DateTime<Utc>>,
    /// The quiz, for QUIZ.
    pub quiz_id: Option<ID>,
    /// The assignment, for ASSIGNMENT.
    pub assignment_id: Option<ID>,
    /// The review, for PEER_REVIEW.
    pub peer_review_id: Option<ID>,
}

impl From<OpenTask> for Task {
    fn from(task: OpenTask) -> Self {
        let mut found = Self {
            kind: TaskKind::Lessons,
            enrolment_id: id(task.enrolment_id),
            cohort_id: id(task.cohort_id),
            cohort_name: task.cohort_name,
            module_code: task.module_code,
            title: task.title,
            minutes: task.minutes,
            due_at: task.due_at,
            not_before: task.not_before,
            quiz_id: None,
            assignment_id: None,
            peer_review_id: None,
        };
        match task.kind {
            OpenKind::Lessons => {}
            OpenKind::Quiz(quiz) => {
                found.kind = TaskKind::Quiz;
                found.quiz_id = Some(id(quiz));
            }
            OpenKind::Assignment(assignment) => {
                found.kind = TaskKind::Assignment;
                found.assignment_id = Some(id(assignment));
            }
            OpenKind::PeerReview(review) => {
                found.kind = TaskKind::PeerReview;
                found.peer_review_id = Some(id(review));
            }
        }
        found
    }
}
