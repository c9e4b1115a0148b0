//! The process: settings, HTTP, the worker, the command line. Puts the areas together and owns no
//! business rule and no table.
//!
//! - [`app::build`] makes the application, for production and tests alike.
//! - [`http::serve`] answers requests on a listener.
//! - [`App::worker`] runs jobs.

// The graph is resolved by one future with the futures of all its fields in it; working out its size
// goes deeper than the standard limit of 128.
#![recursion_limit = "256"]

pub mod app;
pub mod banner;
pub mod cli;
pub mod commands;
pub mod config;
pub mod environment;
pub mod error;
pub mod home;
pub mod http;
pub mod log;
pub mod match_files;
pub mod running;
pub mod seed;
pub mod unsubscribe;

pub use app::{App, Parts, Surroundings, build};
pub use error::StartError;
