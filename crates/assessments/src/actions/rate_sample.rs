use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{AssignmentId, Permission, SampleId};
use serde_json::json;

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::sheet::{self, StepInput, rules_of};
use crate::queries::{samples, work};
use crate::storage::grades::insert_calibration;

/// Rates a sample piece, to compare oneself with its key.
#[derive(Debug, Clone)]
pub struct RateSample {
    /// The sample.
    pub sample_id: SampleId,
    /// A step for every criterion of its assignment's rubric.
    pub steps: Vec<StepInput>,
}

/// Rates a sample piece, once: afterwards its key shows. The same steps again change nothing, so it
/// needs no idempotency key. Returns the assignment that the sample answers.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such sample, inputs, rated before with other steps, the
/// database.
pub async fn rate_sample(
    assessments: &Assessments,
    actor: &Actor,
    input: RateSample,
) -> Result<AssignmentId, AssessmentError> {
    actor.require(Permission::GradeWork)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            if auth::queries::is_guest(connection, actor).await? {
                return Err(AssessmentError::NotFound("sample"));
            }
            let sample = samples::sample(connection, organization, input.sample_id)
                .await?
                .ok_or(AssessmentError::NotFound("sample"))?;
            let (_, rubric) = work::task(connection, organization, sample.assignment_id)
                .await?
                .ok_or(AssessmentError::NotFound("sample"))?;
            let rules = rules_of(&rubric);
            let steps = sheet::check(&rules, &input.steps).map_err(AssessmentError::Invalid)?;
            let missing = sheet::missing(&rules, &steps, "input.steps");
            if !missing.is_empty() {
                return Err(AssessmentError::Invalid(missing));
            }
            let (me, id) = (actor.member_id, sample.id);
            if insert_calibration(connection, organization, me, id, &steps, now).await? {
                let entry = AuditEntry {
                    action: "sample_rated",
                    subject: id.to_string(),
                    details: json!({}),
                };
                audit::record(connection, &assessments.sources, actor, entry).await?;
                return Ok(sample.assignment_id);
            }
            let rated = samples::rated(connection, actor).await?;
            if rated.iter().any(|rated| rated.sample_id == id && rated.steps == steps) {
                return Ok(sample.assignment_id);
            }
            Err(AssessmentError::Refused(
                "you have rated this sample and seen its key; take another".to_owned(),
            ))
        })
        .await
}
