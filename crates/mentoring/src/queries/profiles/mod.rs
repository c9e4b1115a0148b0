//! People and rules: profiles of mentors and learners, guests, blocks, what is missing, and the
//! rules of the organisation.

mod aims;
mod blocks;
mod cards;
mod mentors;
mod mine;
mod offers;
mod persons;
mod rulebook;
mod rules;
mod seats;

pub use aims::{learner_aims, learns_in};
pub(crate) use blocks::has_mentored;
pub use blocks::{Block, blocks_of};
pub use cards::{CardCompetency, MentorCard, mentor_cards, sees_card};
pub use mentors::{MentorFilter, MentorLine, mentors_page};
pub use mine::{LearnerSide, MentorSide, OwnCompetency, OwnProfile, PersonSide, own_profile};
pub use offers::mentor_offers;
pub use persons::persons;
pub use rulebook::{
    Holiday, Panel, PanelPerson, SetWeights, Wall, holidays, panels, walls, weights_history,
};
pub use rules::{rules, weights};
pub(crate) use seats::holds_one_of;

use serde_json::Value;

/// A stored list; words that no version of this program wrote are left out.
fn list<T>(stored: Value, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let words: Vec<String> = serde_json::from_value(stored).unwrap_or_default();
    words.iter().filter_map(|word| parse(word)).collect()
}

/// A stored list of free texts.
fn texts(stored: Value) -> Vec<String> {
    serde_json::from_value(stored).unwrap_or_default()
}
