//! The program `cadre` as it ships, in a process of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::Fallible;
use crate::client::Client;
use crate::installation::Installation;

const START: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// A running `cadre`. Killed when dropped.
pub struct Cadre {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Cadre {
    /// `cadre serve` without jobs, ready for requests.
    pub async fn serve(installation: &Installation) -> Fallible<Self> {
        let mut server =
            Self::spawn(installation, &["serve", "--without-worker"], "smtp://127.0.0.1:1")?;
        server.until_ready().await?;
        Ok(server)
    }

    /// `cadre serve` on a private cluster, ready for requests, and the seconds until it was.
    pub async fn embedded(installation: &Installation, home: &Path) -> Fallible<(Self, f64)> {
        let begun = Instant::now();
        let mut server = Self::start(installation, &["serve", "--embedded"], |command| {
            command.env("CADRE_HOME", home);
            // By these it finds PostgreSQL.
            for name in ["PATH", "CADRE_POSTGRES_BIN"] {
                if let Some(value) = std::env::var_os(name) {
                    command.env(name, value);
                }
            }
        })?;
        server.until_ready().await?;
        Ok((server, begun.elapsed().as_secs_f64()))
    }

    /// `cadre worker`, which sends mails to `smtp_url`.
    pub fn worker(installation: &Installation, smtp_url: &str) -> Fallible<Self> {
        Self::spawn(installation, &["worker"], smtp_url)
    }

    /// With the settings of a production installation; only what must differ is set.
    fn spawn(installation: &Installation, arguments: &[&str], smtp_url: &str) -> Fallible<Self> {
        Self::start(installation, arguments, |command| {
            command
                .env("CADRE_APP_DATABASE_URL", &installation.addresses.app)
                .env("CADRE_SYSTEM_DATABASE_URL", &installation.addresses.system)
                .env("CADRE_SIGNING_KEYS", installation.keys())
                .env("CADRE_LINK_SECRET_FILE", installation.link_secret())
                .env("CADRE_NOTE_KEYS", installation.note_keys())
                .env("CADRE_FILES", installation.files())
                .env("CADRE_APP_URL", "http://bench.example")
                .env("CADRE_SMTP_URL", smtp_url)
                .env("CADRE_MAIL_FROM", "Bench <bench@bench.example>")
                .env("CADRE_HOME", installation.folder());
        })
    }

    fn start(
        installation: &Installation,
        arguments: &[&str],
        settings: impl FnOnce(&mut Command),
    ) -> Fallible<Self> {
        let program = std::env::current_exe()?.with_file_name("cadre");
        if !program.exists() {
            return Err(format!(
                "{} is not there: cargo build --release -p server -p bench",
                program.display()
            )
            .into());
        }
        // Free at this moment, which is enough on a machine that does nothing else.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = installation.folder().join(format!("{}.log", arguments[0]));
        let output = File::create(&log)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("CADRE_LISTEN", format!("127.0.0.1:{port}"))
            .env("CADRE_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .kill_on_drop(true);
        settings(&mut command);
        Ok(Self { child: command.spawn()?, port, log })
    }

    async fn until_ready(&mut self) -> Fallible<()> {
        let begun = Instant::now();
        while !self.is_ready().await {
            if begun.elapsed() > START || self.child.try_wait()?.is_some() {
                return Err(self.failure("`cadre serve` did not get ready").into());
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut client) = Client::connect(self.port).await else { return false };
        let request = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        client.send(request).await.is_ok_and(|reply| reply.status == 200)
    }

    /// Waits for words in its output.
    pub async fn says(&self, words: &str) -> Fallible<()> {
        let begun = Instant::now();
        while !std::fs::read_to_string(&self.log)?.contains(words) {
            if begun.elapsed() > START {
                return Err(self.failure(&format!("it did not say \"{words}\"")).into());
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    /// What went wrong, with the end of its log.
    pub fn failure(&self, what: &str) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        format!("{what}; its log ends:\n{}", lines[lines.len().saturating_sub(10)..].join("\n"))
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Seconds of processor time it has used; 0 where the system has no `/proc`.
    pub fn cpu_seconds(&self) -> f64 {
        self.child.id().and_then(cpu_ticks).map_or(0.0, |ticks| f64::from(ticks) / 100.0)
    }

    /// Watches its resident memory until the watch is read.
    pub fn watch_memory(&self) -> MemoryWatch {
        let peak = Arc::new(AtomicU64::new(0));
        let (seen, pid) = (Arc::clone(&peak), self.child.id());
        let task = tokio::spawn(async move {
            while let Some(kib) = pid.and_then(resident_kib) {
                seen.fetch_max(kib, Ordering::Relaxed);
                sleep(POLL).await;
            }
        });
        MemoryWatch { peak, task }
    }

    /// Asks it to end in good order and waits for that.
    pub async fn end(mut self) -> Fallible<()> {
        let pid = self.child.id().ok_or("it has ended by itself")?.to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().await?;
        if !asked.success() || !self.child.wait().await?.success() {
            return Err(self.failure("it did not end in good order").into());
        }
        Ok(())
    }

    /// Kills it and waits for that.
    pub async fn stop(mut self) -> Fallible<()> {
        Ok(self.child.kill().await?)
    }
}

/// Counts on while it lives.
pub struct MemoryWatch {
    peak: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl MemoryWatch {
    /// The most resident memory seen, in MB; 0 where the system has no `/proc`.
    pub fn peak_mb(&self) -> f64 {
        let kib = u32::try_from(self.peak.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        f64::from(kib) * 1024.0 / 1e6
    }
}

impl Drop for MemoryWatch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn resident_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}

/// Own and system time, in hundredths of a second.
fn cpu_ticks(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // Counted from behind the name, which may hold spaces: state is the first word there.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let own: u32 = words.nth(11)?.parse().ok()?;
    let system: u32 = words.next()?.parse().ok()?;
    Some(own + system)
}
