//! What a score is made of, and how much each part weighs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::ProfileError;

/// The highest weight of one part.
pub const HIGHEST_WEIGHT: u8 = 100;

/// The most that the weights may come to together: what exact division by multiplication allows.
pub const HIGHEST_TOTAL: u32 = 500;

/// A part of a score, in the order of domain guide 6.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Criterion {
    /// How far the mentor is ahead in what the learner wants to learn.
    GapCover,
    /// Where the learner ranks the mentor.
    Preference,
    /// How alike they answer the five questions on working style and values.
    Values,
    /// How many of their goals they share.
    Goals,
    /// How much of the working week both are free.
    Time,
    /// How many steps of the ladder lie between them.
    CareerDistance,
    /// Whether the mentor comes from somewhere else.
    FreshView,
}

impl Criterion {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::GapCover,
        Self::Preference,
        Self::Values,
        Self::Goals,
        Self::Time,
        Self::CareerDistance,
        Self::FreshView,
    ];
}

impl fmt::Display for Criterion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::GapCover => "gap cover",
            Self::Preference => "the learner's preference",
            Self::Values => "working style and values",
            Self::Goals => "goals",
            Self::Time => "time",
            Self::CareerDistance => "career distance",
            Self::FreshView => "fresh view",
        })
    }
}

/// The weight of each part, 0 to 100; together 1 to 500. Only their ratios matter.
///
/// Whoever keeps them gives them a version: a run must be able to say with which it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Weights {
    /// Of [`Criterion::GapCover`].
    pub gap_cover: u8,
    /// Of [`Criterion::Preference`].
    pub preference: u8,
    /// Of [`Criterion::Values`].
    pub values: u8,
    /// Of [`Criterion::Goals`].
    pub goals: u8,
    /// Of [`Criterion::Time`].
    pub time: u8,
    /// Of [`Criterion::CareerDistance`].
    pub career_distance: u8,
    /// Of [`Criterion::FreshView`].
    pub fresh_view: u8,
}

impl Default for Weights {
    /// Those of domain guide 6.3.
    fn default() -> Self {
        Self {
            gap_cover: 35,
            preference: 20,
            values: 15,
            goals: 10,
            time: 8,
            career_distance: 7,
            fresh_view: 5,
        }
    }
}

impl Weights {
    /// The weight of one part.
    pub fn of(&self, criterion: Criterion) -> u8 {
        match criterion {
            Criterion::GapCover => self.gap_cover,
            Criterion::Preference => self.preference,
            Criterion::Values => self.values,
            Criterion::Goals => self.goals,
            Criterion::Time => self.time,
            Criterion::CareerDistance => self.career_distance,
            Criterion::FreshView => self.fresh_view,
        }
    }

    /// All of them together.
    pub fn total(&self) -> u32 {
        Criterion::ALL.into_iter().map(|criterion| u32::from(self.of(criterion))).sum()
    }

    /// # Errors
    /// A weight above 100, or a total outside of 1 to 500.
    pub(super) fn check(&self) -> Result<(), ProfileError> {
        for criterion in Criterion::ALL {
            let found = self.of(criterion);
            if found > HIGHEST_WEIGHT {
                return Err(ProfileError::Weight { criterion, found });
            }
        }
        let found = self.total();
        if found == 0 || found > HIGHEST_TOTAL {
            return Err(ProfileError::WeightTotal { found });
        }
        Ok(())
    }
}
