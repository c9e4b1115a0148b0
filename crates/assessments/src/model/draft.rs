//! A draft as it comes in: what may stand in it.

use kernel::{FileId, Violation};

/// Longest text, in characters.
pub const TEXT_CHARS: usize = 50_000;
/// Most links.
pub const LINKS: usize = 20;
/// Longest link, in characters.
pub const LINK_CHARS: usize = 2_000;
/// Most files.
pub const FILES: usize = 10;

/// What a learner writes before handing it in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The text, Markdown.
    pub text: String,
    /// Web addresses, in the learner's order.
    pub links: Vec<String>,
    /// Files that the learner uploaded.
    pub files: Vec<FileId>,
}

impl Draft {
    /// Without blanks around links and without files that stand twice.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        for link in &mut self.links {
            *link = link.trim().to_owned();
        }
        self.files.sort_unstable();
        self.files.dedup();
        self
    }

    /// All that is wrong with it, below `input`; empty when nothing is.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        if self.text.chars().count() > TEXT_CHARS {
            let words = format!("A text has at most {TEXT_CHARS} characters; hand in a file.");
            found.push(Violation::new("input.text", "LENGTH", words));
        }
        if self.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let words = "A text holds no control characters but line breaks and tabs.";
            found.push(Violation::new("input.text", "CONTROL_CHARACTER", words));
        }
        if self.files.len() > FILES {
            let words = format!("Hand in at most {FILES} files; put more into one document.");
            found.push(Violation::new("input.fileIds", "TOO_MANY", words));
        }
        if self.links.len() > LINKS {
            let words = format!("Give at most {LINKS} links; put more into the text.");
            found.push(Violation::new("input.links", "TOO_MANY", words));
            return found;
        }
        for (index, link) in self.links.iter().enumerate() {
            if let Err((code, words)) = check_link(link) {
                found.push(Violation::new(format!("input.links.{index}"), code, words));
            }
        }
        found
    }
}

/// What is wrong with a link: a code and words.
type LinkProblem = (&'static str, &'static str);

/// Whether a link is a web address that is safe to show and to follow. Stricter than browsers are:
/// what they would mend in silence, a reader of the address cannot judge.
fn check_link(link: &str) -> Result<(), LinkProblem> {
    const NOT_ONE: LinkProblem =
        ("NOT_A_WEB_ADDRESS", "Give a whole web address, such as https://example.com/board.");
    if link.chars().count() > LINK_CHARS {
        return Err(("LENGTH", "A link has at most 2,000 characters; give a shorter one."));
    }
    let (scheme, rest) = link.split_once("://").ok_or(NOT_ONE)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(("SCHEME", "A link begins with https:// or http://."));
    }
    if link.chars().any(|c| is_hidden(c) || "\\<>\"`{}|^".contains(c)) {
        return Err(NOT_ONE);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        let words = "A link holds no name or password before its host; give it without them.";
        return Err(("CREDENTIALS", words));
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
    let has_port = |port: &str| {
        port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()
    };
    if is_host(host) && port.is_none_or(has_port) { Ok(()) } else { Err(NOT_ONE) }
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    host.chars().count() <= 253 && host.split('.').all(is_label)
}

/// White space, control characters, and letters of no width, which make an address look like
/// another one.
fn is_hidden(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn problem(link: &str) -> Option<&'static str> {
        check_link(link).err().map(|(code, _)| code)
    }

    #[rstest]
    #[case("https://example.com")]
    #[case("HTTP://Example.com:8080/a?b=c#d")]
    #[case("https://żółw.pl/ścieżka")]
    #[case("https://wiki/boards/7")]
    #[case("https://example.com/a@b?mail=x@y.example")]
    #[case("http://192.0.2.7/x")]
    fn web_addresses_are_taken(#[case] link: &str) {
        assert_eq!(problem(link), None);
    }

    #[rstest]
    #[case("javascript:alert(1)", "NOT_A_WEB_ADDRESS")]
    #[case("javascript://example.com/%0aalert(1)", "SCHEME")]
    #[case("JaVaScRiPt://x", "SCHEME")]
    #[case("data:text/html,<script>", "NOT_A_WEB_ADDRESS")]
    #[case("file:///etc/passwd", "SCHEME")]
    #[case("ftp://example.com", "SCHEME")]
    #[case("//example.com", "NOT_A_WEB_ADDRESS")]
    #[case("example.com", "NOT_A_WEB_ADDRESS")]
    #[case("", "NOT_A_WEB_ADDRESS")]
    #[case("https://", "NOT_A_WEB_ADDRESS")]
    #[case("https:///path", "NOT_A_WEB_ADDRESS")]
    #[case("https://user:secret@example.com", "CREDENTIALS")]
    #[case("https://example.com@evil.example/", "CREDENTIALS")]
    #[case("https://example.com\\@evil.example/", "NOT_A_WEB_ADDRESS")]
    #[case("https://exa mple.com", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com/\u{202e}gpj.exe", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com/a\nb", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com/a\0b", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com:99999", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com:+80", "NOT_A_WEB_ADDRESS")]
    #[case("https://example.com:", "NOT_A_WEB_ADDRESS")]
    #[case("https://example..com", "NOT_A_WEB_ADDRESS")]
    #[case("https://-a.example", "NOT_A_WEB_ADDRESS")]
    #[case("https://exa%6dple.com", "NOT_A_WEB_ADDRESS")]
    fn anything_else_is_refused(#[case] link: &str, #[case] code: &str) {
        assert_eq!(problem(link), Some(code));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let draft = Draft {
            text: "x\0".repeat(TEXT_CHARS),
            links: vec!["https://a.example".into(), "data:x".into(), "x".repeat(LINK_CHARS + 1)],
            files: (0..=10).map(|number| Uuid::from_u128(number).into()).collect(),
        };
        let found: Vec<_> =
            draft.violations().into_iter().map(|one| (one.path, one.code)).collect();
        let expected = [
            ("input.text", "LENGTH"),
            ("input.text", "CONTROL_CHARACTER"),
            ("input.fileIds", "TOO_MANY"),
            ("input.links.1", "NOT_A_WEB_ADDRESS"),
            ("input.links.2", "LENGTH"),
        ];
        assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
    }

    #[test]
    fn the_largest_draft_is_taken() {
        let draft = Draft {
            text: "ż".repeat(TEXT_CHARS),
            links: (0..LINKS).map(|number| format!("https://example.com/{number}")).collect(),
            files: (0..10).map(|number| Uuid::from_u128(number).into()).collect(),
        };
        assert_eq!(draft.violations(), []);
        let more = Draft { links: vec!["https://a.example".into(); LINKS + 1], ..draft };
        assert_eq!(more.violations()[0].path, "input.links");
    }

    #[test]
    fn blanks_around_links_and_repeated_files_go() {
        let file = FileId::from(Uuid::from_u128(1));
        let draft = Draft {
            text: " a ".into(),
            links: vec![" \thttps://a.example \n".into(), "  ".into()],
            files: vec![file, file],
        };
        let normal = draft.normalised();
        assert_eq!(normal.links, ["https://a.example", ""]);
        assert_eq!((normal.text.as_str(), normal.files), (" a ", vec![file]));
    }
}
