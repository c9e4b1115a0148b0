//! A real SMTP server beside the test: stores what arrives and fails as planned.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kernel::Sources;
use mail::mailbox::{self, Received};
use mail::{Dkim, SmtpConfig, Transport};
use serde::Deserialize;
use serde_json::Value;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/peers/smtp_peer.py");

/// One message that a client handed over, and what the server did with it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exchange {
    /// Recipients, separated by commas.
    pub to: String,
    /// Without angle brackets.
    pub message_id: String,
    /// `accept`, or the fault that was planned.
    pub action: String,
}

/// A running server. Ends, with its folder, when dropped; its process also ends with the test's.
#[derive(Debug)]
pub struct SmtpPeer {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl SmtpPeer {
    /// Starts a server that answers at once.
    ///
    /// # Panics
    /// When there is no Python with aiosmtpd.
    pub async fn start() -> Self {
        Self::start_slow(Duration::ZERO).await
    }

    /// Starts a server that takes its time after storing each message.
    ///
    /// # Panics
    /// As [`SmtpPeer::start`].
    pub async fn start_slow(delay: Duration) -> Self {
        let starting = tokio::task::spawn_blocking(move || Self::launch(delay));
        starting.await.expect("the SMTP server of the tests starts")
    }

    fn launch(delay: Duration) -> Self {
        let unique = Sources::system().new_secret().reveal();
        let folder = std::env::temp_dir().join(format!("cadre-peer-{unique}"));
        let mut process = Command::new(python())
            .arg(SCRIPT)
            .args(["--port", "0", "--delay-ms", &delay.as_millis().to_string(), "--dir"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("an output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let port = line.trim().strip_prefix("PORT ").and_then(|port| port.parse().ok());
        Self { process, port: port.expect("the SMTP server says its port"), folder }
    }

    /// Its address as configurations give it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// A way out that leads to it.
    ///
    /// # Panics
    /// Never; the address is valid.
    pub fn transport(&self) -> Transport {
        Transport::smtp(self.config()).expect("a configuration")
    }

    /// A way out that leads to it and signs.
    ///
    /// # Panics
    /// Never; the address is valid.
    pub fn signing_transport(&self, dkim: Dkim) -> Transport {
        Transport::smtp(SmtpConfig { dkim: Some(dkim), ..self.config() }).expect("a configuration")
    }

    fn config(&self) -> SmtpConfig {
        SmtpConfig::from_url(&self.url()).expect("an address")
    }

    /// Says what goes wrong from now on: a list of rules `{"to", "action", "times"}`, as the server's
    /// own text explains. An empty list: nothing.
    ///
    /// # Panics
    /// When the folder cannot be written.
    pub fn plan(&self, rules: &Value) {
        let unfinished = self.folder.join("plan.tmp");
        std::fs::write(&unfinished, rules.to_string()).expect("a plan");
        std::fs::rename(unfinished, self.folder.join("plan.json")).expect("a plan");
    }

    /// How many messages it has stored.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn stored(&self) -> usize {
        self.files().len()
    }

    /// The messages that it has stored, in the order of their arrival.
    ///
    /// # Panics
    /// When one is no mail.
    pub fn received(&self) -> Vec<Received> {
        let read = |path: &PathBuf| {
            let bytes = std::fs::read(path).expect("a mail");
            let id = path.file_stem().unwrap_or_default().to_string_lossy();
            mailbox::parse(&id, &bytes).expect("a mail")
        };
        self.files().iter().map(read).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).expect("the server's folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let is_mail = |path: &PathBuf| path.extension().is_some_and(|end| end == "eml");
        let mut files: Vec<PathBuf> = paths.filter(is_mail).collect();
        files.sort_unstable();
        files
    }

    /// All that clients handed over, in order.
    ///
    /// # Panics
    /// When the server's log cannot be read.
    pub fn log(&self) -> Vec<Exchange> {
        let text = std::fs::read_to_string(self.folder.join("log.jsonl")).expect("a log");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of the log")).collect()
    }

    /// Ends the server: from now on nobody listens at its address.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for SmtpPeer {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The Python that `./dev test` found or made, or the machine's if it has what the server needs.
fn python() -> OsString {
    let python = std::env::var_os("CADRE_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let probe =
        Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    let fits = probe.is_ok_and(|status| status.success()) && Path::new(SCRIPT).exists();
    assert!(fits, "no Python with aiosmtpd was found: run ./dev test, which installs it");
    python
}
