//! When a report is due (domain guide 7.1): in the reader's own zone, once per period.

use std::ops::Range;

use chrono::{
    DateTime, Duration, NaiveDate, NaiveTime, TimeZone as _, Timelike as _, Utc, Weekday,
};
use chrono_tz::Tz;
use cohorts::model::Cohort;
use kernel::{Week, local_midnight};

use super::delivery::ReportKind;

/// Local time at which reports go out.
const AT: NaiveTime = NaiveTime::from_hms_opt(7, 30, 0).expect("a time of day");
/// The hours of the reader's day in which reports go out; the others are quiet (domain guide 7.4).
const DAY: Range<u32> = 7..19;
/// When quiet hours end.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("a time of day");
/// After an outage a report still goes out for this long; later it would be stale.
const STILL_USEFUL: Duration = Duration::hours(36);

/// A report that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The period: the ISO week of its day.
    pub period: String,
    /// When it fell due, UTC. Who was enrolled later gets their first report in the next period.
    pub since: DateTime<Utc>,
}

/// Whether a report of this kind is due for a reader in `zone` at `now`.
///
/// Quiet hours, 19:00 to 07:00 local, hold it back; it is not dropped while still useful.
pub fn due(kind: ReportKind, now: DateTime<Utc>, zone: Tz) -> Option<Due> {
    let week = Week::at(now, zone);
    let day = match kind {
        ReportKind::LearnerDigest => week.day(Weekday::Mon),
        ReportKind::ManagerNote if is_note_week(week) => week.day(Weekday::Tue),
        ReportKind::MentorReminder if is_note_week(week) => week.day(Weekday::Wed),
        ReportKind::ManagerNote | ReportKind::MentorReminder | ReportKind::MentoringNudge => {
            return None;
        }
    };
    let since = zone.from_local_datetime(&day.and_time(AT)).earliest()?.with_timezone(&Utc);
    let in_time = since <= now && now < since + STILL_USEFUL;
    (in_time && quiet_for(now, zone).is_none()).then(|| Due { period: week.name(), since })
}

/// The moment whose week a report of a cohort speaks of. It is now; but where the reader's calendar is
/// ahead of the cohort's, as on Monday morning in Auckland for a cohort in London, it is the beginning
/// of the reader's week in the cohort's zone: the report of a Monday names the work of the new week.
pub fn week_moment(cohort: &Cohort, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    now.max(local_midnight(Week::at(now, zone).monday(), cohort.zone()))
}

/// How long it still is to the end of quiet hours, 19:00 to 07:00 in `zone`; `None` by day.
pub fn quiet_for(now: DateTime<Utc>, zone: Tz) -> Option<Duration> {
    let local = now.with_timezone(&zone);
    if DAY.contains(&local.hour()) {
        return None;
    }
    let day = local.date_naive() + Duration::days(i64::from(local.hour() >= DAY.end));
    let morning = zone.from_local_datetime(&day.and_time(MORNING)).earliest();
    // No zone skips 07:00. Should one ever do, another look in an hour is soon enough.
    Some(morning.map_or(Duration::hours(1), |morning| morning.with_timezone(&Utc) - now))
}

/// The names of all weeks that some zone on earth is in at `now`.
pub fn periods_around(now: DateTime<Utc>) -> [String; 2] {
    [now - Duration::days(1), now + Duration::days(1)].map(|at| Week::at(at, Tz::UTC).name())
}

/// Every second week, counted from a fixed Monday: ISO weeks have 53-week years, in which counting
/// by even numbers would skip or repeat a week.
fn is_note_week(week: Week) -> bool {
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
    week.since(FIRST).rem_euclid(2) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[rstest]
    // Monday 23 November 2026; Warsaw is one hour, Kathmandu 5:45, Los Angeles minus eight.
    #[case("2026-11-23T06:29:59Z", "Europe/Warsaw", false)]
    #[case("2026-11-23T06:30:00Z", "Europe/Warsaw", true)]
    #[case("2026-11-23T01:45:00Z", "Asia/Kathmandu", true)]
    #[case("2026-11-23T06:30:00Z", "America/Los_Angeles", false)]
    #[case("2026-11-23T15:30:00Z", "America/Los_Angeles", true)]
    // Held back over the night, still useful on Tuesday, stale on Tuesday evening.
    #[case("2026-11-23T18:00:00Z", "Europe/Warsaw", false)]
    #[case("2026-11-24T06:00:00Z", "Europe/Warsaw", true)]
    #[case("2026-11-24T18:30:00Z", "Europe/Warsaw", false)]
    #[case("2026-11-25T09:00:00Z", "Europe/Warsaw", false)]
    fn the_digest_is_due_on_monday_morning_of_the_reader(
        #[case] now: &str,
        #[case] zone: Tz,
        #[case] expected: bool,
    ) {
        assert_eq!(due(ReportKind::LearnerDigest, at(now), zone).is_some(), expected);
    }

    #[rstest]
    #[case("2026-11-23T17:59:59Z", "Europe/Warsaw", None)]
    #[case("2026-11-23T18:00:00Z", "Europe/Warsaw", Some(12 * 60))]
    #[case("2026-11-24T05:59:00Z", "Europe/Warsaw", Some(1))]
    #[case("2026-11-24T06:00:00Z", "Europe/Warsaw", None)]
    #[case("2026-11-24T00:30:00Z", "Asia/Kathmandu", Some(45))]
    // The night of 28 March 2026 is an hour shorter in Warsaw, that of 24 October an hour longer.
    #[case("2026-03-28T18:00:00Z", "Europe/Warsaw", Some(11 * 60))]
    #[case("2026-10-24T17:00:00Z", "Europe/Warsaw", Some(13 * 60))]
    fn quiet_hours_end_at_seven_of_the_reader(
        #[case] now: &str,
        #[case] zone: Tz,
        #[case] minutes: Option<i64>,
    ) {
        assert_eq!(quiet_for(at(now), zone), minutes.map(Duration::minutes));
    }

    #[test]
    fn the_period_is_the_week_and_stays_the_same_all_day() {
        let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
        let morning =
            due(ReportKind::LearnerDigest, at("2026-11-23T06:30:00Z"), zone).expect("due");
        let noon = due(ReportKind::LearnerDigest, at("2026-11-23T12:00:00Z"), zone).expect("due");
        assert_eq!(morning, noon);
        assert_eq!(morning, Due { period: "2026-W48".into(), since: at("2026-11-23T06:30:00Z") });
    }

    #[test]
    fn the_note_comes_every_second_tuesday_across_a_year_of_53_weeks() {
        let zone = Tz::UTC;
        let mut day: NaiveDate = "2026-11-01".parse().expect("a date");
        let mut days = Vec::new();
        while day < "2027-02-15".parse().expect("a date") {
            if due(
                ReportKind::ManagerNote,
                day.and_hms_opt(8, 0, 0).expect("a time").and_utc(),
                zone,
            )
            .is_some()
            {
                days.push(day);
            }
            day += Duration::days(1);
        }
        // 36 hours after Tuesday 07:30 is Wednesday 19:30, so two mornings see it due.
        let tuesdays: Vec<_> = days.iter().copied().step_by(2).collect();
        assert!(
            tuesdays.windows(2).all(|pair| pair[1] - pair[0] == Duration::days(14)),
            "{tuesdays:?}"
        );
        assert!(tuesdays.len() >= 7);
    }

    #[rstest]
    // 2 December 2026 is the Wednesday of a week with notes, 25 November and 9 December are not.
    #[case("2026-11-25T06:30:00Z", false)]
    #[case("2026-12-02T06:29:59Z", false)]
    #[case("2026-12-02T06:30:00Z", true)]
    #[case("2026-12-03T17:00:00Z", true)]
    #[case("2026-12-03T18:30:00Z", false)]
    #[case("2026-12-09T06:30:00Z", false)]
    #[case("2026-12-16T06:30:00Z", true)]
    fn mentors_are_reminded_every_second_wednesday(#[case] now: &str, #[case] expected: bool) {
        let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
        assert_eq!(due(ReportKind::MentorReminder, at(now), zone).is_some(), expected);
    }

    #[test]
    fn the_hour_of_a_clock_change_does_not_matter_at_half_past_seven() {
        // Warsaw goes to summer time on Sunday 29 March 2026.
        let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
        assert_eq!(
            due(ReportKind::LearnerDigest, at("2026-03-30T05:30:00Z"), zone).map(|due| due.since),
            Some(at("2026-03-30T05:30:00Z"))
        );
        assert_eq!(due(ReportKind::LearnerDigest, at("2026-03-30T05:29:00Z"), zone), None);
    }
}
