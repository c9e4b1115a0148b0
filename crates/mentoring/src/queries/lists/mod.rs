//! Who may be matched with whom: reasons against a pair, what scores are made of, cycles, short
//! lists, ranks, rulings, absences, the reporting line.

mod absences;
mod cycles;
mod facts;
mod history;
mod inputs;
mod lasting;
mod line;
mod panels;
mod short_list;

pub use absences::absences_page;
pub use cycles::{
    CycleFigures, cohorts_of_cycles, cycle, cycle_figures, cycles_page, latest_cycle_of, rulings,
    rulings_page,
};
pub use history::open_pairs;
pub use inputs::{CheckedPair, Scope, check_pair, load_inputs, load_run_inputs};
pub use lasting::{Couple, exclusions_of_pairs, lasting_exclusions};
pub use line::{due_changes, planned_changes, planned_page, reporting_line};
pub use short_list::{ListedMentor, learners_ranked, ranks_of, short_list_of};
