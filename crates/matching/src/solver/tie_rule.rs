//! The last level: among all best sets the lexicographically smallest.
//!
//! All best sets use tight pairs only, and they differ by cycles along which learners change places
//! (through the market, where mentors have places to spare). So a learner can have a tight mentor
//! exactly if a path leads from there back to the mentor held now. Learners are fixed one after the
//! other; each takes the smallest mentor that can be had.
//!
//! Strongly connected components tell at once what cannot be had. They only break up while learners
//! are fixed, so old ones are never wrong about what is impossible; they are found anew when
//! searches that fail have cost as much as that would.

mod components;
mod search;

use super::assignment::Assignment;
use super::network::Network;
use super::shortest_paths::Optimum;
use components::Components;
use search::{Search, Side};

pub(super) fn smallest(network: &Network, optimum: &Optimum) -> Assignment {
    let mut exchange = Exchange::new(optimum);
    let mut result = Assignment::empty(network.learners(), optimum.places.len());
    for learner in 0..network.learners() as u32 {
        exchange.improve(learner);
        result.assign(learner, exchange.open.mentor_of[learner as usize]);
        exchange.open.release(learner);
    }
    result
}

/// Learners who may still change places, and how.
struct Exchange<'a> {
    optimum: &'a Optimum,
    /// Pairs of learners who are not fixed.
    open: Assignment,
    /// Places taken of each mentor, by fixed learners too.
    loads: Vec<u32>,
    /// Of each learner the tight mentors that are not out of reach for good.
    tight: Vec<Vec<u32>>,
    /// The other way round.
    wanted_by: Vec<Vec<u32>>,
    /// One a mentor, the market last.
    component: Vec<u32>,
    /// How many tight pairs there were when components were found: what finding them costs.
    tight_pairs: usize,
    /// Steps of failed searches since then.
    wasted: usize,
    search: Search,
}

impl<'a> Exchange<'a> {
    fn new(optimum: &'a Optimum) -> Self {
        let nodes = optimum.places.len() + 1;
        let open = optimum.pairs.clone();
        let loads = (0..optimum.places.len()).map(|mentor| open.load(mentor)).collect();
        let mut exchange = Self {
            optimum,
            open,
            loads,
            tight: optimum.tight.clone(),
            wanted_by: Vec::new(),
            component: Vec::new(),
            tight_pairs: 0,
            wasted: 0,
            search: Search::new(nodes),
        };
        exchange.find_components();
        exchange
    }

    fn market(&self) -> usize {
        self.optimum.places.len()
    }

    /// Whether one more may come to a mentor without anybody leaving.
    fn has_free(&self, mentor: usize) -> bool {
        self.optimum.prices[mentor] == 0 && self.loads[mentor] < self.optimum.places[mentor]
    }

    /// Whether one may leave a mentor without anybody coming.
    fn gives_back(&self, mentor: usize) -> bool {
        self.optimum.prices[mentor] == 0 && self.loads[mentor] > 0
    }

    /// Gives a learner the smallest tight mentor that can be had.
    fn improve(&mut self, learner: u32) {
        let mut index = 0;
        loop {
            let held = self.open.mentor_of[learner as usize];
            let Some(&wish) = self.tight[learner as usize].get(index) else { return };
            if wish >= held {
                return;
            }
            index += 1;
            if self.component[wish as usize] != self.component[held as usize] {
                continue;
            }
            if let Some(moves) = self.path(wish as usize, held as usize, learner) {
                self.go(learner, wish);
                for (learner, mentor) in moves {
                    self.go(learner, mentor);
                }
                return;
            }
            if self.wasted > self.tight_pairs {
                self.find_components();
                // Lists have become shorter: begin anew, which costs nothing now.
                index = 0;
            }
        }
    }

    fn go(&mut self, learner: u32, mentor: u32) {
        self.loads[self.open.mentor_of[learner as usize] as usize] -= 1;
        self.loads[mentor as usize] += 1;
        self.open.assign(learner, mentor);
    }

    /// Who would have to move, and where, so that a place of `from` becomes free and the one of
    /// `to` is taken. Searches from both ends, where it has looked at less so far.
    fn path(&mut self, from: usize, to: usize, without: u32) -> Option<Vec<(u32, u32)>> {
        let mut search = std::mem::take(&mut self.search);
        search.begin(from, to);
        let met = loop {
            if let Some(met) = search.met {
                break Some(met);
            }
            let forward = search.work[0] <= search.work[1];
            let Some(node) = search.queues[usize::from(!forward)].pop_front() else { break None };
            if forward {
                self.expand(&mut search, node, without);
            } else {
                self.expand_back(&mut search, node, without);
            }
        };
        let moves = met.map(|met| search.moves(met, self.market()));
        if moves.is_none() {
            self.wasted += search.work[0] + search.work[1] + 1;
        }
        self.search = search;
        moves
    }

    fn expand(&self, search: &mut Search, node: usize, without: u32) {
        if node == self.market() {
            for mentor in (0..node).filter(|&mentor| self.gives_back(mentor)) {
                search.reach(Side::Forward, mentor, node, None);
            }
            return;
        }
        if self.has_free(node) {
            search.reach(Side::Forward, self.market(), node, None);
        }
        for &learner in self.open.held[node].iter().filter(|&&learner| learner != without) {
            for &mentor in &self.tight[learner as usize] {
                search.reach(Side::Forward, mentor as usize, node, Some(learner));
            }
            if search.met.is_some() {
                return;
            }
        }
    }

    fn expand_back(&self, search: &mut Search, node: usize, without: u32) {
        if node == self.market() {
            for mentor in (0..node).filter(|&mentor| self.has_free(mentor)) {
                search.reach(Side::Backward, mentor, node, None);
            }
            return;
        }
        if self.gives_back(node) {
            search.reach(Side::Backward, self.market(), node, None);
        }
        for &learner in self.wanted_by[node].iter().filter(|&&learner| learner != without) {
            let mentor = self.open.mentor_of[learner as usize];
            search.work[1] += 1;
            // Who is fixed has no entry among the open pairs.
            if (mentor as usize) < self.market() {
                search.reach(Side::Backward, mentor as usize, node, Some(learner));
            }
            if search.met.is_some() {
                return;
            }
        }
    }

    /// Finds components anew, and forgets tight pairs between different ones.
    fn find_components(&mut self) {
        self.component = Components::find(self);
        self.wasted = 0;
        self.tight_pairs = 0;
        self.wanted_by = vec![Vec::new(); self.market()];
        for (learner, tight) in self.tight.iter_mut().enumerate() {
            let held = self.open.mentor_of[learner] as usize;
            if held >= self.wanted_by.len() {
                tight.clear();
                continue;
            }
            tight.retain(|&mentor| self.component[mentor as usize] == self.component[held]);
            self.tight_pairs += tight.len();
            for &mentor in tight.iter() {
                self.wanted_by[mentor as usize].push(learner as u32);
            }
        }
    }
}
