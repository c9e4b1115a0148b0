//! Jobs of this area: payload and run side by side.

pub mod lists;
pub mod pairs;
pub mod runs;
pub mod sessions;
