//! One PostgreSQL cluster: made, configured, started, stopped.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::{Account, output, run};
use super::binaries::Binaries;
use super::home::Home;
use super::{Durability, EmbeddedError};

pub(super) const SUPERUSER: &str = "cadre_super";

/// Between "this port is free" and the server taking it, another process may be faster.
const ATTEMPTS: u32 = 5;
/// A socket's path may have 103 bytes on every system; the file's name takes 21 of them.
const LONGEST_SOCKET_FOLDER: usize = 80;

#[derive(Debug)]
pub(super) struct Cluster {
    binaries: Binaries,
    account: Account,
    durability: Durability,
    base: PathBuf,
    data: PathBuf,
    log: PathBuf,
}

impl Cluster {
    pub(super) fn new(binaries: Binaries, home: &Home, durability: Durability) -> Self {
        let base = home.base().to_owned();
        Self {
            binaries,
            account: home.account(),
            durability,
            data: base.join("data"),
            log: base.join("postgres.log"),
            base,
        }
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn durability(&self) -> Durability {
        self.durability
    }

    /// The folder that goes away with the server, if any.
    pub(super) fn disposable(&self) -> Option<&Path> {
        (self.durability == Durability::Throwaway).then_some(&*self.base)
    }

    fn program(&self, name: &str) -> Command {
        self.account.command(&self.binaries.program(name))
    }

    /// A client program of the same version.
    pub(super) fn client(&self, name: &str) -> PathBuf {
        self.binaries.program(name)
    }

    /// Makes the cluster unless there is one. Either it is there as a whole or not at all: it is
    /// made beside its place and then renamed.
    pub(super) fn initialise(&self, home: &Home) -> Result<(), EmbeddedError> {
        if self.data.exists() {
            return Ok(());
        }
        tracing::info!(folder = %self.base.display(), "making a private PostgreSQL cluster");
        let unfinished = self.base.join("data.new");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(EmbeddedError::at(&unfinished))?;
        }
        let password = match self.durability {
            Durability::Durable => Some(home.new_password()?),
            Durability::Throwaway => None,
        };
        self.initdb(&unfinished, password.as_deref())?;
        let configuration = unfinished.join("postgresql.conf");
        OpenOptions::new()
            .append(true)
            .open(&configuration)
            .and_then(|mut file| file.write_all(b"\ninclude 'cadre.conf'\n"))
            .map_err(EmbeddedError::at(&configuration))?;
        fs::rename(&unfinished, &self.data).map_err(EmbeddedError::at(&self.data))
    }

    fn initdb(&self, data: &Path, password: Option<&Path>) -> Result<(), EmbeddedError> {
        // Code-point order and Unicode-aware lower() everywhere, if the system has it.
        let mut result = Ok(());
        for locale in ["C.UTF-8", "en_US.UTF-8", "C"] {
            let mut command = self.program("initdb");
            command
                .args(["--encoding=UTF8", "--username", SUPERUSER, "--locale"])
                .arg(locale)
                .arg("--pgdata")
                .arg(data);
            match password {
                Some(file) => command.arg("--auth=scram-sha-256").arg("--pwfile").arg(file),
                None => command.args(["--auth=trust", "--no-sync"]),
            };
            result = run(&mut command);
            match &result {
                Err(EmbeddedError::Command { output, .. }) if output.contains("locale name") => {}
                _ => break,
            }
        }
        result
    }

    /// Starts the server and returns its port and process id once it takes connections.
    pub(super) fn start(&self) -> Result<(u16, u32), EmbeddedError> {
        let settings = self.data.join("cadre.conf");
        fs::write(&settings, self.settings()).map_err(EmbeddedError::at(&settings))?;
        self.account.take(&settings)?;
        let mut attempt = 1;
        loop {
            let port = free_port()?;
            self.rotate_log()?;
            match self.start_on(port) {
                Ok(()) => {
                    let pid = self.recorded_pid()?;
                    let pid = pid.ok_or_else(|| self.not_started("no process id".to_owned()))?;
                    return Ok((port, pid));
                }
                Err(EmbeddedError::Command { output, .. }) => {
                    let log = fs::read_to_string(&self.log).unwrap_or_default();
                    if attempt >= ATTEMPTS || !log.contains("could not bind") {
                        let tail = if log.is_empty() { output } else { tail(&log) };
                        return Err(self.not_started(tail));
                    }
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits until the server is ready. `pg_ctl` gives it a session of its own.
    fn start_on(&self, port: u16) -> Result<(), EmbeddedError> {
        let mut command = self.program("pg_ctl");
        command.args(["start", "--wait", "--timeout=120", "--silent", "--pgdata"]);
        command.arg(&self.data).arg("--log").arg(&self.log);
        run(command.arg("--options").arg(format!("-p {port}")))
    }

    fn not_started(&self, tail: String) -> EmbeddedError {
        EmbeddedError::NotStarted { log: self.log.clone(), tail }
    }

    fn rotate_log(&self) -> Result<(), EmbeddedError> {
        if self.log.exists() {
            fs::rename(&self.log, self.base.join("postgres.log.1"))
                .map_err(EmbeddedError::at(&self.log))?;
        }
        Ok(())
    }

    fn settings(&self) -> String {
        let specific = match self.durability {
            Durability::Durable => "max_connections = 100\n",
            Durability::Throwaway => {
                "max_connections = 300\n\
                 fsync = off\n\
                 synchronous_commit = off\n\
                 full_page_writes = off\n\
                 wal_level = minimal\n\
                 max_wal_senders = 0\n"
            }
        };
        format!(
            "# Written by Cadre at every start: changes here are lost.\n\
             listen_addresses = '127.0.0.1'\n\
             unix_socket_directories = '{}'\n\
             timezone = 'UTC'\n\
             log_timezone = 'UTC'\n\
             lc_messages = 'C'\n\
             {specific}",
            self.socket_folder()
        )
    }

    /// A socket for `psql -h`, where its path is short and needs no quoting; else none.
    fn socket_folder(&self) -> &str {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
        match self.base.to_str() {
            Some(folder)
                if self.durability == Durability::Durable
                    && folder.len() <= LONGEST_SOCKET_FOLDER
                    && folder.chars().all(plain) =>
            {
                folder
            }
            _ => "",
        }
    }

    /// Stops a server that a killed process left on these data, and clears away what would keep
    /// the next one from starting.
    pub(super) fn stop_leftover(&self) -> Result<(), EmbeddedError> {
        let Some(pid) = self.recorded_pid()? else {
            return Ok(());
        };
        let Some(command_line) = command_line(pid)? else {
            // Gone without a word: PostgreSQL itself recovers from that.
            return Ok(());
        };
        if command_line.contains(&*self.data.to_string_lossy()) {
            tracing::warn!(pid, "stopping a PostgreSQL server that an earlier process left");
            let mut command = self.program("pg_ctl");
            command.args(["stop", "--mode=fast", "--wait", "--timeout=60", "--silent"]);
            return run(command.arg("--pgdata").arg(&self.data));
        }
        // The number now belongs to another process (after a crash of the machine), or the server
        // is dead but nobody has fetched its exit code (a container whose first process does not).
        // PostgreSQL would take either for a running server. That no server still uses the data
        // it also checks by shared memory.
        let file = self.pid_file();
        fs::remove_file(&file).map_err(EmbeddedError::at(&file))
    }

    fn pid_file(&self) -> PathBuf {
        self.data.join("postmaster.pid")
    }

    fn recorded_pid(&self) -> Result<Option<u32>, EmbeddedError> {
        let file = self.pid_file();
        match fs::read_to_string(&file) {
            Ok(text) => Ok(text.lines().next().and_then(|pid| pid.trim().parse().ok())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedError::at(&file)(error)),
        }
    }
}

fn free_port() -> Result<u16, EmbeddedError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(EmbeddedError::at(Path::new("127.0.0.1")))
}

/// How a process was started: `None` if there is none, empty if it is dead but not yet reaped.
fn command_line(pid: u32) -> Result<Option<String>, EmbeddedError> {
    if Path::new("/proc/self/cmdline").exists() {
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).ok();
        return Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " ")));
    }
    let mut command = Command::new("ps");
    let found = output(command.args(["-ww", "-o", "command=", "-p", &pid.to_string()]))?;
    Ok(found.status.success().then(|| String::from_utf8_lossy(&found.stdout).into_owned()))
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}
