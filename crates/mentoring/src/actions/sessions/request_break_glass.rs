use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{BreakGlassId, PairId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::break_glass::{BreakGlass, WAITS_FOR, check_reason};
use crate::policy::demand_emergency_reader;
use crate::queries::stands::stands;
use crate::storage::pairs::lock_pair;
use crate::storage::sessions::break_glass as store;

/// Asks to read the notes of a pair.
#[derive(Clone)]
pub struct RequestBreakGlass {
    /// The pair.
    pub pair_id: PairId,
    /// What the emergency is, 20 to 2,000 characters, for the person who answers.
    pub reason: String,
    /// Sent again with the same key, it asks nothing more.
    pub idempotency_key: Option<String>,
}

/// Without the reason, which is about people.
impl std::fmt::Debug for RequestBreakGlass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RequestBreakGlass").field(&self.pair_id).finish()
    }
}

/// Asks to read the notes of a pair in an emergency. Nothing can be read before a second person
/// allowed it; unanswered it ends after seven days.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, one of the pair or in their reporting line, a reason
/// that says nothing, a request that waits already, a key of another request, the database.
pub async fn request_break_glass(
    mentoring: &Mentoring,
    actor: &Actor,
    input: RequestBreakGlass,
) -> Result<BreakGlassId, MentoringError> {
    actor.require(Permission::RequestBreakGlass)?;
    let violations = check_reason(&input.reason);
    if !violations.is_empty() {
        return Err(MentoringError::Invalid(violations));
    }
    let RequestBreakGlass { pair_id, reason, idempotency_key } = input;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let asked = json!({ "pair": pair_id, "reason": mentoring.note_keys.fingerprint(&reason) });
    let command = Command::new("request_break_glass", idempotency_key, &asked)?;
    mentoring
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            let found = stands(connection, actor, &[pair_id]).await?;
            let stand = found.get(&pair_id).ok_or(MentoringError::NotFound("pair"))?;
            demand_emergency_reader(actor.roles, *stand)?;
            demand_none_waits(connection, actor, pair_id, now).await?;
            let request = BreakGlass {
                id: mentoring.sources.new_id(),
                pair_id,
                requested_by: actor.member_id,
                reason: reason.trim().to_owned(),
                requested_at: now,
                state: "requested".to_owned(),
                answered_by: None,
                answered_at: None,
                expires_at: now + WAITS_FOR,
                first_read_at: None,
            };
            store::insert(connection, organization, &request).await?;
            let entry = AuditEntry {
                action: "break_glass_requested",
                subject: request.id.to_string(),
                details: json!({ "pair": pair_id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            command.settle(connection, actor, &request.id).await?;
            Ok(request.id)
        })
        .await
}

/// Demands that no request of the person on this pair waits for its answer. Holds the pair, so that two
/// that are sent at once do not both pass.
async fn demand_none_waits(
    connection: &mut Connection,
    actor: &Actor,
    pair: PairId,
    now: DateTime<Utc>,
) -> Result<(), MentoringError> {
    let organization = actor.organization_id;
    lock_pair(connection, organization, pair).await?;
    if store::waits(connection, organization, (pair, actor.member_id), now).await? {
        return Err(MentoringError::Refused(
            "you asked for these notes, and nobody has answered yet; talk to an admin".to_owned(),
        ));
    }
    Ok(())
}
