use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{DecisionRequestId, Permission};
use serde_json::json;

use super::{LONGEST_TEXT, stand_of};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::texts::required_violation;
use crate::policy;
use crate::queries::oversight::decisions::DecisionRequest;
use crate::storage::oversight::decisions::{answer_request, lock_request};

/// Answers a learner who wants a person to decide.
#[derive(Debug, Clone)]
pub struct AnswerDecisionRequest {
    /// The request.
    pub request_id: DecisionRequestId,
    /// The version of the request that the coordinator saw.
    pub expected_version: i32,
    /// What was decided and why, 1 to 2,000 characters.
    pub answer: String,
}

/// Answers a request, or changes the answer. What follows from it, the coordinator does by the other
/// commands.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such request, of a pair that the person has to do with, changed
/// in between, no text or one that is too long, the database.
pub async fn answer_decision_request(
    mentoring: &Mentoring,
    actor: &Actor,
    input: AnswerDecisionRequest,
) -> Result<DecisionRequest, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let answer = input.answer.trim();
    mentoring
        .database
        .write(organization, async |connection| {
            let found = lock_request(connection, organization, input.request_id)
                .await?
                .ok_or(MentoringError::NotFound("decision request"))?;
            let stand = stand_of(connection, actor, found.pair_id).await?;
            if !policy::reads_answers(actor.roles, stand) {
                return Err(MentoringError::NotFound("decision request"));
            }
            let missing = "Say what you decided, and why.";
            let wrong = required_violation("input.answer", answer, LONGEST_TEXT, missing);
            if let Some(violation) = wrong {
                return Err(MentoringError::Invalid(vec![violation]));
            }
            if found.version != input.expected_version {
                return Err(MentoringError::Stale);
            }
            let by = (actor.member_id, answer);
            answer_request(connection, organization, found.id, by, now).await?;
            let entry = AuditEntry {
                action: "mentoring_decision_answered",
                subject: found.id.to_string(),
                details: json!({ "pair": found.pair_id, "version": found.version + 1 }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(DecisionRequest {
                answer: Some(answer.to_owned()),
                answered_by: Some(actor.member_id),
                answered_at: Some(now),
                version: found.version + 1,
                ..found
            })
        })
        .await
}
