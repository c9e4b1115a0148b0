//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod aside;
mod drafts;
mod run;
mod supply;
mod whole;

pub use aside::aside;
pub use drafts::{DraftRow, DraftsWanted, MatchedDraft, drafts_page, matched_drafts};
pub use run::{run, runs_page};
pub use supply::{competency_titles, demand_fitting, is_looked_for, linked_as_same};
pub use whole::{outcome, run_inputs};
