//! Log lines, and panics as log lines.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::LogConfig;

/// Libraries that tell their inner life at `info`. A filter that names them has the last word.
const QUIET: &str =
    "graphile_worker=warn,graphile_worker_migrations=warn,tokio_postgres=warn,actix_server=warn";

/// Starts logging to the error stream. The second call of a process changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.filter))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if config.json { builder.json().try_init() } else { builder.try_init() };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let reason = panic.payload_as_str().unwrap_or("no text");
            tracing::error!(place, reason, "a task panicked");
        }));
    }
}
