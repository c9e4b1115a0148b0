//! Reads single values out of a file: nothing empty, no number outside its range.

use std::ops::RangeInclusive;

use serde_saphyr::Spanned;

use super::error::{LibraryError, Problem};
use super::file::{Minutes, Number, Text, Texts};

/// Length of what is planned in minutes, unless a table takes less: up to one day.
pub(super) const MINUTES: RangeInclusive<i32> = 1..=24 * 60;
/// Levels of competence.
pub(super) const LEVELS: RangeInclusive<i16> = 0..=5;

/// Reads values of one file.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub file: &'a str,
}

impl Reader<'_> {
    /// A text with something in it, without blanks around.
    pub fn text(self, what: &'static str, text: &Text) -> Result<String, LibraryError> {
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            return Err(self.error(text, Problem::Empty { what }));
        }
        Ok(trimmed.to_owned())
    }

    /// A text that may be left out, but not left empty.
    pub fn optional(
        self,
        what: &'static str,
        text: Option<&Text>,
    ) -> Result<Option<String>, LibraryError> {
        text.map(|text| self.text(what, text)).transpose()
    }

    /// A list of texts with at least one entry.
    pub fn texts(self, what: &'static str, texts: &Texts) -> Result<Vec<String>, LibraryError> {
        self.filled(what, texts)?;
        self.list(what, &texts.value)
    }

    /// A list of texts that may have no entry.
    pub fn list(self, what: &'static str, texts: &[Text]) -> Result<Vec<String>, LibraryError> {
        texts.iter().map(|text| self.text(what, text)).collect()
    }

    /// A fixed number of texts.
    pub fn array<const N: usize>(
        self,
        what: &'static str,
        texts: &[Text; N],
    ) -> Result<[String; N], LibraryError> {
        self.list(what, texts)?;
        Ok(texts.each_ref().map(|text| text.value.trim().to_owned()))
    }

    /// Refuses a list without entries.
    pub fn filled<T>(self, what: &'static str, list: &Spanned<Vec<T>>) -> Result<(), LibraryError> {
        if list.value.is_empty() {
            return Err(self.error(list, Problem::Empty { what }));
        }
        Ok(())
    }

    /// A number within a range.
    pub fn number(
        self,
        what: &'static str,
        number: &Number,
        range: RangeInclusive<i16>,
    ) -> Result<i16, LibraryError> {
        let (lowest, highest) = (i64::from(*range.start()), i64::from(*range.end()));
        self.within(what, number, i64::from(number.value), lowest, highest)?;
        Ok(number.value)
    }

    /// A length within a range.
    pub fn minutes(
        self,
        what: &'static str,
        minutes: &Minutes,
        range: RangeInclusive<i32>,
    ) -> Result<i32, LibraryError> {
        let (lowest, highest) = (i64::from(*range.start()), i64::from(*range.end()));
        self.within(what, minutes, i64::from(minutes.value), lowest, highest)?;
        Ok(minutes.value)
    }

    fn within<T>(
        self,
        what: &'static str,
        place: &Spanned<T>,
        value: i64,
        lowest: i64,
        highest: i64,
    ) -> Result<(), LibraryError> {
        if (lowest..=highest).contains(&value) {
            return Ok(());
        }
        let problem = Problem::OutOfRange { what, value, lowest, highest };
        Err(self.error(place, problem))
    }

    /// A mistake at the place of a value.
    pub fn error<T>(self, value: &Spanned<T>, problem: Problem) -> LibraryError {
        LibraryError::at(self.file, value.referenced, problem)
    }
}
