//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod absent;
mod blocking;
mod compare;
mod export;
mod result;
mod run;
mod solve;
mod supply;
mod what_if;
mod whole;
mod why_not;
mod words;

pub use absent::{Absent, AbsentKind, Helpful, RuleCount};
pub use blocking::{Blocking, blocking};
pub use compare::{Changed, Comparison, Given, Levels, Outcome, compare};
pub use export::{ExportClaim, ExportPart, export_token, instance, read_export_token, result};
pub use result::{Draft, Found, drafts};
pub use run::{
    OBJECTIVES, Objective, Phase, Run, RunHead, RunState, objective_word, parse_objective,
};
pub use solve::{MorePlace, Proof, Solved, demand_size, places, problem};
pub use supply::{Lonely, Scarce, Supply};
pub use what_if::{MOST_PLACES, WhatIf, what_if};
pub use whole::{StoredPair, StoredRun, WholeRun};
pub use why_not::{Answer, Moved, Verdict, why_not};
pub use words::rule_words;
