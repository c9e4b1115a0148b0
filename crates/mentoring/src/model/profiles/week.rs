//! The working hours of a week that somebody keeps free for mentoring, in their own zone.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Minutes of a day.
pub const DAY: u16 = 1_440;
/// Stretches of free time that one week may have.
pub const MOST_HOURS: usize = 50;

/// A stretch of free time on a weekday, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    /// The day, 1 for Monday to 7 for Sunday.
    pub day: u8,
    /// The first minute of the local day, 0 to 1,439.
    pub from: u16,
    /// The minute after the last one, 1 to 1,440.
    pub to: u16,
}

/// A week of free time: stretches in order, none of which overlap. Without any it is a week of zero
/// hours, which is something else than a week that was never told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Week7(Vec<Hours>);

/// Why stretches make no week; with the position of the one at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WeekProblem {
    /// There is no such day.
    #[error("A day is a number from 1 for Monday to 7 for Sunday.")]
    NoSuchDay(usize),
    /// A minute is outside of the day.
    #[error("A minute of the day is at least 0 and at most 1440.")]
    OutsideOfDay(usize),
    /// It ends before it begins, or at once.
    #[error("Free time ends after it begins; what runs over midnight is two entries.")]
    Reversed(usize),
    /// It overlaps another.
    #[error("It overlaps another entry of the same day; make one of them.")]
    Overlaps(usize),
}

impl WeekProblem {
    /// The position of the stretch at fault.
    pub const fn at(self) -> usize {
        match self {
            Self::NoSuchDay(at)
            | Self::OutsideOfDay(at)
            | Self::Reversed(at)
            | Self::Overlaps(at) => at,
        }
    }

    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoSuchDay(_) => "NO_SUCH_DAY",
            Self::OutsideOfDay(_) => "OUTSIDE_OF_DAY",
            Self::Reversed(_) => "REVERSED",
            Self::Overlaps(_) => "OVERLAPS",
        }
    }
}

impl Week7 {
    /// A week of these stretches, in any order.
    ///
    /// # Errors
    /// The first [`WeekProblem`].
    pub fn new(hours: &[Hours]) -> Result<Self, WeekProblem> {
        for (at, one) in hours.iter().enumerate() {
            if !(1..=7).contains(&one.day) {
                return Err(WeekProblem::NoSuchDay(at));
            }
            if one.from > DAY || one.to > DAY {
                return Err(WeekProblem::OutsideOfDay(at));
            }
            if one.from >= one.to {
                return Err(WeekProblem::Reversed(at));
            }
        }
        let mut order: Vec<usize> = (0..hours.len()).collect();
        order.sort_by_key(|at| hours[*at]);
        for two in order.windows(2) {
            let (first, second) = (hours[two[0]], hours[two[1]]);
            if first.day == second.day && second.from < first.to {
                return Err(WeekProblem::Overlaps(two[0].max(two[1])));
            }
        }
        Ok(Self(order.into_iter().map(|at| hours[at]).collect()))
    }

    /// The stretches, by day and hour.
    pub fn hours(&self) -> &[Hours] {
        &self.0
    }

    /// The free time of the whole week, in minutes.
    pub fn minutes(&self) -> u32 {
        self.0.iter().map(|one| u32::from(one.to - one.from)).sum()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn hours(day: u8, from: u16, to: u16) -> Hours {
        Hours { day, from, to }
    }

    #[test]
    fn stretches_are_put_in_order_and_may_touch() {
        let week = Week7::new(&[hours(2, 0, 60), hours(1, 600, 660), hours(1, 540, 600)]);
        let week = week.expect("a week");
        assert_eq!(week.hours(), [hours(1, 540, 600), hours(1, 600, 660), hours(2, 0, 60)]);
        assert_eq!(week.minutes(), 180);
        assert_eq!(Week7::new(&[hours(7, 0, DAY)]).map(|week| week.minutes()), Ok(1_440));
    }

    #[test]
    fn a_week_of_zero_hours_is_a_week() {
        assert_eq!(Week7::new(&[]).map(|week| week.minutes()), Ok(0));
    }

    #[rstest]
    #[case(&[hours(0, 1, 2)], WeekProblem::NoSuchDay(0))]
    #[case(&[hours(1, 1, 2), hours(8, 1, 2)], WeekProblem::NoSuchDay(1))]
    #[case(&[hours(1, 1_400, 1_441)], WeekProblem::OutsideOfDay(0))]
    #[case(&[hours(1, 60, 60)], WeekProblem::Reversed(0))]
    #[case(&[hours(1, 1_320, 120)], WeekProblem::Reversed(0))]
    #[case(&[hours(1, 60, 120), hours(1, 119, 121)], WeekProblem::Overlaps(1))]
    #[case(&[hours(1, 60, 120), hours(2, 60, 90), hours(1, 0, 61)], WeekProblem::Overlaps(2))]
    fn what_makes_no_week(#[case] given: &[Hours], #[case] expected: WeekProblem) {
        assert_eq!(Week7::new(given), Err(expected));
        assert!(expected.at() < given.len());
    }
}
