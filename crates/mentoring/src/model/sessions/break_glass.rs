//! Reading the notes of a pair in an emergency: one person asks and says why, a second one allows it,
//! both authors are told, and it ends by itself.

use chrono::{DateTime, Duration, Utc};
use database::schema;
use diesel::{Queryable, QueryableByName, Selectable};
use kernel::{BreakGlassId, MemberId, PairId, Violation};

use crate::error::MentoringError;
use crate::model::texts::text_violation;

/// How long a request waits for an answer.
pub const WAITS_FOR: Duration = Duration::days(7);
/// How long the notes can be read once it is allowed.
pub const OPEN_FOR: Duration = Duration::hours(24);
/// Fewest characters of a reason.
const REASON_LEAST: usize = 20;
/// Most characters of a reason.
const REASON_MOST: usize = 2_000;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakGlassState {
    /// It waits for a second person.
    Requested,
    /// The notes can be read.
    Open,
    /// It was refused.
    Refused,
    /// Nobody answered in time, or the time to read is over.
    Over,
}

/// A request to read the notes of a pair.
#[derive(Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = schema::break_glass)]
pub struct BreakGlass {
    /// Its id.
    pub id: BreakGlassId,
    /// The pair.
    pub pair_id: PairId,
    /// Who asks.
    pub requested_by: MemberId,
    /// Why.
    pub reason: String,
    /// When they asked, UTC.
    pub requested_at: DateTime<Utc>,
    /// What the table has: `requested`, `approved` or `refused`.
    pub state: String,
    /// Who answered.
    pub answered_by: Option<MemberId>,
    /// When they answered, UTC.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the request, or the time to read, ends by itself, UTC.
    pub expires_at: DateTime<Utc>,
    /// When the notes were first read, UTC.
    pub first_read_at: Option<DateTime<Utc>>,
}

/// Without the reason, which is about people.
impl std::fmt::Debug for BreakGlass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BreakGlass")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl BreakGlass {
    /// Where it stands at a moment.
    pub fn state_at(&self, now: DateTime<Utc>) -> BreakGlassState {
        match self.state.as_str() {
            "refused" => BreakGlassState::Refused,
            _ if now >= self.expires_at => BreakGlassState::Over,
            "approved" => BreakGlassState::Open,
            _ => BreakGlassState::Requested,
        }
    }

    /// Whether the answer has still to be written; `false` where the same answer stands already.
    ///
    /// # Errors
    /// [`MentoringError::TooNear`] for the person who asked, [`MentoringError::Refused`] when it is
    /// over or was answered otherwise.
    pub fn demand_answerable(
        &self,
        by: MemberId,
        allow: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, MentoringError> {
        if self.requested_by == by {
            return Err(MentoringError::TooNear("you asked for it; a second person has to answer"));
        }
        match (self.state.as_str(), allow) {
            ("approved", true) | ("refused", false) => Ok(false),
            ("requested", _) if now < self.expires_at => Ok(true),
            ("requested", _) => Err(MentoringError::Refused(
                "nobody answered within seven days; whoever still needs it asks anew".to_owned(),
            )),
            _ => Err(MentoringError::Refused(
                "it was answered otherwise before; whoever still needs it asks anew".to_owned(),
            )),
        }
    }
}

/// What is wrong with a reason.
pub fn check_reason(reason: &str) -> Vec<Violation> {
    let reason = reason.trim();
    let violation = if reason.chars().count() < REASON_LEAST {
        let words =
            "Say in 20 to 2,000 characters what the emergency is; the second person decides by it.";
        Some(Violation::new("input.reason", "TOO_SHORT", words))
    } else {
        text_violation("input.reason", reason, REASON_MOST)
    };
    violation.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("valid") + Duration::hours(hours)
    }

    fn request(state: &str) -> BreakGlass {
        BreakGlass {
            id: Uuid::from_u128(1).into(),
            pair_id: Uuid::from_u128(2).into(),
            requested_by: Uuid::from_u128(3).into(),
            reason: "Somebody may be in danger.".to_owned(),
            requested_at: at(0),
            state: state.to_owned(),
            answered_by: None,
            answered_at: None,
            expires_at: at(24),
            first_read_at: None,
        }
    }

    #[rstest]
    #[case("requested", 23, BreakGlassState::Requested)]
    #[case("requested", 24, BreakGlassState::Over)]
    #[case("approved", 23, BreakGlassState::Open)]
    #[case("approved", 24, BreakGlassState::Over)]
    #[case("refused", 48, BreakGlassState::Refused)]
    fn it_ends_by_itself(#[case] state: &str, #[case] hours: i64, #[case] is: BreakGlassState) {
        assert_eq!(request(state).state_at(at(hours)), is);
    }

    #[test]
    fn a_second_person_answers_once() {
        let (asker, second) = (Uuid::from_u128(3).into(), Uuid::from_u128(4).into());
        let own = request("requested").demand_answerable(asker, true, at(1));
        assert!(matches!(own, Err(MentoringError::TooNear(_))), "{own:?}");
        assert!(matches!(request("requested").demand_answerable(second, true, at(1)), Ok(true)));
        assert!(matches!(request("approved").demand_answerable(second, true, at(9)), Ok(false)));
        for (state, allow, hours) in
            [("requested", true, 24), ("approved", false, 1), ("refused", true, 1)]
        {
            let answer = request(state).demand_answerable(second, allow, at(hours));
            assert!(matches!(answer, Err(MentoringError::Refused(_))), "{state} {allow}");
        }
    }

    #[rstest]
    #[case("x".repeat(19), false)]
    #[case("x".repeat(20), true)]
    #[case("x".repeat(2_000), true)]
    #[case("x".repeat(2_001), false)]
    #[case(" ".repeat(100), false)]
    #[case("Somebody may be in\u{0} danger.".to_owned(), false)]
    #[case("Somebody may be in\u{1b} danger.".to_owned(), false)]
    fn a_reason_says_something(#[case] reason: String, #[case] fits: bool) {
        assert_eq!(check_reason(&reason).is_empty(), fits);
    }

    #[test]
    fn the_reason_does_not_show() {
        assert!(!format!("{:?}", request("requested")).contains("danger"));
    }
}
