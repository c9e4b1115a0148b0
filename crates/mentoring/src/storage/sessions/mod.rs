//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

pub(crate) mod break_glass;
pub(crate) mod feed;
pub(crate) mod keys;
pub(crate) mod meetings;
pub(crate) mod notes;
