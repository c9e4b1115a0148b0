//! Log lines, and panics as log lines.

use tracing_subscriber::EnvFilter;

use crate::config::LogConfig;

/// Starts logging to the error stream. The second call of a process changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.json { builder.json().try_init() } else { builder.try_init() };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let reason = panic.payload_as_str().unwrap_or("no text");
            tracing::error!(place, reason, "a task panicked");
        }));
    }
}
