//! How long somebody waits for `./dev run` once it is built: on a private cluster that has to be made
//! and filled, and on the same cluster later.

use crate::Fallible;
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::process::Cadre;

/// Measures two starts, one after the other.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let home = installation.folder().join("home");
    let (server, first) = Cadre::embedded(installation, &home).await?;
    // It says so once the demonstration is there, which a later start finds.
    server.says("Cadre is ready").await?;
    server.end().await?;
    let (server, second) = Cadre::embedded(installation, &home).await?;
    server.end().await?;
    Ok(Figures::new("start: a private cluster, until /readyz says 200")
        .with("first start to ready", first, "s")
        .with_aim("second start to ready", second, "s", Aim::AtMost(2.0)))
}
