use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{MentoringSessionId, Permission};
use serde_json::json;

use super::own_pair::{demand_version, own_session, renew_life};
use crate::actions::Mentoring;
use crate::actions::pairs::{Doing, take_step};
use crate::error::MentoringError;
use crate::model::life::{Event, State};
use crate::model::oversight::health::Occasion;
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::model::sessions::session::{
    Meetings, MissedBy, Outcome, check_outcome, demand_meeting, demand_open,
};
use crate::model::side::Side;
use crate::queries::sessions::meetings;
use crate::storage::oversight::ask_health;
use crate::storage::sessions::meetings as store;

/// Says what became of a session.
#[derive(Debug, Clone, Copy)]
pub struct LogSession {
    /// A planned session of a pair that one is a side of.
    pub session_id: MentoringSessionId,
    /// The version of the session that the client saw.
    pub expected_version: i32,
    /// What became of it.
    pub outcome: Outcome,
}

/// Says that a session was held or missed. The first one that was held makes the pair active; after
/// the second and the fifth both sides are asked how it goes. Said again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such session, one that has not begun, one of which something
/// else was said, a pair that is over, [`MentoringError::Stale`], the database.
pub async fn log_session(
    mentoring: &Mentoring,
    actor: &Actor,
    input: LogSession,
) -> Result<(), MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let LogSession { session_id, expected_version, outcome } = input;
    mentoring
        .database
        .write(organization, async |connection| {
            let (pair, side, session) = own_session(connection, actor, session_id).await?;
            let missed_by = outcome.missed_by().map(MissedBy::as_str);
            if session.state == outcome.state().as_str()
                && session.missed_by.as_deref() == missed_by
            {
                return Ok(());
            }
            session.demand_planned()?;
            demand_version(session.version, expected_version)?;
            let violations = check_outcome(session.starts_at, now);
            if !violations.is_empty() {
                return Err(MentoringError::Invalid(violations));
            }
            demand_open(&pair)?;
            store::set_outcome(connection, organization, session.id, outcome, now).await?;
            match outcome {
                Outcome::Held => met(connection, mentoring, actor, &pair, side).await?,
                Outcome::Missed(_) => renew_life(connection, organization, &pair, now).await?,
            }
            let entry = AuditEntry {
                action: "mentoring_session_logged",
                subject: session.id.to_string(),
                details: json!({ "pair": pair.id, "state": outcome.state().as_str() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}

/// What follows from having met.
async fn met(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    pair: &Pair,
    side: Side,
) -> Result<(), MentoringError> {
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let counted = meetings(connection, organization, pair.id, now).await?;
    if pair.state() == Some(State::AgreementSigned) {
        let doing =
            Doing { event: Event::FirstSession, by: side.into(), actor: Some(actor.member_id) };
        let quiet_since = Some(counted.quiet_since(pair));
        let change = Change { quiet_since, ..Change::NONE };
        take_step(connection, mentoring, organization, pair, doing, change).await?;
    } else {
        renew_life(connection, organization, pair, now).await?;
    }
    if let Some(occasion) = occasion(counted).filter(|_| demand_meeting(pair).is_ok()) {
        ask_health(connection, mentoring, organization, pair, occasion).await?;
    }
    Ok(())
}

/// The check of health that is due after so many sessions, while the two go on meeting.
const fn occasion(counted: Meetings) -> Option<Occasion> {
    match counted.held {
        2 => Some(Occasion::SecondSession),
        5 => Some(Occasion::FifthSession),
        _ => None,
    }
}
