//! The example of the README works as written.

use serde_json::Value;

use super::support::{Folder, cadre};

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let text = text.split_once(before).unwrap_or_else(|| panic!("no {before}")).1;
    text.split_once(after).unwrap_or_else(|| panic!("no {after}")).0
}

#[test]
fn the_matching_of_the_readme_is_solved_and_checked_as_written() {
    let readme = include_str!("../../README.md");
    let section = between(readme, "\n## Solving a matching by hand\n", "\n## ");
    let instance = between(section, "<<'END'\n", "END\n");
    let mut shown: Value =
        serde_json::from_str(between(section, "```json\n", "```")).expect("the answer is JSON");
    assert_eq!(shown["certificate"].take(), "…", "it is left out");

    let folder = Folder::new("readme");
    let file = folder.file("small.json", instance);
    let solved = cadre(&["solve", &file], "");
    let mut result = solved.result();
    assert!(result["certificate"].take().is_object());
    assert_eq!(result, shown);

    let checked = cadre(&["check", &file, "-"], &solved.output);
    assert_eq!(checked.output, between(section, "```text\n", "```"));
}
