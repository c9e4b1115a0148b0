use auth::audit::{self, AuditEntry};
use auth::{Actor, Denied};
use kernel::Permission;
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::feed::FeedToken;
use crate::storage::sessions::feed as store;

/// Those who may be one of a pair have sessions.
fn demand(actor: &Actor) -> Result<(), Denied> {
    actor.require(Permission::MeetInPair)
}

/// Makes a new secret address for the calendar of one's sessions, which ends the one before. It is
/// shown once: only its hash is stored.
///
/// # Errors
/// [`MentoringError`]: not allowed, the database.
pub async fn make_calendar_feed(
    mentoring: &Mentoring,
    actor: &Actor,
) -> Result<FeedToken, MentoringError> {
    demand(actor)?;
    let now = mentoring.sources.now();
    let secret = mentoring.sources.new_secret();
    let token = FeedToken::new(actor.organization_id, actor.member_id, &secret);
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            store::replace(connection, &token, now).await?;
            let entry = AuditEntry {
                action: "calendar_feed_made",
                subject: actor.member_id.to_string(),
                details: json!({}),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(token)
        })
        .await
}

/// Ends the address of the calendar of one's sessions; `false` if there was none.
///
/// # Errors
/// [`MentoringError`]: not allowed, the database.
pub async fn drop_calendar_feed(
    mentoring: &Mentoring,
    actor: &Actor,
) -> Result<bool, MentoringError> {
    demand(actor)?;
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            let was_there =
                store::remove(connection, actor.organization_id, actor.member_id).await?;
            if was_there {
                let entry = AuditEntry {
                    action: "calendar_feed_dropped",
                    subject: actor.member_id.to_string(),
                    details: json!({}),
                };
                audit::record(connection, &mentoring.sources, actor, entry).await?;
            }
            Ok(was_there)
        })
        .await
}
