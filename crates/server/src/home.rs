//! The folder of a private installation.
//!
//! ```text
//! postgres/               the private cluster
//! secrets/database        the password of the three database roles
//! secrets/links           the secret behind links
//! secrets/signing-keys/   the keys that sign access tokens
//! secrets/note-keys/      the master keys that protect notes
//! mailbox/                mails, one file each
//! files/                  uploaded files, a folder for each organisation
//! ```

mod note_keys;

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use kernel::Sources;
use mentoring::model::sessions::seal::Keyring;

use crate::error::StartError;

pub use note_keys::note_keys_of;

/// Where the files of a private installation are.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// The folder need not exist yet.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Of the private cluster.
    pub fn postgres(&self) -> PathBuf {
        self.0.join("postgres")
    }

    /// Of mails that are not sent.
    pub fn mailbox(&self) -> PathBuf {
        self.0.join("mailbox")
    }

    /// Of uploaded files.
    pub fn files(&self) -> PathBuf {
        self.0.join("files")
    }

    /// Of the keys that sign access tokens.
    pub fn signing_keys(&self) -> PathBuf {
        self.0.join("secrets/signing-keys")
    }

    /// The password of the three database roles; made at first use.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn database_password(&self, sources: &Sources) -> Result<String, StartError> {
        secret(&self.0.join("secrets"), "database", sources)
    }

    /// The secret behind links; made at first use.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn link_secret(&self, sources: &Sources) -> Result<String, StartError> {
        secret(&self.0.join("secrets"), "links", sources)
    }

    /// The master keys that protect notes; a first one is made at first use.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn note_keys(&self, sources: &Sources) -> Result<Keyring, StartError> {
        note_keys::of_or_first(&self.0.join("secrets/note-keys"), sources)
    }
}

/// Reads a secret, after making it if there is none. Nobody but the owner may read it, and a
/// reader sees the whole or nothing: it is written beside its place and then linked there, which
/// fails for all but the first of two processes.
fn secret(folder: &Path, name: &str, sources: &Sources) -> Result<String, StartError> {
    let path = folder.join(name);
    if !path.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(StartError::at(folder))?;
        let unfinished = folder.join(format!("{name}.{}.new", std::process::id()));
        let made = write(&unfinished, &sources.new_secret().reveal())
            .and_then(|()| fs::hard_link(&unfinished, &path));
        let _ = fs::remove_file(&unfinished);
        match made {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(StartError::at(&path)(error));
            }
            _ => {}
        }
    }
    let text = fs::read_to_string(&path).map_err(StartError::at(&path))?;
    Ok(text.trim().to_owned())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_is_made_once_and_for_the_owner_alone() {
        let sources = Sources::system();
        let folder =
            std::env::temp_dir().join(format!("cadre-home-{}", sources.new_secret().reveal()));
        let home = Home::new(folder.clone());
        let first = home.link_secret(&sources).expect("it can be made");
        assert_eq!(first.len(), 43);
        assert_eq!(home.link_secret(&sources).expect("it can be read"), first);
        assert_ne!(home.database_password(&sources).expect("it can be made"), first);
        let mode = |name: &str| {
            fs::metadata(folder.join(name)).expect("it is there").permissions().mode() & 0o777
        };
        assert_eq!((mode("secrets"), mode("secrets/links")), (0o700, 0o600));
        assert_eq!(fs::read_dir(folder.join("secrets")).expect("a folder").count(), 2);
        fs::remove_dir_all(folder).expect("it can be removed");
    }
}
