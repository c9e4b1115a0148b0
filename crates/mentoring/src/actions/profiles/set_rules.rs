use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::Permission;
use serde_json::json;

use super::recheck;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::working_days::WorkingWeekdays;
use crate::storage::profiles::{self as store, RulesRow};

/// An organisation's rules.
#[derive(Debug, Clone)]
pub struct SetRules {
    /// Whether mentors from outside are left out.
    pub guests_excluded: bool,
    /// Whether the two must be of different units.
    pub other_unit_required: bool,
    /// Whether the two must work in one country.
    pub same_country_required: bool,
    /// The days of the week on which the organisation works, 1 for Monday to 7 for Sunday.
    pub working_weekdays: Vec<i32>,
    /// The version that the client saw; 0 before the first.
    pub expected_version: i32,
}

/// Sets the rules, whole. Open pairs are looked at again.
///
/// # Errors
/// [`MentoringError`]: not allowed, an input that is not acceptable, [`MentoringError::Stale`], the
/// database.
pub async fn set_rules(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SetRules,
) -> Result<i32, MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let weekdays = weekdays(&input.working_weekdays)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let before = store::lock_rules(connection, organization).await?;
            let row = RulesRow {
                guests_excluded: input.guests_excluded,
                other_unit_required: input.other_unit_required,
                same_country_required: input.same_country_required,
                working_weekdays: weekdays.bits(),
                updated_at: mentoring.sources.now(),
            };
            let is_current = before == input.expected_version
                && store::save_rules(connection, organization, before, row).await?;
            if !is_current {
                return Err(MentoringError::Stale);
            }
            let entry = AuditEntry {
                action: "mentoring_rules_set",
                subject: organization.to_string(),
                details: json!({
                    "version": before + 1,
                    "guests_excluded": input.guests_excluded,
                    "other_unit_required": input.other_unit_required,
                    "same_country_required": input.same_country_required,
                    "working_weekdays": weekdays.bits(),
                }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            recheck(connection, organization).await?;
            Ok(before + 1)
        })
        .await
}

fn weekdays(days: &[i32]) -> Result<WorkingWeekdays, MentoringError> {
    let mut checks = Checks::default();
    let mut bits = 0_i16;
    for (at, day) in days.iter().enumerate() {
        let day: i16 = checks.number(&format!("workingWeekdays.{at}"), *day, 1..=7);
        if (1..=7).contains(&day) {
            bits |= 1 << (day - 1);
        }
    }
    checks.demand(!days.is_empty(), "workingWeekdays", "MISSING", "Name at least one day.");
    let weekdays = WorkingWeekdays::from_bits(bits).unwrap_or(WorkingWeekdays::STANDARD);
    checks.finish(weekdays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_bits() {
        let bits = |days: &[i32]| weekdays(days).map(WorkingWeekdays::bits).ok();
        assert_eq!(bits(&[1, 2, 3, 4, 5]), Some(31));
        assert_eq!(bits(&[7, 7]), Some(64));
        for wrong in [&[][..], &[0], &[8], &[1, -1]] {
            assert_eq!(bits(wrong), None, "{wrong:?}");
        }
    }
}
