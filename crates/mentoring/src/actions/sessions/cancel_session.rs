use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{MentoringSessionId, Permission};
use serde_json::json;

use super::own_pair::{demand_version, own_session, renew_life};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::session::{SessionState, demand_open};
use crate::storage::sessions::meetings as store;

/// Cancels a planned session.
#[derive(Debug, Clone, Copy)]
pub struct CancelSession {
    /// A planned session of a pair that one is a side of.
    pub session_id: MentoringSessionId,
    /// The version of the session that the client saw.
    pub expected_version: i32,
}

/// Cancels a planned session; in calendars it shows as cancelled. A second time changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such session, one that was held or missed, a pair that is over,
/// [`MentoringError::Stale`], the database.
pub async fn cancel_session(
    mentoring: &Mentoring,
    actor: &Actor,
    input: CancelSession,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    mentoring
        .database
        .write(organization, async |connection| {
            let (pair, _, session) = own_session(connection, actor, input.session_id).await?;
            if session.state == SessionState::Cancelled.as_str() {
                return Ok(());
            }
            session.demand_planned()?;
            demand_version(session.version, input.expected_version)?;
            demand_open(&pair)?;
            store::cancel(connection, organization, session.id, now).await?;
            renew_life(connection, organization, &pair, now).await?;
            let entry = AuditEntry {
                action: "mentoring_session_cancelled",
                subject: session.id.to_string(),
                details: json!({ "pair": pair.id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
