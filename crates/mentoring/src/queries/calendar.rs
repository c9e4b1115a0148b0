//! The organisation's calendar of working days.

use auth::OrganizationProfile;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use database::schema::{holiday, mentoring_rules};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, parse_time_zone};

use crate::model::working_days::{WorkCalendar, WorkingWeekdays};

/// The day that the organisation's zone shows at a moment. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn today(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<NaiveDate, DatabaseError> {
    let profile = auth::queries::organization(connection, organization).await?;
    Ok(now.with_timezone(&zone_of(&profile)).date_naive())
}

/// The zone by which the organisation lives.
fn zone_of(profile: &OrganizationProfile) -> Tz {
    parse_time_zone(&profile.time_zone).unwrap_or(Tz::UTC)
}

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
    let weekdays =
        weekdays.and_then(WorkingWeekdays::from_bits).unwrap_or(WorkingWeekdays::STANDARD);
    Ok(WorkCalendar::new(zone_of(&profile), weekdays, holidays))
}
