use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{MentoringSessionId, OrganizationId, PairId, Permission};
use serde_json::json;

use super::own_pair::{demand_own, own_pair, renew_life};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::sessions::session::{check_time, demand_meeting};
use crate::queries::sessions::About;
use crate::storage::sessions::meetings::{self as store, Plan};

/// Most sessions of one pair, whatever became of them; the shortest cadence makes 122 of the longest
/// agreement. Without a bound one pair would push all others out of a calendar.
const MOST_SESSIONS: i64 = 150;

/// Plans a session.
#[derive(Debug, Clone)]
pub struct PlanSession {
    /// A pair that one is a side of.
    pub pair_id: PairId,
    /// When it begins, UTC: at most 30 days ago, at most 120 days ahead.
    pub starts_at: DateTime<Utc>,
    /// How long it is: 5 to 480.
    pub minutes: i32,
    /// What it is about.
    pub about: About,
    /// Sent again with the same key, it plans nothing more.
    pub idempotency_key: Option<String>,
}

/// Plans a session of a pair that has signed its agreement. One that took place unplanned is planned
/// into the past, and then logged.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, times out of bounds, a pair that does not meet or
/// has 150 sessions, a goal, module or piece of work that is not the pair's, a key of another request,
/// the database.
pub async fn plan_session(
    mentoring: &Mentoring,
    actor: &Actor,
    input: PlanSession,
) -> Result<MentoringSessionId, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let PlanSession { pair_id, starts_at, minutes, about, idempotency_key } = input;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let violations = check_time(starts_at, minutes, now);
    if !violations.is_empty() {
        return Err(MentoringError::Invalid(violations));
    }
    let asked = json!({
        "pair": pair_id, "at": starts_at, "minutes": minutes, "goal": about.goal_id,
        "module": about.module_id, "submission": about.submission_id });
    let command = Command::new("plan_mentoring_session", idempotency_key, &asked)?;
    mentoring
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            let (pair, _) = own_pair(connection, actor, pair_id).await?;
            demand_meeting(&pair)?;
            demand_own(connection, organization, &pair, about).await?;
            demand_room(connection, organization, &pair).await?;
            let id: MentoringSessionId = mentoring.sources.new_id();
            let minutes = i16::try_from(minutes).unwrap_or(i16::MAX);
            let plan = Plan { starts_at, minutes, about };
            let whose = (id, pair.id, actor.member_id);
            store::insert(connection, organization, whose, plan, now).await?;
            renew_life(connection, organization, &pair, now).await?;
            let entry = AuditEntry {
                action: "mentoring_session_planned",
                subject: id.to_string(),
                details: json!({ "pair": pair.id }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            command.settle(connection, actor, &id).await?;
            Ok(id)
        })
        .await
}

/// Demands that the pair, which the caller holds, may have one more session.
async fn demand_room(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
) -> Result<(), MentoringError> {
    if store::count(connection, organization, pair.id).await? < MOST_SESSIONS {
        return Ok(());
    }
    Err(MentoringError::Refused(format!(
        "a pair has at most {MOST_SESSIONS} sessions, cancelled ones included; move a planned one \
         instead"
    )))
}
