//! As whom the server runs.
//!
//! `initdb` and `postgres` refuse to run as root. Started as root (a container, a fresh virtual
//! machine), they therefore run as `postgres` if that user exists, else as `nobody`, and own
//! their folder. The change of user is the standard library's `CommandExt::uid`: no `su`,
//! `runuser` or `sudo` is needed, which small images lack, and no shell re-reads the arguments.

use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::EmbeddedError;

/// As whom the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// As whoever runs this process.
    Ourselves,
    /// We are root; as this user and group.
    Other { uid: u32, gid: u32 },
}

impl Account {
    pub(super) fn choose() -> Result<Self, EmbeddedError> {
        if id(&["-u"])? != Some(0) {
            return Ok(Self::Ourselves);
        }
        for name in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (id(&["-u", name])?, id(&["-g", name])?) {
                return Ok(Self::Other { uid, gid });
            }
        }
        Err(EmbeddedError::NoAccount)
    }

    /// Prefers whoever already owns `path`: what an ordinary user made stays theirs when root
    /// starts it once.
    pub(super) fn owner_of(self, path: &Path) -> Self {
        match (self, path.metadata()) {
            (Self::Other { .. }, Ok(metadata)) if metadata.uid() != 0 => {
                Self::Other { uid: metadata.uid(), gid: metadata.gid() }
            }
            _ => self,
        }
    }

    /// A command of this user, without our terminal and without settings that would reach the
    /// server through its environment (`PGPORT`, `PGDATA`, `LC_ALL`, …).
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(&name);
            }
        }
        // LC_ALL: messages in English, and on macOS a server without it refuses to start.
        command.env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
        if let Self::Other { uid, gid } = self {
            // Setting the uid as root also drops root's supplementary groups.
            command.uid(uid).gid(gid).env("HOME", "/");
        }
        command
    }

    /// Hands a file or folder that we made to this user.
    pub(super) fn take(self, path: &Path) -> Result<(), EmbeddedError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => {
                chown(path, Some(uid), Some(gid)).map_err(EmbeddedError::at(path))
            }
        }
    }

    /// Whether this user can get into `folder` and write there. Owning it is not enough: below
    /// `/root` or another closed home the way in is barred.
    pub(super) fn reaches(self, folder: &Path) -> Result<bool, EmbeddedError> {
        if self == Self::Ourselves {
            return Ok(true);
        }
        let mut command = self.command(Path::new("sh"));
        command.args(["-c", "cd \"$1\" && test -w .", "sh"]);
        Ok(output(command.arg(folder))?.status.success())
    }
}

fn id(arguments: &[&str]) -> Result<Option<u32>, EmbeddedError> {
    let found = output(Command::new("id").args(arguments))?;
    Ok(String::from_utf8_lossy(&found.stdout).trim().parse().ok())
}

/// Runs a command to its end, whatever that is.
pub(super) fn output(command: &mut Command) -> Result<std::process::Output, EmbeddedError> {
    command.output().map_err(|error| failure(command, &error))
}

/// Runs a command that must succeed.
pub(super) fn run(command: &mut Command) -> Result<(), EmbeddedError> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].concat();
    Err(EmbeddedError::Command {
        program: program(command),
        output: format!("{}, {}", output.status, String::from_utf8_lossy(&said).trim()),
    })
}

pub(super) fn failure(command: &Command, error: &io::Error) -> EmbeddedError {
    EmbeddedError::Command { program: program(command), output: error.to_string() }
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
