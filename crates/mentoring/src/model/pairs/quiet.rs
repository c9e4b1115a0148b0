//! When nobody is written to (domain guide 7.4).

use chrono::{DateTime, Timelike as _, Utc};
use chrono_tz::Tz;

/// Whether it is between 19:00 and 07:00 for a reader in `zone`: mails wait until the morning.
pub fn is_quiet(now: DateTime<Utc>, zone: Tz) -> bool {
    !(7..19).contains(&now.with_timezone(&zone).hour())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-11-25T05:59:59Z", "Europe/Warsaw", true)]
    #[case("2026-11-25T06:00:00Z", "Europe/Warsaw", false)]
    #[case("2026-11-25T18:00:00Z", "Europe/Warsaw", true)]
    #[case("2026-11-25T01:15:00Z", "Asia/Kathmandu", false)]
    fn the_reader_s_clock_decides(#[case] now: &str, #[case] zone: Tz, #[case] quiet: bool) {
        assert_eq!(is_quiet(now.parse().expect("a time"), zone), quiet);
    }
}
