//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod run_matching;

pub use run_matching::RunMatching;
