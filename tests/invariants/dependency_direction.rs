//! A crate uses only what stands below it.

use std::collections::BTreeSet;

use super::sources;

/// Lowest first. Crates of one layer do not use each other.
const LAYERS: &[&[&str]] = &[
    &["kernel", "matching"],
    &["database"],
    &["jobs", "mail"],
    &["auth"],
    &["files"],
    &["curriculum"],
    &["cohorts"],
    &["assessments", "mentoring"],
    &["reports"],
    &["api"],
    &["server"],
];
/// For tests and measurements only: may use everything; used by nothing but tests.
const OUTSIDE: &[&str] = &["testkit", "bench"];

#[test]
fn dependency_direction() {
    let names = sources::crates();
    assert!(names.len() >= 10, "{names:?}");
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let mut faults = Vec::new();
    for name in &names {
        if OUTSIDE.contains(&name.as_str()) {
            continue;
        }
        let Some(own) = layer(name) else {
            faults.push(format!("{name} has no place in the order"));
            continue;
        };
        let (used, in_tests) = dependencies(&sources::read(&format!("crates/{name}/Cargo.toml")));
        for other in used.iter().filter(|other| names.contains(other)) {
            if layer(other).is_none_or(|other| other >= own) {
                faults.push(format!("{name} uses {other}"));
            }
        }
        for other in in_tests.iter().filter(|other| names.contains(other)) {
            if !OUTSIDE.contains(&other.as_str()) && layer(other).is_none_or(|other| other >= own) {
                faults.push(format!("the tests of {name} use {other}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What a manifest names: for the crate itself and its build, and for its tests.
fn dependencies(manifest: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut used, mut in_tests) = (BTreeSet::new(), BTreeSet::new());
    let mut section = "";
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
            // `[dependencies.name]`, also below a target.
            if let Some((kind, name)) = section.rsplit_once("dependencies.") {
                let set = if kind.ends_with("dev-") { &mut in_tests } else { &mut used };
                set.insert(name.to_owned());
            }
        } else if section.ends_with("dependencies") {
            let set = if section.ends_with("dev-dependencies") { &mut in_tests } else { &mut used };
            if let Some((name, value)) = line.split_once(['.', '=']) {
                set.insert(name.trim().to_owned());
                let package =
                    value.split_once("package").and_then(|(_, name)| name.split('"').nth(1));
                set.extend(package.map(str::to_owned));
            }
        }
    }
    (used, in_tests)
}

#[test]
fn every_way_to_name_a_dependency_is_seen() {
    let manifest = "[dependencies]\na.workspace = true\nb = { path = \"..\" }\n\
                    other = { package = \"c\", path = \"..\" }\n[dependencies.d]\n\
                    [target.'cfg(unix)'.dependencies]\ne = \"1\"\n[build-dependencies]\nf = \"1\"\n\
                    [dev-dependencies]\ng.workspace = true\n[dev-dependencies.h]\n[features]\ni = []\n";
    let (used, in_tests) = dependencies(manifest);
    let used: Vec<_> = used.iter().map(String::as_str).collect();
    assert_eq!(used, ["a", "b", "c", "d", "e", "f", "other"]);
    assert_eq!(in_tests.iter().map(String::as_str).collect::<Vec<_>>(), ["g", "h"]);
}
