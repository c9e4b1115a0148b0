//! Signing in costs a password hash on purpose; all else should cost little beside it.

use std::sync::Arc;
use std::time::Duration;

use crate::client::{SIGN_IN, request, sign_in_variables};
use crate::figures::Figures;
use crate::installation::Installation;
use crate::process::Cadre;
use crate::{Fallible, load, passwords, seed};

const ROUND: Duration = Duration::from_secs(6);
const BARE: Duration = Duration::from_secs(4);

/// Measures sign-ins over HTTP beside bare hashes.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let server = Cadre::serve(installation).await?;
    let people = (0..seed::ORGANIZATIONS).map(seed::facilitator);
    let requests: Vec<Vec<u8>> =
        people.map(|email| request(None, SIGN_IN, sign_in_variables(&email))).collect();
    let memory = server.watch_memory();
    let mut ours = load::run(server.port(), &Arc::new(requests), ROUND).await?;
    let megabytes = memory.peak_mb();
    server.stop().await?;
    let bare = tokio::task::spawn_blocking(|| passwords::per_second(BARE)).await??;
    Ok(Figures::new("sign-in: 16 connections, 50 accounts")
        .with("server", ours.per_second(), "sign-ins/s")
        .with("  half within", ours.within(50), "ms")
        .with("  99 of 100 within", ours.within(99), "ms")
        .with("bare hashes, one thread per core", bare, "hashes/s")
        .with("server / bare hashes", ours.per_second() / bare, "")
        .with("resident memory of the server, peak", megabytes, "MB"))
}
