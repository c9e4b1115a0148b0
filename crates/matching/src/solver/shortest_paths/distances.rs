//! How far it is from those who wait: Dijkstra's search, from all of them at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Flow;
use crate::solver::network::Network;

const FAR: i64 = i64::MAX;

/// How far each node is from the learners who wait (and from the market, if more places want a
/// learner than learners wait).
pub(super) struct Distances {
    pub(super) mentors: Vec<i64>,
    pub(super) market: i64,
    /// The distance within which all that waits can be placed, or as far as paths lead.
    pub(super) end: i64,
}

impl Distances {
    pub(super) fn measure(flow: &Flow, network: &Network) -> Self {
        let market = flow.places.len();
        let (waiting, wanting) = (flow.waiting.len() as u64, flow.all_wanting());
        let mut distance = vec![FAR; market + 1];
        let mut queue = BinaryHeap::new();
        let relax = |distance: &mut Vec<i64>, queue: &mut BinaryHeap<_>, node: usize, far: i64| {
            if far < distance[node] {
                distance[node] = far;
                queue.push(Reverse((far, node)));
            }
        };
        for &learner in &flow.waiting {
            flow.costs(network, learner, |mentor, cost| {
                relax(&mut distance, &mut queue, mentor, cost);
            });
        }
        if wanting > waiting {
            relax(&mut distance, &mut queue, market, 0);
        }
        let mut open = waiting.max(wanting);
        let mut end = 0;
        while let Some(Reverse((far, node))) = queue.pop() {
            if far > distance[node] {
                continue;
            }
            end = far;
            let taken =
                if node == market { waiting.saturating_sub(wanting) } else { flow.wanting(node) };
            open = open.saturating_sub(taken);
            if open == 0 {
                break;
            }
            if node == market {
                for mentor in (0..market).filter(|&mentor| flow.gives_back(mentor)) {
                    relax(&mut distance, &mut queue, mentor, far + flow.prices[mentor]);
                }
                continue;
            }
            if flow.has_free(node) {
                relax(&mut distance, &mut queue, market, far);
            }
            for &learner in &flow.pairs.held[node] {
                flow.costs(network, learner, |mentor, cost| {
                    relax(&mut distance, &mut queue, mentor, far + cost);
                });
            }
        }
        let market = distance.pop().unwrap_or(FAR);
        Self { mentors: distance, market, end }
    }
}
