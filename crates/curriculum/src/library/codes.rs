//! Codes of one kind: each stands once, and whoever uses one names one that exists.

use std::collections::BTreeMap;

use super::error::{LibraryError, Place, Problem};
use super::file::Text;
use super::read::Reader;

/// The codes of one kind and where each stands.
pub(super) struct Codes<'a> {
    kind: &'static str,
    seen: BTreeMap<&'a str, Place>,
}

impl<'a> Codes<'a> {
    pub fn new(kind: &'static str) -> Self {
        let seen = BTreeMap::new();
        Self { kind, seen }
    }

    /// Collects the codes of one file.
    pub fn of(
        kind: &'static str,
        reader: Reader<'_>,
        codes: impl IntoIterator<Item = &'a Text>,
    ) -> Result<Self, LibraryError> {
        let mut all = Self::new(kind);
        for code in codes {
            all.add(reader, code)?;
        }
        Ok(all)
    }

    /// Collects codes of several files.
    pub fn of_many<'r>(
        kind: &'static str,
        codes: impl IntoIterator<Item = (Reader<'r>, &'a Text)>,
    ) -> Result<Self, LibraryError> {
        let mut all = Self::new(kind);
        for (reader, code) in codes {
            all.add(reader, code)?;
        }
        Ok(all)
    }

    /// Adds a code; a second one of the same name is a mistake.
    pub fn add(&mut self, reader: Reader<'_>, code: &'a Text) -> Result<(), LibraryError> {
        if let Some(first) = self.seen.get(code.value.as_str()) {
            let problem = Problem::DuplicateCode {
                kind: self.kind,
                code: code.value.clone(),
                first: first.clone(),
            };
            return Err(reader.error(code, problem));
        }
        let place = Place::new(reader.file, Some(code.referenced));
        self.seen.insert(&code.value, place);
        Ok(())
    }

    /// Refuses a code that names nothing.
    pub fn check(&self, reader: Reader<'_>, code: &Text) -> Result<(), LibraryError> {
        if self.contains(&code.value) {
            return Ok(());
        }
        Err(reader.error(code, self.unknown(&code.value)))
    }

    pub fn contains(&self, code: &str) -> bool {
        self.seen.contains_key(code)
    }

    pub fn unknown(&self, code: &str) -> Problem {
        Problem::UnknownCode { kind: self.kind, code: code.to_owned() }
    }

    /// The codes in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.seen.keys().copied()
    }
}
