use auth::Actor;
use kernel::{GradeId, Permission};

use super::Assessments;
use super::own_grade::{demand_draft, own_grade, task_of};
use crate::error::AssessmentError;
use crate::model::sheet::{self, StepInput, rules_of};
use crate::queries::work::Work;
use crate::storage::grades::{Draft, save_draft};

/// Saves the draft of a grade.
#[derive(Debug, Clone)]
pub struct SaveGrade {
    /// One's own grade.
    pub grade_id: GradeId,
    /// The version of the grade that the client saw.
    pub expected_version: i32,
    /// Steps for some or all criteria; they replace those that were saved before.
    pub steps: Vec<StepInput>,
    /// The comment over all, at most [`sheet::OVERALL_CHARS`] characters.
    pub comment: String,
}

/// Saves the draft of a grade, which nobody else sees. It is no act towards anybody, so that it
/// leaves no entry in the audit log; publishing does. Returns the work that it is of.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own grade, inputs, a published grade,
/// [`AssessmentError::Stale`] when it was changed since that version, the database.
pub async fn save_grade(
    assessments: &Assessments,
    actor: &Actor,
    input: SaveGrade,
) -> Result<Work, AssessmentError> {
    actor.require(Permission::GradeWork)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let (grade, work) = own_grade(connection, actor, input.grade_id).await?;
            let (_, rubric) = task_of(connection, actor, &work).await?;
            let checked = sheet::check(&rules_of(&rubric), &input.steps);
            let overall = sheet::check_overall(&input.comment);
            let steps = match (checked, overall) {
                (Ok(steps), None) => steps,
                (checked, overall) => {
                    let found = checked.err().unwrap_or_default().into_iter().chain(overall);
                    return Err(AssessmentError::Invalid(found.collect()));
                }
            };
            demand_draft(&grade, input.expected_version)?;
            let draft = Draft { steps: &steps, comment: &input.comment };
            if save_draft(connection, organization, &grade, &draft, now).await? {
                Ok(work)
            } else {
                Err(AssessmentError::Stale)
            }
        })
        .await
}
