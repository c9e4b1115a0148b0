use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{OrganizationId, PairId, Permission};
use serde_json::json;

use super::stand_of;
use crate::actions::Mentoring;
use crate::actions::pairs::{Doing, escalate, take_step};
use crate::error::MentoringError;
use crate::model::life::{Event, Party, State};
use crate::model::oversight::health::{Answers, Occasion};
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::model::pairs::escalation::EscalationKind;
use crate::policy;
use crate::storage::oversight::checks;
use crate::storage::pairs::lock_pair;

/// Answers a check of health for one's own side.
#[derive(Debug, Clone, Copy)]
pub struct AnswerHealthCheck {
    /// The pair.
    pub pair_id: PairId,
    /// Which check.
    pub occasion: Occasion,
    /// Marks from 1 to 5: we meet as agreed; I feel safe to be open; we work on what matters; I get, or
    /// give, something useful; I would go on.
    pub marks: [i32; 5],
    /// Whether the side would like to talk with the coordinator.
    pub wants_talk: bool,
}

/// Answers a check, once. Low answers tell the coordinator, and a pair that meets goes to the talks
/// with the coordinator, without blame.
///
/// # Errors
/// [`MentoringError`]: not allowed, not one of the pair, not asked, answered before, over, a mark out of
/// bounds, the database.
pub async fn answer_health_check(
    mentoring: &Mentoring,
    actor: &Actor,
    input: AnswerHealthCheck,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let pair = lock_pair(connection, organization, input.pair_id)
                .await?
                .ok_or(MentoringError::NotFound("pair"))?;
            let stand = stand_of(connection, actor, pair.id).await?;
            let side = policy::demand_side(actor.roles, stand)?;
            let check = checks::lock_check(connection, organization, pair.id, input.occasion, side)
                .await?
                .ok_or(MentoringError::NotFound("check of health"))?;
            if check.answered_at.is_some() {
                return Err(refused("you answered this check before, and answers stand"));
            }
            if !pair.is_open() {
                return Err(refused(
                    "the pair is over; write to the coordinator if you want to talk",
                ));
            }
            let answers =
                Answers::new(input.marks, input.wants_talk).map_err(MentoringError::Invalid)?;
            checks::fill_check(connection, organization, &check, &answers, now).await?;
            let entry = AuditEntry {
                action: "mentoring_health_answered",
                subject: pair.id.to_string(),
                details: json!({ "occasion": input.occasion.as_str(), "side": side.as_str() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            if answers.wants_talk {
                let (kind, who) = (EscalationKind::WantsTalk, Some(actor.member_id));
                escalate(connection, mentoring, organization, kind, Some(pair.id), who).await?;
            }
            if answers.is_low() {
                on_low(connection, mentoring, organization, &pair).await?;
            }
            Ok(())
        })
        .await
}

/// The coordinator is told; two who meet go to the talks. Who pauses, closes or talks already stays
/// there.
async fn on_low(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pair: &Pair,
) -> Result<(), MentoringError> {
    let kind = EscalationKind::LowHealth;
    escalate(connection, mentoring, organization, kind, Some(pair.id), None).await?;
    if pair.state() == Some(State::Active) {
        let doing = Doing { event: Event::HealthLow, by: Party::System, actor: None };
        take_step(connection, mentoring, organization, pair, doing, Change::NONE).await?;
    }
    Ok(())
}

fn refused(words: &str) -> MentoringError {
    MentoringError::Refused(words.to_owned())
}
