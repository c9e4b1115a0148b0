//! Mentoring: people, lists, runs, pairs, sessions, care.

mod lists;
mod oversight;
mod pairs;
mod profiles;
mod runs;
mod sessions;
mod town;
