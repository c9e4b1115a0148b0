//! Files that are generated, committed and compared.

use std::fmt::Write as _;

use super::sources;

/// Set to `1` to write what a test found instead of comparing it.
const UPDATE: &str = "UPDATE_EXPECT";

/// Compares a text with a committed file, by its path from the root.
///
/// # Panics
/// When they differ; the lines that do are shown.
#[track_caller]
pub fn same_as_file(path: &str, actual: &str) {
    let file = sources::root().join(path);
    if std::env::var(UPDATE).is_ok_and(|value| value == "1") {
        std::fs::write(&file, actual).expect("the file can be written");
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        expected == actual,
        "{path} is not what the program gives; if the change is meant, run this test with \
         {UPDATE}=1 and commit the file\n{}",
        difference(&expected, actual)
    );
}

/// The lines that only one of two texts has.
pub fn difference(expected: &str, actual: &str) -> String {
    let mut text = String::new();
    let only_in = |one: &str, other: &str, sign: char, text: &mut String| {
        for line in one.lines().filter(|line| !other.lines().any(|there| there == *line)) {
            let _ = writeln!(text, "{sign} {line}");
        }
    };
    only_in(expected, actual, '-', &mut text);
    only_in(actual, expected, '+', &mut text);
    if text.is_empty() { "the order of the lines differs".to_owned() } else { text }
}
