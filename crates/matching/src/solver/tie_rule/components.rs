//! Which mentors can exchange learners at all.

use super::Exchange;

/// Tarjan's strongly connected components (1972), without recursion.
pub(super) struct Components {
    index: Vec<u32>,
    low: Vec<u32>,
    component: Vec<u32>,
    stack: Vec<usize>,
    next: u32,
}

/// Not visited yet, or in no component yet.
const NONE: u32 = u32::MAX;

impl Components {
    pub(super) fn find(exchange: &Exchange) -> Vec<u32> {
        let nodes = exchange.market() + 1;
        let none = vec![NONE; nodes];
        let mut components = Self {
            index: none.clone(),
            low: none.clone(),
            component: none,
            stack: Vec::new(),
            next: 0,
        };
        for node in 0..nodes {
            if components.index[node] == NONE {
                components.visit(exchange, node);
            }
        }
        components.component
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = self.next;
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
    }

    fn visit(&mut self, exchange: &Exchange, root: usize) {
        let mut path = vec![(root, Arcs::default())];
        self.enter(root);
        while let Some((node, arcs)) = path.last_mut() {
            let node = *node;
            match arcs.next(exchange, node) {
                Some(to) if self.index[to] == NONE => {
                    self.enter(to);
                    path.push((to, Arcs::default()));
                }
                Some(to) => {
                    if self.component[to] == NONE {
                        self.low[node] = self.low[node].min(self.index[to]);
                    }
                }
                None => {
                    self.leave(node);
                    path.pop();
                    if let Some(&(parent, _)) = path.last() {
                        self.low[parent] = self.low[parent].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn leave(&mut self, node: usize) {
        if self.low[node] != self.index[node] {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.component[member] = node as u32;
            if member == node {
                break;
            }
        }
    }
}

/// Goes through the arcs out of a node.
#[derive(Default)]
struct Arcs {
    turn: usize,
    pair: usize,
    market: bool,
}

impl Arcs {
    fn next(&mut self, exchange: &Exchange, node: usize) -> Option<usize> {
        let market = exchange.market();
        if node == market {
            let mentor = (self.turn..market).find(|&mentor| exchange.gives_back(mentor));
            self.turn = mentor.unwrap_or(market) + 1;
            return mentor;
        }
        if !self.market {
            self.market = true;
            if exchange.has_free(node) {
                return Some(market);
            }
        }
        while let Some(&learner) = exchange.open.held[node].get(self.turn) {
            if let Some(&mentor) = exchange.tight[learner as usize].get(self.pair) {
                self.pair += 1;
                return Some(mentor as usize);
            }
            self.turn += 1;
            self.pair = 0;
        }
        None
    }
}
