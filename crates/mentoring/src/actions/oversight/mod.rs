//! Care: checks of health, what the coordinator looks at, decisions by people, fairness, what
//! programs learn.

mod answer_decision_request;
mod answer_health_check;
mod ask_for_human_decision;
mod settle_escalation;
mod tend;

pub use answer_decision_request::{AnswerDecisionRequest, answer_decision_request};
pub use answer_health_check::{AnswerHealthCheck, answer_health_check};
pub use ask_for_human_decision::{AskForHumanDecision, ask_for_human_decision};
pub use settle_escalation::{EscalationSettled, settle_escalation};
pub(crate) use tend::tend;

use auth::Actor;
use database::{Connection, DatabaseError};
use kernel::PairId;

use crate::policy::Stand;
use crate::queries::stands::stands;

/// Longest text of a request and of its answer, characters.
const LONGEST_TEXT: usize = 2_000;

/// What the asking person is to one pair; to one that is not there, nothing.
async fn stand_of(
    connection: &mut Connection,
    actor: &Actor,
    pair: PairId,
) -> Result<Stand, DatabaseError> {
    Ok(stands(connection, actor, &[pair]).await?.remove(&pair).unwrap_or_default())
}
