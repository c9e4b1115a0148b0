//! The proof that no better set of pairs exists, and its checker.
//!
//! The checker shares no code with the solver and reads every allowed pair once. Pinned learners
//! are taken out first: `U` are the others, `c_j` the places of mentor `j` that no pin takes, `k`
//! how many of `U` are matched.
//!
//! - **Matched.** For any set `M` of mentors at most
//!   `#{i ∈ U with an allowed pair outside of M} + Σ_{j ∈ M} c_j` of `U` can be matched (König
//!   1931): each pair has its mentor in `M` or its learner in the first set. A cover with bound `k`
//!   proves that `k` is the most.
//! - **Floor.** On pairs above the floor alone some cover has a bound below `k`, so a higher floor
//!   costs a pair.
//! - **Load.** With so few places that every load stays below the largest one, some cover has a
//!   bound below `k`.
//! - **Sum.** On pairs from the floor up and with the places `c_j` that the largest load leaves:
//!   for prices `p_j ≥ 0` and `q ≥ 0`, no set that matches `k` of `U` has a higher sum than
//!   `Σ_i u_i + Σ_j p_j c_j + q (|U| − k)`, where `u_i` is the highest of `s_ij − p_j` over the
//!   pairs of `i` and, if `k < |U|`, of `−q`. Prices for which that is the sum of the pairs prove
//!   that it is the highest (duality of linear programs).
//! - **Tie rule.** See [`check_tie_rule`].

mod census;
mod proof;
mod reading;
mod refusal;
#[cfg(test)]
mod tests;
mod tie;

use serde::{Deserialize, Serialize};

use crate::objective::{Load, Objective, Values};
use crate::problem::{IMPOSSIBLE, Problem};
use census::Census;
use proof::Proof;
use reading::Reader;
pub use refusal::{Level, Refusal};
pub use tie::check_tie_rule;

/// What proves a set of pairs best. It holds for one problem, one objective and one set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What the set is best by.
    pub objective: Objective,
    /// Mentors, by position and ascending, of a cover that bounds how many can be matched.
    pub matched_cover: Vec<u32>,
    /// The same on pairs above the floor alone: fewer can be matched there. `None` where nothing
    /// above the floor can count: the floor is 100, a pinned pair has it, nobody is matched, or
    /// the objective is [`Objective::Sum`].
    pub floor_cover: Option<Vec<u32>>,
    /// The same with the places that keep every load below the largest one. `None` for
    /// [`Objective::Fair`] and [`Objective::Sum`], with nobody matched, or where the pins alone
    /// already make that load.
    pub load_cover: Option<Vec<u32>>,
    /// Dual price of a place of each mentor, in points of score, at least 0.
    pub prices: Vec<i64>,
    /// Dual price of staying unmatched, at least 0; 0 if everybody is matched.
    pub unmatched_price: i64,
    /// Pairs whose score was looked at while solving. A measure; nothing is proved by it.
    pub pairs_examined: u64,
}

impl Certificate {
    /// One price a mentor, none negative; covers of mentors that exist, each once.
    fn check_shape(&self, mentors: usize) -> Result<(), Refusal> {
        if self.prices.len() != mentors {
            return Err(Refusal::Prices { found: self.prices.len(), mentors });
        }
        if let Some(mentor) = self.prices.iter().position(|&price| price < 0) {
            return Err(Refusal::NegativePrice { mentor });
        }
        if self.unmatched_price < 0 {
            return Err(Refusal::NegativeUnmatchedPrice);
        }
        let covers = [
            (Level::Matched, Some(&self.matched_cover[..])),
            (Level::Floor, self.floor_cover.as_deref()),
            (Level::Load, self.load_cover.as_deref()),
        ];
        for (level, cover) in covers {
            let cover = cover.unwrap_or_default();
            let ascends = cover.is_sorted_by(|one, next| one < next);
            if !ascends || cover.last().is_some_and(|&last| last as usize >= mentors) {
                return Err(Refusal::BrokenCover { level });
            }
        }
        Ok(())
    }
}

/// Certifies that `mentor_of` is a set of pairs of the problem, that its values are `values`, and
/// that no set is better by the levels of the objective of the certificate. The tie rule is
/// [`check_tie_rule`]'s.
///
/// Takes time in the order of the allowed pairs, on all cores. Any certificate may be handed in,
/// also one from a file that nobody vouches for.
///
/// # Errors
/// The first reason found why it is not certified, see [`Refusal`].
pub fn check(
    problem: &Problem,
    mentor_of: &[Option<u32>],
    values: &Values,
    certificate: &Certificate,
) -> Result<(), Refusal> {
    let census = Census::take(problem, mentor_of)?;
    certificate.check_shape(problem.mentors())?;
    demand(values.matched == census.matched, Level::Matched)?;
    // Places of 0 would make a load that equals every other.
    let load = values.largest_load;
    demand(load.places > 0 && load == census.largest_load, Level::Load)?;

    let tally = Reader::new(problem, mentor_of, values, certificate, &census).read();
    if let Some((learner, mentor)) = tally.impossible {
        return Err(Refusal::ImpossiblePair { learner, mentor });
    }
    demand(values.floor == lower(tally.floor, census.pinned_floor), Level::Floor)?;
    demand(values.sum == tally.sum + census.pinned_sum, Level::Sum)?;

    let proof = Proof { problem, certificate, census: &census, tally: &tally };
    proof.matched()?;
    if certificate.objective.has_floor() {
        proof.floor(values.floor)?;
    }
    if certificate.objective.has_load() {
        proof.load()?;
    }
    proof.sum()
}

fn demand(holds: bool, level: Level) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::FalseValue { level }) }
}

/// The lower of two, where there are two.
fn lower<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    [one, other].into_iter().flatten().min()
}

/// Visits the allowed pairs of a learner by mentor. `row` is a buffer, see [`row_length`].
fn visit_pairs(
    problem: &Problem,
    learner: usize,
    row: &mut [u8],
    mut visit: impl FnMut(usize, u8),
) {
    if let Some(list) = problem.listed(learner) {
        for (mentor, score) in list {
            visit(mentor as usize, score);
        }
        return;
    }
    problem.row(learner, row);
    for (mentor, &score) in row.iter().enumerate() {
        if score != IMPOSSIBLE {
            visit(mentor, score);
        }
    }
}

/// How long the buffer of [`visit_pairs`] must be.
fn row_length(problem: &Problem) -> usize {
    if problem.is_listed() { 0 } else { problem.mentors() }
}

/// How many unpinned learners a mentor may have in a set that is best up to the level before the
/// sum: the `c_j` of the sum.
fn quota(problem: &Problem, objective: Objective, largest: Load, mentor: usize) -> u32 {
    if objective.has_load() {
        // Not below 0: the largest load is at least the one that the pins make.
        largest.most_pairs(problem.places(mentor)).saturating_sub(problem.pins_of(mentor))
    } else {
        problem.free_places(mentor)
    }
}
