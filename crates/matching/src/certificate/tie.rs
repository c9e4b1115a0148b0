//! The tie rule: among all best sets, the one with the first list of mentors.

use std::collections::BTreeMap;

use super::{Census, Certificate, Refusal, lower, quota, row_length, visit_pairs};
use crate::problem::Problem;

/// Certifies that no set as good comes first by the tie rule: the lexicographically smallest list
/// of mentor positions in the order of the learners, unmatched after every mentor. It holds for
/// results that [`check`](super::check) accepts.
///
/// A set is best exactly if all its pairs are *tight* (`s_ij − p_j = u_i`, unmatched: `−q = u_i`)
/// and every mentor with a price above 0 is full, as then, and only then, its sum is the bound of
/// the duals. So learner `i`, with all before them fixed, can have another tight mentor exactly if
/// somebody who comes later can make room there, and somebody else for them, and so on along tight
/// pairs, until the place that `i` leaves is taken; or until a free place is used up, where the
/// place that `i` leaves, or one that opens on the way, may stay free because its price is 0.
///
/// The last learner is looked at first: then pairs of those who may move are only ever added. One
/// search a learner over mentors; it is seldom more than a few steps, as few pairs are tight and
/// only learners with a smaller tight mentor are searched for.
///
/// # Errors
/// [`Refusal::NotFirst`], or why the pairs or the certificate cannot be read at all.
pub fn check_tie_rule(
    problem: &Problem,
    mentor_of: &[Option<u32>],
    certificate: &Certificate,
) -> Result<(), Refusal> {
    let census = Census::take(problem, mentor_of)?;
    certificate.check_shape(problem.mentors())?;
    let columns = Columns {
        problem,
        prices: &certificate.prices,
        floor: floor(problem, mentor_of, certificate)?,
        unmatched: problem.mentors() as u32,
        unmatched_worth: census.unmatched_worth(certificate),
    };
    let mut moves = Moves::new(problem, &census, certificate);
    let (mut row, mut tight) = (vec![0_u8; row_length(problem)], Vec::new());
    for learner in (0..problem.learners()).rev() {
        if problem.pinned(learner).is_some() {
            continue;
        }
        columns.tight(learner, &mut row, &mut tight);
        let own = mentor_of[learner].unwrap_or(columns.unmatched);
        let smaller = tight.iter().copied().take_while(|&column| column < own);
        if let Some(mentor) = moves.first_that_reaches(smaller, own) {
            return Err(Refusal::NotFirst { learner, mentor: mentor as usize });
        }
        for &column in &tight {
            moves.allow(own, column);
        }
    }
    Ok(())
}

/// Pairs below it are in no best set.
fn floor(
    problem: &Problem,
    mentor_of: &[Option<u32>],
    certificate: &Certificate,
) -> Result<u8, Refusal> {
    if !certificate.objective.has_floor() {
        return Ok(0);
    }
    let mut floor = None;
    for (learner, mentor) in mentor_of.iter().enumerate() {
        let Some(mentor) = mentor.map(|mentor| mentor as usize) else { continue };
        let score = problem.score(learner, mentor);
        let score = score.ok_or(Refusal::ImpossiblePair { learner, mentor })?;
        floor = lower(floor, Some(score));
    }
    Ok(floor.unwrap_or(0))
}

/// Where a learner can be: with a mentor, or, as the last column, with nobody.
struct Columns<'a> {
    problem: &'a Problem,
    prices: &'a [i64],
    floor: u8,
    unmatched: u32,
    unmatched_worth: i64,
}

impl Columns<'_> {
    /// The tight columns of a learner, ascending.
    fn tight(&self, learner: usize, row: &mut [u8], tight: &mut Vec<u32>) {
        tight.clear();
        let mut best = i64::MIN;
        let mut offer = |column: u32, worth: i64| {
            if worth > best {
                tight.clear();
                best = worth;
            }
            if worth == best {
                tight.push(column);
            }
        };
        visit_pairs(self.problem, learner, row, |mentor, score| {
            if score >= self.floor {
                offer(mentor as u32, i64::from(score) - self.prices[mentor]);
            }
        });
        // The least of all values says that nobody can be unmatched.
        if self.unmatched_worth > i64::MIN {
            offer(self.unmatched, self.unmatched_worth);
        }
    }
}

/// Between which columns learners who are not fixed yet can move at no loss.
struct Moves {
    /// For each column those that somebody can move to, as words of 64 columns: as small as a list
    /// where they are few, as fast as a set of bits where they are many.
    to: Vec<BTreeMap<u32, u64>>,
    /// The columns that the search has seen, and in which words.
    seen: Vec<u64>,
    touched: Vec<u32>,
}

impl Moves {
    fn new(problem: &Problem, census: &Census, certificate: &Certificate) -> Self {
        let mentors = problem.mentors();
        // Behind the mentors and the unmatched. Free places are like learners who are tight with
        // every mentor of price 0: a place used up here may open there.
        let (free, columns) = (mentors as u32 + 1, mentors + 2);
        let mut moves = Self {
            to: vec![BTreeMap::new(); columns],
            seen: vec![0; columns.div_ceil(64)],
            touched: Vec::new(),
        };
        for (mentor, &price) in certificate.prices.iter().enumerate() {
            let (column, pins) = (mentor as u32, problem.pins_of(mentor));
            let quota = quota(problem, certificate.objective, census.largest_load, mentor);
            if census.loads[mentor] - pins < quota {
                moves.allow(column, free);
            }
            if price == 0 {
                moves.allow(free, column);
            }
        }
        moves
    }

    fn allow(&mut self, from: u32, to: u32) {
        *self.to[from as usize].entry(to / 64).or_default() |= 1 << (to % 64);
    }

    /// The first of `starts` from which the search comes to `goal`.
    fn first_that_reaches(
        &mut self,
        mut starts: impl Iterator<Item = u32>,
        goal: u32,
    ) -> Option<u32> {
        let mut open = Vec::new();
        let found = starts.find(|&start| {
            self.see(start / 64, 1 << (start % 64), &mut open);
            while let Some(column) = open.pop() {
                if column == goal {
                    return true;
                }
                // Taken out for the moment, so that `see` can borrow the rest.
                let words = std::mem::take(&mut self.to[column as usize]);
                for (&word, &bits) in &words {
                    self.see(word, bits, &mut open);
                }
                self.to[column as usize] = words;
            }
            false
        });
        for word in self.touched.drain(..) {
            self.seen[word as usize] = 0;
        }
        found
    }

    /// Opens the columns among `bits` that were not seen before.
    fn see(&mut self, word: u32, bits: u64, open: &mut Vec<u32>) {
        let seen = &mut self.seen[word as usize];
        let mut fresh = bits & !*seen;
        if fresh == 0 {
            return;
        }
        *seen |= fresh;
        self.touched.push(word);
        while fresh != 0 {
            open.push(word * 64 + fresh.trailing_zeros());
            fresh &= fresh - 1;
        }
    }
}
