//! A search for a path, from both ends.

use std::collections::VecDeque;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Forward,
    Backward,
}

/// A search from both ends; its tables are used again and again.
#[derive(Default)]
pub(super) struct Search {
    round: u32,
    /// In which round each node was seen from which side.
    seen: [Vec<u32>; 2],
    /// From which node each was reached, and by whose move.
    parent: [Vec<(usize, Option<u32>)>; 2],
    pub(super) queues: [VecDeque<usize>; 2],
    pub(super) work: [usize; 2],
    pub(super) met: Option<usize>,
}

impl Search {
    pub(super) fn new(nodes: usize) -> Self {
        let parent = vec![(usize::MAX, None); nodes];
        Self {
            seen: [vec![0; nodes], vec![0; nodes]],
            parent: [parent.clone(), parent],
            ..Self::default()
        }
    }

    pub(super) fn begin(&mut self, from: usize, to: usize) {
        self.round += 1;
        self.work = [0, 0];
        self.met = None;
        for (side, node) in [from, to].into_iter().enumerate() {
            self.queues[side].clear();
            self.queues[side].push_back(node);
            self.seen[side][node] = self.round;
            self.parent[side][node] = (usize::MAX, None);
        }
        if from == to {
            self.met = Some(from);
        }
    }

    pub(super) fn reach(&mut self, side: Side, node: usize, from: usize, learner: Option<u32>) {
        let index = side as usize;
        self.work[index] += 1;
        if self.seen[index][node] == self.round || self.met.is_some() {
            return;
        }
        self.seen[index][node] = self.round;
        self.parent[index][node] = (from, learner);
        self.queues[index].push_back(node);
        if self.seen[1 - index][node] == self.round {
            self.met = Some(node);
        }
    }

    /// The moves of the path through the node where both sides met.
    pub(super) fn moves(&self, met: usize, market: usize) -> Vec<(u32, u32)> {
        let mut moves = Vec::new();
        let mut node = met;
        while self.parent[0][node].0 != usize::MAX {
            let (from, learner) = self.parent[0][node];
            moves.extend(learner.filter(|_| node != market).map(|who| (who, node as u32)));
            node = from;
        }
        node = met;
        while self.parent[1][node].0 != usize::MAX {
            let (to, learner) = self.parent[1][node];
            moves.extend(learner.filter(|_| to != market).map(|who| (who, to as u32)));
            node = to;
        }
        moves
    }
}
