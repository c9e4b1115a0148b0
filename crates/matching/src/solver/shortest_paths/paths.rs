//! Paths that cost nothing, and going along them.

use super::Flow;
use crate::solver::network::Network;

/// Searches for paths of cost 0, depth first; what leads nowhere is not tried again in the phase.
pub(super) struct Paths {
    /// One a mentor, the market last.
    dead: Vec<bool>,
    /// Of each mentor the learner and the pair to be tried next; of the market the next mentor.
    turn: Vec<(usize, usize)>,
    /// How many more places the market can take.
    takes: u64,
}

/// A step of a path: into a node, by a learner who moves there (none moves into or out of the
/// market).
type Step = (usize, Option<u32>);

impl Paths {
    /// `takes`: how many more places the market can take.
    pub(super) fn new(mentors: usize, takes: u64) -> Self {
        Self { dead: vec![false; mentors + 1], turn: vec![(0, 0); mentors + 1], takes }
    }

    pub(super) fn place(&mut self, flow: &mut Flow, network: &Network, learner: u32) -> bool {
        let mut open = Vec::new();
        flow.costs(network, learner, |mentor, cost| {
            if cost == 0 {
                open.push(mentor);
            }
        });
        open.into_iter().any(|first| self.follow(flow, network, (first, Some(learner))))
    }

    pub(super) fn withdraw(&mut self, flow: &mut Flow, network: &Network) -> bool {
        self.follow(flow, network, (flow.places.len(), None))
    }

    fn follow(&mut self, flow: &mut Flow, network: &Network, first: Step) -> bool {
        let market = flow.places.len();
        if self.dead[first.0] {
            return false;
        }
        let mut path = vec![first];
        self.dead[first.0] = true;
        while let Some(&(node, _)) = path.last() {
            let ends = if node == market { self.takes > 0 } else { flow.wanting(node) > 0 };
            if ends {
                self.takes -= u64::from(node == market);
                self.flip(flow, &path);
                return true;
            }
            match self.step(flow, network, node) {
                Some(step) => {
                    // On the path: not entered twice. Cleared if the path succeeds.
                    self.dead[step.0] = true;
                    path.push(step);
                }
                None => {
                    path.pop();
                }
            }
        }
        false
    }

    /// Moves everybody on the path, last first, and opens its nodes again.
    fn flip(&mut self, flow: &mut Flow, path: &[Step]) {
        for &(node, learner) in path.iter().rev() {
            self.dead[node] = false;
            self.turn[node].1 = 0;
            if let Some(learner) = learner {
                flow.pairs.assign(learner, node as u32);
            }
        }
    }

    fn step(&mut self, flow: &Flow, network: &Network, node: usize) -> Option<Step> {
        let market = flow.places.len();
        if node == market {
            return self.step_from_market(flow);
        }
        if flow.has_free(node) && !self.dead[market] {
            return Some((market, None));
        }
        let (mut turn, mut pair) = self.turn[node];
        while let Some(&learner) = flow.pairs.held[node].get(turn) {
            let list = network.candidates.of(learner);
            let utility = flow.utilities[learner as usize];
            while pair <= list.len() {
                let (mentor, value) = match list.get(pair) {
                    Some(candidate) => (candidate.mentor(), candidate.value()),
                    None => (flow.unmatched(), 0),
                };
                pair += 1;
                let tight = utility - value + flow.prices[mentor] == 0;
                if tight && flow.places[mentor] > 0 && !self.dead[mentor] {
                    self.turn[node] = (turn, pair);
                    return Some((mentor, Some(learner)));
                }
            }
            turn += 1;
            pair = 0;
        }
        self.turn[node] = (turn, pair);
        None
    }

    fn step_from_market(&mut self, flow: &Flow) -> Option<Step> {
        let market = flow.places.len();
        while self.turn[market].0 < market {
            let mentor = self.turn[market].0;
            self.turn[market].0 += 1;
            let free = flow.prices[mentor] == 0 && flow.gives_back(mentor);
            if free && !self.dead[mentor] {
                return Some((mentor, None));
            }
        }
        None
    }
}
