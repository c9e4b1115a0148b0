//! Checks of health (domain guide 6.6): five statements from 1 to 5 and a box, on three occasions, by
//! both sides. One low side is enough.

use chrono::{DateTime, Duration, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{PairId, Violation};

use super::super::life::{QUIET_DAYS, State};
use super::super::pair::Pair;
use super::super::side::Side;
use crate::policy::COUNTED_FROM;

/// When the sides are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// After the second session that was held.
    SecondSession,
    /// After the fifth session that was held.
    FifthSession,
    /// In the middle between the first session and the last day.
    MidCourse,
}

impl Occasion {
    /// All occasions, in the order of a life.
    pub const ALL: [Self; 3] = [Self::SecondSession, Self::FifthSession, Self::MidCourse];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecondSession => "session_2",
            Self::FifthSession => "session_5",
            Self::MidCourse => "mid_course",
        }
    }

    /// The occasion of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|occasion| occasion.as_str() == word)
    }

    /// The occasion that comes when so many sessions were held, if one does.
    pub const fn after_sessions(held: usize) -> Option<Self> {
        match held {
            2 => Some(Self::SecondSession),
            5 => Some(Self::FifthSession),
            _ => None,
        }
    }
}

/// The lowest and the highest mark.
const MARKS: std::ops::RangeInclusive<i32> = 1..=5;
/// A mean of five marks below 3 is low: that is a sum below 15.
const LOW_SUM: i32 = 15;
/// Safety is low from here down, whatever the others are.
const LOW_SAFETY: i16 = 2;

/// What a side answers, 1 (not at all) to 5 (fully).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// We meet as agreed.
    pub meets: i16,
    /// I feel safe to be open.
    pub safe: i16,
    /// We work on what matters.
    pub matters: i16,
    /// I get, or give, something useful.
    pub useful: i16,
    /// I would go on.
    pub go_on: i16,
    /// I would like to talk with the coordinator.
    pub wants_talk: bool,
}

/// Without a sign of life for so long a pair that meets is low, whatever it answered. The page counts
/// to the second; the coordinator is told at the end of that day.
const QUIET: Duration = Duration::days(QUIET_DAYS as i64);

/// Why the health of a pair is low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LowReason {
    /// The mean of the five marks is below 3.
    Mean,
    /// The mark for safety is 2 or less.
    Safety,
    /// The side would like to talk with the coordinator.
    WantsTalk,
    /// Nobody met for 28 days; a session that is planned puts that off for a while.
    Quiet,
}

/// Whether a pair is low because nothing was heard of it, while it should meet or waits for the
/// coordinator.
pub fn is_quiet(pair: &Pair, now: DateTime<Utc>) -> bool {
    matches!(pair.state(), Some(State::Active | State::RematchRequested))
        && pair.quiet_since <= quiet_from(now)
}

/// The moment, UTC, up to which a last sign of life is too long ago at `now`.
pub fn quiet_from(now: DateTime<Utc>) -> DateTime<Utc> {
    now - QUIET
}

impl Answers {
    /// Checks five marks, in the order of the fields, and the box.
    ///
    /// # Errors
    /// A violation for each mark that is not 1 to 5, at `input.` and the name of its input.
    pub fn new(marks: [i32; 5], wants_talk: bool) -> Result<Self, Vec<Violation>> {
        const NAMES: [&str; 5] =
            ["meetsAsAgreed", "safeToBeOpen", "worksOnWhatMatters", "useful", "wouldGoOn"];
        let wrong: Vec<Violation> = NAMES
            .into_iter()
            .zip(marks)
            .filter(|(_, mark)| !MARKS.contains(mark))
            .map(|(name, _)| {
                Violation::new(
                    format!("input.{name}"),
                    "OUT_OF_RANGE",
                    "Give a mark from 1 (not at all) to 5 (fully).",
                )
            })
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let [meets, safe, matters, useful, go_on] =
            marks.map(|mark| i16::try_from(mark).unwrap_or_default());
        Ok(Self { meets, safe, matters, useful, go_on, wants_talk })
    }

    /// Why they are low; empty where they are not.
    pub fn low_because(&self) -> Vec<LowReason> {
        let marks = [self.meets, self.safe, self.matters, self.useful, self.go_on];
        let sum: i32 = marks.into_iter().map(i32::from).sum();
        let mut because = Vec::new();
        if sum < LOW_SUM {
            because.push(LowReason::Mean);
        }
        if self.safe <= LOW_SAFETY {
            because.push(LowReason::Safety);
        }
        if self.wants_talk {
            because.push(LowReason::WantsTalk);
        }
        because
    }

    /// Whether they are low.
    pub fn is_low(&self) -> bool {
        !self.low_because().is_empty()
    }
}

/// A check of one side, asked and perhaps answered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::health_check)]
pub struct Check {
    /// The pair.
    pub pair_id: PairId,
    /// See [`Check::occasion`].
    pub occasion: String,
    /// See [`Check::side`].
    pub side: String,
    /// When the side was asked, UTC.
    pub asked_at: DateTime<Utc>,
    /// When it answered, UTC.
    pub answered_at: Option<DateTime<Utc>>,
    meets: Option<i16>,
    safe: Option<i16>,
    matters: Option<i16>,
    useful: Option<i16>,
    go_on: Option<i16>,
    wants_talk: Option<bool>,
}

impl Check {
    /// The occasion; `None` for a word that no version of this program wrote.
    pub fn occasion(&self) -> Option<Occasion> {
        Occasion::parse(&self.occasion)
    }

    /// Who was asked; `None` for a word that no version of this program wrote.
    pub fn side(&self) -> Option<Side> {
        Side::parse(&self.side)
    }

    /// What was answered, once it was.
    pub fn answers(&self) -> Option<Answers> {
        Some(Answers {
            meets: self.meets?,
            safe: self.safe?,
            matters: self.matters?,
            useful: self.useful?,
            go_on: self.go_on?,
            wants_talk: self.wants_talk?,
        })
    }
}

/// How the pairs of a cohort are, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Fewer than one in ten of those who answered is low.
    Green,
    /// Fewer than three in ten are.
    Amber,
    /// More are.
    Red,
}

/// The colour of a cohort, from the last check of each side of its open pairs and from whether these
/// fell silent: how many people answered, and how many of them are low. `None` below five people.
pub fn colour(answered: usize, low: usize) -> Option<Colour> {
    if answered < COUNTED_FROM {
        return None;
    }
    Some(match low * 10 {
        tenths if tenths < answered => Colour::Green,
        tenths if tenths < 3 * answered => Colour::Amber,
        _ => Colour::Red,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case([3, 3, 3, 3, 3], false, &[])]
    #[case([1, 3, 3, 3, 4], false, &[LowReason::Mean])]
    #[case([5, 2, 5, 5, 5], false, &[LowReason::Safety])]
    #[case([1, 3, 3, 4, 4], false, &[])]
    #[case([5, 5, 5, 5, 5], true, &[LowReason::WantsTalk])]
    #[case([1, 1, 1, 1, 1], true, &[LowReason::Mean, LowReason::Safety, LowReason::WantsTalk])]
    fn a_check_is_low_by_its_mean_by_safety_or_by_the_box(
        #[case] marks: [i32; 5],
        #[case] wants_talk: bool,
        #[case] expected: &[LowReason],
    ) {
        let answers = Answers::new(marks, wants_talk).expect("marks");
        assert_eq!(answers.low_because(), expected);
        assert_eq!(answers.is_low(), !expected.is_empty());
    }

    #[test]
    fn each_mark_out_of_bounds_is_named() {
        let wrong = Answers::new([0, 3, 6, 3, i32::MIN], false).expect_err("three are wrong");
        let paths: Vec<&str> = wrong.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["input.meetsAsAgreed", "input.worksOnWhatMatters", "input.wouldGoOn"]);
    }

    #[rstest]
    #[case(0, 0, None)]
    #[case(4, 4, None)]
    #[case(5, 0, Some(Colour::Green))]
    #[case(5, 1, Some(Colour::Amber))]
    #[case(5, 2, Some(Colour::Red))]
    #[case(10, 1, Some(Colour::Amber))]
    #[case(11, 1, Some(Colour::Green))]
    #[case(10, 3, Some(Colour::Red))]
    fn a_colour_shows_from_five_people_up(
        #[case] answered: usize,
        #[case] low: usize,
        #[case] expected: Option<Colour>,
    ) {
        assert_eq!(colour(answered, low), expected);
    }

    #[test]
    fn occasions_have_words_and_come_with_sessions() {
        for occasion in Occasion::ALL {
            assert_eq!(Occasion::parse(occasion.as_str()), Some(occasion));
        }
        let after: Vec<_> = (0..7).filter_map(Occasion::after_sessions).collect();
        assert_eq!(after, [Occasion::SecondSession, Occasion::FifthSession]);
    }
}
