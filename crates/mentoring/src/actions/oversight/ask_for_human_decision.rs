use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{PairId, Permission};
use serde_json::json;

use super::{LONGEST_TEXT, stand_of};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::State;
use crate::model::side::Side;
use crate::model::texts::text_violation;
use crate::policy;
use crate::queries::oversight::decisions::DecisionRequest;
use crate::storage::oversight::decisions::insert_request;
use crate::storage::pairs::lock_pair;

/// Asks that a person decides on a proposal.
#[derive(Debug, Clone)]
pub struct AskForHumanDecision {
    /// The proposal.
    pub pair_id: PairId,
    /// What the learner says, at most 2,000 characters; may be empty.
    pub words: String,
}

/// Asks a coordinator to decide on a proposal, once. The proposal itself goes on as it is.
///
/// # Errors
/// [`MentoringError`]: not allowed, not the learner of such a proposal, accepted or over by now, asked
/// before, a text that is too long, the database.
pub async fn ask_for_human_decision(
    mentoring: &Mentoring,
    actor: &Actor,
    input: AskForHumanDecision,
) -> Result<DecisionRequest, MentoringError> {
    actor.require(Permission::SeekMentor)?;
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let words = input.words.trim();
    mentoring
        .database
        .write(organization, async |connection| {
            let pair = lock_pair(connection, organization, input.pair_id)
                .await?
                .ok_or(MentoringError::NotFound("pair"))?;
            let stand = stand_of(connection, actor, pair.id).await?;
            if policy::demand_side(actor.roles, stand)? != Side::Learner {
                return Err(MentoringError::NotFound("pair"));
            }
            if let Some(violation) = text_violation("input.words", words, LONGEST_TEXT) {
                return Err(MentoringError::Invalid(vec![violation]));
            }
            let is_proposed = matches!(
                pair.state(),
                Some(State::Proposed | State::MenteeAccepted | State::MentorAccepted)
            );
            if !is_proposed {
                return Err(MentoringError::Refused(
                    "this is no proposal any more; in a pair, ask for a rematch instead".to_owned(),
                ));
            }
            let id = mentoring.sources.new_id();
            if !insert_request(connection, organization, id, (pair.id, words), now).await? {
                return Err(MentoringError::Refused(
                    "you asked before; the coordinator answers there".to_owned(),
                ));
            }
            let entry = AuditEntry {
                action: "mentoring_decision_asked",
                subject: pair.id.to_string(),
                details: json!({ "request": id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(DecisionRequest {
                id,
                pair_id: pair.id,
                words: words.to_owned(),
                asked_at: now,
                answer: None,
                answered_by: None,
                answered_at: None,
                version: 1,
            })
        })
        .await
}
