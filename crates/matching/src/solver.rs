//! Level after level to the best set of pairs: cardinality, floor, load, sum, tie rule.
//!
//! Dense problems are solved on few candidates a learner. Whenever a level claims that nothing
//! better exists, all other pairs are priced, and those that could improve come in, until none
//! can: the dense optimum at near sparse cost.

mod assignment;
mod auction;
mod candidates;
mod cardinality;
mod levels;
mod network;
mod shortest_paths;
mod tie_rule;

use crate::certificate::{self, Certificate};
use crate::objective::{Objective, Values};
use crate::problem::{MatchingError, Problem};
use network::Network;

/// The best set of pairs, and the proof that it is.
#[derive(Debug, Clone)]
pub struct Solution {
    /// The mentor of each learner; pinned pairs are included.
    pub mentor_of: Vec<Option<u32>>,
    /// How good the set is.
    pub values: Values,
    /// The proof; checked before the solution was given.
    pub certificate: Certificate,
}

/// Solves from scratch.
///
/// # Errors
/// [`MatchingError::NotCertified`] if the checker refuses the result: an error in the engine.
pub fn solve(problem: &Problem, objective: Objective) -> Result<Solution, MatchingError> {
    solve_from(problem, objective, Start::default())
}

/// Solves again after a change, from the prices and pairs of an earlier solution.
///
/// The answer is the one of [`solve`]; it only comes sooner, the more so the less has changed.
/// Whom both know stands at the same position in both; people may have been appended.
///
/// # Errors
/// As [`solve`].
pub fn resolve(
    problem: &Problem,
    objective: Objective,
    earlier: &Solution,
) -> Result<Solution, MatchingError> {
    solve_from(problem, objective, Start::from_solution(problem, earlier))
}

/// What is known before: nothing, or an earlier answer. It decides how long solving takes, never
/// what comes out.
#[derive(Default)]
struct Start {
    /// One a mentor, or none at all.
    prices: Vec<i64>,
    unmatched_price: i64,
    /// One a learner, or none at all.
    mentor_of: Vec<Option<u32>>,
}

impl Start {
    fn from_solution(problem: &Problem, earlier: &Solution) -> Self {
        let mut prices = earlier.certificate.prices.clone();
        prices.resize(problem.mentors(), 0);
        let known = earlier.mentor_of.iter().take(problem.learners());
        let known = known.map(|mentor| mentor.filter(|&j| (j as usize) < problem.mentors()));
        let mut mentor_of: Vec<_> = known.collect();
        mentor_of.resize(problem.learners(), None);
        Self { prices, unmatched_price: earlier.certificate.unmatched_price, mentor_of }
    }

    fn is_known(&self) -> bool {
        !self.prices.is_empty()
    }
}

fn solve_from(
    problem: &Problem,
    objective: Objective,
    start: Start,
) -> Result<Solution, MatchingError> {
    let mut network = Network::new(problem, &start.prices);
    let (found, proof) = levels::bounds(&mut network, objective, &start);
    let floor = found.floor.unwrap_or(0);
    network.keep_from(floor);
    let optimum = shortest_paths::optimum(&mut network, &found, &start);
    let pairs = tie_rule::smallest(&network, &optimum);

    let mentor_of = network.with_pins(&pairs);
    let values = values(problem, &mentor_of);
    let mut prices = optimum.prices;
    let unmatched_price = prices.pop().unwrap_or(0);
    let certificate = Certificate {
        objective,
        matched_cover: proof.matched,
        floor_cover: proof.floor,
        load_cover: proof.load,
        prices,
        unmatched_price,
        pairs_examined: network.examined(),
    };
    certificate::check(problem, &mentor_of, &values, &certificate)
        .map_err(MatchingError::NotCertified)?;
    Ok(Solution { mentor_of, values, certificate })
}

/// How good a set of allowed pairs is.
pub(crate) fn values(problem: &Problem, mentor_of: &[Option<u32>]) -> Values {
    use crate::objective::Load;
    let mut pairs = vec![0_u32; problem.mentors()];
    let mut values = Values { matched: 0, floor: None, largest_load: Load::NONE, sum: 0 };
    for (learner, mentor) in mentor_of.iter().enumerate() {
        let Some(mentor) = mentor.map(|mentor| mentor as usize) else { continue };
        let Some(score) = problem.score(learner, mentor) else { continue };
        pairs[mentor] += 1;
        values.matched += 1;
        values.floor = Some(values.floor.map_or(score, |floor| floor.min(score)));
        values.sum += u64::from(score);
    }
    for (mentor, &pairs) in pairs.iter().enumerate() {
        let places = problem.places(mentor);
        if pairs > 0 && places > 0 {
            values.largest_load = values.largest_load.max(Load { pairs, places });
        }
    }
    values
}
