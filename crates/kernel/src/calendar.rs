//! Dates of a run: weeks begin on Monday 00:00 in the cohort's time zone (domain guide 3.2).

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// Reads an IANA time zone name such as `Europe/Warsaw`.
pub fn parse_time_zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The moment at which a calendar day begins in a zone. Where a daylight-saving change skips
/// midnight, the first moment that exists; where it repeats, the earlier one.
pub fn local_midnight(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let mut local = date.and_time(NaiveTime::MIN);
    // No zone skips more than a day; in practice one to four quarter hours are enough.
    for _ in 0..96 {
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return at.with_timezone(&Utc);
        }
        local += Duration::minutes(15);
    }
    date.and_time(NaiveTime::MIN).and_utc()
}

/// One ISO week in a zone: Monday 00:00 to the next Monday 00:00, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    /// The week that contains a date.
    pub fn containing(date: NaiveDate) -> Self {
        let back = i64::from(date.weekday().num_days_from_monday());
        Self { monday: date - Duration::days(back) }
    }

    /// The week that contains a moment, as a calendar in `zone` shows it.
    pub fn at(now: DateTime<Utc>, zone: Tz) -> Self {
        Self::containing(now.with_timezone(&zone).date_naive())
    }

    /// Its Monday.
    pub const fn monday(self) -> NaiveDate {
        self.monday
    }

    /// The day of that week.
    pub fn day(self, day: Weekday) -> NaiveDate {
        self.monday + Duration::days(i64::from(day.num_days_from_monday()))
    }

    /// The ISO name, for example `2026-W48`.
    pub fn name(self) -> String {
        let week = self.monday.iso_week();
        format!("{:04}-W{:02}", week.year(), week.week())
    }

    /// Whole weeks from `start`'s week to this one; negative before it.
    pub fn since(self, start: NaiveDate) -> i64 {
        (self.monday - Self::containing(start).monday).num_days() / 7
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn weeks_have_iso_names_across_the_new_year() {
        assert_eq!(Week::containing(date("2026-12-31")).name(), "2026-W53");
        assert_eq!(Week::containing(date("2027-01-03")).name(), "2026-W53");
        assert_eq!(Week::containing(date("2027-01-04")).name(), "2027-W01");
        assert_eq!(Week::containing(date("2027-01-10")).since(date("2026-12-28")), 1);
    }

    #[test]
    fn a_week_begins_at_local_midnight() {
        let warsaw: Tz = "Europe/Warsaw".parse().expect("a zone");
        let sunday_evening = "2026-11-22T22:59:59Z".parse().expect("a time");
        let monday = "2026-11-22T23:00:00Z".parse().expect("a time");
        assert_eq!(Week::at(sunday_evening, warsaw).monday(), date("2026-11-16"));
        assert_eq!(Week::at(monday, warsaw).monday(), date("2026-11-23"));
        assert_eq!(local_midnight(date("2026-11-23"), warsaw), monday);
    }

    #[test]
    fn a_skipped_midnight_begins_when_the_day_does() {
        // Santiago moves its clocks from 24:00 to 01:00 on the first Sunday of September.
        let santiago: Tz = "America/Santiago".parse().expect("a zone");
        assert_eq!(
            local_midnight(date("2026-09-06"), santiago).to_rfc3339(),
            "2026-09-06T04:00:00+00:00"
        );
    }
}
