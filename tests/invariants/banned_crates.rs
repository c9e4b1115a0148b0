//! Crates that must not come in again by way of another crate's defaults.

use super::sources;

/// Every version.
const ANY: (u32, u32) = (u32::MAX, 0);

/// Name, the first version that is fine, and why.
const BANNED: &[(&str, (u32, u32), &str)] = &[
    ("aws-lc-sys", ANY, "one TLS stack: rustls with ring"),
    ("openssl-sys", ANY, "one TLS stack: rustls with ring"),
    ("native-tls", ANY, "one TLS stack: rustls with ring"),
    ("pq-sys", ANY, "no libpq: the PostgreSQL driver is pure Rust"),
    ("h2", (0, 4), "an advisory without a fix: actix-web is built without http2"),
    ("reqwest", (0, 13), "one HTTP client"),
];

/// How the source of a package begins that comes from a registry.
const REGISTRY: &str = "registry+";

/// What is wrong with the packages of a `Cargo.lock`.
fn faults(lock: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for package in lock.split("[[package]]").skip(1) {
        let (name, version) = (value(package, "name"), numbers(value(package, "version")));
        let banned = BANNED.iter().filter(|(banned, fine, _)| *banned == name && version < *fine);
        faults.extend(banned.map(|(_, _, why)| format!("{name}: {why}")));
        // Our own have no source.
        let source = value(package, "source");
        if !source.is_empty() && !source.starts_with(REGISTRY) {
            faults.push(format!("{name} comes from elsewhere than the registry"));
        }
    }
    faults
}

fn value<'a>(package: &'a str, key: &str) -> &'a str {
    let value = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    value.map_or("", |value| value.trim_matches('"'))
}

/// The first two numbers of a version.
fn numbers(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[test]
fn banned_crates_are_not_locked() {
    let lock = sources::read("Cargo.lock");
    assert!(lock.matches("[[package]]").count() > 100, "it is the right file");
    assert_eq!(faults(&lock), Vec::<String>::new());
}

/// `Cargo.lock` lists sqlx, because features that are off mention it; so the manifest is asked.
#[test]
fn jobs_use_the_one_driver() {
    let manifest = sources::read("Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("graphile_worker ="));
    let line = line.expect("the library of jobs");
    assert!(line.contains("default-features = false") && !line.contains("sqlx"), "{line}");
}

#[test]
fn what_is_banned_is_found() {
    let package = |name: &str, version: &str, source: &str| {
        faults(&format!(
            "version = 4\n\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
             source = \"{source}\"\n"
        ))
    };
    assert_eq!(package("openssl-sys", "0.9.1", REGISTRY).len(), 1);
    assert_eq!(package("h2", "0.3.27", REGISTRY).len(), 1);
    assert_eq!(package("h2", "0.4.1", REGISTRY).len(), 0);
    assert_eq!(package("reqwest", "0.12.30", REGISTRY).len(), 1);
    assert_eq!(package("serde", "1.0.0", REGISTRY).len(), 0);
    assert_eq!(package("serde", "1.0.0", "git+https://example.com/serde").len(), 1);
}
