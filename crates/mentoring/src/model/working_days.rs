//! Days on which an organisation works, and the ends of days in its zone. A delay of n days ends with
//! the n-th day after the day it counts from: at the midnight that follows it, which is no longer in
//! time.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::local_midnight;

/// Working days are looked for so far ahead and no further: a calendar of nothing but holidays ends
/// a delay there.
const LONGEST_SEARCH: u16 = 3_660;

/// The weekdays on which an organisation works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingWeekdays(u8);

impl WorkingWeekdays {
    /// Monday to Friday.
    pub const STANDARD: Self = Self(0b001_1111);

    /// Those of bits, 1 for Monday to 64 for Sunday; `None` without any day, or with other bits.
    pub fn from_bits(bits: i16) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| (1..=127).contains(bits)).map(Self)
    }

    /// The bits to store.
    pub fn bits(self) -> i16 {
        i16::from(self.0)
    }

    fn contains(self, day: NaiveDate) -> bool {
        self.0 & (1 << day.weekday().num_days_from_monday()) != 0
    }
}

/// An organisation's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    zone: Tz,
    weekdays: WorkingWeekdays,
    holidays: BTreeSet<NaiveDate>,
}

impl WorkCalendar {
    /// A calendar of a zone, with days on which nobody works.
    pub fn new(
        zone: Tz,
        weekdays: WorkingWeekdays,
        holidays: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self { zone, weekdays, holidays: holidays.into_iter().collect() }
    }

    /// The day that the organisation's calendar shows at a moment.
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// Whether the organisation works on that day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.weekdays.contains(day) && !self.holidays.contains(&day)
    }

    /// The end of a day, UTC: the first moment of the next one.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        local_midnight(next(day), self.zone)
    }

    /// The end of the day that many calendar days after a day, UTC.
    pub fn end_after_days(&self, day: NaiveDate, days: u16) -> DateTime<Utc> {
        let last = day.checked_add_days(chrono::Days::new(u64::from(days))).unwrap_or(day);
        self.end_of(last)
    }

    /// The end of the day that many working days after a day, UTC. With none, the end of the day.
    pub fn end_after_working_days(&self, day: NaiveDate, days: u16) -> DateTime<Utc> {
        let (mut last, mut left) = (day, days);
        for _ in 0..LONGEST_SEARCH {
            if left == 0 {
                break;
            }
            last = next(last);
            left -= u16::from(self.is_working(last));
        }
        self.end_of(last)
    }
}

/// The next day; the last one that can be written has none after it.
fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn calendar(zone: &str, holidays: &[&str]) -> WorkCalendar {
        let zone = zone.parse().expect("a zone");
        WorkCalendar::new(zone, WorkingWeekdays::STANDARD, holidays.iter().map(|day| date(day)))
    }

    #[rstest]
    // Proposed on Tuesday, 5 May 2026: Wednesday to Friday, Monday, Tuesday.
    #[case("Europe/Warsaw", &[], "2026-05-05", 5, "2026-05-12T22:00:00Z")]
    // 1 May, a Friday, is a holiday in Warsaw: Thursday, Monday to Thursday.
    #[case("Europe/Warsaw", &["2026-05-01"], "2026-04-29", 5, "2026-05-07T22:00:00Z")]
    // On a Saturday, with a holiday on the Sunday, which costs nothing.
    #[case("Europe/Warsaw", &["2026-05-03"], "2026-05-02", 1, "2026-05-04T22:00:00Z")]
    // Over the change to summer time on 29 March 2026 the last day still ends at midnight.
    #[case("Europe/Warsaw", &[], "2026-03-27", 1, "2026-03-30T22:00:00Z")]
    #[case("Asia/Kathmandu", &[], "2026-05-05", 3, "2026-05-08T18:15:00Z")]
    #[case("Europe/Warsaw", &[], "2026-05-05", 0, "2026-05-05T22:00:00Z")]
    fn working_days_end_at_the_midnight_after_the_last(
        #[case] zone: &str,
        #[case] holidays: &[&str],
        #[case] day: &str,
        #[case] days: u16,
        #[case] expected: &str,
    ) {
        let end = calendar(zone, holidays).end_after_working_days(date(day), days);
        assert_eq!(end, expected.parse::<DateTime<Utc>>().expect("a time"));
    }

    #[test]
    fn calendar_days_count_weekends_too() {
        let end = calendar("Europe/Warsaw", &[]).end_after_days(date("2026-05-05"), 14);
        assert_eq!(end, "2026-05-19T22:00:00Z".parse::<DateTime<Utc>>().expect("a time"));
    }

    #[test]
    fn the_day_is_that_of_the_organisation() {
        let late = "2026-05-05T22:30:00Z".parse().expect("a time");
        assert_eq!(calendar("Europe/Warsaw", &[]).day_of(late), date("2026-05-06"));
        assert_eq!(calendar("America/Lima", &[]).day_of(late), date("2026-05-05"));
    }

    #[test]
    fn other_weeks_are_possible_and_none_is_not() {
        let sunday_to_thursday = WorkingWeekdays::from_bits(0b100_1111).expect("days");
        let calendar = WorkCalendar::new(Tz::UTC, sunday_to_thursday, []);
        assert!(calendar.is_working(date("2026-05-03")));
        assert!(!calendar.is_working(date("2026-05-01")));
        for bits in [0, -1, 128, i16::MAX] {
            assert_eq!(WorkingWeekdays::from_bits(bits), None, "{bits}");
        }
        assert_eq!(WorkingWeekdays::STANDARD.bits(), 31);
    }

    #[test]
    fn a_calendar_of_holidays_comes_to_an_end() {
        let start = date("2026-01-01");
        let always = start.iter_days().take(5_000);
        let calendar = WorkCalendar::new(Tz::UTC, WorkingWeekdays::STANDARD, always);
        let end = calendar.end_after_working_days(start, 5);
        assert_eq!((end.date_naive() - start).num_days(), i64::from(LONGEST_SEARCH) + 1);
    }
}
