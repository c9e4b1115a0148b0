//! A matching cycle, and what was ruled in it about single pairs.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{CohortId, CycleId, MemberId, ProgramId, Violation};
use serde::Serialize;

use crate::model::texts::name_violation;

/// Cohorts that one cycle takes.
pub const MOST_COHORTS: usize = 50;

/// Days that pairs may last, counted from the day on which a cycle is opened.
const LONGEST_PAIR: Days = Days::new(730);

const NAME_CHARS: usize = 200;

/// Where a cycle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CycleState {
    /// Lists, ranks, rulings and runs are made.
    Open,
    /// Nothing is changed any more; its pairs live on.
    Closed,
}

impl CycleState {
    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// One matching cycle for some cohorts of a program.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::matching_cycle)]
pub struct Cycle {
    /// Its id.
    pub id: CycleId,
    /// The program that the learners go through.
    pub program_id: ProgramId,
    /// Its name.
    pub name: String,
    /// See [`Cycle::is_open`].
    pub state: String,
    /// Until when learners may rank, UTC; that moment is too late.
    pub ranks_until: DateTime<Utc>,
    /// The last day of its pairs, in the organisation's zone.
    pub pairs_end_on: NaiveDate,
    /// When short lists were offered last, UTC.
    pub lists_offered_at: Option<DateTime<Utc>>,
    /// When it was opened, UTC.
    pub opened_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i32,
}

impl Cycle {
    /// Whether anything may still change in it.
    pub fn is_open(&self) -> bool {
        self.state == CycleState::Open.as_str()
    }

    /// Whether learners may rank at a moment.
    pub fn takes_ranks(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && now < self.ranks_until
    }
}

/// A cycle that somebody wants to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CycleDraft {
    /// The program that the learners go through.
    pub program_id: ProgramId,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// Cohorts of that program, 1 to 50, each once.
    pub cohorts: Vec<CohortId>,
    /// Until when learners may rank, UTC.
    pub ranks_until: DateTime<Utc>,
    /// The last day of its pairs, in the organisation's zone.
    pub pairs_end_on: NaiveDate,
}

impl CycleDraft {
    /// What is wrong with it on a day, and at a moment of it.
    pub fn violations(&self, now: DateTime<Utc>, today: NaiveDate) -> Vec<Violation> {
        let name = name_violation("input.name", self.name.trim(), NAME_CHARS);
        let mut found: Vec<Violation> = name.into_iter().collect();
        let mut wrong = |path: &str, code, message: &str| {
            found.push(Violation::new(format!("input.{path}"), code, message));
        };
        if self.cohorts.is_empty() || self.cohorts.len() > MOST_COHORTS {
            wrong("cohortIds", "COUNT", "Name 1 to 50 cohorts of the program.");
        } else if self.cohorts.iter().collect::<BTreeSet<_>>().len() != self.cohorts.len() {
            wrong("cohortIds", "REPEATED", "Name each cohort once.");
        }
        if self.ranks_until <= now {
            wrong("ranksUntil", "PAST", "Learners rank until a moment that is still to come.");
        }
        if self.pairs_end_on <= today {
            wrong("pairsEndOn", "PAST", "Pairs end on a day that is still to come.");
        } else if today.checked_add_days(LONGEST_PAIR).is_none_or(|last| self.pairs_end_on > last) {
            wrong("pairsEndOn", "TOO_FAR", "Pairs end within two years.");
        }
        found
    }
}

/// What a coordinator rules about a pair in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Ruling {
    /// Every run makes it.
    Pin,
    /// No run makes it.
    Forbid,
}

impl Ruling {
    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Forbid => "forbid",
        }
    }

    /// The ruling of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pin, Self::Forbid].into_iter().find(|one| one.as_str() == word)
    }
}

/// A ruling as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulingMade {
    /// Who is mentored.
    pub learner_id: MemberId,
    /// Who mentors.
    pub mentor_id: MemberId,
    /// What was ruled.
    pub ruling: Ruling,
    /// Whether it follows from a decline; a coordinator ruled it otherwise.
    pub declined: bool,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn draft() -> CycleDraft {
        CycleDraft {
            program_id: Uuid::from_u128(1).into(),
            name: "Spring".to_owned(),
            cohorts: vec![Uuid::from_u128(2).into()],
            ranks_until: "2026-12-04T17:00:00Z".parse().expect("a moment"),
            pairs_end_on: "2027-03-31".parse().expect("a day"),
        }
    }

    fn codes(draft: &CycleDraft) -> Vec<(String, &'static str)> {
        let now = "2026-11-25T10:00:00Z".parse().expect("a moment");
        let today = "2026-11-25".parse().expect("a day");
        let found = draft.violations(now, today).into_iter();
        found.map(|violation| (violation.path, violation.code)).collect()
    }

    #[test]
    fn a_draft_is_checked_field_by_field() {
        assert_eq!(codes(&draft()), []);
        let bad = CycleDraft {
            name: " ".to_owned(),
            cohorts: Vec::new(),
            ranks_until: "2026-11-25T10:00:00Z".parse().expect("a moment"),
            pairs_end_on: "2026-11-25".parse().expect("a day"),
            ..draft()
        };
        let paths: Vec<_> = codes(&bad).into_iter().map(|(path, _)| path).collect();
        assert_eq!(
            paths,
            ["input.name", "input.cohortIds", "input.ranksUntil", "input.pairsEndOn"]
        );
        let cohort = draft().cohorts[0];
        let twice = CycleDraft { cohorts: vec![cohort; 2], ..draft() };
        assert_eq!(codes(&twice), [("input.cohortIds".to_owned(), "REPEATED")]);
        let far = CycleDraft { pairs_end_on: "2028-11-25".parse().expect("a day"), ..draft() };
        assert_eq!(codes(&far), [("input.pairsEndOn".to_owned(), "TOO_FAR")]);
    }

    #[test]
    fn rulings_round_trip() {
        for ruling in [Ruling::Pin, Ruling::Forbid] {
            assert_eq!(Ruling::parse(ruling.as_str()), Some(ruling));
        }
        assert_eq!(Ruling::parse("none"), None);
    }
}
