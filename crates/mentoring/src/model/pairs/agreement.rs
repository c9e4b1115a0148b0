//! What the two of a pair agree on before they meet.

use chrono::{Days, NaiveDate};
use kernel::Violation;

use crate::model::texts::{required_violation, text_violation};

/// Longest goal, in characters.
const GOAL_CHARS: usize = 500;
/// Longest list of what stays out of bounds, in characters.
const BOUNDS_CHARS: usize = 2_000;
/// How many goals an agreement has.
const GOALS: std::ops::RangeInclusive<usize> = 1..=3;
/// Days from one session to the next.
const CADENCE_DAYS: std::ops::RangeInclusive<i32> = 3..=60;
/// How long a session takes, in minutes.
const SESSION_MINUTES: std::ops::RangeInclusive<i32> = 15..=240;
/// A pair ends within a year.
const LONGEST_DAYS: u64 = 366;

/// What every agreement says about confidentiality (domain guide 6.6). It is part of what the two sign,
/// and nobody edits it: other words would need a version of their own, for those who signed these.
pub const CONFIDENTIALITY: &str = "What you tell each other stays between the two of you, also after \
    the pair has ended. Outside of it the coordinator sees dates, how many sessions and reached goals \
    there are, and what each of you answers about the pair. Nobody else reads your notes, save in an \
    emergency, and then you are told.";

/// Something of the learner's that the learner lets the mentor see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// How far the learner is in the program.
    Progress,
    /// How the learner rates the own level.
    SelfRating,
    /// How the manager rates the learner's level.
    ManagerRating,
    /// The learner's evidence.
    Portfolio,
}

impl Share {
    /// All there is to share.
    pub const ALL: [Self; 4] =
        [Self::Progress, Self::SelfRating, Self::ManagerRating, Self::Portfolio];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::SelfRating => "self_rating",
            Self::ManagerRating => "manager_rating",
            Self::Portfolio => "portfolio",
        }
    }

    /// The thing of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|share| share.as_str() == word)
    }
}

/// One goal, as it comes in and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GoalText {
    /// What the learner wants to reach, 1 to 500 characters.
    pub goal: String,
    /// The competency of the program that it serves, such as `C04`.
    pub competency_code: Option<String>,
}

/// An agreement as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementInput {
    /// One to three goals, in order.
    pub goals: Vec<GoalText>,
    /// Days from one session to the next, 3 to 60.
    pub cadence_days: i32,
    /// How long a session takes, 15 to 240 minutes.
    pub session_minutes: i32,
    /// What the two do not talk about; may be empty.
    pub out_of_bounds: String,
    /// What the learner lets the mentor see.
    pub shares: Vec<Share>,
    /// The last day, in the organisation's zone; after today, and within a year.
    pub ends_on: NaiveDate,
}

/// An agreement that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// One to three goals, in order.
    pub goals: Vec<GoalText>,
    /// Days from one session to the next.
    pub cadence_days: i16,
    /// How long a session takes, in minutes.
    pub session_minutes: i16,
    /// What the two do not talk about.
    pub out_of_bounds: String,
    /// What the learner lets the mentor see, each once.
    pub shares: Vec<Share>,
    /// The last day, in the organisation's zone.
    pub ends_on: NaiveDate,
}

/// Checks an agreement; `codes` are the competencies of the pair's program.
///
/// # Errors
/// Each input that is not acceptable.
pub fn check(
    input: AgreementInput,
    today: NaiveDate,
    codes: &[String],
) -> Result<Agreement, Vec<Violation>> {
    let mut found = goal_violations(&input.goals, codes);
    found.extend(text_violation("input.outOfBounds", &input.out_of_bounds, BOUNDS_CHARS));
    let mut complain = |path: &str, code, message: String| {
        found.push(Violation::new(format!("input.{path}"), code, message));
    };
    let cadence = number(input.cadence_days, &CADENCE_DAYS);
    if cadence.is_none() {
        complain("cadenceDays", "OUT_OF_RANGE", "Meet every 3 to 60 days.".to_owned());
    }
    let minutes = number(input.session_minutes, &SESSION_MINUTES);
    if minutes.is_none() {
        let message = "A session takes 15 to 240 minutes.";
        complain("sessionMinutes", "OUT_OF_RANGE", message.to_owned());
    }
    let latest = today.checked_add_days(Days::new(LONGEST_DAYS)).unwrap_or(today);
    if input.ends_on <= today || input.ends_on > latest {
        let message = format!("The last day is after today and not after {latest}.");
        complain("endsOn", "OUT_OF_RANGE", message);
    }
    let (Some(cadence_days), Some(session_minutes), true) = (cadence, minutes, found.is_empty())
    else {
        return Err(found);
    };
    let shares = Share::ALL.into_iter().filter(|share| input.shares.contains(share)).collect();
    let trimmed = |goal: GoalText| GoalText { goal: goal.goal.trim().to_owned(), ..goal };
    Ok(Agreement {
        goals: input.goals.into_iter().map(trimmed).collect(),
        cadence_days,
        session_minutes,
        out_of_bounds: input.out_of_bounds.trim().to_owned(),
        shares,
        ends_on: input.ends_on,
    })
}

fn goal_violations(goals: &[GoalText], codes: &[String]) -> Vec<Violation> {
    let mut found = Vec::new();
    if !GOALS.contains(&goals.len()) {
        let message = "An agreement has one to three goals.";
        found.push(Violation::new("input.goals", "OUT_OF_RANGE", message));
    }
    for (index, goal) in goals.iter().enumerate() {
        let path = |field: &str| format!("input.goals.{index}.{field}");
        let missing = "Say what the learner wants to reach.";
        found.extend(required_violation(&path("goal"), &goal.goal, GOAL_CHARS, missing));
        if let Some(code) = &goal.competency_code
            && !codes.contains(code)
        {
            let message = format!("The program has these competencies: {}.", codes.join(", "));
            found.push(Violation::new(path("competencyCode"), "UNKNOWN_COMPETENCY", message));
        }
    }
    found
}

fn number(given: i32, allowed: &std::ops::RangeInclusive<i32>) -> Option<i16> {
    allowed.contains(&given).then(|| i16::try_from(given).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn input() -> AgreementInput {
        let goal = GoalText { goal: " Outcomes ".to_owned(), competency_code: Some("C04".into()) };
        AgreementInput {
            goals: vec![goal],
            cadence_days: 14,
            session_minutes: 45,
            out_of_bounds: "pay".to_owned(),
            shares: vec![Share::Portfolio, Share::Progress, Share::Portfolio],
            ends_on: date("2027-03-31"),
        }
    }

    fn checked(input: AgreementInput) -> Result<Agreement, Vec<(String, &'static str)>> {
        check(input, date("2026-11-24"), &["C04".to_owned()])
            .map_err(|found| found.into_iter().map(|one| (one.path, one.code)).collect())
    }

    #[test]
    fn a_good_one_is_kept_in_order() {
        let kept = checked(input()).expect("acceptable");
        assert_eq!(kept.goals[0].goal, "Outcomes");
        assert_eq!(kept.shares, [Share::Progress, Share::Portfolio]);
        assert_eq!((kept.cadence_days, kept.session_minutes), (14, 45));
    }

    #[rstest]
    #[case(AgreementInput { goals: Vec::new(), ..input() }, "input.goals")]
    #[case(AgreementInput { goals: vec![input().goals[0].clone(); 4], ..input() }, "input.goals")]
    #[case(AgreementInput { cadence_days: 2, ..input() }, "input.cadenceDays")]
    #[case(AgreementInput { cadence_days: i32::MAX, ..input() }, "input.cadenceDays")]
    #[case(AgreementInput { session_minutes: 241, ..input() }, "input.sessionMinutes")]
    #[case(AgreementInput { out_of_bounds: "x".repeat(2001), ..input() }, "input.outOfBounds")]
    #[case(AgreementInput { out_of_bounds: "\0".to_owned(), ..input() }, "input.outOfBounds")]
    #[case(AgreementInput { ends_on: date("2026-11-24"), ..input() }, "input.endsOn")]
    #[case(AgreementInput { ends_on: date("2027-11-26"), ..input() }, "input.endsOn")]
    fn each_fault_is_named(#[case] input: AgreementInput, #[case] path: &str) {
        let found = checked(input).expect_err("not acceptable");
        assert_eq!(found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [path]);
    }

    #[test]
    fn a_goal_has_words_and_a_competency_of_the_program() {
        let goal = |goal: &str, code: Option<&str>| GoalText {
            goal: goal.to_owned(),
            competency_code: code.map(str::to_owned),
        };
        let goals = vec![goal("  ", None), goal("fine", Some("C99")), goal("fine", None)];
        let found = checked(AgreementInput { goals, ..input() }).expect_err("not acceptable");
        let expected = [
            ("input.goals.0.goal".to_owned(), "MISSING"),
            ("input.goals.1.competencyCode".to_owned(), "UNKNOWN_COMPETENCY"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn words_round_trip() {
        for share in Share::ALL {
            assert_eq!(Share::parse(share.as_str()), Some(share));
        }
    }
}
