use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::{Connection, DatabaseError};
use kernel::{EscalationId, Permission};
use serde_json::json;

use super::stand_of;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::pairs::escalation::EscalationKind;
use crate::policy;
use crate::queries::oversight::escalations::Escalation;
use crate::queries::stands::is_above;
use crate::storage::oversight::escalations::{lock_escalation, settle};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationSettled {
    /// As it stands now.
    pub escalation: Escalation,
    /// Whether it was settled before; then nothing changed.
    pub already_settled: bool,
}

/// Says that something was looked at. A second time changes nothing, so it needs no idempotency key.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such thing, too near to it, the database.
pub async fn settle_escalation(
    mentoring: &Mentoring,
    actor: &Actor,
    id: EscalationId,
) -> Result<EscalationSettled, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let found = lock_escalation(connection, organization, id)
                .await?
                .ok_or(MentoringError::NotFound("escalation"))?;
            if is_hidden(connection, actor, &found).await? {
                return Err(MentoringError::NotFound("escalation"));
            }
            if found.settled_at.is_some() {
                return Ok(EscalationSettled { escalation: found, already_settled: true });
            }
            settle(connection, organization, id, actor.member_id, now).await?;
            let entry = AuditEntry {
                action: "mentoring_escalation_settled",
                subject: id.to_string(),
                details: json!({ "kind": found.kind, "pair": found.pair_id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            let escalation =
                Escalation { settled_at: Some(now), settled_by: Some(actor.member_id), ..found };
            Ok(EscalationSettled { escalation, already_settled: false })
        })
        .await
}

/// Whether the list does not show it to the person; see `queries::oversight::escalations`.
async fn is_hidden(
    connection: &mut Connection,
    actor: &Actor,
    found: &Escalation,
) -> Result<bool, DatabaseError> {
    let mut is_hidden = found.member_id == Some(actor.member_id);
    if let Some(pair) = found.pair_id {
        let stand = stand_of(connection, actor, pair).await?;
        is_hidden |= stand.side.is_some()
            || found.tells_answers() && !policy::reads_answers(actor.roles, stand);
    }
    if let Some((EscalationKind::AskedTooOften, mentor)) = found.kind().zip(found.member_id) {
        is_hidden |= is_above(connection, actor, mentor).await?;
    }
    Ok(is_hidden)
}
