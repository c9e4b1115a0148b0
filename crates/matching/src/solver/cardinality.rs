//! As many pairs as possible, and the cover that says why not more.
//!
//! Hopcroft and Karp (1973) over the candidates, with places; then König's argument (1931) over all
//! pairs: the mentors that unmatched learners reach by alternating paths bound every matching.

use std::sync::atomic::{AtomicU32, Ordering};

use super::assignment::{Assignment, NOBODY};
use super::candidates::Candidate;
use super::network::Network;

/// Pairs that one learner brings in when the candidates do not suffice.
const MORE: usize = 8;
/// Not reached, or a dead end.
const FAR: u32 = u32::MAX;

/// What may be used: pairs from a score on, and so many places of each mentor.
#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) threshold: u8,
    pub(super) places: &'a [u32],
}

impl Limits<'_> {
    fn has_room(&self, pairs: &Assignment, mentor: usize) -> bool {
        pairs.load(mentor) < self.places[mentor]
    }
}

/// Leaves only pairs within the limits.
pub(super) fn trim(network: &Network, pairs: &mut Assignment, limits: Limits) {
    for learner in 0..network.learners() as u32 {
        let mentor = pairs.mentor_of[learner as usize];
        if mentor == NOBODY {
            continue;
        }
        let list = network.candidates.of(learner);
        let found = list.binary_search_by_key(&(mentor as usize), |pair| pair.mentor());
        let score = found.ok().map(|index| list[index].score());
        let over = pairs.load(mentor as usize) > limits.places[mentor as usize];
        if over || score.is_none_or(|score| score < limits.threshold) {
            pairs.release(learner);
        }
    }
}

/// Gives everybody the best free place, first come, first served: a start, no more.
pub(super) fn fill(network: &Network, pairs: &mut Assignment, limits: Limits) {
    for learner in pairs.unmatched() {
        let list = network.candidates.of(learner).iter();
        let free = list.filter(|pair| limits.has_room(pairs, pair.mentor()));
        if let Some(best) = free.max_by_key(|pair| pair.score())
            && best.score() >= limits.threshold
        {
            pairs.assign(learner, best.mentor() as u32);
        }
    }
}

/// Augments over the candidates until nothing augments. Answers which mentors the unmatched
/// learners reach at the end.
pub(super) fn augment(network: &Network, pairs: &mut Assignment, limits: Limits) -> Vec<bool> {
    loop {
        let mut search = Search::new(network, limits);
        if !search.layers(pairs) {
            return search.level.iter().map(|&level| level != FAR).collect();
        }
        for learner in pairs.unmatched() {
            search.augment_from(pairs, learner);
        }
    }
}

/// Augments over all pairs until nothing augments; brings in the candidates that help. Answers the
/// cover: mentors whose places, with the learners who know only others, bound every matching.
pub(super) fn maximise(network: &mut Network, pairs: &mut Assignment, limits: Limits) -> Vec<u32> {
    loop {
        let reached = augment(network, pairs, limits);
        if pairs.unmatched().is_empty() {
            return cover(limits, |_| false);
        }
        let all_full = (0..network.mentors()).all(|mentor| !limits.has_room(pairs, mentor));
        if all_full {
            return cover(limits, |_| true);
        }
        if network.complete {
            return cover(limits, |mentor| reached[mentor]);
        }
        match close(network, pairs, limits) {
            Ok(reached) => return cover(limits, |mentor| reached[mentor]),
            Err(more) => network.candidates.add(more),
        }
    }
}

/// Mentors without places are part of every cover: they cost it nothing.
fn cover(limits: Limits, reached: impl Fn(usize) -> bool) -> Vec<u32> {
    let mentors = 0..limits.places.len();
    let covering = mentors.filter(|&mentor| limits.places[mentor] == 0 || reached(mentor));
    covering.map(|mentor| mentor as u32).collect()
}

/// Follows alternating paths over all pairs. Ends with the mentors reached, all full, or with pairs
/// that lead to a free place.
fn close(
    network: &Network,
    pairs: &Assignment,
    limits: Limits,
) -> Result<Vec<bool>, Vec<(u32, Candidate)>> {
    let mut reached: Vec<bool> = limits.places.iter().map(|&places| places == 0).collect();
    let mut frontier = pairs.unmatched();
    let mut found = Vec::new();
    while !frontier.is_empty() {
        let layer = Layer::read(network, pairs, limits, &reached, &frontier);
        let mut escaped = false;
        frontier.clear();
        for (mentor, &learner) in layer.first.iter().enumerate() {
            if learner == NOBODY {
                continue;
            }
            reached[mentor] = true;
            escaped |= limits.has_room(pairs, mentor);
            frontier.extend(&pairs.held[mentor]);
            let position = network.position(learner);
            let score = network.problem().score(position, mentor).unwrap_or_default();
            found.push((learner, Candidate::new(mentor as u32, score)));
        }
        found.extend(layer.more);
        if escaped {
            return Err(found);
        }
    }
    Ok(reached)
}

/// One step of all learners of a frontier.
struct Layer {
    /// For each mentor reached for the first time the first learner who reaches it.
    first: Vec<u32>,
    /// A few more pairs a learner, so that many paths open at once.
    more: Vec<(u32, Candidate)>,
}

impl Layer {
    fn read(
        network: &Network,
        pairs: &Assignment,
        limits: Limits,
        reached: &[bool],
        frontier: &[u32],
    ) -> Self {
        let first: Vec<_> = reached.iter().map(|_| AtomicU32::new(NOBODY)).collect();
        let new = |row: &[u8], mentor: usize| {
            row[mentor] <= 100 && row[mentor] >= limits.threshold && !reached[mentor]
        };
        let more = network.read_rows(frontier, |learner, row| {
            let mut more = Vec::new();
            let start = (learner as usize).wrapping_mul(0x9E37_79B1) % row.len();
            for mentor in (start..row.len()).chain(0..start) {
                if !new(row, mentor) {
                    continue;
                }
                first[mentor].fetch_min(learner, Ordering::Relaxed);
                if more.len() < MORE && limits.has_room(pairs, mentor) {
                    more.push((learner, Candidate::new(mentor as u32, row[mentor])));
                }
            }
            more
        });
        let first = first.into_iter().map(AtomicU32::into_inner).collect();
        Self { first, more: more.into_iter().flatten().collect() }
    }
}

/// One phase of Hopcroft and Karp: layers of mentors, then disjoint shortest paths through them.
struct Search<'a, 'p> {
    network: &'a Network<'p>,
    limits: Limits<'a>,
    level: Vec<u32>,
    /// Of each mentor the learner and the pair to be tried next.
    turn: Vec<(usize, usize)>,
}

impl<'a, 'p> Search<'a, 'p> {
    fn new(network: &'a Network<'p>, limits: Limits<'a>) -> Self {
        let mentors = network.mentors();
        Self { network, limits, level: vec![FAR; mentors], turn: vec![(0, 0); mentors] }
    }

    fn allowed(&self, learner: u32) -> impl Iterator<Item = usize> + use<'a, 'p> {
        let limits = self.limits;
        let list = self.network.candidates.of(learner).iter();
        let allowed = list.filter(move |pair| pair.score() >= limits.threshold);
        // A lowered limit of places leaves mentors without any.
        allowed.map(|pair| pair.mentor()).filter(move |&mentor| limits.places[mentor] > 0)
    }

    /// Levels of the mentors by their distance from unmatched learners; whether a free place was
    /// reached.
    fn layers(&mut self, pairs: &Assignment) -> bool {
        let (mut now, mut next) = (pairs.unmatched(), Vec::new());
        let mut depth = 0;
        let mut found = false;
        while !now.is_empty() && !found {
            for &learner in &now {
                for mentor in self.allowed(learner) {
                    if self.level[mentor] == FAR {
                        self.level[mentor] = depth;
                        found |= self.limits.has_room(pairs, mentor);
                        next.extend(&pairs.held[mentor]);
                    }
                }
            }
            depth += 1;
            now.clear();
            std::mem::swap(&mut now, &mut next);
        }
        found
    }

    /// Finds a path from an unmatched learner to a free place and flips it.
    fn augment_from(&mut self, pairs: &mut Assignment, source: u32) {
        for first in self.allowed(source) {
            if self.level[first] != 0 {
                continue;
            }
            // Each mentor on the way, with the learner who comes to it.
            let mut path = vec![(first, source)];
            while let Some(&(mentor, _)) = path.last() {
                if self.limits.has_room(pairs, mentor) {
                    for &(mentor, learner) in path.iter().rev() {
                        pairs.assign(learner, mentor as u32);
                        self.turn[mentor].1 = 0;
                    }
                    return;
                }
                match self.step(pairs, mentor) {
                    Some(step) => path.push(step),
                    None => {
                        self.level[mentor] = FAR;
                        path.pop();
                    }
                }
            }
        }
    }

    /// The next mentor to be tried after `mentor`, and who would move there.
    fn step(&mut self, pairs: &Assignment, mentor: usize) -> Option<(usize, u32)> {
        let deeper = self.level[mentor].checked_add(1)?;
        let (mut turn, mut pair) = self.turn[mentor];
        while let Some(&learner) = pairs.held[mentor].get(turn) {
            let list = self.network.candidates.of(learner);
            while let Some(candidate) = list.get(pair) {
                pair += 1;
                let allowed = candidate.score() >= self.limits.threshold;
                if allowed && self.level[candidate.mentor()] == deeper {
                    self.turn[mentor] = (turn, pair);
                    return Some((candidate.mentor(), learner));
                }
            }
            turn += 1;
            pair = 0;
        }
        self.turn[mentor] = (turn, pair);
        None
    }
}
