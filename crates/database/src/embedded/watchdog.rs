//! Makes sure that the server does not outlive us, even after `kill -9` or an abort.
//!
//! A small shell process waits at the far end of a pipe. When we let go of our end, on purpose or
//! by dying, it stops the server and removes the files of a throwaway one. Stopping goes the same
//! way in both cases, so the way that matters after a crash is the way of every test.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::account::failure;
use super::cluster::Cluster;
use super::{Durability, EmbeddedError};

/// Arguments: the data folder, the signal that stops the server, the folder to remove or "".
/// Input: the server's process id, so that a server which someone has started on the same folder
/// since is left alone. A server has stopped once its pid file is gone; one that died otherwise
/// leaves the file, and where nobody reaps the dead (many containers) still looks alive to `kill`,
/// but has no command line any more.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
data=$1 signal=$2 folder=$3
recorded() { sed -n 1p "$data/postmaster.pid" 2>/dev/null; }
command_line() {
    if [ -r /proc/self/cmdline ]; then
        tr '\000' ' ' <"/proc/$pid/cmdline"
    else
        ps -ww -o command= -p "$pid"
    fi 2>/dev/null
}
runs() {
    [ -n "$pid" ] && [ "$(recorded)" = "$pid" ] || return 1
    case $(command_line) in *"$data"*) ;; *) return 1 ;; esac
}
pid=
while read -r line; do pid=$line; done
[ -n "$pid" ] || pid=$(recorded)
if runs; then
    kill -s "$signal" "$pid"
    tries=0
    while runs && [ "$tries" -lt 1200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
fi
[ -z "$folder" ] || rm -rf -- "$folder"
"#;

#[derive(Debug)]
pub(super) struct Watchdog(pub(super) Child);

impl Watchdog {
    /// Runs as us, not as the server's user: only we can remove the folder we made.
    pub(super) fn spawn(cluster: &Cluster) -> Result<Self, EmbeddedError> {
        // What PostgreSQL calls a fast shutdown, and an immediate one.
        let signal = match cluster.durability() {
            Durability::Durable => "INT",
            Durability::Throwaway => "QUIT",
        };
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "cadre-postgres-watchdog"]);
        command.arg(cluster.data()).arg(signal);
        command.arg(cluster.disposable().unwrap_or_else(|| Path::new("")));
        command.current_dir("/").stdin(Stdio::piped());
        // Our output is not its output: whoever reads ours to the end must not wait for it.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C in the terminal is for us; the watchdog acts when we are done.
        command.process_group(0);
        let process = command.spawn().map_err(|error| failure(&command, &error))?;
        Ok(Self(process))
    }

    /// Tells it which server it watches.
    pub(super) fn watch(&mut self, pid: u32) -> Result<(), EmbeddedError> {
        let Some(line) = &mut self.0.stdin else {
            return Ok(());
        };
        writeln!(line, "{pid}").map_err(EmbeddedError::at(Path::new("watchdog")))
    }
}

impl Drop for Watchdog {
    /// Lets it do its work, and waits for that (waiting closes our end of the pipe first).
    fn drop(&mut self) {
        if let Err(error) = self.0.wait() {
            tracing::warn!(%error, "waiting for the watchdog of the embedded PostgreSQL");
        }
    }
}
