use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{Datelike as _, NaiveDate};
use kernel::Permission;
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::rules::MOST_HOLIDAYS;
use crate::storage::profiles as store;

/// Longest name of a holiday.
const NAME: usize = 200;

/// Sets the days of a year on which nobody works, in place of those that the year had. Timers that
/// run already keep their moment. Sent again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, an input that is not acceptable, the database.
pub async fn set_holidays(
    mentoring: &Mentoring,
    actor: &Actor,
    year: i32,
    days: Vec<(NaiveDate, String)>,
) -> Result<(), MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let days = check(year, days)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            store::lock_organization(connection, organization).await?;
            store::replace_holidays(connection, organization, year, &days).await?;
            let entry = AuditEntry {
                action: "holidays_set",
                subject: organization.to_string(),
                details: json!({ "year": year, "days": days.len() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}

fn check(
    year: i32,
    days: Vec<(NaiveDate, String)>,
) -> Result<Vec<(NaiveDate, String)>, MentoringError> {
    let mut checks = Checks::default();
    let _: i32 = checks.number("year", year, 2000..=2100);
    if days.len() > MOST_HOLIDAYS {
        // Each is compared with all before it, so that too many are not looked at.
        checks.add("days", "TOO_MANY", format!("Give at most {MOST_HOLIDAYS} days."));
        return checks.finish(Vec::new());
    }
    let mut found: Vec<(NaiveDate, String)> = Vec::with_capacity(days.len());
    for (at, (day, name)) in days.iter().enumerate() {
        let path = format!("days.{at}.day");
        checks.demand(day.year() == year, &path, "OTHER_YEAR", "Give a day of that year.");
        let is_new = found.iter().all(|(other, _)| other != day);
        checks.demand(is_new, &path, "REPEATED", "Name it once.");
        found.push((*day, checks.required(&format!("days.{at}.name"), name, NAME)));
    }
    checks.finish(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_of_the_year_and_named_once() {
        let day = |text: &str| (text.parse::<NaiveDate>().expect("a day"), "Holiday".to_owned());
        assert!(check(2026, vec![day("2026-12-25"), day("2026-12-26")]).is_ok());
        assert!(check(2026, Vec::new()).is_ok());
        for wrong in [vec![day("2027-01-01")], vec![day("2026-12-25"), day("2026-12-25")]] {
            assert!(matches!(check(2026, wrong), Err(MentoringError::Invalid(_))));
        }
        assert!(matches!(check(1999, Vec::new()), Err(MentoringError::Invalid(_))));
        let Err(MentoringError::Invalid(found)) = check(2026, vec![day("2027-01-01"); 10_000])
        else {
            panic!("that is too many")
        };
        assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["TOO_MANY"]);
    }
}
