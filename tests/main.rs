//! All that touches a database, in one binary; the folders mirror the areas.

mod assessments;
mod cohorts;
mod curriculum;
mod files;
mod http;
mod identity;
mod invariants;
mod jobs;
mod learning;
mod matching;
mod mentoring;
mod reports;
mod tour;
