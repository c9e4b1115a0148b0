//! How long somebody waits for `./dev run` once it is built: on a private cluster that has to be made
//! and filled, and on the same cluster later. The demonstrations come after the first answers; the aim
//! is that of the larger one, the 400 learners and 150 mentors of Harbour Group, and both have to keep
//! it together.

use std::time::Instant;

use crate::Fallible;
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::process::Cadre;

/// Measures two starts, one after the other.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let home = installation.folder().join("home");
    let (server, first) = Cadre::embedded(installation, &home).await?;
    // It says so once the demonstrations are there, which a later start finds.
    let begun = Instant::now();
    server.says("Cadre is ready").await?;
    let demonstrations = begun.elapsed().as_secs_f64();
    server.end().await?;
    let (server, second) = Cadre::embedded(installation, &home).await?;
    server.end().await?;
    Ok(Figures::new("start: a private cluster, until /readyz says 200")
        .with("first start to ready", first, "s")
        .with_aim("both demonstrations, after that", demonstrations, "s", Aim::AtMost(5.0))
        .with_aim("second start to ready", second, "s", Aim::AtMost(2.0)))
}
