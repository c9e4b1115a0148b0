//! All that touches a database, in one binary; the folders mirror the areas.

mod learning;
mod reports;
mod tour;
