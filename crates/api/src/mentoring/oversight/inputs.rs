use async_graphql::{ID, InputObject, SimpleObject};

use super::health::{HealthCheck, HealthCheckOccasion};
use super::types::{MentoringDecisionRequest, MentoringEscalation};

/// Input of `answerHealthCheck`. Marks go from 1, not at all, to 5, fully.
#[derive(InputObject)]
pub struct AnswerHealthCheckInput {
    /// A pair that one is a side of.
    pub pair_id: ID,
    /// Which check; `myHealthChecks` lists those that one got.
    pub occasion: HealthCheckOccasion,
    /// "We meet as agreed."
    pub meets_as_agreed: i32,
    /// "I feel safe to be open."
    pub safe_to_be_open: i32,
    /// "We work on what matters."
    pub works_on_what_matters: i32,
    /// "I get something useful", or for a mentor "I give something useful".
    pub useful: i32,
    /// "I would go on."
    pub would_go_on: i32,
    /// Whether one would like to talk with the coordinator.
    #[graphql(default)]
    pub wants_talk: bool,
}

/// Answer of `answerHealthCheck`.
#[derive(SimpleObject)]
pub struct AnswerHealthCheckPayload {
    /// The checks that one got in the pair, by the moment of asking.
    pub checks: Vec<HealthCheck>,
}

/// Input of `settleEscalation`.
#[derive(InputObject)]
pub struct SettleEscalationInput {
    /// What was looked at.
    pub escalation_id: ID,
}

/// Answer of `settleEscalation`.
#[derive(SimpleObject)]
pub struct SettleEscalationPayload {
    /// How it stands now.
    pub escalation: Option<MentoringEscalation>,
    /// Whether it was settled before; then nothing changed.
    pub already_settled: bool,
}

/// Input of `askForHumanDecision`.
#[derive(InputObject)]
pub struct AskForHumanDecisionInput {
    /// A proposal to oneself as the learner that is not accepted by both yet.
    pub pair_id: ID,
    /// What one wants to say, at most 2,000 characters.
    #[graphql(default)]
    pub words: String,
}

/// Answer of `askForHumanDecision`.
#[derive(SimpleObject)]
pub struct AskForHumanDecisionPayload {
    /// The request.
    pub request: MentoringDecisionRequest,
}

/// Input of `answerDecisionRequest`.
#[derive(InputObject)]
pub struct AnswerDecisionRequestInput {
    /// The request.
    pub request_id: ID,
    /// The `version` of the request that one saw; CONFLICT if it was changed since.
    pub expected_version: i32,
    /// What was decided and why, 1 to 2,000 characters. The learner reads it.
    pub answer: String,
}

/// Answer of `answerDecisionRequest`.
#[derive(SimpleObject)]
pub struct AnswerDecisionRequestPayload {
    /// The request after it.
    pub request: MentoringDecisionRequest,
}
