//! The master keys that protect notes: a folder with a file for each, `NAME.key`, of 32 random bytes.
//! The last name in alphabetical order wraps what is new; the others still open.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use kernel::Sources;
use mentoring::model::sessions::seal::{KEY_BYTES, Keyring};

use crate::error::StartError;

/// The id of the first key where none is given.
const FIRST: &str = "0001";

/// Reads the keys of a folder.
///
/// # Errors
/// When the folder or a file cannot be read, holds no key, or a file is none.
pub fn note_keys_of(folder: &Path) -> Result<Keyring, StartError> {
    let mut keys = Vec::new();
    for file in key_files(folder)? {
        keys.push(read(&file)?);
    }
    let none = || refusal(folder, "it holds no *.key");
    Keyring::new(keys).ok_or_else(none)
}

/// Reads the keys of a folder, after making it and a first key if there is none. Processes that do so
/// at once end with the same key.
pub(super) fn of_or_first(folder: &Path, sources: &Sources) -> Result<Keyring, StartError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StartError::at(folder))?;
    if key_files(folder)?.is_empty() {
        make(folder, sources)?;
    }
    note_keys_of(folder)
}

fn key_files(folder: &Path) -> Result<Vec<PathBuf>, StartError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(StartError::at(folder))? {
        let path = entry.map_err(StartError::at(folder))?.path();
        if path.extension().is_some_and(|ending| ending == "key") {
            files.push(path);
        }
    }
    Ok(files)
}

fn read(file: &Path) -> Result<(String, [u8; KEY_BYTES]), StartError> {
    let id = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|stem| stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .ok_or_else(|| refusal(file, "name it with letters, digits, `-`, `_` and `.` only"))?;
    let bytes = fs::read(file).map_err(StartError::at(file))?;
    let key =
        <[u8; KEY_BYTES]>::try_from(bytes).map_err(|_| refusal(file, "it is not 32 bytes long"))?;
    Ok((id.to_owned(), key))
}

/// Written whole under another name and then linked, which fails where a key is there already: a
/// reader sees the whole file or none, and the first writer wins.
fn make(folder: &Path, sources: &Sources) -> Result<(), StartError> {
    let path = folder.join(format!("{FIRST}.key"));
    let unfinished = folder.join(format!("{FIRST}.{}.new", std::process::id()));
    let made = write(&unfinished, sources.new_secret().expose())
        .and_then(|()| fs::hard_link(&unfinished, &path));
    let _ = fs::remove_file(&unfinished);
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(StartError::at(&path)(error)),
        _ => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn refusal(path: &Path, why: &str) -> StartError {
    StartError::Other(format!("cannot use {}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder() -> PathBuf {
        let unique = Sources::system().new_secret().reveal();
        std::env::temp_dir().join(format!("cadre-note-keys-{unique}"))
    }

    #[test]
    fn a_first_key_is_made_once_and_for_the_owner_alone() {
        let (folder, sources) = (folder(), Sources::system());
        let first = of_or_first(&folder, &sources).expect("it can be made");
        assert_eq!(first.newest(), FIRST);
        let again = of_or_first(&folder, &sources).expect("it can be read");
        assert_eq!(again.fingerprint("x"), first.fingerprint("x"));
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        let mode =
            |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("0001.key"))), (0o700, 0o600));
        fs::remove_dir_all(folder).expect("it can be removed");
    }

    #[test]
    fn the_last_name_wraps_and_what_is_no_key_is_refused() {
        let folder = folder();
        fs::create_dir(&folder).expect("it can be made");
        assert!(note_keys_of(&folder).is_err());
        assert!(note_keys_of(&folder.join("nowhere")).is_err());
        for (name, length) in [("2026-01.key", 32), ("2026-07.key", 32), ("notes.txt", 3)] {
            fs::write(folder.join(name), vec![7; length]).expect("it can be written");
        }
        assert_eq!(note_keys_of(&folder).expect("two keys").newest(), "2026-07");
        for (name, length) in [("2027.key", 31), ("2027.key", 33), ("a b.key", 32)] {
            fs::write(folder.join(name), vec![7; length]).expect("it can be written");
            let error = note_keys_of(&folder).expect_err("it is none").to_string();
            assert!(error.contains(name), "{error}");
            fs::remove_file(folder.join(name)).expect("it can be removed");
        }
        fs::remove_dir_all(folder).expect("it can be removed");
    }
}
