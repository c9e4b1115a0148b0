//! Time, ids and chance are handed in.

use super::{literals, sources};

/// What `clippy.toml` must forbid, and how it looks in code.
const FORBIDDEN: &[(&str, &str)] = &[
    ("chrono::Utc::now", "Utc::now"),
    ("chrono::Local::now", "Local::now"),
    ("std::time::SystemTime::now", "SystemTime::now"),
    ("uuid::Uuid::now_v7", "now_v7"),
    ("uuid::Uuid::new_v4", "new_v4"),
    ("rand::rng", "rand::rng("),
    ("rand::random", "rand::random"),
];

/// Files that may lift the ban, how often, and why. The list may only shrink.
const EXCEPTIONS: &[(&str, usize, &str)] = &[
    ("crates/kernel/src/sources.rs", 1, "the one place that reads the wall clock"),
    ("crates/mail/src/mailbox.rs", 1, "names files of the local mailbox in their order"),
];

#[test]
fn no_wall_clock() {
    let clippy = sources::read("clippy.toml");
    for (path, _) in FORBIDDEN {
        assert!(
            clippy.contains(&format!("path = \"{path}\"")),
            "clippy.toml does not forbid {path}"
        );
    }
    assert!(sources::read("Cargo.toml").contains("disallowed_methods = \"warn\""));
    for name in sources::crates() {
        let manifest = sources::read(&format!("crates/{name}/Cargo.toml"));
        let heard = manifest.contains("[lints]\nworkspace = true");
        assert!(heard, "{name} does not take the lints of the workspace");
    }
    let mut faults = Vec::new();
    let mut lifted = vec![0; EXCEPTIONS.len()];
    let files =
        sources::below("crates", &[".rs"]).into_iter().chain(sources::below("tests", &[".rs"]));
    for source in files {
        let (_, code) = literals::split(&source.text);
        let exception = EXCEPTIONS.iter().position(|(path, ..)| *path == source.path);
        for (number, line) in code.lines().enumerate() {
            let place = format!("{}:{}: {}", source.path, number + 1, line.trim());
            if line.contains("clippy::disallowed_methods") {
                exception.map_or_else(|| faults.push(place.clone()), |at| lifted[at] += 1);
            }
            if exception.is_none() && FORBIDDEN.iter().any(|(_, word)| line.contains(word)) {
                faults.push(place);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let allowed: Vec<_> = EXCEPTIONS.iter().map(|(_, times, _)| *times).collect();
    assert_eq!(lifted, allowed, "{EXCEPTIONS:?}: take out what is not needed any more");
}

/// The database's clock and dice are as far from a test's hands as those of the machine.
#[test]
fn no_clock_in_statements() {
    let mut faults = Vec::new();
    for source in sources::production() {
        for literal in literals::split(&source.text).0 {
            let text = literal.text.to_lowercase();
            let volatile =
                ["now()", "current_timestamp", "clock_timestamp", "random()", "gen_random"];
            if volatile.iter().any(|word| text.contains(word)) {
                faults.push(format!("{}:{}: {}", source.path, literal.line, literal.text));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Two readings would let two fields of one answer disagree on the week.
#[test]
fn a_request_reads_the_clock_once() {
    let mut readings = Vec::new();
    for source in sources::below("crates/api/src", &[".rs"]) {
        let (_, code) = literals::split(&source.text);
        let times = code.matches("sources.now()").count();
        readings.extend(std::iter::repeat_n(source.path, times));
    }
    assert_eq!(readings, ["crates/api/src/context.rs"]);
}
