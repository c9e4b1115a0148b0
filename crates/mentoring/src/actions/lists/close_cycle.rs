use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{CycleId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::storage::lists as storage;
use crate::storage::runs::lock_cycle;

/// Closes a cycle: nobody ranks, rules or runs in it any more, and its drafts stay drafts. Its pairs
/// live on. A second time changes nothing. Returns whether it was closed before.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such cycle, [`MentoringError::Stale`], the database.
pub async fn close_matching_cycle(
    mentoring: &Mentoring,
    actor: &Actor,
    id: CycleId,
    expected_version: i32,
) -> Result<bool, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let cycle = lock_cycle(connection, organization, id)
                .await?
                .ok_or(MentoringError::NotFound("cycle"))?;
            if !cycle.is_open() {
                return Ok(true);
            }
            if cycle.version != expected_version {
                return Err(MentoringError::Stale);
            }
            storage::close_cycle(connection, organization, id).await?;
            let entry = AuditEntry {
                action: "matching_cycle_closed",
                subject: id.to_string(),
                details: json!({}),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(false)
        })
        .await
}
