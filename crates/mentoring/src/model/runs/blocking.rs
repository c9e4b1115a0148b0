//! Pairs that are not in a result although both would rather have each other.

use kernel::MemberId;
use matching::explanation::{Held, wishes};

use super::compare::Given;
use super::whole::WholeRun;

/// How many of them are named.
const MOST_NAMED: usize = 20;

/// A pair in which both would rather have each other than what they got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocking {
    /// The learner.
    pub learner_id: MemberId,
    /// The mentor.
    pub mentor_id: MemberId,
    /// How well the two fit, 0 to 100.
    pub score: u8,
    /// What the learner got; `None` for nobody.
    pub learner_has: Option<Given>,
    /// The mentor's weakest learner, with the score of that pair; `None` where a place is free.
    pub mentor_has: Option<(MemberId, u8)>,
}

/// Those of a run in which both would gain most, at most twenty. Looks at each pair of people: not
/// for a thread that answers requests.
pub fn blocking(whole: &WholeRun) -> Vec<Blocking> {
    let inputs = &whole.inputs;
    let learner = |at: usize| inputs.learners.get(at).map(|one| one.person.member_id);
    let mentor = |at: usize| inputs.mentors.get(at).map(|one| one.person.member_id);
    let given = |held: Held| Some(Given { mentor_id: mentor(held.person)?, score: held.score });
    let found = wishes(&whole.solved.problem, &whole.solved.solution, MOST_NAMED).strongest;
    let one = |one: matching::explanation::BlockingPair| {
        Some(Blocking {
            learner_id: learner(one.learner)?,
            mentor_id: mentor(one.mentor)?,
            score: one.score,
            learner_has: one.learner_has.and_then(given),
            mentor_has: one.mentor_has.and_then(|held| Some((learner(held.person)?, held.score))),
        })
    };
    found.into_iter().filter_map(one).collect()
}
