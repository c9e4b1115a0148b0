//! Who may be matched with whom: reasons against a pair, what scores are made of, cycles, short
//! lists, ranks, rulings, absences, the reporting line.

mod absences;
mod cycles;
mod planned;
mod rulings;
mod short_lists;

pub(crate) use absences::{delete_absence, insert_absence, lock_absence, same_absence};
pub(crate) use cycles::{close_cycle, cohorts_of_program, insert_cycle, set_lists_offered};
pub(crate) use planned::{delete_due, delete_planned, upsert_planned};
pub(crate) use rulings::{delete_ruling, upsert_ruling};
pub(crate) use short_lists::{NewCard, replace_lists, replace_ranks};
