//! Two results of one cycle, compared by person.

use std::collections::{BTreeMap, BTreeSet};

use kernel::MemberId;
use matching::Values;

/// How good a result is, level by level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Learners who were looked for.
    pub learners: usize,
    /// Learners with a mentor.
    pub matched: usize,
    /// The lowest score of a pair; `None` with nobody matched.
    pub floor: Option<u8>,
    /// The sum of the scores.
    pub sum: u64,
}

impl Levels {
    /// Those of a solution for so many learners.
    pub const fn new(learners: usize, values: &Values) -> Self {
        Self { learners, matched: values.matched, floor: values.floor, sum: values.sum }
    }
}

/// A mentor whom a result gives to a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Who.
    pub mentor_id: MemberId,
    /// How well the two fit, 0 to 100.
    pub score: u8,
}

/// A result, by learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How good it is.
    pub levels: Levels,
    /// Each learner who was looked for, with the mentor if there is one.
    pub given: BTreeMap<MemberId, Option<Given>>,
}

/// A learner to whom two results give different mentors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// Who.
    pub learner_id: MemberId,
    /// What the first result gives; `None` for nobody.
    pub before: Option<Given>,
    /// What the second one gives; `None` for nobody.
    pub after: Option<Given>,
}

/// What differs between two results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The levels of the first.
    pub before: Levels,
    /// The levels of the second.
    pub after: Levels,
    /// Who has another mentor, by learner.
    pub changed: Vec<Changed>,
    /// How many learners of either have the same mentor in both, or nobody in both.
    pub same: usize,
}

/// What differs from one result to another. Somebody who was not looked for has nobody.
pub fn compare(before: &Outcome, after: &Outcome) -> Comparison {
    let learners: BTreeSet<MemberId> =
        before.given.keys().chain(after.given.keys()).copied().collect();
    let of = |outcome: &Outcome, learner: &MemberId| outcome.given.get(learner).copied().flatten();
    let mentor = |given: Option<Given>| given.map(|given| given.mentor_id);
    let all = learners.iter().map(|learner| Changed {
        learner_id: *learner,
        before: of(before, learner),
        after: of(after, learner),
    });
    let changed: Vec<Changed> = all.filter(|one| mentor(one.before) != mentor(one.after)).collect();
    let same = learners.len() - changed.len();
    Comparison { before: before.levels, after: after.levels, changed, same }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn member(number: u128) -> MemberId {
        Uuid::from_u128(number).into()
    }

    fn outcome(given: &[(u128, Option<(u128, u8)>)]) -> Outcome {
        let given = given.iter().map(|&(learner, given)| {
            let given = given.map(|(mentor, score)| Given { mentor_id: member(mentor), score });
            (member(learner), given)
        });
        let levels = Levels { learners: 0, matched: 0, floor: None, sum: 0 };
        Outcome { levels, given: given.collect() }
    }

    #[test]
    fn people_are_compared_and_not_scores() {
        let before = outcome(&[(1, Some((10, 70))), (2, Some((11, 60))), (3, None), (4, None)]);
        let after = outcome(&[(1, Some((10, 75))), (2, None), (3, Some((11, 50))), (5, None)]);
        let found = compare(&before, &after);
        let changed: Vec<MemberId> = found.changed.iter().map(|one| one.learner_id).collect();
        assert_eq!(changed, [member(2), member(3)]);
        assert_eq!(found.changed[0].after, None);
        assert_eq!(found.changed[1].after, Some(Given { mentor_id: member(11), score: 50 }));
        assert_eq!(found.same, 3, "one and the two whom nobody has");
        assert_eq!(compare(&after, &after).changed, []);
    }
}
