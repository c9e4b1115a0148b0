//! A private PostgreSQL server that Cadre starts and stops itself: for `./dev run` on a machine
//! without a database, and for tests and benches.
//!
//! What holds:
//! - the server listens on 127.0.0.1 only, on a port that was free at the start;
//! - it never outlives the process that started it, however that process ends ([`watchdog`]);
//! - Ctrl-C in the terminal reaches Cadre alone: `pg_ctl` puts the server into a session of its
//!   own, so Cadre can finish its work before it stops the server;
//! - it never runs as root ([`account`]).
//!
//! Everything here blocks; call it at the start, before any runtime is busy.

mod account;
mod binaries;
mod cluster;
mod error;
mod home;
#[cfg(test)]
mod tests;
mod watchdog;

use std::path::{Path, PathBuf};
use std::time::Instant;

use account::Account;
use binaries::Binaries;
use cluster::Cluster;
pub use error::EmbeddedError;
use home::Home;
use watchdog::Watchdog;

/// What a server is started for, and where its files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedOptions {
    /// Durable: the folder of the server's files. Throwaway: the folder in which a fresh one is
    /// made, and removed at the end.
    pub folder: PathBuf,
    /// Whether the data must survive.
    pub durability: Durability,
}

impl EmbeddedOptions {
    /// A server whose data stay in `folder` from one start to the next.
    pub fn durable(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), durability: Durability::Durable }
    }

    /// A server for tests: below the system's folder for temporary files, gone at the end.
    pub fn throwaway() -> Self {
        Self { folder: std::env::temp_dir(), durability: Durability::Throwaway }
    }
}

/// Whether the data must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Data survive a restart and a power cut. The superuser has a random password, kept in the
    /// folder for the owner alone.
    Durable,
    /// For tests and benches: nothing is forced to disk, anyone on this machine may connect
    /// without a password, and all files go away with the server.
    Throwaway,
}

/// A running server. Stops when dropped, and when this process dies.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    cluster: Cluster,
    home: Home,
    superuser_url: String,
    /// `None` once stopped.
    watchdog: Option<Watchdog>,
}

impl EmbeddedPostgres {
    /// Makes the cluster if there is none yet, starts it, and returns once it takes connections.
    ///
    /// A server that an earlier, killed process left on this folder is stopped first.
    ///
    /// # Errors
    /// When PostgreSQL is absent or too old, the folder cannot be used or is in use by another
    /// process, or the server does not start; the message says what to do.
    pub fn start(options: &EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let begun = Instant::now();
        let account = Account::choose()?;
        let home = Home::open(options, account)?;
        let binaries = Binaries::find(home.made_by()?)?;
        let cluster = Cluster::new(binaries, &home, options.durability);

        cluster.stop_leftover()?;
        // From here on our death stops the server and, if throwaway, removes its files.
        let mut watchdog = Watchdog::spawn(&cluster)?;
        cluster.initialise(&home)?;
        let (port, pid) = cluster.start()?;
        watchdog.watch(pid)?;

        let user = match home.password()? {
            Some(password) => format!("{}:{password}", cluster::SUPERUSER),
            None => cluster::SUPERUSER.to_owned(),
        };
        tracing::info!(
            folder = %home.base().display(),
            port,
            milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "embedded PostgreSQL is ready"
        );
        Ok(Self {
            cluster,
            home,
            superuser_url: format!("postgres://{user}@127.0.0.1:{port}/postgres"),
            watchdog: Some(watchdog),
        })
    }

    /// Address of the database `postgres` for the superuser, password included: a secret unless
    /// the server is throwaway.
    pub fn superuser_url(&self) -> &str {
        &self.superuser_url
    }

    /// Where the server's files really are (see [`EmbeddedOptions::folder`]; started as root, a
    /// durable server may have to live elsewhere).
    pub fn folder(&self) -> &Path {
        self.home.base()
    }

    /// Where a program of the server's own version would be, such as `psql` or `pgbench`; not every
    /// package brings every program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.cluster.client(name)
    }

    /// What the server writes to its log.
    pub fn log(&self) -> PathBuf {
        self.home.base().join("postgres.log")
    }

    /// Stops the server: a fast shutdown if durable, at once and with all files if throwaway.
    /// Stopping twice is fine.
    pub fn stop(&mut self) {
        let Some(watchdog) = self.watchdog.take() else {
            return;
        };
        drop(watchdog);
        // Only if somebody killed the watchdog is there anything left to do here.
        if let Err(error) = self.cluster.stop_leftover() {
            tracing::warn!(%error, "embedded PostgreSQL did not stop");
        }
        self.home.close();
    }
}

impl Drop for EmbeddedPostgres {
    fn drop(&mut self) {
        self.stop();
    }
}
