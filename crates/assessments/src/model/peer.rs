//! Peer review: who reads whose work.
//!
//! Source: domain guide 4.4. Each piece gets k reviews and each person gives k; nobody reads the
//! own work or that of the own group; nobody reads the work of somebody who reads theirs, from six
//! people up; other units come first. All of it follows from a stored seed.
//!
//! Peers advise and never decide: the median of their scores is shown and is no reason to pass.

mod allocation;
mod change;
mod median;
mod search;

use chrono::{DateTime, Duration, Utc};

use super::attempt::later;

pub use allocation::allocate;
pub use change::{Change, Duty, on_late_piece, on_withdrawal};
pub use median::{Median, median};

/// After how long a review that is not finished passes to a facilitator.
pub const HANDOVER_AFTER: Duration = Duration::days(5);

/// Whether a review that was handed out at `assigned_at` and is not finished passes on at `now`.
#[must_use]
pub fn hands_over(assigned_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= later(assigned_at, HANDOVER_AFTER)
}

/// From how many pieces up two people do not review each other.
pub const NO_MUTUAL_FROM: usize = 6;

/// Fewest reviews per piece that are kept up before a rule is relaxed: "two or three pieces".
pub const FEWEST_REVIEWS: usize = 2;

/// A piece of work and its author, who also reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Names the learner within the call; stable, so that the order of a list decides nothing.
    pub learner: u32,
    /// The learner's group within the cohort, if there is one.
    pub group: Option<u32>,
    /// The learner's unit in the organisation, if it is known.
    pub unit: Option<u32>,
}

impl Piece {
    fn shares_group(&self, other: &Self) -> bool {
        self.group.is_some() && self.group == other.group
    }

    fn shares_unit(&self, other: &Self) -> bool {
        self.unit.is_some() && self.unit == other.unit
    }
}

/// One review to be done. The first field orders first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The learner who reads.
    pub reviewer: u32,
    /// The learner whose work it is.
    pub author: u32,
}

/// A rule that could not be kept throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relaxed {
    /// Somebody reviews a piece of the own group.
    OwnGroup,
    /// Two people review each other although there are six or more.
    Mutual,
}

/// Who reviews whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Reviews per piece and per person: what was asked for, or less when there are too few people.
    pub reviews: usize,
    /// The reviews, in the order of reviewers and authors.
    pub pairs: Vec<Pair>,
    /// The rules that had to be relaxed, in the order of definition.
    pub relaxed: Vec<Relaxed>,
    /// How many reviews stay within a unit.
    pub own_unit: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_passes_on_after_five_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let (assigned, passes) = (at("2026-03-25T10:00:00Z"), at("2026-03-30T10:00:00Z"));
        assert!(!hands_over(assigned, passes - Duration::microseconds(1)));
        assert!(hands_over(assigned, passes));
    }
}
