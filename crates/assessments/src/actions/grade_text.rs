use auth::Actor;
use auth::audit::{self, AuditEntry};
use curriculum::item::{ItemKind, max_points};
use kernel::{AttemptId, ItemId, MemberId, Permission, Violation};
use serde_json::json;

use super::Assessments;
use super::ending::end;
use super::keys::refuse_learners;
use crate::error::AssessmentError;
use crate::model::grading::{Relations, conflict_of};
use crate::model::quiz::Attempt;
use crate::{policy, queries, storage};

/// Longest comment, in characters.
const COMMENT_MOST: usize = 2_000;

/// Points for a text.
#[derive(Debug, Clone)]
pub struct GradeText {
    /// The attempt.
    pub attempt_id: AttemptId,
    /// The item that the text answers.
    pub item_id: ItemId,
    /// 0 to what the item is worth.
    pub points: i32,
    /// What the learner reads beside them; may be empty.
    pub comment: String,
}

/// Gives points for a text in a run that one facilitates; given again, the later ones count. With the
/// last text the attempt has its result.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such attempt or item, one's own work, points outside the
/// range, the database.
pub async fn grade_text(
    assessments: &Assessments,
    actor: &Actor,
    input: GradeText,
) -> Result<Attempt, AssessmentError> {
    actor.require(Permission::CorrectItems)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let missing = || AssessmentError::NotFound("attempt");
            let attempt =
                storage::quizzes::lock_attempt(connection, organization, input.attempt_id)
                    .await?
                    .filter(|attempt| !attempt.is_running())
                    .ok_or_else(missing)?;
            cohorts::queries::visible_cohort(connection, actor, attempt.cohort_id)
                .await?
                .filter(|(_, relation)| relation.facilitates)
                .ok_or_else(missing)?;
            let place = queries::quizzes::place(connection, organization, &attempt)
                .await?
                .ok_or_else(missing)?;
            demand_distance(connection, actor, place.member_id).await?;
            let quiz = queries::quizzes::quiz(connection, organization, attempt.quiz_id).await?;
            let quiz = quiz.ok_or_else(missing)?;
            refuse_learners(connection, actor, &quiz).await?;
            let points = worth(connection, assessments, actor, &attempt, &input).await?;
            let given = (actor.member_id, points, input.comment.trim());
            let (id, item) = (attempt.id, input.item_id);
            storage::quizzes::upsert_text_grade(connection, organization, id, item, given, now)
                .await?;
            let entry = AuditEntry {
                action: "text_graded",
                subject: attempt.id.to_string(),
                details: json!({ "item": input.item_id, "points": points }),
            };
            audit::record(connection, &assessments.sources, actor, entry).await?;
            end(connection, assessments, organization, &attempt, now).await
        })
        .await
}

/// Refuses the own work, that of the own manager and that of the own people.
async fn demand_distance(
    connection: &mut database::Connection,
    actor: &Actor,
    author: MemberId,
) -> Result<(), AssessmentError> {
    let both = [author, actor.member_id];
    let people = auth::queries::members_by_ids(connection, actor.organization_id, &both).await?;
    let manager = |of: MemberId| people.iter().find(|one| one.id == of)?.manager_id;
    let relations = Relations {
        same_person: author == actor.member_id,
        author_manages_grader: manager(actor.member_id) == Some(author),
        grader_manages_author: manager(author) == Some(actor.member_id),
        ..Relations::default()
    };
    match conflict_of(relations) {
        Some(conflict) => Err(AssessmentError::TooNear(policy::words(conflict))),
        None => Ok(()),
    }
}

/// The points, if the item is a text that may earn them.
async fn worth(
    connection: &mut database::Connection,
    assessments: &Assessments,
    actor: &Actor,
    attempt: &Attempt,
    input: &GradeText,
) -> Result<i16, AssessmentError> {
    let organization = actor.organization_id;
    let items = assessments.items.get(connection, organization, attempt.quiz_id).await?;
    let item = items
        .iter()
        .find(|item| item.id == input.item_id && item.kind == ItemKind::ShortText)
        .ok_or(AssessmentError::NotFound("item"))?;
    let keys = queries::quizzes::keys(connection, organization, &[item.id]).await?;
    let most = keys.get(&item.id).map_or(0, |key| max_points(item.kind, &item.body, &key.key));
    let mut violations = Vec::new();
    let points = i16::try_from(input.points).ok().filter(|points| (0..=most).contains(points));
    if points.is_none() {
        let words = format!("This text earns 0 to {most} points.");
        violations.push(Violation::new("input.points", "OUT_OF_RANGE", words));
    }
    if input.comment.chars().count() > COMMENT_MOST || input.comment.contains('\0') {
        let words = "A comment has at most 2,000 characters, and no U+0000.";
        violations.push(Violation::new("input.comment", "LENGTH", words));
    }
    match points {
        Some(points) if violations.is_empty() => Ok(points),
        _ => Err(AssessmentError::Invalid(violations)),
    }
}
