//! The same statements through pgbench: what PostgreSQL gives to a client that does nothing else.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use crate::Fallible;
use crate::installation::Installation;
use crate::load::{CONNECTIONS, Latencies};

/// Left out at the start of a run, in which connections are opened and statements prepared.
const WARMING_MICROS: u64 = 1_000_000;

/// The program beside the server's, or the one on the PATH.
fn program(installation: &Installation) -> PathBuf {
    let beside = installation.postgres.program("pgbench");
    if beside.is_file() { beside } else { PathBuf::from("pgbench") }
}

/// Runs a script over all connections, with prepared statements.
pub async fn run(
    installation: &Installation,
    script: &str,
    variables: &[(&str, String)],
    duration: Duration,
) -> Fallible<Latencies> {
    let folder = installation.folder().join("pgbench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("script.sql");
    std::fs::write(&file, script)?;
    let seconds = duration.as_secs() + WARMING_MICROS / 1_000_000;
    let output = Command::new(program(installation))
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--log", "--log-prefix=run"])
        .arg(format!("--client={CONNECTIONS}"))
        .arg(format!("--time={seconds}"))
        .args(variables.iter().map(|(name, value)| format!("--define={name}={value}")))
        .arg("--file")
        .arg(&file)
        .arg(installation.address("cadre_bench"))
        .current_dir(&folder)
        .output()
        .await
        .map_err(|error| {
            format!(
                "pgbench cannot be started ({error}). Debian: apt-get install postgresql; \
                 Fedora: dnf install postgresql-contrib; macOS: brew install postgresql@17"
            )
        })?;
    if !output.status.success() {
        return Err(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let latencies = latencies(&folder)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(latencies)
}

/// Each thread writes a log with one line per transaction: client, number, microseconds taken,
/// script, and when it ended as seconds and microseconds.
fn latencies(folder: &Path) -> Fallible<Latencies> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            continue;
        }
        for line in std::fs::read_to_string(path)?.lines() {
            all.push(transaction(line).ok_or_else(|| format!("pgbench logged {line:?}"))?);
        }
    }
    let first = all.iter().map(|(end, _)| *end).min().ok_or("pgbench ran no transaction")?;
    let last = all.iter().map(|(end, _)| *end).max().unwrap_or(first);
    let from = first + WARMING_MICROS;
    let micros = all.iter().filter(|(end, _)| *end >= from).map(|(_, micros)| *micros).collect();
    Ok(Latencies::new(micros, Duration::from_micros(last.saturating_sub(from))))
}

fn transaction(line: &str) -> Option<(u64, u32)> {
    let mut words = line.split(' ');
    let micros = words.nth(2)?.parse().ok()?;
    let seconds: u64 = words.nth(1)?.parse().ok()?;
    let rest: u64 = words.next()?.parse().ok()?;
    Some((seconds * 1_000_000 + rest, micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_is_read() {
        assert_eq!(
            transaction("0 199 2241 0 1175850568 995598"),
            Some((1_175_850_568_995_598, 2241))
        );
        assert_eq!(transaction("0 199 failed 0 1175850568 995598"), None);
    }
}
