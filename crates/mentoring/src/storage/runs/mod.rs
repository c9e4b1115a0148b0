//! Runs of the matching: supply, runs, drafts, comparisons, publishing, export.

mod drafts;
mod run;

pub(crate) use drafts::{insert_drafts, insert_input};
pub(crate) use run::{
    Finished, NewRun, begin, fail, finish, insert_run, lock_cycle, lock_run, set_phase,
    unfinished_run,
};
