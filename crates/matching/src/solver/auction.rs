//! Prices that are nearly right, by an auction of the places.
//!
//! Bertsekas and Castañon (1989): learners bid for places; the places of one mentor are alike, so a
//! mentor's price is the lowest bid held, and a bid goes up to what the best place of *another*
//! mentor is worth. Bids rise in whole points, which leaves the result a little off the optimum;
//! shortest paths repair that.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::assignment::Assignment;
use super::candidates::Candidates;

/// Bids a learner on average, after which the auction ends as it stands: instances made for long
/// price wars exist, and shortest paths do not suffer from them.
const PATIENCE: usize = 60;
/// What a bid rises by at least.
const STEP: i64 = 1;
/// What a learner bids who knows one mentor only.
const ALONE: i64 = 20;

pub(super) struct Auction<'a> {
    candidates: &'a Candidates,
    /// Places of each mentor; the last stands for staying unmatched, worth 0.
    places: &'a [u32],
    /// The bids held by each mentor, lowest first.
    held: Vec<BinaryHeap<Reverse<(i64, u32)>>>,
    prices: Vec<i64>,
}

/// The best offer for a learner: mentor, value, and the value of the best offer of another.
struct Offer {
    mentor: usize,
    value: i64,
    other: Option<i64>,
}

impl<'a> Auction<'a> {
    pub(super) fn new(candidates: &'a Candidates, places: &'a [u32]) -> Self {
        let held = places.iter().map(|_| BinaryHeap::new()).collect();
        Self { candidates, places, held, prices: vec![0; places.len()] }
    }

    /// Holds the auction for `learners`; answers prices and pairs.
    pub(super) fn run(mut self, learners: usize) -> (Vec<i64>, Assignment) {
        let mut waiting: VecDeque<u32> = (0..learners as u32).collect();
        let mut bids = PATIENCE * learners;
        while let Some(learner) = waiting.pop_front() {
            if bids == 0 {
                break;
            }
            bids -= 1;
            if let Some(offer) = self.best_offer(learner) {
                waiting.extend(self.bid(learner, &offer));
            }
        }
        let mut pairs = Assignment::empty(learners, self.places.len());
        for (mentor, held) in self.held.into_iter().enumerate() {
            for Reverse((_, learner)) in held {
                pairs.assign(learner, mentor as u32);
            }
        }
        (self.prices, pairs)
    }

    fn best_offer(&self, learner: u32) -> Option<Offer> {
        let nothing = i64::MIN;
        let (mut mentor, mut best, mut second) = (usize::MAX, nothing, nothing);
        let mut look = |other: usize, value: i64| {
            if value > best {
                (mentor, second, best) = (other, best, value);
            } else if value > second {
                second = value;
            }
        };
        for pair in self.candidates.of(learner) {
            if self.places[pair.mentor()] > 0 {
                look(pair.mentor(), pair.value() - self.prices[pair.mentor()]);
            }
        }
        let unmatched = self.places.len() - 1;
        if self.places[unmatched] > 0 {
            look(unmatched, -self.prices[unmatched]);
        }
        let other = (second > nothing).then_some(second);
        (best > nothing).then_some(Offer { mentor, value: best, other })
    }

    /// Takes a place; answers who loses it.
    fn bid(&mut self, learner: u32, offer: &Offer) -> Option<u32> {
        let raise = offer.other.map_or(ALONE, |other| offer.value - other);
        let bid = self.prices[offer.mentor] + raise + STEP;
        let held = &mut self.held[offer.mentor];
        let full = held.len() as u32 == self.places[offer.mentor];
        let outbid = if full { held.pop() } else { None };
        held.push(Reverse((bid, learner)));
        if held.len() as u32 == self.places[offer.mentor] {
            self.prices[offer.mentor] = held.peek().map_or(0, |lowest| lowest.0.0);
        }
        outbid.map(|Reverse((_, learner))| learner)
    }
}
