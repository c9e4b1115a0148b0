//! The program `cadre`.

use std::process::ExitCode;

use clap::Parser as _;
use server::cli::Cli;
use server::commands;

/// A request allocates some thousand small things; the system's allocator took a fifth of its
/// processor time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // Before anything speaks TLS; a second provider in the tree would otherwise make rustls panic.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match commands::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cadre: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
