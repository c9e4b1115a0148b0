//! Who gets which mentor: an exact, explained, fast matching engine.
//!
//! Learners want one mentor each, mentors offer places, a score from 0 to 100 says how well a pair
//! fits, and some pairs are impossible. The engine finds the best set of pairs by an
//! [`Objective`], proves with a [`Certificate`] that no better one exists, and explains every pair
//! and every absence. It does no I/O, knows no database and no clock, and gives the same answer on
//! every machine and with any number of threads.
//!
//! ```
//! use std::sync::Arc;
//! use matching::{DenseScores, Objective, Problem, solve};
//!
//! // Two learners, two mentors with one place each; nobody can be matched with `None`.
//! let scores = DenseScores::from_rows(&[vec![Some(92), Some(60)], vec![Some(90), None]], 2)?;
//! let problem = Problem::new(Arc::new(scores), vec![1, 1])?;
//! let solution = solve(&problem, Objective::Fair)?;
//! assert_eq!(solution.mentor_of, [Some(1), Some(0)]);
//! assert_eq!(solution.values.sum, 150);
//! # Ok::<(), matching::MatchingError>(())
//! ```
//!
//! | module | idea |
//! |---|---|
//! | [`problem`] | learners, places, scores, pins and forbids; what is refused |
//! | [`objective`] | the three objectives and their levels |
//! | [`solver`] | cardinality, floor and load, sum, tie rule, at near sparse cost |
//! | [`certificate`] | the proof and its checker |
//! | [`explanation`] | why this pair, why not that one, what binds |
//! | [`what_if`] | another input, compared by person; re-runs from the old duals |
//! | [`scoring`] | scores computed on the fly from profiles |
//! | [`instance`] | instances and results as JSON |

pub mod certificate;
pub mod explanation;
pub mod instance;
pub mod objective;
pub mod problem;
pub mod scoring;
pub mod solver;
pub mod what_if;

pub use certificate::{Certificate, Refusal};
pub use objective::{Load, Objective, Values};
pub use problem::{CandidateScores, DenseScores, IMPOSSIBLE, MatchingError, Problem, Scores};
pub use solver::{Solution, resolve, solve};
