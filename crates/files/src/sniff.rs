//! What a file is, by its first bytes. A client's word is not asked for.

use crate::name::ending;

/// How many bytes from the start are looked at.
pub(crate) const START: usize = 64 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    Png,
    Jpeg,
    Gif,
    Webp,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Text,
    Csv,
    Markdown,
    /// Whatever is unknown or could be active: markup, scripts, programs, macros.
    Other,
}

impl Kind {
    /// What stands in `Content-Type`.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Text => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Other => "application/octet-stream",
        }
    }

    /// The ending of a name, with its point; empty for what is unknown.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Png => ".png",
            Self::Jpeg => ".jpg",
            Self::Gif => ".gif",
            Self::Webp => ".webp",
            Self::Docx => ".docx",
            Self::Xlsx => ".xlsx",
            Self::Pptx => ".pptx",
            Self::Odt => ".odt",
            Self::Ods => ".ods",
            Self::Odp => ".odp",
            Self::Text => ".txt",
            Self::Csv => ".csv",
            Self::Markdown => ".md",
            Self::Other => "",
        }
    }
}

/// What a file is that begins with these bytes. `is_whole` says that no others follow. The name is
/// asked only which plain text it is, and whether a text is meant to be run.
pub(crate) fn sniff(start: &[u8], is_whole: bool, name: &str) -> Kind {
    const PLAIN: [(&[u8], Kind); 5] = [
        (b"%PDF-", Kind::Pdf),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"\xff\xd8\xff", Kind::Jpeg),
        (b"GIF87a", Kind::Gif),
        (b"GIF89a", Kind::Gif),
    ];
    if let Some((_, kind)) = PLAIN.iter().find(|(magic, _)| start.starts_with(magic)) {
        *kind
    } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP".as_slice()) {
        Kind::Webp
    } else if start.starts_with(ENTRY) {
        office(start)
    } else {
        text(start, is_whole, name).unwrap_or(Kind::Other)
    }
}

/// What each entry of a zip archive begins with.
const ENTRY: &[u8] = b"PK\x03\x04";
const ENTRY_HEADER: usize = 30;

/// The names of a zip archive's entries, as far as they stand in these bytes, each with what follows.
fn entries(start: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let begins = start.windows(ENTRY.len()).enumerate().filter(|(_, bytes)| *bytes == ENTRY);
    begins.filter_map(move |(at, _)| {
        let entry = start.get(at..)?;
        let length = |at: usize| {
            let bytes = entry.get(at..at + 2)?;
            Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
        };
        let (name, extra) = (length(26)?, length(28)?);
        let rest = entry.get(ENTRY_HEADER..)?;
        Some((rest.get(..name)?, rest.get(name + extra..)?))
    })
}

/// Documents of office programs without macros. Any other archive is [`Kind::Other`].
fn office(start: &[u8]) -> Kind {
    const OPEN_DOCUMENTS: [Kind; 3] = [Kind::Odt, Kind::Ods, Kind::Odp];
    const FOLDERS: [(&[u8], Kind); 3] =
        [(b"word/", Kind::Docx), (b"xl/", Kind::Xlsx), (b"ppt/", Kind::Pptx)];
    if let Some((b"mimetype", content)) = entries(start).next() {
        // It stands there as it is, and the next entry follows.
        let says = |kind: &&Kind| {
            content
                .strip_prefix(kind.media_type().as_bytes())
                .is_some_and(|rest| rest.starts_with(ENTRY))
        };
        return OPEN_DOCUMENTS.iter().find(says).copied().unwrap_or(Kind::Other);
    }
    let has = |wanted: &dyn Fn(&[u8]) -> bool| entries(start).any(|(name, _)| wanted(name));
    let macros = |name: &[u8]| {
        name.ends_with(b"vbaProject.bin") || name.windows(8).any(|part| part == b"/activeX")
    };
    if !has(&|name| name == b"[Content_Types].xml") || has(&macros) {
        return Kind::Other;
    }
    let folder = FOLDERS.iter().find(|(folder, _)| has(&|name| name.starts_with(folder)));
    folder.map_or(Kind::Other, |(_, kind)| *kind)
}

/// Plain text in UTF-8; `None` for what is none, or what some program would run.
fn text(start: &[u8], is_whole: bool, name: &str) -> Option<Kind> {
    let text = match str::from_utf8(start) {
        Ok(text) => text,
        // The last letter may have been cut in two.
        Err(error) if !is_whole && error.error_len().is_none() => {
            str::from_utf8(start.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_binary = |letter: char| letter.is_control() && !"\t\n\r\u{c}".contains(letter);
    if text.contains(is_binary) || is_active(text, name) {
        return None;
    }
    Some(match ending(name).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Kind::Csv,
        Some("md" | "markdown") => Kind::Markdown,
        _ => Kind::Text,
    })
}

/// Whether a browser or a shell would do something with a text rather than show it. Rather too
/// often than too seldom: such a file is downloaded all the same.
fn is_active(text: &str, name: &str) -> bool {
    const MARKS: [&str; 13] = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<script",
        "<svg",
        "<math",
        "<iframe",
        "<object",
        "<embed",
        "<?xml",
        "<?php",
        "javascript:",
    ];
    const ENDINGS: [&str; 38] = [
        "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "xml", "xsl", "xslt", "js",
        "mjs", "cjs", "jsx", "ts", "tsx", "vbs", "vbe", "hta", "wsf", "wsh", "bat", "cmd", "com",
        "ps1", "psm1", "reg", "sh", "bash", "command", "php", "jsp", "asp", "aspx", "url",
        "desktop", "eml",
    ];
    let lower = text.to_ascii_lowercase();
    let begins = lower.trim_start_matches('\u{feff}').trim_start();
    begins.starts_with('<')
        || begins.starts_with("#!")
        || MARKS.iter().any(|mark| lower.contains(mark))
        || ending(name)
            .is_some_and(|own| ENDINGS.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(start: &[u8], name: &str) -> Kind {
        sniff(start, true, name)
    }

    /// The beginning of an archive with entries of these names and contents.
    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, content) in entries {
            bytes.extend_from_slice(b"PK\x03\x04");
            bytes.extend_from_slice(&[0; 22]);
            bytes.extend_from_slice(&u16::try_from(name.len()).expect("short").to_le_bytes());
            bytes.extend_from_slice(&[0; 2]);
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(content.as_bytes());
        }
        bytes
    }

    #[test]
    fn bytes_decide_and_not_the_name() {
        let cases: [(&[u8], Kind); 10] = [
            (b"%PDF-1.7\n", Kind::Pdf),
            (b"\x89PNG\r\n\x1a\n\0\0", Kind::Png),
            (b"\xff\xd8\xff\xe0", Kind::Jpeg),
            (b"GIF89a..", Kind::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind::Webp),
            (b"RIFF\0\0\0\0WAVEfmt ", Kind::Other),
            (b"MZ\x90\0", Kind::Other),
            (b"\x7fELF\x02", Kind::Other),
            (b"\xcf\xfa\xed\xfe", Kind::Other),
            (b"\0\0\0", Kind::Other),
        ];
        for (start, kind) in cases {
            for name in ["x.png", "x.html", "x"] {
                assert_eq!(whole(start, name), kind, "{start:?}");
            }
        }
    }

    #[test]
    fn documents_of_office_programs_are_told_apart() {
        let types = ("[Content_Types].xml", "…");
        for (folder, kind) in [("word", Kind::Docx), ("xl", Kind::Xlsx), ("ppt", Kind::Pptx)] {
            let main = format!("{folder}/document.xml");
            let start = archive(&[types, ("_rels/.rels", "…"), (&main, "…")]);
            assert_eq!(whole(&start, "x.zip"), kind);
            let macros = format!("{folder}/vbaProject.bin");
            assert_eq!(whole(&archive(&[types, (&main, "…"), (&macros, "…")]), "x"), Kind::Other);
        }
        for kind in [Kind::Odt, Kind::Ods, Kind::Odp] {
            let start = archive(&[("mimetype", kind.media_type()), ("content.xml", "…")]);
            assert_eq!(whole(&start, "x"), kind);
            let template = format!("{}-template", kind.media_type());
            let start = archive(&[("mimetype", &template), ("content.xml", "…")]);
            assert_eq!(whole(&start, "x"), Kind::Other);
        }
        assert_eq!(whole(&archive(&[("word/x", "…")]), "x.docx"), Kind::Other);
        assert_eq!(whole(&archive(&[("index.html", "…")]), "x.docx"), Kind::Other);
        assert_eq!(whole(b"PK\x03\x04", "x.docx"), Kind::Other);
    }

    #[test]
    fn plain_text_is_named_by_its_ending() {
        for (name, kind) in [
            ("notes", Kind::Text),
            ("notes.txt", Kind::Text),
            ("Figures.CSV", Kind::Csv),
            ("README.md", Kind::Markdown),
            ("photo.png", Kind::Text),
        ] {
            assert_eq!(whole("zażółć; 1 < 2\r\n\tgęślą\n".as_bytes(), name), kind, "{name}");
        }
        assert_eq!(whole(b"a\0b", "x.txt"), Kind::Other);
        assert_eq!(whole(b"caf\xe9", "x.txt"), Kind::Other);
        // Cut in the middle of a letter: fine only where more follows.
        let cut = &"zaż".as_bytes()[..3];
        assert_eq!(sniff(cut, false, "x"), Kind::Text);
        assert_eq!(sniff(cut, true, "x"), Kind::Other);
    }

    #[test]
    fn what_could_be_active_is_never_called_so() {
        for start in [
            "<!DOCTYPE html><p>",
            "\u{feff}\n <HTML>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            "<?xml version=\"1.0\"?>",
            "hello <ScRiPt>alert(1)</script>",
            "[click](javascript:alert(1))",
            "#!/bin/sh\n",
        ] {
            for name in ["x.txt", "x.md", "x.csv", "x"] {
                assert_eq!(whole(start.as_bytes(), name), Kind::Other, "{start}");
            }
        }
        for name in ["x.js", "x.MJS", "x.html", "x.svg", "x.bat", "x.ps1"] {
            assert_eq!(whole(b"alert(1)", name), Kind::Other, "{name}");
        }
        assert_eq!(Kind::Other.media_type(), "application/octet-stream");
    }
}
