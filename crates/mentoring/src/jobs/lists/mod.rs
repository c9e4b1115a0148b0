//! Who may be matched with whom: reasons against a pair, what scores are made of, cycles, short
//! lists, ranks, rulings, absences, the reporting line.

mod recheck;

pub use recheck::RecheckPairs;
