//! When each form of the diagnostic may be sat, and when its items may be talked about.
//!
//! Source: domain guide 3.1, 3.5, 4.1. All dates are calendar days in the cohort's zone; the caller
//! turns moments into days and days into moments.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use thiserror::Error;

/// Weeks of the program; the day after the last one is day 0 of what follows.
pub const PROGRAM_WEEKS: u64 = 16;

/// The day after the end of the program on which the delayed form opens (follow-up F02).
pub const DELAYED_DAY: u64 = 90;

/// How long the delayed form stays open, in days.
pub const DELAYED_DAYS: u64 = 14;

/// A form of the diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Baseline, 32 items, weeks 0 and 1.
    A,
    /// Second form, 32 items, weeks 15 and 16.
    B,
    /// Twelve fresh items, 90 days after the end of the program.
    Delayed,
}

impl Form {
    /// All forms, in the order in which they are sat.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::Delayed];

    /// The word that stands in tables and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Delayed => "delayed",
        }
    }

    /// The form of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == word)
    }

    /// Its days, counted from the Monday of week 0.
    const fn days(self) -> Range<u64> {
        match self {
            Self::A => 0..2 * 7,
            Self::B => 15 * 7..17 * 7,
            Self::Delayed => {
                let opens = PROGRAM_WEEKS * 7 + DELAYED_DAY;
                opens..opens + DELAYED_DAYS
            }
        }
    }

    /// Its window in a run that starts on `starts_on`, the Monday of week 0.
    #[must_use]
    pub fn window(self, starts_on: NaiveDate) -> Window {
        let day = |days| starts_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
        let days = self.days();
        Window { opens: day(days.start), closes: day(days.end) }
    }
}

/// Whole days in which a form may be sat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day on which it is open.
    pub opens: NaiveDate,
    /// The first day on which it is closed again.
    pub closes: NaiveDate,
}

/// Where a window stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowState {
    /// It has not opened.
    NotYet {
        /// The first day on which it will be open.
        opens: NaiveDate,
    },
    /// It is open.
    Open {
        /// The first day on which it will be closed.
        closes: NaiveDate,
    },
    /// It is over.
    Closed {
        /// The first day on which it was closed.
        since: NaiveDate,
    },
}

impl Window {
    /// Where it stands on `today`, a day in the cohort's zone.
    #[must_use]
    pub fn state(self, today: NaiveDate) -> WindowState {
        if today < self.opens {
            WindowState::NotYet { opens: self.opens }
        } else if today < self.closes {
            WindowState::Open { closes: self.closes }
        } else {
            WindowState::Closed { since: self.closes }
        }
    }
}

/// Why a form may not be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SittingRefusal {
    /// Its window has not opened.
    #[error("this form opens on {opens}")]
    NotYet {
        /// The day on which it opens.
        opens: NaiveDate,
    },
    /// Its window is over.
    #[error("this form closed on {since}")]
    Closed {
        /// The first day on which it was closed.
        since: NaiveDate,
    },
    /// It was begun before; each form has one sitting.
    #[error("this form has one sitting, and it was begun before")]
    SatBefore,
}

impl SittingRefusal {
    /// What is wrong, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotYet { .. } => "NOT_YET_OPEN",
            Self::Closed { .. } => "CLOSED",
            Self::SatBefore => "ONE_SITTING",
        }
    }
}

/// Whether a learner may begin a form. A sitting that was begun within the window goes on until its
/// own deadline.
///
/// # Errors
/// Why not.
pub fn may_sit(state: WindowState, sat_before: bool) -> Result<(), SittingRefusal> {
    match state {
        _ if sat_before => Err(SittingRefusal::SatBefore),
        WindowState::NotYet { opens } => Err(SittingRefusal::NotYet { opens }),
        WindowState::Closed { since } => Err(SittingRefusal::Closed { since }),
        WindowState::Open { .. } => Ok(()),
    }
}

/// Whether anybody may see single items of forms A and B, with or without keys.
///
/// Only when the second form is in: nobody of the cohort sits it at the moment (`running`, also
/// beyond the close of the window), and its window is over or nobody is left who may still begin it
/// (`waiting`). The forms share anchor items, so what one learner sees early another could use; the
/// own second form alone opens nothing (domain guide 3.5: never show keys before it closes).
#[must_use]
pub fn feedback_open(second: WindowState, running: usize, waiting: usize) -> bool {
    running == 0
        && match second {
            WindowState::NotYet { .. } => false,
            WindowState::Open { .. } => waiting == 0,
            WindowState::Closed { .. } => true,
        }
}

/// Which of the two forms that are compared a learner has handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Taken {
    /// Both: counts in every statement about gain.
    Matched,
    /// Form A alone.
    OnlyFirst,
    /// Form B alone.
    OnlySecond,
    /// None.
    Neither,
}

/// Whether a learner's results can be compared: form A and form B are both handed in.
#[must_use]
pub const fn matched(first_in: bool, second_in: bool) -> Taken {
    match (first_in, second_in) {
        (true, true) => Taken::Matched,
        (true, false) => Taken::OnlyFirst,
        (false, true) => Taken::OnlySecond,
        (false, false) => Taken::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn window(form: Form) -> Window {
        form.window(date("2026-11-23"))
    }

    #[test]
    fn windows_follow_the_weeks_of_the_program() {
        let days = |form| (window(form).opens.to_string(), window(form).closes.to_string());
        assert_eq!(days(Form::A), ("2026-11-23".into(), "2026-12-07".into()));
        // Week 15 begins 105 days after the start, week 17 after 119.
        assert_eq!(days(Form::B), ("2027-03-08".into(), "2027-03-22".into()));
        // Week 16 begins on 15 March; 90 days later is 13 June.
        assert_eq!(days(Form::Delayed), ("2027-06-13".into(), "2027-06-27".into()));
    }

    #[test]
    fn a_window_is_open_from_its_first_day_to_its_last() {
        let window = window(Form::A);
        let (opens, closes) = (window.opens, window.closes);
        let state = |day| window.state(date(day));
        assert_eq!(state("2026-11-22"), WindowState::NotYet { opens });
        assert_eq!(state("2026-11-23"), WindowState::Open { closes });
        assert_eq!(state("2026-12-06"), WindowState::Open { closes });
        assert_eq!(state("2026-12-07"), WindowState::Closed { since: closes });
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let window = Form::Delayed.window(NaiveDate::MAX);
        assert_eq!((window.opens, window.closes), (NaiveDate::MAX, NaiveDate::MAX));
    }

    #[test]
    fn each_form_has_one_sitting_in_its_window() {
        let window = window(Form::B);
        let sit = |day, before| may_sit(window.state(date(day)), before);
        assert_eq!(sit("2027-03-08", false), Ok(()));
        assert_eq!(sit("2027-03-08", true), Err(SittingRefusal::SatBefore));
        let early = SittingRefusal::NotYet { opens: window.opens };
        assert_eq!((sit("2027-03-07", false), early.code()), (Err(early), "NOT_YET_OPEN"));
        let over = SittingRefusal::Closed { since: window.closes };
        assert_eq!(sit("2027-03-22", false), Err(over));
    }

    #[test]
    fn items_are_not_talked_about_while_somebody_may_still_sit_the_second_form() {
        let state = |day| window(Form::B).state(date(day));
        let (before, open, over) = (state("2027-03-07"), state("2027-03-08"), state("2027-03-22"));
        assert!(!feedback_open(before, 0, 0));
        assert!(!feedback_open(open, 0, 1) && !feedback_open(open, 1, 0));
        assert!(feedback_open(open, 0, 0));
        assert!(feedback_open(over, 0, 4) && !feedback_open(over, 1, 0));
    }

    #[test]
    fn who_took_both_is_matched() {
        assert_eq!(matched(true, true), Taken::Matched);
        assert_eq!(matched(true, false), Taken::OnlyFirst);
        assert_eq!(matched(false, true), Taken::OnlySecond);
        assert_eq!(matched(false, false), Taken::Neither);
    }

    #[test]
    fn forms_have_words() {
        for form in Form::ALL {
            assert_eq!(Form::parse(form.as_str()), Some(form));
        }
        assert_eq!(Form::parse("C"), None);
    }
}
