//! The folder of a server: who may use it, and where it really is.
//!
//! ```text
//! lock              held while a process runs the server
//! data/             the cluster
//! password          the superuser's, for the owner alone (durable only)
//! postgres.log      of this start; postgres.log.1 of the one before
//! moved.txt         only if the files had to go elsewhere: where they are
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process;

use super::account::Account;
use super::binaries::MadeBy;
use super::{Durability, EmbeddedError, EmbeddedOptions};

#[derive(Debug)]
pub(super) struct Home {
    base: PathBuf,
    account: Account,
    /// Of a durable server: gone with our process, however it ends.
    lock: Option<File>,
    /// Whether the folder goes away with the server.
    throwaway: bool,
}

impl Home {
    pub(super) fn open(options: &EmbeddedOptions, account: Account) -> Result<Self, EmbeddedError> {
        let folder =
            std::path::absolute(&options.folder).map_err(EmbeddedError::at(&options.folder))?;
        match options.durability {
            Durability::Durable => Self::durable(&folder, account),
            Durability::Throwaway => Self::throwaway(&folder, account),
        }
    }

    /// A folder for temporary files may be closed to the server's user (`TMPDIR` below `/root`);
    /// `/tmp` is open to all.
    fn throwaway(parent: &Path, account: Account) -> Result<Self, EmbeddedError> {
        let home = Self::fresh(parent, account)?;
        if account.reaches(&home.base)? {
            return Ok(home);
        }
        Self::fresh(Path::new("/tmp"), account)
    }

    fn fresh(parent: &Path, account: Account) -> Result<Self, EmbeddedError> {
        let parent = parent.canonicalize().map_err(EmbeddedError::at(parent))?;
        let mut number = 0_u32;
        let base = loop {
            let base = parent.join(format!("cadre-postgres-{}-{number}", process::id()));
            match DirBuilder::new().mode(0o700).create(&base) {
                Ok(()) => break base,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(EmbeddedError::at(&base)(error)),
            }
        };
        let home = Self { base, account, lock: None, throwaway: true };
        account.take(&home.base)?;
        Ok(home)
    }

    fn durable(folder: &Path, account: Account) -> Result<Self, EmbeddedError> {
        make_folder(folder)?;
        // One name for one folder: by it a running server is recognised.
        let folder = &folder.canonicalize().map_err(EmbeddedError::at(folder))?;
        let lock = lock(folder)?;
        let account = account.owner_of(&folder.join("data"));
        let mut home =
            Self { base: folder.to_owned(), account, lock: Some(lock), throwaway: false };
        account.take(folder)?;
        if !account.reaches(folder)? {
            home.move_out()?;
        }
        Ok(home)
    }

    /// The server's user cannot get into the folder, because a folder above it is closed (the
    /// repository is below `/root`). Opening somebody's home to everyone would be wrong, so the
    /// files go below `/var/lib`, under a name that belongs to the wanted folder alone, and a
    /// note stays behind. Only root ever gets here, so `/var/lib` can be written.
    fn move_out(&mut self) -> Result<(), EmbeddedError> {
        let wanted = std::mem::replace(&mut self.base, PathBuf::new());
        self.base = PathBuf::from(format!("/var/lib/cadre-{:016x}", fingerprint(&wanted)));
        make_folder(&self.base)?;
        self.account = self.account.owner_of(&self.base.join("data"));
        self.account.take(&self.base)?;
        let note = wanted.join("moved.txt");
        let text = format!(
            "Cadre was started as root, but PostgreSQL does not run as root, and the user that \
             runs it cannot enter this folder.\nIts files are in {}\n",
            self.base.display()
        );
        fs::write(&note, text).map_err(EmbeddedError::at(&note))?;
        tracing::warn!(
            wanted = %wanted.display(),
            used = %self.base.display(),
            "the user that runs PostgreSQL cannot enter the folder; its files are elsewhere"
        );
        Ok(())
    }

    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    pub(super) fn account(&self) -> Account {
        self.account
    }

    /// Which version made the data, if there are any.
    pub(super) fn made_by(&self) -> Result<Option<MadeBy>, EmbeddedError> {
        let path = self.base.join("data/PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(version) => Ok(version
                .trim()
                .parse()
                .ok()
                .map(|major| MadeBy { folder: self.base.clone(), major })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedError::at(&path)(error)),
        }
    }

    fn password_file(&self) -> PathBuf {
        self.base.join("password")
    }

    pub(super) fn password(&self) -> Result<Option<String>, EmbeddedError> {
        if self.throwaway {
            return Ok(None);
        }
        let path = self.password_file();
        let text = fs::read_to_string(&path).map_err(EmbeddedError::at(&path))?;
        Ok(Some(text.trim().to_owned()))
    }

    /// Makes a password, written for its owner alone; returns the file.
    pub(super) fn new_password(&self) -> Result<PathBuf, EmbeddedError> {
        let path = self.password_file();
        write_secret(&path).map_err(EmbeddedError::at(&path))?;
        self.account.take(&path)?;
        Ok(path)
    }

    /// Lets another process in, and removes what a throwaway server leaves.
    pub(super) fn close(&mut self) {
        self.lock = None;
        if self.throwaway
            && let Err(error) = fs::remove_dir_all(&self.base)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %self.base.display(), %error, "files of a test server stay");
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.close();
    }
}

fn make_folder(folder: &Path) -> Result<(), EmbeddedError> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(EmbeddedError::at(parent))?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(EmbeddedError::at(folder)(error))
        }
        _ => Ok(()),
    }
}

fn lock(folder: &Path) -> Result<File, EmbeddedError> {
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(EmbeddedError::at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(EmbeddedError::at(&path)(error)),
    }
}

/// A secret, so from the system, never from a seed that a test could hand in.
fn write_secret(path: &Path) -> io::Result<()> {
    let mut bytes = [0_u8; 24];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let password: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{password}")
}

/// FNV-1a: unlike the standard library's hash, the same in every version of Rust.
fn fingerprint(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
