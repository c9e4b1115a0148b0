use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::Permission;
use serde_json::json;

use super::recheck;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::rules::MOST_WALLS;
use crate::queries;
use crate::storage::profiles as store;

/// Longest name of a unit.
const UNIT: usize = 200;
/// Longest reason.
const REASON: usize = 500;

/// A wall between two units.
#[derive(Debug, Clone)]
pub struct SetWall {
    /// The one unit.
    pub unit: String,
    /// The other.
    pub other_unit: String,
    /// Why.
    pub reason: String,
    /// Whether it is to stand.
    pub is_standing: bool,
}

/// Puts a wall between two units, or takes it down. Open pairs are looked at again. Sent again, it
/// changes nothing; the first reason stays. Returns whether it changed something.
///
/// # Errors
/// [`MentoringError`]: not allowed, an input that is not acceptable, too many, the database.
pub async fn set_wall(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SetWall,
) -> Result<bool, MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let mut checks = Checks::default();
    let unit = checks.required("unit", &input.unit, UNIT);
    let other = checks.required("otherUnit", &input.other_unit, UNIT);
    let reason = checks.text("reason", &input.reason, REASON);
    checks.demand(unit != other, "otherUnit", "SAME_UNIT", "Name two units.");
    checks.finish(())?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let units = (unit.as_str(), other.as_str());
            let changed = if input.is_standing {
                store::lock_organization(connection, organization).await?;
                let there = queries::profiles::rules(connection, organization).await?.walls;
                if there.len() >= MOST_WALLS {
                    return Err(MentoringError::Refused(format!(
                        "{MOST_WALLS} walls stand already; take one down first"
                    )));
                }
                let by = (actor.member_id, mentoring.sources.now());
                store::insert_wall(connection, organization, units, &reason, by).await?
            } else {
                store::drop_wall(connection, organization, units).await?
            };
            if changed {
                let entry = AuditEntry {
                    action: "unit_wall_set",
                    subject: organization.to_string(),
                    details: json!({
                        "unit": unit, "other_unit": other, "standing": input.is_standing,
                    }),
                };
                audit::record(connection, &mentoring.sources, actor, entry).await?;
                recheck(connection, organization).await?;
            }
            Ok(changed)
        })
        .await
}
