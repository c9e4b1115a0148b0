//! The first allocation, when a round of peer review opens.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::search::{Search, Weights};
use super::{Allocation, FEWEST_REVIEWS, NO_MUTUAL_FROM, Pair, Piece, Relaxed};
use crate::model::draws::{Draws, Purpose};

/// Starts of the search, each from another order, while something is left to gain. The first one
/// nearly always serves; small cohorts with no room to spare take a few.
const STARTS: u128 = 16;

/// How many of these starts serve when the rules are kept and only units are left to gain.
const STARTS_FOR_UNITS: u128 = 4;

/// Swaps that all starts together may try out once the first one has mended the rules.
const BUDGET: usize = 300_000;

/// Hands each of the pieces to `reviews` reviewers, and each author that many pieces to review.
///
/// What gives way when people are few, in this order:
/// 1. other units first: kept as far as the rules below leave room;
/// 2. the number of reviews, down to two;
/// 3. that no two review each other, as few as possible then do; with fewer than six it is no rule
///    at all, and the number of reviews goes down to one instead;
/// 4. that nobody reviews the own group. It gives way only when one group holds more than half of
///    all, because then its pieces outnumber the reviewers outside. As few as possible then stay
///    within a group.
///
/// Nobody ever reviews the own work or the same piece twice; every piece gets and every person
/// gives the same number. With fewer than two pieces there is nothing to allocate. A learner who
/// stands twice in the list counts once.
///
/// The time grows with the square of the number of pieces: some milliseconds for 400, less than a
/// second for 2,000.
#[must_use]
pub fn allocate(pieces: &[Piece], reviews: usize, seed: u64) -> Allocation {
    let mut pieces = pieces.to_vec();
    pieces.sort_by_key(|piece| piece.learner);
    pieces.dedup_by_key(|piece| piece.learner);
    for plan in plans(&pieces, reviews) {
        let found = best_of(&pieces, &plan, seed);
        // Sizes do not tell everything: of ten people in groups of four, four and two, three
        // reviews each without mutual ones are impossible for reasons of parity.
        if found.cost() < Weights::FIRM_RULE {
            return report(&pieces, &found, plan.reviews);
        }
    }
    Allocation { reviews: 0, pairs: Vec::new(), relaxed: Vec::new(), own_unit: 0 }
}

fn best_of<'a>(pieces: &'a [Piece], plan: &Plan, seed: u64) -> Search<'a> {
    let start = |number, budget| {
        let mut draws = Draws::new(seed, Purpose::Peers, number);
        let order = ring(pieces, &mut draws);
        let mut search = Search::ring(pieces, &order, plan.reviews, plan.weights, budget);
        search.improve(&mut draws, plan.unavoidable);
        search
    };
    let mut best = start(0, BUDGET);
    let mut left = best.left();
    for number in 1..STARTS {
        let excess = best.cost() - plan.unavoidable;
        if left == 0 || excess <= 0 || (number >= STARTS_FOR_UNITS && excess < Weights::RULE) {
            break;
        }
        let search = start(number, left);
        left = search.left();
        if search.cost() < best.cost() {
            best = search;
        }
    }
    best
}

fn report(pieces: &[Piece], search: &Search<'_>, reviews: usize) -> Allocation {
    let mut pairs: Vec<Pair> = search
        .edges()
        .map(|(reviewer, author)| Pair {
            reviewer: pieces[reviewer].learner,
            author: pieces[author].learner,
        })
        .collect();
    pairs.sort_unstable();
    let own_group = search.edges().any(|(a, b)| pieces[a].shares_group(&pieces[b]));
    let mutual =
        pieces.len() >= NO_MUTUAL_FROM && search.edges().any(|(a, b)| search.reviews(b, a));
    let relaxed = [(own_group, Relaxed::OwnGroup), (mutual, Relaxed::Mutual)];
    Allocation {
        reviews,
        pairs,
        relaxed: relaxed.into_iter().filter_map(|(is, rule)| is.then_some(rule)).collect(),
        own_unit: search.edges().filter(|(a, b)| pieces[*a].shares_unit(&pieces[*b])).count(),
    }
}

/// What is tried to be kept.
struct Plan {
    reviews: usize,
    weights: Weights,
    /// A cost that no allocation can go below.
    unavoidable: i64,
}

/// What may be tried, the best first, without what the sizes alone rule out: with none mutual,
/// each piece has 2 · reviews different people as its reviewers and authors, all outside its group,
/// so there must be that many. The last one always succeeds.
fn plans(pieces: &[Piece], asked: usize) -> Vec<Plan> {
    let n = pieces.len();
    let asked = asked.min(n.saturating_sub(1));
    if asked == 0 {
        return Vec::new();
    }
    let group = largest(pieces.iter().map(|piece| piece.group));
    let unit = largest(pieces.iter().map(|piece| piece.unit));
    let fewest = asked.min(FEWEST_REVIEWS);
    let (firm, soft) = (Weights::FIRM_RULE, Weights::RULE);
    let plan = |reviews: usize, group_weight: i64, mutual: i64| {
        // A part of more than half needs more reviews from outside than there are to give: at most
        // `reviews` each way for each one outside, and one for each pair of people if none are
        // mutual. What crosses is a review given on one side and one received on the other.
        let inside = |part: usize| {
            let met = if mutual == firm { part.min(2 * reviews) } else { 2 * reviews };
            whole((2 * part * reviews).saturating_sub((n - part) * met).div_ceil(2))
        };
        let unavoidable = inside(group) * group_weight + inside(unit);
        Plan { reviews, weights: Weights { group: group_weight, mutual }, unavoidable }
    };
    let mutual_matters = n >= NO_MUTUAL_FROM;
    let mut plans = Vec::new();
    if 2 * group <= n && mutual_matters {
        plans.extend((fewest..=asked.min((n - group) / 2)).rev().map(|k| plan(k, firm, firm)));
        plans.push(plan(fewest, firm, soft));
    } else if 2 * group <= n {
        plans.extend((1..=asked.min(n - group)).rev().map(|k| plan(k, firm, 0)));
    }
    plans.push(if mutual_matters {
        plan(asked.min((n - 1) / 2), soft, firm)
    } else {
        plan(asked, soft, 0)
    });
    plans
}

/// How many the largest part has; whoever is in none is alone.
fn largest(parts: impl Iterator<Item = Option<u32>>) -> usize {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    let mut largest = 0;
    for part in parts {
        let size = part.map_or(1, |part| {
            let size = sizes.entry(part).or_default();
            *size += 1;
            *size
        });
        largest = largest.max(size);
    }
    largest
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A seeded order in which members of one group stand as far apart as they can: groups laid end to
/// end, largest first, and dealt out in as many rounds as the largest has members.
fn ring(pieces: &[Piece], draws: &mut Draws) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    draws.shuffle(&mut order);
    // Of each group its size and where its first member came out, so that groups of one size stand
    // in a drawn order, too.
    let mut groups: HashMap<u32, (usize, usize)> = HashMap::new();
    for (place, index) in order.iter().enumerate() {
        if let Some(group) = pieces[*index].group {
            groups.entry(group).or_insert((0, place)).0 += 1;
        }
    }
    let mut keyed: Vec<_> = order
        .into_iter()
        .enumerate()
        .map(|(place, index)| {
            let (size, first) = pieces[index].group.map_or((1, place), |group| groups[&group]);
            ((Reverse(size), first), index)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    let rounds = groups.values().map(|(size, _)| *size).max().unwrap_or(1);
    (0..rounds)
        .flat_map(|round| keyed.iter().skip(round).step_by(rounds).map(|(_, index)| *index))
        .collect()
}

#[cfg(test)]
mod tests;
