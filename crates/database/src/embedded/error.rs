use std::io;
use std::path::{Path, PathBuf};

/// Why there is no embedded server. The message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No PostgreSQL that is new enough.
    #[error(
        "PostgreSQL 15 or newer was not found (looked in {searched}). Install it: \
         `apt-get install postgresql` on Debian and Ubuntu, `dnf install postgresql-server` on \
         Fedora, `brew install postgresql@17` on macOS. If it is elsewhere, set \
         CADRE_POSTGRES_BIN to the folder that holds initdb, pg_ctl and postgres."
    )]
    NotInstalled {
        /// Every folder that was tried, with what was found there.
        searched: String,
    },
    /// The data were made by a major version that is not installed.
    #[error(
        "the data in {} were made by PostgreSQL {made_by}, which is not installed (found: \
         {found}). Install PostgreSQL {made_by}, or remove the folder to start with an empty \
         database.", .folder.display()
    )]
    OtherVersion {
        /// Folder of the server's files.
        folder: PathBuf,
        /// Major version that made them.
        made_by: u32,
        /// Versions that are installed.
        found: String,
    },
    /// Another live process runs a server on this folder.
    #[error(
        "another Cadre process is using {}. Stop it first, or set CADRE_HOME to another folder.",
        .folder.display()
    )]
    InUse {
        /// Folder of the server's files.
        folder: PathBuf,
    },
    /// Started as root on a machine without an account that could run the server.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor a \
         user `nobody`. Start Cadre as an ordinary user, or add one: `useradd --system postgres`."
    )]
    NoAccount,
    /// A file or folder could not be used.
    #[error("cannot use {}: {source}{}", .path.display(), hint(.source))]
    Folder {
        /// What could not be used.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program could not be started, or failed.
    #[error("`{program}` failed: {output}")]
    Command {
        /// Its name.
        program: String,
        /// What it said.
        output: String,
    },
    /// The server did not start.
    #[error("PostgreSQL did not start. Its log, {}, ends with:\n{tail}", .log.display())]
    NotStarted {
        /// Its log file (gone with the folder, if throwaway).
        log: PathBuf,
        /// The last lines of it.
        tail: String,
    },
}

impl EmbeddedError {
    /// For `map_err`: names the path that an I/O error is about.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Folder { path: path.to_owned(), source }
    }
}

fn hint(source: &io::Error) -> &'static str {
    if source.kind() == io::ErrorKind::PermissionDenied {
        " (it belongs to another user: was Cadre started as root before? Remove the folder or \
         take it over with chown)"
    } else {
        ""
    }
}
