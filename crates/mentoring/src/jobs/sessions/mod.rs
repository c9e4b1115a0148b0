//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

mod reseal;

pub use reseal::ResealNotes;
