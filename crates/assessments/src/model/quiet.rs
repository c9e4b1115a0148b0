//! When nobody is written to (domain guide 7.1).

use chrono::{DateTime, Duration, NaiveTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

/// When quiet hours end.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("a time of day");

/// Whether it is between 19:00 and 07:00 for a reader in `zone`: mails wait until the morning.
pub fn is_quiet(now: DateTime<Utc>, zone: Tz) -> bool {
    !(7..19).contains(&now.with_timezone(&zone).hour())
}

/// When the quiet hours end that a reader in `zone` has at `now`; `None` by day.
pub fn quiet_until(now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    if !is_quiet(now, zone) {
        return None;
    }
    let local = now.with_timezone(&zone);
    let day = local.date_naive() + Duration::days(i64::from(local.time() >= MORNING));
    let morning = zone.from_local_datetime(&day.and_time(MORNING)).earliest();
    // No zone skips 07:00. Should one ever do, another look in an hour is soon enough.
    Some(morning.map_or(now + Duration::hours(1), |morning| morning.with_timezone(&Utc)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-11-25T05:59:59Z", "Europe/Warsaw", true)]
    #[case("2026-11-25T06:00:00Z", "Europe/Warsaw", false)]
    #[case("2026-11-25T17:59:59Z", "Europe/Warsaw", false)]
    #[case("2026-11-25T18:00:00Z", "Europe/Warsaw", true)]
    #[case("2026-11-25T23:30:00Z", "Europe/Warsaw", true)]
    #[case("2026-11-25T01:15:00Z", "Asia/Kathmandu", false)]
    #[case("2026-07-01T05:00:00Z", "Europe/Warsaw", false)]
    fn the_reader_s_clock_decides(#[case] now: &str, #[case] zone: Tz, #[case] quiet: bool) {
        assert_eq!(is_quiet(now.parse().expect("a time"), zone), quiet);
    }

    #[rstest]
    #[case("2026-11-25T17:59:59Z", "Europe/Warsaw", None)]
    #[case("2026-11-25T18:00:00Z", "Europe/Warsaw", Some("2026-11-26T06:00:00Z"))]
    #[case("2026-11-26T05:59:59Z", "Europe/Warsaw", Some("2026-11-26T06:00:00Z"))]
    // Clocks go back and forward in these nights.
    #[case("2026-10-24T20:00:00Z", "Europe/Warsaw", Some("2026-10-25T06:00:00Z"))]
    #[case("2026-03-28T20:00:00Z", "Europe/Warsaw", Some("2026-03-29T05:00:00Z"))]
    fn mails_wait_for_the_morning(
        #[case] now: &str,
        #[case] zone: Tz,
        #[case] until: Option<&str>,
    ) {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(quiet_until(at(now), zone), until.map(at));
    }
}
