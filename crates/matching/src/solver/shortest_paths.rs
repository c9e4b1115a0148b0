//! The level of the sum: the highest sum of scores, with prices that prove it.
//!
//! A minimum-cost flow with potentials (Tomizawa 1971; Edmonds and Karp 1972), many shortest paths
//! a phase. Learners are implicit: the search runs over mentors, because there are few of them. One
//! more node, the *market*, takes the places that stay free: they cost nothing, so a mentor with a
//! free place has the market's price, 0.
//!
//! It starts from any prices: pairs that do not fit them are dissolved, which leaves learners to be
//! placed and, at mentors whose price is not 0, places to be filled. Both are repaired along
//! shortest paths. So the prices of an auction, of an earlier answer, or of a round with fewer
//! candidates are all good beginnings.

mod distances;
mod paths;

use super::Start;
use super::assignment::Assignment;
use super::auction::Auction;
use super::candidates::Candidate;
use super::levels::Found;
use super::network::{Network, Priced};
use crate::problem::HIGHEST_SCORE;
use distances::Distances;
use paths::Paths;

/// The best set of pairs for the last level but one.
pub(super) struct Optimum {
    /// Places of each mentor; the last stands for staying unmatched.
    pub(super) places: Vec<u32>,
    /// Prices in the same order.
    pub(super) prices: Vec<i64>,
    pub(super) pairs: Assignment,
    /// Of each learner the mentors in any best set, by position, unmatched last.
    pub(super) tight: Vec<Vec<u32>>,
}

pub(super) fn optimum(network: &mut Network, found: &Found, start: &Start) -> Optimum {
    let mut flow = Flow::begin(network, found, start);
    if !network.complete && !start.is_known() {
        let more = network.best(&flow.places, &flow.prices);
        let more = (0..network.learners() as u32)
            .flat_map(|learner| more.of(learner).iter().map(move |&pair| (learner, pair)));
        let more = more.collect();
        network.candidates.add(more);
    }
    loop {
        flow.settle(network);
        if network.complete {
            let tight = flow.tight_candidates(network);
            return flow.into_optimum(tight);
        }
        let priced = network.price(&flow.places, &flow.prices, &flow.utilities);
        match sort_out(priced) {
            Ok(tight) => return flow.into_optimum(tight),
            Err(better) => network.candidates.add(better),
        }
    }
}

/// Either nothing is better than what learners have, or these pairs are.
fn sort_out(priced: Vec<Priced>) -> Result<Vec<Vec<Candidate>>, Vec<(u32, Candidate)>> {
    let mut equal = Vec::with_capacity(priced.len());
    let mut better = Vec::new();
    for (learner, priced) in priced.into_iter().enumerate() {
        match priced {
            Priced::Equal(pairs) => equal.push(pairs),
            Priced::Better(pairs) => {
                better.extend(pairs.into_iter().map(|pair| (learner as u32, pair)));
            }
        }
    }
    if better.is_empty() { Ok(equal) } else { Err(better) }
}

struct Flow {
    places: Vec<u32>,
    prices: Vec<i64>,
    /// What each learner gets at the best: score minus price.
    utilities: Vec<i64>,
    pairs: Assignment,
    /// Learners to be placed.
    waiting: Vec<u32>,
}

impl Flow {
    fn begin(network: &Network, found: &Found, start: &Start) -> Self {
        let learners = network.learners();
        let mut places = found.places.clone();
        places.push((learners - found.matched) as u32);
        let unmatched = places.len() - 1;
        let (prices, pairs) = if start.is_known() {
            let mut prices = start.prices.clone();
            prices.push(start.unmatched_price);
            let mut pairs = network.still_allowed(&start.mentor_of);
            pairs.held.push(Vec::new());
            for learner in 0..learners as u32 {
                let was = start.mentor_of[network.position(learner)];
                if was.is_none() && pairs.load(unmatched) < places[unmatched] {
                    pairs.assign(learner, unmatched as u32);
                }
            }
            (prices, pairs)
        } else {
            Auction::new(&network.candidates, &places).run(learners)
        };
        Self { places, prices, utilities: vec![0; learners], pairs, waiting: Vec::new() }
    }

    fn unmatched(&self) -> usize {
        self.places.len() - 1
    }

    fn into_optimum(mut self, tight: Vec<Vec<Candidate>>) -> Optimum {
        let unmatched = self.unmatched();
        self.close_shut_mentors();
        let tight = tight.into_iter().zip(&self.utilities).map(|(pairs, &utility)| {
            let mut mentors: Vec<_> = pairs.into_iter().map(|pair| pair.mentor() as u32).collect();
            if self.places[unmatched] > 0 && -self.prices[unmatched] == utility {
                mentors.push(unmatched as u32);
            }
            mentors
        });
        let tight = tight.collect();
        Optimum { places: self.places, prices: self.prices, pairs: self.pairs, tight }
    }

    /// A mentor without places costs more than is worth to anybody, or the prices would not prove
    /// that nobody misses that mentor.
    fn close_shut_mentors(&mut self) {
        let poorest = self.utilities.iter().copied().min().unwrap_or(0);
        for (price, _) in self.prices.iter_mut().zip(&self.places).filter(|(_, n)| **n == 0) {
            *price = (i64::from(HIGHEST_SCORE) - poorest).max(0);
        }
        if self.places[self.unmatched()] == 0 {
            let unmatched = self.unmatched();
            self.prices[unmatched] = 0;
        }
    }

    fn tight_candidates(&self, network: &Network) -> Vec<Vec<Candidate>> {
        let learners = 0..network.learners() as u32;
        let tight = learners.map(|learner| {
            let utility = self.utilities[learner as usize];
            let list = network.candidates.of(learner).iter().copied();
            list.filter(|pair| {
                self.places[pair.mentor()] > 0
                    && pair.value() - self.prices[pair.mentor()] == utility
            })
            .collect()
        });
        tight.collect()
    }

    /// Mentors of a learner with the reduced costs, none below 0, unmatched included.
    fn costs(&self, network: &Network, learner: u32, mut visit: impl FnMut(usize, i64)) {
        let utility = self.utilities[learner as usize];
        for pair in network.candidates.of(learner) {
            let mentor = pair.mentor();
            if self.places[mentor] > 0 {
                visit(mentor, utility - pair.value() + self.prices[mentor]);
            }
        }
        let unmatched = self.unmatched();
        if self.places[unmatched] > 0 {
            visit(unmatched, utility + self.prices[unmatched]);
        }
    }

    /// Makes the pairs the best ones over the candidates.
    fn settle(&mut self, network: &Network) {
        self.dissolve(network);
        while !self.is_settled() {
            let far = Distances::measure(self, network);
            self.reprice(&far);
            self.augment(network);
        }
    }

    /// Takes utilities from the prices and gives up what does not fit them.
    fn dissolve(&mut self, network: &Network) {
        for mentor in 0..self.places.len() {
            if self.places[mentor] == 0 {
                self.prices[mentor] = 0;
            }
            while self.pairs.load(mentor) > self.places[mentor] {
                if let Some(&last) = self.pairs.held[mentor].last() {
                    self.pairs.release(last);
                }
            }
            if self.pairs.held[mentor].is_empty() {
                // Nobody sits there: the price falls to the market's as soon as all else is placed.
                self.prices[mentor] = self.prices[mentor].max(0);
            }
        }
        for learner in 0..network.learners() as u32 {
            let (mut best, mut own) = (i64::MIN, i64::MIN);
            let holds = self.pairs.mentor_of[learner as usize] as usize;
            self.utilities[learner as usize] = 0;
            self.costs(network, learner, |mentor, cost| {
                best = best.max(-cost);
                if mentor == holds {
                    own = -cost;
                }
            });
            self.utilities[learner as usize] = best;
            if own < best {
                self.pairs.release(learner);
            }
        }
        self.waiting = self.pairs.unmatched();
    }

    /// Places of a mentor that must be filled: free ones whose price is not 0.
    fn wanting(&self, mentor: usize) -> u64 {
        if self.prices[mentor] <= 0 {
            return 0;
        }
        u64::from(self.places[mentor] - self.pairs.load(mentor))
    }

    /// A free place at the market's price.
    fn has_free(&self, mentor: usize) -> bool {
        self.prices[mentor] <= 0 && self.pairs.load(mentor) < self.places[mentor]
    }

    /// Whether a place of the mentor can become free: one that is taken, or still to be filled.
    fn gives_back(&self, mentor: usize) -> bool {
        self.pairs.load(mentor) > 0 || self.wanting(mentor) > 0
    }

    fn all_wanting(&self) -> u64 {
        (0..self.places.len()).map(|mentor| self.wanting(mentor)).sum()
    }

    fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.all_wanting() == 0
    }

    /// Moves prices by the distances, so that shortest paths cost nothing.
    fn reprice(&mut self, far: &Distances) {
        let rise = |distance: i64| far.end - distance.min(far.end);
        // The market's price stays 0: all others move against it.
        let market = rise(far.market);
        for &learner in &self.waiting {
            self.utilities[learner as usize] -= far.end - market;
        }
        for mentor in 0..self.places.len() {
            let rise = rise(far.mentors[mentor]) - market;
            self.prices[mentor] += rise;
            for &learner in &self.pairs.held[mentor] {
                self.utilities[learner as usize] -= rise;
            }
            if self.pairs.held[mentor].is_empty() {
                self.prices[mentor] = self.prices[mentor].max(0);
            }
        }
    }

    /// Places learners along paths that cost nothing.
    fn augment(&mut self, network: &Network) {
        let (waiting, wanting) = (self.waiting.len() as u64, self.all_wanting());
        let mut paths = Paths::new(self.places.len(), waiting.saturating_sub(wanting));
        let mut left = Vec::new();
        for learner in std::mem::take(&mut self.waiting) {
            if !paths.place(self, network, learner) {
                left.push(learner);
            }
        }
        for _ in waiting..wanting {
            if !paths.withdraw(self, network) {
                break;
            }
        }
        self.waiting = left;
    }
}
