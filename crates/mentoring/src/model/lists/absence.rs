//! When somebody is away.

use chrono::{DateTime, Days, NaiveDate, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{AbsenceId, MemberId, Violation};

use crate::model::life::ANSWER_WORKING_DAYS;
use crate::model::working_days::WorkCalendar;

/// Days that one absence may last.
const LONGEST: Days = Days::new(1_096);

/// A time for which somebody is away, both days included, in the organisation's zone.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::absence)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub member_id: MemberId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// When it was entered, UTC.
    pub entered_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i32,
}

impl Absence {
    /// What is wrong with an absence that somebody wants to enter on a day.
    pub fn violations(
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        today: NaiveDate,
    ) -> Vec<Violation> {
        let mut found = Vec::new();
        if ends_on < starts_on {
            let words = "The last day is not before the first one.";
            found.push(Violation::new("input.endsOn", "BEFORE_START", words));
        } else if ends_on < today {
            let words = "An absence that is over changes nothing; enter what is still to come.";
            found.push(Violation::new("input.endsOn", "PAST", words));
        } else if starts_on.checked_add_days(LONGEST).is_none_or(|last| ends_on > last) {
            let words = "An absence lasts three years at most.";
            found.push(Violation::new("input.endsOn", "TOO_LONG", words));
        }
        found
    }
}

/// Whether somebody with these absences, first and last days, is away for the whole time in which a
/// proposal of today would have to be answered, by the organisation's working days.
pub fn is_away(
    absences: &[(NaiveDate, NaiveDate)],
    today: NaiveDate,
    calendar: &WorkCalendar,
) -> bool {
    let mut sorted = absences.to_vec();
    sorted.sort_unstable();
    let mut back_on = today;
    for (starts_on, ends_on) in sorted {
        if starts_on <= back_on && back_on <= ends_on {
            back_on = ends_on.succ_opt().unwrap_or(ends_on);
        }
    }
    back_on >= calendar.day_of(calendar.end_after_working_days(today, ANSWER_WORKING_DAYS))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use rstest::rstest;

    use super::*;
    use crate::model::working_days::WorkingWeekdays;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[rstest]
    #[case(&[], &[], false)]
    #[case(&[("2026-11-20", "2026-12-02")], &[], true)]
    #[case(&[("2026-11-20", "2026-12-01")], &[], false)]
    #[case(&[("2026-11-26", "2026-12-20")], &[], false)]
    #[case(&[("2026-11-28", "2026-12-20"), ("2026-11-20", "2026-11-27")], &[], true)]
    // A holiday gives a day more to answer.
    #[case(&[("2026-11-20", "2026-12-02")], &["2026-11-30"], false)]
    #[case(&[("2026-11-20", "2026-12-03")], &["2026-11-30"], true)]
    fn away_for_as_long_as_an_answer_takes(
        #[case] absences: &[(&str, &str)],
        #[case] holidays: &[&str],
        #[case] expected: bool,
    ) {
        let absences: Vec<_> = absences.iter().map(|(from, to)| (day(from), day(to))).collect();
        let holidays = holidays.iter().map(|holiday| day(holiday));
        let calendar = WorkCalendar::new(Tz::Europe__Warsaw, WorkingWeekdays::STANDARD, holidays);
        assert_eq!(is_away(&absences, day("2026-11-25"), &calendar), expected);
    }

    #[rstest]
    #[case("2026-11-25", "2026-11-25", None)]
    #[case("2026-11-26", "2026-11-25", Some("BEFORE_START"))]
    #[case("2026-11-01", "2026-11-24", Some("PAST"))]
    #[case("2026-11-25", "2029-11-26", Some("TOO_LONG"))]
    fn absences_are_checked(
        #[case] from: &str,
        #[case] to: &str,
        #[case] expected: Option<&'static str>,
    ) {
        let found = Absence::violations(day(from), day(to), day("2026-11-25"));
        assert_eq!(found.first().map(|violation| violation.code), expected);
    }
}
