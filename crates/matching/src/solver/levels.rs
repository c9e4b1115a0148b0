//! The levels before the sum: how many, how low, how evenly.

use super::Start;
use super::assignment::{Assignment, NOBODY};
use super::cardinality::{Limits, augment, fill, maximise, trim};
use super::network::Network;
use crate::objective::{Load, Objective};
use crate::problem::HIGHEST_SCORE;

/// What the level of the sum has to keep to.
pub(super) struct Found {
    /// Free learners that are matched.
    pub(super) matched: usize,
    /// The lowest score of a pair, pins included; `None` if nobody is matched or it is no level.
    pub(super) floor: Option<u8>,
    /// Places that free learners may take.
    pub(super) places: Vec<u32>,
    /// A set of pairs that keeps to it.
    pub(super) pairs: Assignment,
}

/// Why it is not better: the covers of the certificate.
pub(super) struct Proof {
    pub(super) matched: Vec<u32>,
    pub(super) floor: Option<Vec<u32>>,
    pub(super) load: Option<Vec<u32>>,
}

pub(super) fn bounds(network: &mut Network, objective: Objective, start: &Start) -> (Found, Proof) {
    let places = network.places.clone();
    let limits = Limits { threshold: 0, places: &places };
    let mut pairs = network.still_allowed(&start.mentor_of);
    fill(network, &mut pairs, limits);
    let matched_cover = maximise(network, &mut pairs, limits);
    let matched = pairs.matched();
    let mut found = Found { matched, floor: None, places, pairs };
    let mut proof = Proof { matched: matched_cover, floor: None, load: None };
    if objective.has_floor() {
        proof.floor = raise_floor(network, &mut found, start);
    }
    if objective.has_load() {
        proof.load = lower_load(network, &mut found);
    }
    (found, proof)
}

/// Raises the lowest score as far as it goes without losing a pair.
fn raise_floor(network: &mut Network, found: &mut Found, start: &Start) -> Option<Vec<u32>> {
    let problem = network.problem();
    let pins = problem.pins().filter_map(|(learner, mentor)| problem.score(learner, mentor));
    let pinned = pins.min();
    if found.matched == 0 {
        found.floor = pinned;
        return None;
    }
    let most = pinned.unwrap_or(HIGHEST_SCORE);
    let lowest = lowest_score(network, &found.pairs).min(most);
    let (mut floor, mut tried) = (lowest, most);
    // An earlier answer is tried first: it is right, or nearly, if little has changed.
    let mut guess = start
        .mentor_of
        .iter()
        .enumerate()
        .filter_map(|(learner, mentor)| problem.score(learner, (*mentor)? as usize));
    let mut next = guess.by_ref().min().filter(|&guess| guess > floor && guess <= tried);
    let mut known = start.is_known();
    while floor < tried {
        let threshold = next.take().unwrap_or_else(|| {
            if std::mem::take(&mut known) { floor + 1 } else { floor + (tried - floor).div_ceil(2) }
        });
        let limits = Limits { threshold, places: &found.places };
        let mut pairs = found.pairs.clone();
        trim(network, &mut pairs, limits);
        augment(network, &mut pairs, limits);
        if pairs.matched() == found.matched {
            floor = threshold;
            found.pairs = pairs;
        } else {
            tried = threshold - 1;
        }
    }
    // The candidates go no higher; perhaps all pairs do.
    while floor < most {
        let limits = Limits { threshold: floor + 1, places: &found.places };
        let mut pairs = found.pairs.clone();
        trim(network, &mut pairs, limits);
        let cover = maximise(network, &mut pairs, limits);
        if pairs.matched() < found.matched {
            found.floor = Some(floor);
            return Some(cover);
        }
        floor += 1;
        found.pairs = pairs;
    }
    found.floor = Some(most);
    None
}

fn lowest_score(network: &Network, pairs: &Assignment) -> u8 {
    let matched = pairs.mentor_of.iter().enumerate().filter(|(_, mentor)| **mentor != NOBODY);
    let scores = matched.map(|(learner, &mentor)| {
        let list = network.candidates.of(learner as u32);
        let found = list.binary_search_by_key(&(mentor as usize), |pair| pair.mentor());
        found.map_or(0, |index| list[index].score())
    });
    scores.min().unwrap_or(0)
}

/// Lowers the largest load as far as it goes without losing a pair or a point of the floor.
fn lower_load(network: &mut Network, found: &mut Found) -> Option<Vec<u32>> {
    let threshold = found.floor.unwrap_or(0);
    let mut load = largest_load(network, &found.pairs);
    let mut impossible = pinned_load(network);
    // Below the load of the pins nothing is possible; at it, perhaps.
    if impossible < load && !lowers_to(network, found, threshold, impossible, &mut load) {
        while let Some(between) = middle(network, impossible, load) {
            if !lowers_to(network, found, threshold, between, &mut load) {
                impossible = between;
            }
        }
    }
    let proof = loop {
        if load == Load::NONE {
            break None;
        }
        let Some(places) = places_with(network, |places| load.most_pairs_below(places)) else {
            break None;
        };
        let limits = Limits { threshold, places: &places };
        let mut pairs = found.pairs.clone();
        trim(network, &mut pairs, limits);
        let cover = maximise(network, &mut pairs, limits);
        if pairs.matched() < found.matched {
            break Some(cover);
        }
        load = largest_load(network, &pairs);
        found.pairs = pairs;
    };
    if let Some(places) = places_with(network, |places| Some(load.most_pairs(places))) {
        found.places = places;
    }
    proof
}

/// Tries, on the candidates, to keep every load at `goal` or below.
fn lowers_to(
    network: &Network,
    found: &mut Found,
    threshold: u8,
    goal: Load,
    load: &mut Load,
) -> bool {
    let Some(places) = places_with(network, |places| Some(goal.most_pairs(places))) else {
        return false;
    };
    let limits = Limits { threshold, places: &places };
    let mut pairs = found.pairs.clone();
    trim(network, &mut pairs, limits);
    augment(network, &mut pairs, limits);
    let enough = pairs.matched() == found.matched;
    if enough {
        *load = largest_load(network, &pairs);
        found.pairs = pairs;
    }
    enough
}

/// Places for free learners if a mentor may have `most` pairs of all places; `None` if pins alone
/// are more.
fn places_with(network: &Network, most: impl Fn(u32) -> Option<u32>) -> Option<Vec<u32>> {
    let problem = network.problem();
    let mentors = 0..network.mentors();
    let left = mentors.map(|mentor| {
        let places = problem.places(mentor);
        if places == 0 {
            return Some(0);
        }
        let left = most(places)?.checked_sub(problem.pins_of(mentor))?;
        Some(left.min(network.places[mentor]))
    });
    left.collect()
}

fn largest_load(network: &Network, pairs: &Assignment) -> Load {
    let problem = network.problem();
    loads(network, |mentor| pairs.load(mentor) + problem.pins_of(mentor))
}

fn pinned_load(network: &Network) -> Load {
    loads(network, |mentor| network.problem().pins_of(mentor))
}

fn loads(network: &Network, pairs: impl Fn(usize) -> u32) -> Load {
    let with_places = (0..network.mentors()).filter(|&mentor| network.problem().places(mentor) > 0);
    let loads = with_places
        .map(|mentor| Load { pairs: pairs(mentor), places: network.problem().places(mentor) });
    loads.filter(|load| load.pairs > 0).max().unwrap_or(Load::NONE)
}

/// A load that some mentor could have, strictly between two others and near the middle of all such
/// loads, so that few trials are needed.
fn middle(network: &Network, low: Load, high: Load) -> Option<Load> {
    let problem = network.problem();
    let mut all: Vec<u32> = (0..network.mentors()).map(|mentor| problem.places(mentor)).collect();
    all.sort_unstable();
    all.dedup();
    let most_pairs = u32::try_from(problem.learners()).unwrap_or(u32::MAX);
    let mut middles = Vec::new();
    for places in all.into_iter().filter(|&places| places > 0) {
        let from = low.most_pairs(places).saturating_add(1);
        let to = high.most_pairs_below(places).unwrap_or(0).min(most_pairs);
        if from <= to {
            middles
                .push((Load { pairs: from + (to - from) / 2, places }, u64::from(to - from) + 1));
        }
    }
    middles.sort_unstable_by_key(|&(load, _)| load);
    let half = middles.iter().map(|(_, count)| count).sum::<u64>().div_ceil(2);
    let mut passed = 0;
    middles.into_iter().find_map(|(load, count)| {
        passed += count;
        (passed >= half).then_some(load)
    })
}
