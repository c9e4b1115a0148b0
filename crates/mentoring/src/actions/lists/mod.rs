//! Who may be matched with whom: reasons against a pair, what scores are made of, cycles, short
//! lists, ranks, rulings, absences, the reporting line.

mod change_manager;
mod close_cycle;
mod enter_absence;
mod offer_short_lists;
mod open_cycle;
mod rank_mentors;
mod recheck;
mod rule_pair;

pub use change_manager::{ChangeManager, Changed, change_manager, drop_planned_manager};
pub use close_cycle::close_matching_cycle;
pub use enter_absence::{EnterAbsence, enter_absence, remove_absence};
pub use offer_short_lists::{Offered, WithoutCards, offer_short_lists};
pub use open_cycle::{OpenCycle, open_matching_cycle};
pub use rank_mentors::rank_mentors;
pub(crate) use recheck::{carry_out_changes, recheck_pairs};
pub use rule_pair::{RulePair, rule_pair};
