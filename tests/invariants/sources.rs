//! The files of the repository, as the tests that read them see them.

use std::path::{Path, PathBuf};

/// A text file with its path from the root.
pub struct Source {
    /// Path from the root, with slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the root is there")
}

/// All files with one of the endings below a folder, by path.
pub fn below(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), &root().join(folder), endings, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "nothing below {folder} ends with {endings:?}");
    found
}

/// The sources of our crates; without `testkit` and `bench`, which no installation runs.
pub fn production() -> Vec<Source> {
    let mut found = below("crates", &[".rs"]);
    found.retain(|source| {
        source.path.contains("/src/")
            && !["crates/testkit/", "crates/bench/"]
                .iter()
                .any(|other| source.path.starts_with(other))
    });
    found
}

/// The folders directly below `crates`, each one crate.
pub fn crates() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("crates"))
        .expect("there are crates")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("Cargo.toml").exists())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The text of one file.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn collect(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, endings, found);
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            let relative = path.strip_prefix(root).expect("below the root");
            found.push(Source {
                path: relative.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).expect("a text"),
            });
        }
    }
}
