//! A bound on texts: the JSON reader collects a text whole before it hands it on, so that one
//! endless id would fill the memory before anybody could refuse it.

use std::io::{self, ErrorKind, Read};

/// The most bytes of a text as it stands in the file. An id of 200 characters takes 2,400 at most:
/// twelve for each character that is escaped as two surrogates.
pub(super) const LONGEST_TEXT: usize = 4096;

/// Hands bytes on, up to the one that makes a text too long.
pub(super) struct ShortTexts<R> {
    source: R,
    inside: bool,
    escaped: bool,
    length: usize,
    stopped: bool,
}

impl<R> ShortTexts<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, inside: false, escaped: false, length: 0, stopped: false }
    }

    /// How many bytes come before a text is too long; `None` if none is. Outside of texts JSON has
    /// no quotation marks, so that it is enough to look for them.
    fn scan(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if !self.inside {
                at += bytes[at..].iter().position(|&byte| byte == b'"')? + 1;
                (self.inside, self.length) = (true, 0);
                continue;
            }
            match bytes[at] {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.inside = false,
                _ => {}
            }
            at += 1;
            self.length += 1;
            if self.inside && self.length > LONGEST_TEXT {
                return Some(at);
            }
        }
        None
    }
}

impl<R: Read> Read for ShortTexts<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopped {
            return Err(io::Error::new(ErrorKind::InvalidData, "a text is too long"));
        }
        let read = self.source.read(buffer)?;
        let kept = self.scan(&buffer[..read]);
        self.stopped = kept.is_some();
        Ok(kept.unwrap_or(read))
    }
}

/// Whether reading ended because of a text that is too long.
pub(super) fn is_long_text(error: &serde_json::Error) -> bool {
    error.io_error_kind() == Some(ErrorKind::InvalidData)
}
