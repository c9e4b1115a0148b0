use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use kernel::{MentoringSessionId, Permission};
use serde_json::json;

use super::own_pair::{demand_own, demand_version, own_session, renew_life};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::session::{check_time, demand_meeting};
use crate::queries::sessions::About;
use crate::storage::sessions::meetings::{self as store, Plan};

/// Moves a planned session.
#[derive(Debug, Clone, Copy)]
pub struct MoveSession {
    /// A planned session of a pair that one is a side of.
    pub session_id: MentoringSessionId,
    /// The version of the session that the client saw.
    pub expected_version: i32,
    /// When it begins, UTC: at most 30 days ago, at most 120 days ahead.
    pub starts_at: DateTime<Utc>,
    /// How long it is: 5 to 480.
    pub minutes: i32,
    /// What it is about; this takes the place of what was said before.
    pub about: About,
}

/// Gives a planned session another time, or another thing to be about.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such session, times out of bounds, a pair that does not meet,
/// a session that is not planned any more, [`MentoringError::Stale`], a goal, module or piece of work
/// that is not the pair's, the database.
pub async fn move_session(
    mentoring: &Mentoring,
    actor: &Actor,
    input: MoveSession,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let violations = check_time(input.starts_at, input.minutes, now);
    if !violations.is_empty() {
        return Err(MentoringError::Invalid(violations));
    }
    mentoring
        .database
        .write(organization, async |connection| {
            let (pair, _, session) = own_session(connection, actor, input.session_id).await?;
            demand_own(connection, organization, &pair, input.about).await?;
            session.demand_planned()?;
            demand_version(session.version, input.expected_version)?;
            demand_meeting(&pair)?;
            let minutes = i16::try_from(input.minutes).unwrap_or(i16::MAX);
            let plan = Plan { starts_at: input.starts_at, minutes, about: input.about };
            store::change_plan(connection, organization, session.id, plan, now).await?;
            renew_life(connection, organization, &pair, now).await?;
            let entry = AuditEntry {
                action: "mentoring_session_moved",
                subject: session.id.to_string(),
                details: json!({ "pair": pair.id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
