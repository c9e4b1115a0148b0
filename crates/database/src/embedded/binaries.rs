//! Finds the programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::EmbeddedError;
use super::account::output;

const OLDEST: u32 = 15;

/// Where packages put them, besides the PATH: a folder, the start of a name in it, and the
/// way from there.
const PLACES: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
];

/// A folder with `initdb`, `pg_ctl` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    folder: PathBuf,
    major: u32,
}

/// The major version of data that exist already, and where they are.
pub(super) struct MadeBy {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    /// The newest usable version; for data that exist already, the version that made them.
    pub(super) fn find(made_by: Option<MadeBy>) -> Result<Self, EmbeddedError> {
        Self::choose(&candidates(), made_by)
    }

    fn choose(folders: &[PathBuf], made_by: Option<MadeBy>) -> Result<Self, EmbeddedError> {
        let found: Vec<Self> = folders.iter().filter_map(|folder| probe(folder)).collect();
        let newest = found
            .iter()
            .filter(|binaries| binaries.major >= OLDEST)
            .max_by_key(|binaries| binaries.major);
        let Some(newest) = newest else {
            return Err(EmbeddedError::NotInstalled { searched: searched(folders, &found) });
        };
        let Some(MadeBy { folder, major }) = made_by else {
            return Ok(newest.clone());
        };
        let same = found.iter().find(|binaries| binaries.major == major);
        same.cloned().ok_or_else(|| EmbeddedError::OtherVersion {
            folder,
            made_by: major,
            found: searched(folders, &found),
        })
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Every folder worth a look. `CADRE_POSTGRES_BIN`, if set, is the only one.
fn candidates() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("CADRE_POSTGRES_BIN").filter(|value| !value.is_empty()) {
        return vec![PathBuf::from(folder)];
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path)
        // The PATH may hold a link to one program only; its neighbours are where it leads.
        .filter_map(|folder| folder.join("pg_ctl").canonicalize().ok())
        .filter_map(|program| program.parent().map(Path::to_owned))
        .collect();
    for (parent, start, rest) in PLACES {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        folders.extend(
            entries
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(start))
                .map(|entry| entry.path().join(rest)),
        );
    }
    folders.sort();
    folders.dedup();
    folders
}

fn probe(folder: &Path) -> Option<Binaries> {
    if !["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file()) {
        return None;
    }
    let said = output(Command::new(folder.join("postgres")).arg("--version")).ok()?;
    let major = major_version(&String::from_utf8_lossy(&said.stdout))?;
    Some(Binaries { folder: folder.to_owned(), major })
}

/// From `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, also `18beta1` and `19devel`.
fn major_version(said: &str) -> Option<u32> {
    let version = said.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = version.split(|letter: char| !letter.is_ascii_digit());
    digits.into_iter().next()?.parse().ok()
}

fn searched(folders: &[PathBuf], found: &[Binaries]) -> String {
    let mut places = Vec::new();
    if std::env::var_os("CADRE_POSTGRES_BIN").is_none() {
        places.push("the PATH".to_owned());
    }
    for folder in folders {
        let version = found.iter().find(|binaries| binaries.folder == *folder).map_or_else(
            || "no server there".to_owned(),
            |binaries| format!("version {}", binaries.major),
        );
        places.push(format!("{} ({version})", folder.display()));
    }
    if folders.is_empty() {
        places.extend(PLACES.iter().map(|(parent, ..)| (*parent).to_owned()));
    }
    places.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_packages_print() {
        for (said, expected) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 18beta1\n", Some(18)),
            ("postgres (PostgreSQL) 9.6.24\n", Some(9)),
            ("something else 17\n", None),
            ("", None),
        ] {
            assert_eq!(major_version(said), expected, "{said:?}");
        }
    }

    #[test]
    fn without_postgresql_the_message_says_what_to_install() {
        let error = Binaries::choose(&[PathBuf::from("/nowhere")], None).unwrap_err();
        let message = error.to_string();
        for part in ["/nowhere (no server there)", "apt-get install postgresql", "brew install"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn data_of_a_version_that_is_not_installed_are_refused_by_name() {
        let made_by = MadeBy { folder: PathBuf::from("/somewhere"), major: 9 };
        let error = Binaries::find(Some(made_by)).unwrap_err().to_string();
        assert!(error.contains("/somewhere were made by PostgreSQL 9,"), "{error}");
        assert!(error.contains("Install PostgreSQL 9"), "{error}");
    }
}
