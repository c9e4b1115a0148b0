//! Which instances are measured.

use std::sync::Arc;

use ::matching::scoring::{ProfileScores, Rules, Weights};
use ::matching::{CandidateScores, IMPOSSIBLE, Problem, Scores as _};

use super::adversarial;
use super::dice::Dice;
use super::sample::population;
use crate::Fallible;

const SEED: u64 = 7;

/// Candidates of a learner where pairs are listed.
const CANDIDATES: usize = 50;

/// How an instance is made.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Every pair, scored on the fly from profiles.
    Dense,
    /// A few candidates a learner, drawn from those who are allowed; others are impossible.
    Listed,
    /// Meant to be hard; made from nothing.
    Adversarial(fn() -> Fallible<Problem>),
}

/// An instance and how it is measured.
#[derive(Debug)]
pub struct Case {
    /// Names it on the command line of a process of its own.
    pub name: &'static str,
    /// Names it in the table.
    pub title: &'static str,
    /// How it is made.
    pub kind: Kind,
    /// How many there are.
    pub learners: usize,
    /// How many there are.
    pub mentors: usize,
    /// Runs of our solver of which the median counts.
    pub runs: usize,
    /// Runs of OR-tools.
    pub peer_runs: usize,
    /// What a run of ours may take, in milliseconds.
    pub aim_ms: Option<f64>,
    /// How many times faster than OR-tools a run of ours is meant to be.
    pub aim_ratio: Option<f64>,
}

const fn random(name: &'static str, title: &'static str, kind: Kind, size: (usize, usize)) -> Case {
    let (learners, mentors) = size;
    let (runs, peer_runs) = (5, 3);
    let (aim_ms, aim_ratio) = (None, None);
    Case { name, title, kind, learners, mentors, runs, peer_runs, aim_ms, aim_ratio }
}

const fn hard(name: &'static str, title: &'static str, make: fn() -> Fallible<Problem>) -> Case {
    Case { runs: 3, peer_runs: 1, ..random(name, title, Kind::Adversarial(make), (5000, 1000)) }
}

/// The instance beside which the adversarial ones are put: of the same size.
pub const BESIDE: &str = "dense-5000";

/// The instance whose memory has an aim.
pub const LARGEST: &str = "dense-20000";

/// All of them, in the order of the table.
pub static CASES: [Case; 7] = [
    Case {
        runs: 15,
        peer_runs: 5,
        aim_ms: Some(30.0),
        aim_ratio: Some(8.0),
        ..random("dense-1000", "1,000 × 200", Kind::Dense, (1000, 200))
    },
    Case {
        aim_ms: Some(1000.0),
        aim_ratio: Some(8.0),
        ..random(BESIDE, "5,000 × 1,000", Kind::Dense, (5000, 1000))
    },
    Case {
        runs: 3,
        peer_runs: 1,
        aim_ms: Some(5000.0),
        aim_ratio: Some(8.0),
        ..random(LARGEST, "20,000 × 2,000", Kind::Dense, (20_000, 2000))
    },
    Case {
        aim_ratio: Some(1.0),
        ..random("listed-20000", "20,000 × 50 of 2,000", Kind::Listed, (20_000, 2000))
    },
    hard("all-equal", "all scores equal", adversarial::all_equal),
    hard("one-wanted", "one mentor all want", adversarial::one_wanted),
    hard("chain", "a chain through all mentors", adversarial::chain),
];

impl Case {
    /// The case of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        CASES.iter().find(|case| case.name == name)
    }

    /// The instance.
    pub fn problem(&self) -> Fallible<Problem> {
        if let Kind::Adversarial(make) = self.kind {
            return make();
        }
        let (profiles, places) = population(SEED, self.learners, self.mentors);
        let scores = ProfileScores::new(Arc::new(profiles), Weights::default(), Rules::default())?;
        if matches!(self.kind, Kind::Listed) {
            return Ok(Problem::new(Arc::new(candidates(&scores)?), places)?);
        }
        Ok(Problem::new(Arc::new(scores), places)?)
    }
}

fn candidates(scores: &ProfileScores) -> Fallible<CandidateScores> {
    let mut listed = CandidateScores::new(scores.mentors());
    let (mut dice, mut row) = (Dice::new(SEED + 1), vec![IMPOSSIBLE; scores.mentors()]);
    for learner in 0..scores.learners() {
        scores.row(learner, &mut row);
        let pairs = (0_u32..).zip(row.iter().copied());
        let allowed: Vec<_> = pairs.filter(|&(_, score)| score != IMPOSSIBLE).collect();
        let drawn = dice.distinct(allowed.len(), CANDIDATES);
        listed.push(drawn.into_iter().map(|index| allowed[index]))?;
    }
    Ok(listed)
}
