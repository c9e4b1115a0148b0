use chrono::{DateTime, Datelike as _, Duration, Utc};
use chrono_tz::Tz;

use super::digest::unfinished;
use super::figures::{CohortFigures, StatedProgress};
use super::schedule::week_moment;
use crate::facts::Place;

/// How long nothing has come before a line says that it is quiet.
const QUIET_AFTER: Duration = Duration::weeks(4);

/// The last scheduled digest that a reader got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastDigest {
    /// The moment that its figures show.
    pub(crate) as_of: DateTime<Utc>,
    /// What it stated.
    pub(crate) figures: Vec<CohortFigures>,
}

/// What a digest would say that the last one did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// Something: it goes out.
    Something,
    /// Nothing, and nothing has come this month: a line says so.
    QuietMonth,
    /// Nothing: nothing goes out.
    Nothing,
}

/// Whether a digest says anything that the last one did not (domain guide 7.1).
///
/// It does when in some cohort the progress is another, or the week of a further module has begun:
/// then there is something new to do, or to unlock. If not, nothing is sent. But when the last one
/// came four weeks ago or earlier, and in an earlier month of the reader's calendar, a line says that
/// the month was quiet. The line is a digest in the ledger, so there is at most one in a month.
pub(crate) fn news(
    last: Option<&LastDigest>,
    places: &[&Place],
    now: DateTime<Utc>,
    zone: Tz,
) -> News {
    let Some(last) = last else {
        return News::Something;
    };
    if unfinished(places).any(|place| is_new(last, place, now, zone)) {
        return News::Something;
    }
    let [then, today] = [last.as_of, now].map(|at| at.with_timezone(&zone).date_naive());
    let other_month = (then.year(), then.month()) != (today.year(), today.month());
    if other_month && today - then >= QUIET_AFTER { News::QuietMonth } else { News::Nothing }
}

fn is_new(last: &LastDigest, place: &Place, now: DateTime<Utc>, zone: Tz) -> bool {
    let same = |stated: &&CohortFigures| stated.enrolment_id == place.learner.enrolment_id;
    let stated = last.figures.iter().find(same).and_then(|stated| stated.progress);
    let [then, now] = [last.as_of, now].map(|at| week_moment(&place.cohort.cohort, at, zone));
    stated != Some(StatedProgress::of(&place.standing))
        || place.cohort.calendar.any_between(then, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    /// Somebody who has done so many items of the first module of a run that begins on 2 November
    /// 2026 and whose last module opens on the 23rd.
    fn place(done: i16) -> Place {
        let run = sample::run("2026-11-02".parse().expect("a Monday"), "Europe/Warsaw");
        sample::learner(&run, 1, "Ana", &[done], at("2026-11-02T07:00:00Z"))
    }

    fn last(as_of: &str, done: i16) -> LastDigest {
        LastDigest { as_of: at(as_of), figures: vec![CohortFigures::with_progress(&place(done))] }
    }

    fn after(last: &LastDigest, done: i16, now: &str) -> News {
        news(Some(last), &[&place(done)], at(now), Tz::Europe__Warsaw)
    }

    #[test]
    fn progress_a_new_week_and_a_new_cohort_are_news() {
        let now = at("2026-11-30T06:30:00Z");
        assert_eq!(news(None, &[&place(1)], now, Tz::Europe__Warsaw), News::Something);
        let before = last("2026-11-23T06:30:00Z", 1);
        assert_eq!(after(&before, 2, "2026-11-30T06:30:00Z"), News::Something);
        assert_eq!(after(&before, 1, "2026-11-30T06:30:00Z"), News::Nothing);
        let week_before = last("2026-11-16T06:30:00Z", 1);
        assert_eq!(after(&week_before, 1, "2026-11-23T06:30:00Z"), News::Something);
        let of_others = LastDigest { figures: vec![], ..before };
        assert_eq!(after(&of_others, 1, "2026-11-30T06:30:00Z"), News::Something);
    }

    #[test]
    fn a_line_comes_after_four_weeks_and_once_a_month() {
        let digest = last("2026-11-23T06:30:00Z", 1);
        for (now, expected) in [
            ("2026-11-30T06:30:00Z", News::Nothing),
            ("2026-12-14T06:30:00Z", News::Nothing),
            ("2026-12-21T06:30:00Z", News::QuietMonth),
        ] {
            assert_eq!(after(&digest, 1, now), expected, "{now}");
        }
        // The line itself is the last digest from then on.
        let line = last("2026-12-21T06:30:05Z", 1);
        assert_eq!(after(&line, 1, "2026-12-28T06:30:00Z"), News::Nothing);
        assert_eq!(after(&line, 1, "2027-01-18T06:30:00Z"), News::QuietMonth);
        // Four weeks may lie within one month.
        let first = last("2027-03-01T06:30:00Z", 1);
        assert_eq!(after(&first, 1, "2027-03-29T05:30:00Z"), News::Nothing);
    }
}
