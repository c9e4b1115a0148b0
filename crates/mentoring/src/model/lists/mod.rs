//! Who may be matched with whom: reasons against a pair, what scores are made of, cycles, short
//! lists, ranks, rulings, absences, the reporting line.

mod absence;
mod cycle;
mod derive;
mod inputs;
mod lasting;
mod line;
mod overlap;
mod parts;
mod people;
mod ranks;
mod score;
mod scores;
mod short_list;
mod stored;
mod tables;
#[cfg(test)]
mod tests;

pub use absence::{Absence, is_away};
pub use cycle::{Cycle, CycleDraft, CycleState, MOST_COHORTS, Ruling, RulingMade};
pub use derive::{CycleFacts, SPARED_FROM};
pub use inputs::{MatchHead, MatchInputs};
pub(crate) use lasting::are_namesakes;
pub use lasting::{Decides, Lasting, LastingFacts};
pub use line::{Chart, PlannedChange};
pub use overlap::Overlaps;
pub use parts::{PartShown, Parts};
pub use people::{FocusInput, LearnerInput, MentorInput, PersonInput};
pub use ranks::{MOST_RANKS, check_ranks};
pub use score::{Missing, WHOLE};
pub use short_list::{Card, LIST_LENGTH, Reasons};
pub use stored::StoredInputs;
