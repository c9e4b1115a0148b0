//! `./dev bench [names]`: measures the release build beside what bounds it, in one run and on one
//! machine, since only ratios travel from one machine to another.
//!
//! ```text
//! start     the program as `./dev run` starts it, until it is ready
//! peers     handing out reviews to the peers of a large cohort
//! board     the cohort board over HTTP, beside its statements through pgbench
//! gradebook the marks of a cohort over HTTP, beside its statements through pgbench
//! sign-in   signing in, beside bare password hashes
//! mail      the worker sending report mails into a sink of our own
//! submit    handing in a quiz over HTTP, beside its statements through pgbench
//! csv       enrolling learners from a file
//! rescore   scoring attempts anew after a corrected key
//! ```
//!
//! Everything is thrown away at the end but `target/bench/<name>.json`.

mod board;
mod client;
mod enrol;
mod figures;
mod gradebook;
mod installation;
mod load;
mod mails;
mod passwords;
mod peers;
mod pgbench;
mod process;
mod quiz;
mod rescore;
mod seed;
mod sign_in;
mod sink;
mod start;
mod statements;
mod submit;

use std::process::ExitCode;
use std::time::Instant;

use figures::Figures;
use installation::Installation;

/// Why nothing could be measured, in words for whoever started the bench.
type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// In the order in which they run: the jobs that `csv` leaves would stand before the mails, and
/// `rescore` makes a cohort that the others should not meet.
const NAMES: [&str; 9] =
    ["start", "peers", "board", "gradebook", "sign-in", "mail", "submit", "csv", "rescore"];

// As many threads as pgbench gets.
#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = wanted.iter().find(|name| !NAMES.contains(&name.as_str())) {
        eprintln!("bench: there is no {name}; there are {}", NAMES.join(", "));
        return ExitCode::FAILURE;
    }
    match run(&wanted).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(wanted: &[String]) -> Fallible<()> {
    let begun = Instant::now();
    say("starting PostgreSQL, migrating, seeding");
    let installation = Installation::start().await?;
    seed::fill(&installation).await?;
    say(&format!("seeded after {:.0} s", begun.elapsed().as_secs_f64()));
    for name in NAMES {
        if !wanted.is_empty() && !wanted.iter().any(|one| one == name) {
            continue;
        }
        say(&format!("measuring {name}"));
        let figures: Figures = match name {
            "start" => start::measure(&installation).await?,
            "peers" => peers::measure()?,
            "board" => board::measure(&installation).await?,
            "gradebook" => gradebook::measure(&installation).await?,
            "sign-in" => sign_in::measure(&installation).await?,
            "mail" => mails::measure(&installation).await?,
            "submit" => submit::measure(&installation).await?,
            "csv" => enrol::measure(&installation).await?,
            _ => rescore::measure(&installation).await?,
        };
        figures.print();
        figures.write(name)?;
    }
    say(&format!("{:.0} s in all", begun.elapsed().as_secs_f64()));
    Ok(())
}

/// Progress goes to the error stream, figures to the other.
fn say(line: &str) {
    eprintln!("bench: {line}");
}
