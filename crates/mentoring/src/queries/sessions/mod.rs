//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

pub mod break_glass;
pub mod feed;
mod keys;
mod meetings;
pub mod notes;
mod own;

pub(crate) use keys::{newest_key, wrapped_keys};
pub use meetings::{Held, held_counts, meetings, next_planned};
pub use own::{About, OwnSession, Wanted, not_of_pair, own_sessions, session};
