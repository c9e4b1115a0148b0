use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{PanelId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::storage::profiles as store;

/// Closes a panel: from then on it keeps nobody apart. Pairs that it made impossible stay so.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such panel, [`MentoringError::Stale`], the database.
pub async fn close_review_panel(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PanelId,
    expected_version: i32,
) -> Result<(), MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let open = store::lock_panels(connection, organization).await?;
            if open.iter().all(|(open, _)| *open != id) {
                return Err(MentoringError::NotFound("panel"));
            }
            let (which, now) = ((id, expected_version), mentoring.sources.now());
            if !store::close_panel(connection, organization, which, now).await? {
                return Err(MentoringError::Stale);
            }
            let entry = AuditEntry {
                action: "review_panel_closed",
                subject: id.to_string(),
                details: json!({}),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
