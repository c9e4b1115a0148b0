//! Names of files: what people called them, without what harms those who read or save them.

use crate::sniff::Kind;

/// Most characters of a name.
const LONGEST: usize = 200;
/// Most characters behind the last point that are kept when a name is shortened.
const LONGEST_ENDING: usize = 16;
/// What a file of no name is called.
const NAMELESS: &str = "file";
/// What Windows takes in no name; `:` would also open a second stream of a file.
const FORBIDDEN: &str = "<>:\"|?*";
/// Names that Windows keeps for devices, whatever comes behind the first point.
const DEVICES: [&str; 7] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

/// A name fit for a header, a page and any file system: 1 to 200 characters, no path, nothing
/// invisible, nothing that turns the direction of reading, no point in front, no device. Letters of
/// every script are kept.
pub(crate) fn clean(name: &str, kind: Kind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = last.chars().filter(|letter| !is_hidden(*letter));
    let harmless: String =
        seen.map(|letter| if FORBIDDEN.contains(letter) { '_' } else { letter }).collect();
    let words = harmless.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = trimmed(&words);
    if bare.is_empty() {
        return format!("{NAMELESS}{}", kind.ending());
    }
    shortened(&no_device(bare, kind))
}

/// What follows the last point, if it looks like the ending of a name: `.pdf`.
pub(crate) fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let fits = (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    (fits && !stem.is_empty()).then_some(ending)
}

/// Control characters, and letters of no width: marks of direction, separators of lines, joiners
/// that join nothing. The two joiners that scripts need stay.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Without points and blanks in front (a hidden file) and at the end (which Windows drops).
fn trimmed(name: &str) -> &str {
    name.trim_matches(['.', ' '])
}

/// At most 200 characters; the ending stays, since it says with what a file is opened.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    match ending.filter(|ending| ending.chars().count() <= LONGEST_ENDING) {
        Some(ending) => {
            let room = LONGEST - 1 - ending.chars().count();
            let stem: String = name.chars().take(room).collect();
            format!("{}.{ending}", trimmed(&stem))
        }
        None => trimmed(&name.chars().take(LONGEST).collect::<String>()).to_owned(),
    }
}

fn no_device(name: &str, kind: Kind) -> String {
    let (stem, rest) = name.find('.').map_or((name, ""), |at| name.split_at(at));
    if !is_device(stem.trim_end()) {
        return name.to_owned();
    }
    format!("{NAMELESS}{}", if rest.is_empty() { kind.ending() } else { rest })
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = port.is_some_and(|number| {
        let mut digits = number.chars();
        digits.next().is_some_and(|digit| "0123456789¹²³".contains(digit))
            && digits.next().is_none()
    });
    is_port || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(name: &str) -> String {
        clean(name, Kind::Pdf)
    }

    #[test]
    fn names_that_people_give_stay_as_they_are() {
        for name in [
            "Plan.pdf",
            "zażółć gęślą.pdf",
            "計画 2026 (v2).docx",
            "خطة.pdf",
            "👩‍💻 notes.md",
            "می\u{200c}خواهم.txt",
            "a.b.c",
            "COMPLETE.pdf",
            "console.txt",
        ] {
            assert_eq!(cleaned(name), name);
        }
    }

    #[test]
    fn paths_controls_and_marks_of_direction_go() {
        for (name, expected) in [
            ("../../x", "x"),
            ("..\\..\\x.pdf", "x.pdf"),
            ("C:\\Users\\ana\\x.pdf", "x.pdf"),
            ("/etc/passwd", "passwd"),
            ("a\u{0}b\r\nc\u{7f}.pdf", "abc.pdf"),
            ("ann\u{202e}fdp.exe", "annfdp.exe"),
            ("\u{2066}a\u{2069}\u{200f}.pdf", "a.pdf"),
            ("a\u{feff}\u{200b}b.pdf", "ab.pdf"),
            ("  a \u{a0} b .pdf ", "a b .pdf"),
            (".htaccess", "htaccess"),
            ("...a.pdf...", "a.pdf"),
            ("x.pdf:hidden", "x.pdf_hidden"),
            ("a\"b<c>d|e?f*.pdf", "a_b_c_d_e_f_.pdf"),
        ] {
            assert_eq!(cleaned(name), expected, "{name:?}");
        }
    }

    #[test]
    fn devices_are_no_names() {
        for (name, expected) in [
            ("CON", "file.pdf"),
            ("con.txt", "file.txt"),
            ("nul.tar.gz", "file.tar.gz"),
            ("Lpt1.pdf", "file.pdf"),
            ("COM¹.pdf", "file.pdf"),
            ("aux .pdf", "file.pdf"),
        ] {
            assert_eq!(cleaned(name), expected, "{name:?}");
        }
    }

    #[test]
    fn no_name_becomes_one() {
        for name in ["", "..", "a/..", "\u{202e}\u{0}", " . . ", "x/"] {
            assert_eq!(cleaned(name), "file.pdf", "{name:?}");
        }
        assert_eq!(clean("", Kind::Other), "file");
    }

    #[test]
    fn long_names_keep_their_ending() {
        let long = cleaned(&format!("{}.docx", "ż".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with("ż.docx")), (200, true));
        assert_eq!(cleaned(&"x".repeat(300)), "x".repeat(200));
        let all_ending = cleaned(&format!("a.{}", "b".repeat(300)));
        assert_eq!(all_ending.chars().count(), 200);
        let blank_at_the_cut = cleaned(&format!("{} {}", "x".repeat(199), "y".repeat(50)));
        assert_eq!(blank_at_the_cut, "x".repeat(199));
    }

    #[test]
    fn endings_are_short_and_plain() {
        assert_eq!(ending("a.b.PDF"), Some("PDF"));
        for name in ["a", "a.", ".pdf", "a.p f", "a.ż", "a.abcdefghi"] {
            assert_eq!(ending(name), None, "{name}");
        }
    }
}
