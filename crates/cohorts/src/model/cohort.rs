use chrono::{DateTime, Datelike as _, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use database::schema::{self, module_progress};
use diesel::{ExpressionMethods as _, Queryable, Selectable};
use kernel::{
    CohortId, EnrolmentId, MemberId, ModuleId, ProgramVersionId, Violation, Week, parse_time_zone,
};

/// A group that goes through one run of a program together.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::cohort)]
pub struct Cohort {
    /// Its id.
    pub id: CohortId,
    /// The version it is pinned to.
    pub program_version_id: ProgramVersionId,
    /// Its name.
    pub name: String,
    /// The answer to "what do we hope will happen?".
    pub hope: String,
    /// The Monday of week 0, in `time_zone`.
    pub starts_on: NaiveDate,
    /// IANA zone in which its weeks begin.
    pub time_zone: String,
    /// Most learners.
    pub capacity: i32,
    /// Counts changes; updates name the version they saw.
    pub version: i32,
}

impl Cohort {
    /// Its zone. Names were checked when the cohort was made; a name that a newer zone database
    /// dropped reads as UTC.
    pub fn zone(&self) -> Tz {
        parse_time_zone(&self.time_zone).unwrap_or(Tz::UTC)
    }

    /// Which week of the run it is at `now`: 0 is the first, negative before the start.
    pub fn week(&self, now: DateTime<Utc>) -> i64 {
        Week::at(now, self.zone()).since(self.starts_on)
    }
}

/// A cohort before it is made.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CohortDraft {
    /// The version to pin.
    pub program_version_id: ProgramVersionId,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// What the organisation hopes will happen, 1 to 2,000 characters.
    pub hope: String,
    /// A Monday.
    pub starts_on: NaiveDate,
    /// An IANA zone.
    pub time_zone: String,
    /// 1 to 100,000.
    pub capacity: i32,
    /// Members who will run it.
    pub facilitators: Vec<MemberId>,
}

impl CohortDraft {
    /// With line breaks as they are kept: browsers and Windows send CRLF, which is no other text.
    pub fn normalised(self) -> Self {
        Self { hope: self.hope.replace("\r\n", "\n"), ..self }
    }

    /// All that is wrong with it; empty when nothing is.
    pub fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut demand = |holds: bool, path: &str, code, message: &str| {
            if !holds {
                found.push(Violation::new(path, code, message));
            }
        };
        demand(
            is_text(&self.name, 200) && !self.name.contains('\n'),
            "input.name",
            "LENGTH",
            "A name has 1 to 200 characters on one line.",
        );
        demand(
            is_text(&self.hope, 2_000),
            "input.hope",
            "LENGTH",
            "Say what you hope will happen, in 1 to 2,000 characters: for whom will what be different?",
        );
        demand(
            self.starts_on.weekday() == Weekday::Mon,
            "input.startsOn",
            "NOT_A_MONDAY",
            "A run starts on a Monday, because its weeks begin on Mondays.",
        );
        demand(
            (2000..=2200).contains(&self.starts_on.year()),
            "input.startsOn",
            "OUT_OF_RANGE",
            "The start lies between the years 2000 and 2200.",
        );
        demand(
            parse_time_zone(&self.time_zone).is_some(),
            "input.timeZone",
            "UNKNOWN_TIME_ZONE",
            "Give an IANA time zone such as Europe/Warsaw.",
        );
        demand(
            (1..=100_000).contains(&self.capacity),
            "input.capacity",
            "OUT_OF_RANGE",
            "A cohort has room for 1 to 100,000 learners.",
        );
        found
    }
}

fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= most
        && !text.chars().any(|c| c.is_control() && c != '\n')
}

/// A member's place as a learner in a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::enrolment)]
pub struct Enrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// The cohort.
    pub cohort_id: CohortId,
    /// The learner.
    pub member_id: MemberId,
    /// Since when, UTC.
    pub enrolled_at: DateTime<Utc>,
}

/// A learner of a cohort, with the person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Learner {
    /// The enrolment.
    pub enrolment_id: EnrolmentId,
    /// The cohort.
    pub cohort_id: CohortId,
    /// The person.
    pub member_id: MemberId,
    /// The person's name.
    pub name: String,
    /// The person's unit.
    pub unit: Option<String>,
    /// The person's manager.
    pub manager_id: Option<MemberId>,
    /// Since when enrolled, UTC.
    pub enrolled_at: DateTime<Utc>,
}

/// A module that a learner has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::module_progress)]
pub struct ModuleProgress {
    /// The module.
    pub module_id: ModuleId,
    /// How many of its required lessons are seen.
    #[diesel(column_name = required_done)]
    pub lessons_done: i16,
    /// When it was completed, UTC.
    pub completed_at: Option<DateTime<Utc>>,
    /// Whether its quiz is passed.
    #[diesel(select_expression = module_progress::quiz_passed_at.is_not_null())]
    pub quiz_passed: bool,
    /// Whether work for its assignment waits for a grader.
    #[diesel(select_expression = module_progress::work_waits_since.is_not_null())]
    pub work_waits: bool,
    /// Whether its assignment is passed.
    #[diesel(select_expression = module_progress::assignment_passed_at.is_not_null())]
    pub assignment_passed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> CohortDraft {
        CohortDraft {
            program_version_id: uuid::Uuid::from_u128(1).into(),
            name: "Spring".into(),
            hope: "Claims are settled on the first call.".into(),
            starts_on: "2026-11-23".parse().expect("a date"),
            time_zone: "Europe/Warsaw".into(),
            capacity: 28,
            facilitators: vec![],
        }
    }

    #[test]
    fn a_sound_draft_has_no_violations() {
        assert_eq!(draft().violations(), []);
    }

    #[test]
    fn a_hope_may_come_with_the_line_breaks_of_windows() {
        let windows = CohortDraft { hope: "One.\r\nTwo.".into(), ..draft() }.normalised();
        assert_eq!((windows.hope.as_str(), windows.violations()), ("One.\nTwo.", vec![]));
        let odd = CohortDraft { hope: "One.\rTwo.".into(), ..draft() }.normalised();
        assert_eq!(odd.violations().len(), 1);
    }

    #[test]
    fn every_violation_is_named_at_once() {
        let bad = CohortDraft {
            name: " ".into(),
            hope: "x".repeat(2_001),
            starts_on: "2026-11-24".parse().expect("a date"),
            time_zone: "Europe/Atlantis".into(),
            capacity: 0,
            ..draft()
        };
        let paths: Vec<_> = bad.violations().into_iter().map(|violation| violation.path).collect();
        assert_eq!(
            paths,
            ["input.name", "input.hope", "input.startsOn", "input.timeZone", "input.capacity"]
        );
    }

    #[test]
    fn the_week_turns_on_monday_in_the_cohorts_zone() {
        let cohort = Cohort {
            id: uuid::Uuid::from_u128(1).into(),
            program_version_id: uuid::Uuid::from_u128(1).into(),
            name: "Spring".into(),
            hope: "…".into(),
            starts_on: "2026-11-23".parse().expect("a date"),
            time_zone: "Asia/Kathmandu".into(),
            capacity: 1,
            version: 1,
        };
        let at = |text: &str| text.parse().expect("a time");
        assert_eq!(cohort.week(at("2026-11-22T18:14:59Z")), -1);
        assert_eq!(cohort.week(at("2026-11-22T18:15:00Z")), 0);
        assert_eq!(cohort.week(at("2026-11-29T18:15:00Z")), 1);
    }
}
