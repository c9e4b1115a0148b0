//! On which days people are not written to.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use database::schema::{absence, holiday};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

/// Days off of an organisation and of some people in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DaysOff {
    holidays: HashSet<NaiveDate>,
    absences: HashMap<MemberId, Vec<RangeInclusive<NaiveDate>>>,
}

impl DaysOff {
    /// Whether a day is free for somebody: a holiday of the organisation, or one of an absence.
    pub fn is_off(&self, person: MemberId, day: NaiveDate) -> bool {
        let mut absences = self.absences.get(&person).into_iter().flatten();
        self.holidays.contains(&day) || absences.any(|absence| absence.contains(&day))
    }
}

/// The days off among some days, of the organisation and of some people. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn days_off(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
    days: RangeInclusive<NaiveDate>,
) -> Result<DaysOff, DatabaseError> {
    let (first, last) = days.into_inner();
    let holidays: Vec<NaiveDate> = holiday::table
        .filter(holiday::organization_id.eq(organization))
        .filter(holiday::day.between(first, last))
        .select(holiday::day)
        .load(connection)
        .await?;
    let rows: Vec<(MemberId, NaiveDate, NaiveDate)> = absence::table
        .filter(absence::organization_id.eq(organization))
        .filter(absence::member_id.eq_any(people))
        .filter(absence::starts_on.le(last))
        .filter(absence::ends_on.ge(first))
        .select((absence::member_id, absence::starts_on, absence::ends_on))
        .load(connection)
        .await?;
    let mut off = DaysOff { holidays: holidays.into_iter().collect(), absences: HashMap::new() };
    for (person, starts_on, ends_on) in rows {
        off.absences.entry(person).or_default().push(starts_on..=ends_on);
    }
    Ok(off)
}
