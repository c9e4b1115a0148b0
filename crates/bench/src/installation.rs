//! A whole installation that is thrown away at the end: database, keys, secrets.

use std::path::{Path, PathBuf};

use auth::{Links, PasswordHashing, Sender, SigningKeys};
use database::embedded::{EmbeddedOptions, EmbeddedPostgres};
use database::{Addresses, Connection, Database, DatabaseConfig};
use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use files::Place;
use kernel::Sources;
use mail::{Party, Transport};
use server::app::{App, Parts, Surroundings, build};
use server::home::note_keys_of;

use crate::Fallible;

/// Also stands in `seed_cohorts.sql`.
const DATABASE: &str = "cadre_bench";
/// The cluster takes connections from this machine without a password.
const PASSWORD: &str = "bench";

/// A migrated database on a server of its own, and the files beside it.
pub struct Installation {
    /// The server.
    pub postgres: EmbeddedPostgres,
    /// Of the three roles.
    pub addresses: Addresses,
    folder: Folder,
}

/// Removed when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Installation {
    /// Starts the server and migrates.
    pub async fn start() -> Fallible<Self> {
        let postgres =
            tokio::task::spawn_blocking(|| EmbeddedPostgres::start(&EmbeddedOptions::throwaway()))
                .await??;
        let addresses = database::bootstrap(postgres.superuser_url(), DATABASE, PASSWORD).await?;
        server::environment::migrate(&addresses.owner).await?;
        let sources = Sources::system();
        let unique = sources.new_secret().reveal();
        let folder = Folder(std::env::temp_dir().join(format!("cadre-bench-{unique}")));
        std::fs::create_dir(&folder.0)?;
        SigningKeys::generate_into(folder.0.join("keys"), &sources)?;
        std::fs::write(folder.0.join("link-secret"), unique)?;
        std::fs::create_dir(folder.0.join("note-keys"))?;
        std::fs::write(folder.0.join("note-keys/0001.key"), [7; 32])?;
        Ok(Self { postgres, addresses, folder })
    }

    /// A folder for files that go away at the end.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// The folder of the keys that sign access tokens.
    pub fn keys(&self) -> PathBuf {
        self.folder().join("keys")
    }

    /// The file of the secret behind links.
    pub fn link_secret(&self) -> PathBuf {
        self.folder().join("link-secret")
    }

    /// The folder of the master keys of notes.
    pub fn note_keys(&self) -> PathBuf {
        self.folder().join("note-keys")
    }

    /// The folder of uploaded files.
    pub fn files(&self) -> PathBuf {
        self.folder().join("files")
    }

    /// The address of a role that needs no password.
    pub fn address(&self, role: &str) -> String {
        let server = self.postgres.superuser_url();
        let place = server.rsplit_once('@').map_or(server, |(_, place)| place);
        let place = place.trim_end_matches("/postgres");
        format!("postgres://{role}@{place}/{DATABASE}")
    }

    /// A connection of the superuser.
    pub async fn superuser(&self) -> Fallible<Connection> {
        Ok(Connection::establish(&self.address("cadre_super")).await?)
    }

    /// Runs statements as the superuser.
    pub async fn execute(&self, sql: &str) -> Fallible<()> {
        Ok(self.superuser().await?.batch_execute(sql).await?)
    }

    /// The application inside this process, with connections of its own. What is measured is the
    /// real program in a process of its own.
    pub fn app(&self) -> Fallible<App> {
        let secret = std::fs::read(self.link_secret())?;
        Ok(build(Parts {
            database: Database::new(&DatabaseConfig {
                app_url: self.addresses.app.clone(),
                system_url: self.addresses.system.clone(),
                pool_size: 2,
            })?,
            sources: Sources::system(),
            keys: SigningKeys::from_folder(self.keys())?,
            links: Links { public_url: "http://bench.example".to_owned(), secret: secret.into() },
            note_keys: note_keys_of(&self.note_keys())?,
            hashing: PasswordHashing::standard(),
            store: Place::Folder(self.files()).open()?,
            transport: Transport::mailbox(self.folder().join("mailbox")),
            sender: Sender {
                from: Party { name: "Bench".to_owned(), address: "bench@bench.example".to_owned() },
                domain: "bench.example".to_owned(),
            },
            unsubscribe_address: "stop@bench.example".to_owned(),
            surroundings: Surroundings::default(),
        })?)
    }
}
