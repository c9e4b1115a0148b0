//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod publish_drafts;
mod run_matching;
mod start_run;

pub use publish_drafts::{PublishDrafts, publish_drafts};
pub use run_matching::{give_up, run_matching};
pub use start_run::{StartRun, Started, start_run};

pub use super::pairs::Published;
