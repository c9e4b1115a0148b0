//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

pub mod binding;
pub mod break_glass;
pub mod calendar;
pub mod feed;
pub mod note;
pub mod seal;
pub mod session;
