//! What "best" means: levels compared one after the other.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// What a set of pairs is judged by. Each level decides only among the sets that are best on all
/// levels before it. The last level of all three is the tie rule: the lexicographically smallest
/// list of mentor positions in the order of the learners, where unmatched counts as after every
/// mentor. So the best set is always exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// Most matched, then the highest lowest score (floor), then the highest sum.
    #[default]
    Fair,
    /// Most matched, then the highest sum.
    Sum,
    /// Most matched, then floor, then the smallest largest load (pairs ÷ places), then sum.
    Balanced,
}

impl Objective {
    /// Whether the lowest score of a pair is a level.
    pub fn has_floor(self) -> bool {
        self != Self::Sum
    }

    /// Whether the largest load of a mentor is a level.
    pub fn has_load(self) -> bool {
        self == Self::Balanced
    }
}

/// The load of a mentor: pairs ÷ places, as an exact fraction.
///
/// Compared and equal by value: 1 of 2 equals 2 of 4. Places are never 0.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Load {
    /// Pairs of the mentor.
    pub pairs: u32,
    /// Places of the mentor, at least 1.
    pub places: u32,
}

impl Load {
    /// No pair at all.
    pub const NONE: Self = Self { pairs: 0, places: 1 };

    /// The most pairs that `places` may hold under this load, so that none is above it.
    pub fn most_pairs(self, places: u32) -> u32 {
        let pairs = u64::from(self.pairs) * u64::from(places) / u64::from(self.places);
        u32::try_from(pairs).unwrap_or(u32::MAX)
    }

    /// The most pairs that `places` may hold below this load; `None` if even no pair is too many.
    pub fn most_pairs_below(self, places: u32) -> Option<u32> {
        let scaled = u64::from(self.pairs) * u64::from(places);
        let pairs = scaled.checked_sub(1)? / u64::from(self.places);
        Some(u32::try_from(pairs).unwrap_or(u32::MAX))
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Load {}

impl PartialOrd for Load {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Load {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u64::from(self.pairs) * u64::from(other.places);
        let right = u64::from(other.pairs) * u64::from(self.places);
        left.cmp(&right)
    }
}

/// How good a set of pairs is, level by level. Pinned pairs count in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Learners with a mentor.
    pub matched: usize,
    /// The lowest score of a pair; `None` if nobody is matched.
    pub floor: Option<u8>,
    /// The largest load of a mentor with places; [`Load::NONE`] if nobody is matched.
    pub largest_load: Load,
    /// The sum of the scores of all pairs.
    pub sum: u64,
}

impl Values {
    /// Compares by the levels of an objective: greater is better. The tie rule is not part of it.
    pub fn compare(&self, other: &Self, objective: Objective) -> Ordering {
        let mut order = self.matched.cmp(&other.matched);
        if objective.has_floor() {
            order = order.then(self.floor.cmp(&other.floor));
        }
        if objective.has_load() {
            order = order.then(other.largest_load.cmp(&self.largest_load));
        }
        order.then(self.sum.cmp(&other.sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_are_compared_as_fractions() {
        let load = |pairs, places| Load { pairs, places };
        assert_eq!(load(1, 2), load(2, 4));
        assert!(load(1, 3) < load(1, 2));
        assert_eq!(load(2, 3).most_pairs(4), 2);
        assert_eq!(load(2, 3).most_pairs_below(3), Some(1));
        assert_eq!(load(0, 3).most_pairs_below(3), None);
        assert_eq!(load(u32::MAX, 1).most_pairs(u32::MAX), u32::MAX, "never more than a count");
    }

    #[test]
    fn each_objective_has_its_levels() {
        let values = |floor, sum| Values {
            matched: 2,
            floor: Some(floor),
            largest_load: Load { pairs: 1, places: 1 },
            sum,
        };
        let (even, rich) = (values(60, 120), values(10, 109 + 50));
        assert!(even.compare(&rich, Objective::Fair).is_gt());
        assert!(even.compare(&rich, Objective::Sum).is_lt());
        let idle = Values { largest_load: Load { pairs: 1, places: 2 }, sum: 0, ..even };
        assert!(idle.compare(&even, Objective::Balanced).is_gt(), "load comes before sum");
        assert!(idle.compare(&even, Objective::Fair).is_lt());
    }
}
