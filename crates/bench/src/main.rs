//! `./dev bench [names]`: measures the release build beside what bounds it, in one run and on one
//! machine, since only ratios travel from one machine to another.
//!
//! ```text
//! matching  the matching engine, beside OR-tools' min-cost flow
//! start     the program as `./dev run` starts it, until it is ready
//! peers     handing out reviews to the peers of a large cohort
//! board     the cohort board over HTTP, beside its statements through pgbench
//! gradebook the marks of a cohort over HTTP, beside its statements through pgbench
//! sign-in   signing in, beside bare password hashes
//! mail      the worker sending report mails into a sink of our own
//! submit    handing in a quiz over HTTP, beside its statements through pgbench
//! csv       enrolling learners from a file
//! rescore   scoring attempts anew after a corrected key
//! mentoring runs, short lists, rechecks and the coordinator's page, from stored profiles
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
mod matching;
mod mentoring;
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

/// Needs no database, and is measured before there is one.
const MATCHING: &str = "matching";

/// In the order in which they run: the jobs that `csv` leaves would stand before the mails, and
/// `rescore` makes a cohort that the others should not meet.
const NAMES: [&str; 11] = [
    MATCHING,
    "start",
    "peers",
    "board",
    "gradebook",
    "sign-in",
    "mail",
    "submit",
    "csv",
    "rescore",
    "mentoring",
];

// As many threads as pgbench gets.
#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [first, rest @ ..] = wanted.as_slice()
        && first == matching::CHILD
    {
        return ended(matching::run_child(rest));
    }
    if let Some(name) = wanted.iter().find(|name| !NAMES.contains(&name.as_str())) {
        eprintln!("bench: there is no {name}; there are {}", NAMES.join(", "));
        return ExitCode::FAILURE;
    }
    ended(run(&wanted).await)
}

fn ended(result: Fallible<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(wanted: &[String]) -> Fallible<()> {
    let begun = Instant::now();
    let is_wanted = |name: &&str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let mut names: Vec<&str> = NAMES.into_iter().filter(is_wanted).collect();
    if names.first() == Some(&MATCHING) {
        names.remove(0);
        show(MATCHING, &matching::measure()?)?;
    }
    if !names.is_empty() {
        on_installation(&names).await?;
    }
    say(&format!("{:.0} s in all", begun.elapsed().as_secs_f64()));
    Ok(())
}

async fn on_installation(names: &[&str]) -> Fallible<()> {
    let begun = Instant::now();
    say("starting PostgreSQL, migrating, seeding");
    let installation = Installation::start().await?;
    seed::fill(&installation).await?;
    say(&format!("seeded after {:.0} s", begun.elapsed().as_secs_f64()));
    for &name in names {
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
            "mentoring" => mentoring::measure(&installation).await?,
            _ => rescore::measure(&installation).await?,
        };
        show(name, &figures)?;
    }
    Ok(())
}

fn show(name: &str, figures: &Figures) -> Fallible<()> {
    figures.print();
    figures.write(name)
}

/// Progress goes to the error stream, figures to the other.
fn say(line: &str) {
    eprintln!("bench: {line}");
}
