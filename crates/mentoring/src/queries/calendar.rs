//! The organisation's calendar of working days.

use chrono::NaiveDate;
use chrono_tz::Tz;
use database::schema::{holiday, mentoring_rules};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, parse_time_zone};

use crate::model::working_days::{WorkCalendar, WorkingWeekdays};

/// The calendar that timers run by: the organisation's zone, weekdays and holidays. Three statements.
///
/// # Errors
/// When a statement fails.
pub async fn work_calendar(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<WorkCalendar, DatabaseError> {
    let profile = auth::queries::organization(connection, organization).await?;
    let weekdays: Option<i16> = mentoring_rules::table
        .filter(mentoring_rules::organization_id.eq(organization))
        .select(mentoring_rules::working_weekdays)
        .first(connection)
        .await
        .optional()?;
    let holidays: Vec<NaiveDate> = holiday::table
        .filter(holiday::organization_id.eq(organization))
        .select(holiday::day)
        .load(connection)
        .await?;
    let zone = parse_time_zone(&profile.time_zone).unwrap_or(Tz::UTC);
    let weekdays =
        weekdays.and_then(WorkingWeekdays::from_bits).unwrap_or(WorkingWeekdays::STANDARD);
    Ok(WorkCalendar::new(zone, weekdays, holidays))
}
