//! Texts that people write, as all commands of mentoring take them: so many characters at most, and no
//! control characters but line breaks and tabs. PostgreSQL takes no text with a NUL.

use kernel::Violation;

/// What is wrong with a text at a path such as `input.about`. It may be empty.
pub(crate) fn text_violation(path: &str, text: &str, most: usize) -> Option<Violation> {
    let is_foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let (code, words) = if text.chars().count() > most {
        ("TOO_LONG", format!("Use at most {most} characters."))
    } else if text.chars().any(is_foreign) {
        ("CONTROL_CHARACTER", "Use no control characters but line breaks.".to_owned())
    } else {
        return None;
    };
    Some(Violation::new(path, code, words))
}

/// As [`text_violation`], of a text that says something; `missing` are the words for one that does not.
pub(crate) fn required_violation(
    path: &str,
    text: &str,
    most: usize,
    missing: &str,
) -> Option<Violation> {
    if text.trim().is_empty() {
        return Some(Violation::new(path, "MISSING", missing));
    }
    text_violation(path, text, most)
}

/// As [`required_violation`], of a name, which stands on one line.
pub(crate) fn name_violation(path: &str, name: &str, most: usize) -> Option<Violation> {
    if let Some(violation) = required_violation(path, name, most, "This is missing.") {
        return Some(violation);
    }
    let has_lines = name.contains(['\n', '\r', '\t']);
    has_lines.then(|| Violation::new(path, "LINE_BREAK", "Use one line."))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    type Check = fn(&str) -> Option<Violation>;

    const TEXT: Check = |text| text_violation("input.about", text, 5);
    const REQUIRED: Check = |text| required_violation("input.about", text, 5, "Say something.");
    const NAME: Check = |text| name_violation("input.about", text, 5);

    #[rstest]
    #[case("", [None, Some("MISSING"), Some("MISSING")])]
    #[case(" \n", [None, Some("MISSING"), Some("MISSING")])]
    #[case("żółwi", [None; 3])]
    #[case("żółwik", [Some("TOO_LONG"); 3])]
    #[case("a\nb\tc", [None, None, Some("LINE_BREAK")])]
    #[case("a\u{0}b", [Some("CONTROL_CHARACTER"); 3])]
    #[case("\u{0}", [Some("CONTROL_CHARACTER"); 3])]
    #[case("a\u{1b}b", [Some("CONTROL_CHARACTER"); 3])]
    #[case("a\u{85}b", [Some("CONTROL_CHARACTER"); 3])]
    fn texts_are_short_and_clean(#[case] text: &str, #[case] expected: [Option<&str>; 3]) {
        let found = [TEXT, REQUIRED, NAME].map(|check| check(text));
        assert!(found.iter().flatten().all(|one| one.path == "input.about"));
        let codes = found.map(|violation| violation.map(|violation| violation.code));
        assert_eq!(codes, expected);
    }
}
