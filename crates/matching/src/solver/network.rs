//! The problem without its pins: learners that are free, places that are left, and the candidates.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::assignment::{Assignment, NOBODY};
use super::candidates::{Candidate, Candidates};
use crate::problem::{IMPOSSIBLE, Problem};

/// Candidates that a learner begins with, and gets anew once prices are known.
const BEST: usize = 24;
/// Values further below a learner's best than this are not told apart.
const DEPTH: usize = 64;

pub(super) struct Network<'a> {
    problem: &'a Problem,
    /// The position of each free learner in the problem.
    learners: Vec<u32>,
    /// Places that no pin takes, never many more than there are free learners.
    pub(super) places: Vec<u32>,
    pub(super) candidates: Candidates,
    /// Whether the candidates are all allowed pairs.
    pub(super) complete: bool,
    /// Pairs below this score are out.
    floor: u8,
    examined: AtomicU64,
}

impl<'a> Network<'a> {
    /// `prices` of an earlier answer tell which candidates matter; there may be none.
    pub(super) fn new(problem: &'a Problem, prices: &[i64]) -> Self {
        let free = (0..problem.learners() as u32).filter(|&i| problem.pinned(i as usize).is_none());
        let learners: Vec<u32> = free.collect();
        // One more than anybody can take, so that a mentor who looks full is full.
        let most = learners.len() as u32 + 1;
        let places = (0..problem.mentors()).map(|j| problem.free_places(j).min(most)).collect();
        let complete = problem.is_listed();
        let mut network = Self {
            problem,
            learners,
            places,
            candidates: Candidates::default(),
            complete,
            floor: 0,
            examined: AtomicU64::new(0),
        };
        network.candidates =
            if complete { network.all() } else { network.best(&network.places, prices) };
        network
    }

    pub(super) fn problem(&self) -> &'a Problem {
        self.problem
    }

    pub(super) fn learners(&self) -> usize {
        self.learners.len()
    }

    pub(super) fn mentors(&self) -> usize {
        self.places.len()
    }

    /// Where a free learner stands in the problem.
    pub(super) fn position(&self, learner: u32) -> usize {
        self.learners[learner as usize] as usize
    }

    pub(super) fn examined(&self) -> u64 {
        self.examined.load(Ordering::Relaxed)
    }

    /// Leaves out all pairs below a score, from now on.
    pub(super) fn keep_from(&mut self, floor: u8) {
        self.floor = floor;
        self.candidates.keep_from(floor);
    }

    /// The pairs of an earlier answer that are still allowed, as far as places last.
    pub(super) fn still_allowed(&self, mentor_of: &[Option<u32>]) -> Assignment {
        let mut assignment = Assignment::empty(self.learners(), self.mentors());
        if mentor_of.is_empty() {
            return assignment;
        }
        for learner in 0..self.learners() as u32 {
            let Some(mentor) = mentor_of[self.position(learner)] else { continue };
            let known = self.candidates.of(learner);
            let room = assignment.load(mentor as usize) < self.places[mentor as usize];
            if room && known.iter().any(|pair| pair.mentor() == mentor as usize) {
                assignment.assign(learner, mentor);
            }
        }
        assignment
    }

    /// Pairs of free learners with the pinned ones, as the problem counts people. Mentors from
    /// [`mentors`](Self::mentors) on stand for none.
    pub(super) fn with_pins(&self, pairs: &Assignment) -> Vec<Option<u32>> {
        let mut mentor_of = vec![None; self.problem.learners()];
        for (learner, mentor) in self.problem.pins() {
            mentor_of[learner] = Some(mentor as u32);
        }
        for (learner, &mentor) in pairs.mentor_of.iter().enumerate() {
            if mentor != NOBODY && (mentor as usize) < self.mentors() {
                mentor_of[self.position(learner as u32)] = Some(mentor);
            }
        }
        mentor_of
    }

    /// Reads the whole rows of learners, in parallel; the results stand in their order.
    pub(super) fn read_rows<T: Send>(
        &self,
        learners: &[u32],
        read: impl Fn(u32, &[u8]) -> T + Sync,
    ) -> Vec<T> {
        let mentors = self.mentors();
        self.examined.fetch_add((learners.len() * mentors) as u64, Ordering::Relaxed);
        let chunk = (1 << 18) / mentors.max(1) + 1;
        learners
            .par_iter()
            .with_min_len(chunk)
            .map_init(
                || vec![IMPOSSIBLE; mentors],
                |row, &learner| {
                    self.problem.row(self.position(learner), row);
                    read(learner, row)
                },
            )
            .collect()
    }

    /// All free learners.
    pub(super) fn everybody(&self) -> Vec<u32> {
        (0..self.learners() as u32).collect()
    }

    fn all(&self) -> Candidates {
        let candidates = Candidates::from_lists((0..self.learners() as u32).map(|learner| {
            let list = self.problem.listed(self.position(learner)).into_iter().flatten();
            let list = list.filter(|&(mentor, _)| self.places[mentor as usize] > 0);
            list.map(|(mentor, score)| Candidate::new(mentor, score)).collect()
        }));
        let count = (0..self.learners() as u32).map(|i| candidates.of(i).len() as u64).sum();
        self.examined.fetch_add(count, Ordering::Relaxed);
        candidates
    }

    /// The best few pairs of each learner after prices (all 0 if there are none).
    pub(super) fn best(&self, places: &[u32], prices: &[i64]) -> Candidates {
        let prices = Prices::new(self, places, prices);
        let lists = self.read_rows(&self.everybody(), |learner, row| {
            prices.best_of(row, learner, i64::MIN, BEST)
        });
        Candidates::from_lists(lists)
    }

    /// What each learner could win beyond `utilities`, and the pairs that are just as good.
    pub(super) fn price(&self, places: &[u32], prices: &[i64], utilities: &[i64]) -> Vec<Priced> {
        let prices = Prices::new(self, places, prices);
        self.read_rows(&self.everybody(), |learner, row| {
            prices.compare(row, learner, utilities[learner as usize])
        })
    }
}

/// What pricing finds for one learner.
pub(super) enum Priced {
    /// Better pairs than the utility, the best few.
    Better(Vec<Candidate>),
    /// None is better; these are exactly as good.
    Equal(Vec<Candidate>),
}

/// Prices as pricing reads them: mentors without places cost more than anything is worth.
struct Prices {
    prices: Vec<i32>,
    floor: u8,
}

/// Less than any value, without overflow when something is added.
const NOTHING: i32 = i32::MIN / 2;

impl Prices {
    fn new(network: &Network, places: &[u32], prices: &[i64]) -> Self {
        let price = |mentor: usize| {
            let price = prices.get(mentor).copied().unwrap_or(0);
            if places[mentor] == 0 {
                -NOTHING
            } else {
                i32::try_from(price).unwrap_or(-NOTHING).min(-NOTHING)
            }
        };
        Self { prices: (0..network.mentors()).map(price).collect(), floor: network.floor }
    }

    fn value(&self, score: u8, price: i32) -> i32 {
        let allowed = score != IMPOSSIBLE && score >= self.floor;
        if allowed { i32::from(score) - price } else { NOTHING }
    }

    /// The highest value of a row. One plain loop over two arrays: it is vectorised.
    fn highest(&self, row: &[u8]) -> i32 {
        let values = row.iter().zip(&self.prices).map(|(&score, &price)| self.value(score, price));
        values.fold(NOTHING, i32::max)
    }

    /// Up to `most` best pairs above `bound`, by mentor. Among equals it depends on the learner
    /// who comes in, so that not all learners get the same mentors.
    fn best_of(&self, row: &[u8], learner: u32, bound: i64, most: usize) -> Vec<Candidate> {
        let highest = self.highest(row);
        if highest <= NOTHING + 100 || i64::from(highest) <= bound {
            return Vec::new();
        }
        let depth_of = |score, price| (highest - self.value(score, price)) as usize;
        let reach = (i64::from(highest) - bound.max(i64::from(highest) - DEPTH as i64)) as usize;
        let mut counts = [0_u32; DEPTH];
        for (&score, &price) in row.iter().zip(&self.prices) {
            let depth = depth_of(score, price);
            if depth < reach {
                counts[depth] += 1;
            }
        }
        let mut left = most as u32;
        let mut last = 0;
        while last < reach && counts[last] <= left {
            left -= counts[last];
            last += 1;
        }
        let mut chosen = Vec::with_capacity(most);
        let start = (learner as usize).wrapping_mul(0x9E37_79B1) % row.len();
        for mentor in (start..row.len()).chain(0..start) {
            let depth = depth_of(row[mentor], self.prices[mentor]);
            if depth < last {
                chosen.push(Candidate::new(mentor as u32, row[mentor]));
            } else if depth == last && last < reach && left > 0 {
                left -= 1;
                chosen.push(Candidate::new(mentor as u32, row[mentor]));
            }
        }
        chosen.sort_unstable();
        chosen
    }

    fn compare(&self, row: &[u8], learner: u32, utility: i64) -> Priced {
        let highest = i64::from(self.highest(row));
        if highest > utility {
            return Priced::Better(self.best_of(row, learner, utility, BEST / 2));
        }
        if highest < utility {
            return Priced::Equal(Vec::new());
        }
        let pairs = row.iter().zip(&self.prices).enumerate();
        let equal =
            pairs.filter(|(_, (score, price))| i64::from(self.value(**score, **price)) == utility);
        Priced::Equal(equal.map(|(j, (&score, _))| Candidate::new(j as u32, score)).collect())
    }
}
