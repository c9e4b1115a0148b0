//! Repairs a balanced allocation by swaps that keep it balanced.

use super::Piece;
use crate::model::draws::Draws;

/// What breaking a rule costs; a review within a unit costs 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// A review within a group.
    pub(super) group: i64,
    /// Two who review each other.
    pub(super) mutual: i64,
}

impl Weights {
    /// The least that breaking a rule costs: more than all reviews within units together.
    pub(super) const RULE: i64 = 1_000_000;
    /// What breaking the rule costs that may not give way.
    pub(super) const FIRM_RULE: i64 = 1_000_000_000_000;
    /// What it costs to review the own work, or a piece twice. Allowed on the way, because without
    /// such detours some allocations cannot be reached by swaps; never in a result.
    const IMPOSSIBLE: i64 = 1_000_000_000_000_000;
}

/// Steps of the first phase at most, per piece. Each fixes one or two reviews where there is room.
const STEPS_PER_PIECE: usize = 16;

/// Of how many steps of the first phase that gain nothing one is left to chance.
const NOISE: usize = 4;

/// An allocation in which everybody gives and gets the same number of reviews.
pub(super) struct Search<'a> {
    pieces: &'a [Piece],
    per_piece: usize,
    weights: Weights,
    /// Authors by reviewer, `per_piece` each.
    authors: Vec<usize>,
    /// Swaps that may still be tried out for better units, and in further starts. Bounds the time
    /// by count and not by the clock, so that a slower machine gives the same result.
    left: usize,
}

/// A reviewer's place for an author.
type Slot = usize;

impl<'a> Search<'a> {
    /// Everybody reviews those who follow in a ring: balanced, nobody reads the own work, and from
    /// `2 · per_piece + 1` people up nobody reviews a reviewer. Needs more people than reviews.
    pub(super) fn ring(
        pieces: &'a [Piece],
        order: &[usize],
        per_piece: usize,
        weights: Weights,
        budget: usize,
    ) -> Self {
        let mut authors = vec![0; pieces.len() * per_piece];
        for (place, reviewer) in order.iter().enumerate() {
            for next in 0..per_piece {
                let author = order[(place + next + 1) % order.len()];
                authors[reviewer * per_piece + next] = author;
            }
        }
        Self { pieces, per_piece, weights, authors, left: budget }
    }

    /// All reviews: reviewer and author.
    pub(super) fn edges(&self) -> impl Iterator<Item = (usize, usize)> {
        self.authors.iter().enumerate().map(|(slot, author)| (slot / self.per_piece, *author))
    }

    /// Whether one reviews the work of the other.
    pub(super) fn reviews(&self, reviewer: usize, author: usize) -> bool {
        self.authors[reviewer * self.per_piece..][..self.per_piece].contains(&author)
    }

    /// What all broken rules and reviews within units cost.
    pub(super) fn cost(&self) -> i64 {
        (0..self.authors.len()).map(|slot| self.cost_of(slot)).sum()
    }

    /// How many swaps may still be tried out.
    pub(super) const fn left(&self) -> usize {
        self.left
    }

    /// First the rules, then the units, down to the cost that cannot be avoided.
    pub(super) fn improve(&mut self, draws: &mut Draws, unavoidable: i64) {
        self.mend_rules(draws, unavoidable);
        if self.cost() > unavoidable {
            self.mend_units(draws);
        }
    }

    /// Takes a review that breaks a rule and makes the best swap for it, also where that gains
    /// nothing, since a detour may lead out of a dead end. Ends at the best allocation it met.
    fn mend_rules(&mut self, draws: &mut Draws, unavoidable: i64) {
        let (mut best, mut best_cost) = (self.authors.clone(), i64::MAX);
        for _ in 0..self.pieces.len() * STEPS_PER_PIECE {
            let costs: Vec<i64> = (0..self.authors.len()).map(|slot| self.cost_of(slot)).collect();
            let cost = costs.iter().sum();
            if cost < best_cost && costs.iter().all(|cost| *cost < Weights::IMPOSSIBLE) {
                best_cost = cost;
                best.clone_from(&self.authors);
            }
            let mut broken = (0..costs.len()).filter(|slot| costs[*slot] >= Weights::RULE);
            let count = broken.clone().count();
            if count == 0 || cost - unavoidable < Weights::RULE {
                break;
            }
            let Some(slot) = broken.nth(draws.below(count)) else { break };
            let other = match self.best_swap(slot, draws) {
                Some((gain, other)) if gain > 0 || draws.below(NOISE) > 0 => other,
                // Any swap at all, or the best ones might go round in a circle.
                _ => draws.below(costs.len()),
            };
            self.authors.swap(slot, other);
        }
        self.authors = best;
    }

    /// Swaps away reviews within units while that gains something.
    fn mend_units(&mut self, draws: &mut Draws) {
        loop {
            let mut gained = false;
            for slot in 0..self.authors.len() {
                if self.left == 0 {
                    return;
                }
                if self.cost_of(slot) == 0 {
                    continue;
                }
                if let Some((gain, other)) = self.best_swap(slot, draws)
                    && gain > 0
                {
                    self.authors.swap(slot, other);
                    gained = true;
                }
            }
            if !gained {
                return;
            }
        }
    }

    /// The swap of this review's author with another review's that gains most, from a drawn place
    /// on, so that equal ones have equal chances.
    fn best_swap(&mut self, slot: Slot, draws: &mut Draws) -> Option<(i64, Slot)> {
        let all = self.authors.len();
        let start = draws.below(all);
        // Nothing gains more than what this review costs and what the other can.
        let enough = self.worth(slot, self.authors[slot]);
        let mut best: Option<(i64, Slot)> = None;
        for step in 0..all {
            let other = (start + step) % all;
            let Some(gain) = self.gain(slot, other) else { continue };
            self.left = self.left.saturating_sub(1);
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, other));
            }
            if gain >= enough {
                break;
            }
        }
        best
    }

    /// What swapping the authors of two reviews gains; none when it would change nothing.
    fn gain(&self, slot: Slot, other: Slot) -> Option<i64> {
        let (author, another) = (self.authors[slot], self.authors[other]);
        if slot / self.per_piece == other / self.per_piece || author == another {
            return None;
        }
        let before = self.worth(slot, author) + self.worth(other, another);
        Some(before - self.worth(slot, another) - self.worth(other, author))
    }

    /// What a review costs as a whole: where two review each other, either costs, so that taking
    /// one away saves both.
    fn worth(&self, slot: Slot, author: usize) -> i64 {
        self.price(slot, author) + self.price_of_mutual(slot / self.per_piece, author)
    }

    fn cost_of(&self, slot: Slot) -> i64 {
        self.price(slot, self.authors[slot])
    }

    /// What it costs to have this author in this place.
    fn price(&self, slot: Slot, author: usize) -> i64 {
        let reviewer = slot / self.per_piece;
        let first = reviewer * self.per_piece;
        let twice = (first..first + self.per_piece)
            .any(|place| place != slot && self.authors[place] == author);
        if reviewer == author || twice {
            return Weights::IMPOSSIBLE;
        }
        let (reader, writer) = (&self.pieces[reviewer], &self.pieces[author]);
        i64::from(reader.shares_group(writer)) * self.weights.group
            + i64::from(reader.shares_unit(writer))
            + self.price_of_mutual(reviewer, author)
    }

    fn price_of_mutual(&self, reviewer: usize, author: usize) -> i64 {
        let matters = self.weights.mutual > 0 && self.reviews(author, reviewer);
        if matters { self.weights.mutual } else { 0 }
    }
}
