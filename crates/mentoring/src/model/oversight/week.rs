//! What is due for a mentor within a week, in words that the page and the reminder share.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::{CohortId, MemberId, PairId};

use super::health::Occasion;

/// How many days ahead "this week" looks.
pub const DAYS_AHEAD: i64 = 7;

/// Something that a mentor has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    /// A proposal to answer.
    Answer,
    /// An agreement to write, or to sign.
    Agreement,
    /// A session that is planned.
    Session,
    /// A session whose time is over and that nobody entered.
    LogSession,
    /// No session is planned.
    PlanSession,
    /// A check of health to answer.
    HealthCheck,
    /// A closing form to fill in.
    ClosingForm,
}

impl Duty {
    /// All duties, in the order in which those of one day are listed.
    pub const ALL: [Self; 7] = [
        Self::Answer,
        Self::Agreement,
        Self::Session,
        Self::LogSession,
        Self::PlanSession,
        Self::HealthCheck,
        Self::ClosingForm,
    ];

    /// The word by which statements name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Agreement => "agreement",
            Self::Session => "session",
            Self::LogSession => "log_session",
            Self::PlanSession => "plan_session",
            Self::HealthCheck => "health_check",
            Self::ClosingForm => "closing_form",
        }
    }

    /// The duty of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == word)
    }

    /// What to do, for the mentor.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Answer => "Accept or decline the proposal",
            Self::Agreement => "Write or sign the agreement",
            Self::Session => "Meet",
            Self::LogSession => "Enter the session: held, missed or cancelled",
            Self::PlanSession => "Plan the next session",
            Self::HealthCheck => "Answer five short questions",
            Self::ClosingForm => "Fill in your closing form",
        }
    }
}

/// One duty of a mentor in one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// The mentor.
    pub mentor_id: MemberId,
    /// The pair.
    pub pair_id: PairId,
    /// The learner's run.
    pub cohort_id: CohortId,
    /// The learner.
    pub learner_id: MemberId,
    /// The learner's name.
    pub learner_name: String,
    /// The learner's unit.
    pub learner_unit: Option<String>,
    /// What to do.
    pub duty: Duty,
    /// Until when, or at which moment, UTC; `None` where nothing happens by itself.
    pub due_at: Option<DateTime<Utc>>,
    /// Of a check, which one.
    pub occasion: Option<Occasion>,
}

impl DueItem {
    /// The day of it in a zone. What is due until midnight is due on the day before that midnight.
    pub fn due_on(&self, zone: Tz) -> Option<NaiveDate> {
        let at = self.due_at?;
        let at = match self.duty {
            Duty::Session | Duty::LogSession => at,
            _ => at - chrono::Duration::microseconds(1),
        };
        Some(at.with_timezone(&zone).date_naive())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn item(duty: Duty, due_at: &str) -> DueItem {
        let id = Uuid::from_u128(1);
        DueItem {
            mentor_id: id.into(),
            pair_id: id.into(),
            cohort_id: id.into(),
            learner_id: id.into(),
            learner_name: "Ana".to_owned(),
            learner_unit: None,
            duty,
            due_at: Some(due_at.parse().expect("a time")),
            occasion: None,
        }
    }

    #[test]
    fn words_round_trip() {
        for duty in Duty::ALL {
            assert_eq!(Duty::parse(duty.as_str()), Some(duty));
            assert!(!duty.words().is_empty());
        }
    }

    #[test]
    fn until_midnight_is_the_day_before_it_and_a_session_its_own() {
        let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
        let day = |text: &str| Some(text.parse::<NaiveDate>().expect("a date"));
        let midnight = "2026-12-01T23:00:00Z";
        assert_eq!(item(Duty::Answer, midnight).due_on(zone), day("2026-12-01"));
        assert_eq!(item(Duty::Session, midnight).due_on(zone), day("2026-12-02"));
        let open = DueItem { due_at: None, ..item(Duty::PlanSession, midnight) };
        assert_eq!(open.due_on(zone), None);
    }
}
