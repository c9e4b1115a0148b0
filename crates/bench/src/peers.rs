//! Who reviews whom, for the largest cohort that is meant: a computation that touches nothing else.

use std::time::{Duration, Instant};

use assessments::model::peer::{Piece, allocate};

use crate::Fallible;
use crate::figures::{Aim, Figures};

const LEARNERS: u32 = 400;
const REVIEWS: usize = 3;
const SEEDS: u64 = 20;

/// Measures the allocation for several seeds, in two cohorts of one size.
pub fn measure() -> Fallible<Figures> {
    // Groups of five, and units of about thirty across them: there is room for every rule.
    let even = |learner: u32| piece(learner, learner % 13);
    // More than half of all are in one unit, so that the search has to look for what it can still
    // gain, and never gets to the bottom.
    let lopsided = |learner: u32| piece(learner, if learner % 5 < 3 { 0 } else { learner % 13 });
    let even = times(&pieces(even))?;
    let lopsided = times(&pieces(lopsided))?;
    let worst = last(&even).max(last(&lopsided));
    Ok(Figures::new("peers: 400 learners, three reviews each, twenty seeds")
        .with("even units, half within", middle(&even), "ms")
        .with("  the slowest", last(&even), "ms")
        .with("one unit with 3 of 5, half within", middle(&lopsided), "ms")
        .with("  the slowest", last(&lopsided), "ms")
        .with_aim("the slowest of all", worst, "ms", Aim::AtMost(50.0)))
}

const fn piece(learner: u32, unit: u32) -> Piece {
    Piece { learner, group: Some(learner / 5), unit: Some(unit) }
}

fn pieces(piece: impl Fn(u32) -> Piece) -> Vec<Piece> {
    (0..LEARNERS).map(piece).collect()
}

/// How long each seed took, the fastest first.
fn times(pieces: &[Piece]) -> Fallible<Vec<Duration>> {
    let mut times = Vec::new();
    for seed in 0..SEEDS {
        let begun = Instant::now();
        let found = allocate(pieces, REVIEWS, seed);
        times.push(begun.elapsed());
        let whole = found.reviews == REVIEWS && found.relaxed.is_empty();
        if !whole || found.pairs.len() != pieces.len() * REVIEWS {
            return Err(format!("seed {seed} gives {} reviews each", found.reviews).into());
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// Milliseconds of the slowest.
fn last(times: &[Duration]) -> f64 {
    times.last().map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Milliseconds within which half were done.
fn middle(times: &[Duration]) -> f64 {
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
