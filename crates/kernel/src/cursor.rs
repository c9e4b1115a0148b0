//! Keyset cursors and page requests for Relay connections.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Datelike as _, NaiveDate};
use thiserror::Error;
use uuid::Uuid;

/// Page size when the client names none.
pub const DEFAULT_FIRST: i32 = 20;
/// Largest page.
pub const MAX_FIRST: i32 = 100;

/// A place in a list that is ordered by a text and then by id. What clients get of it names the list,
/// since the same place means something else in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the sort key at that place.
    pub key: String,
    /// The id at that place; makes the order total.
    pub id: Uuid,
}

/// A text that this API did not hand out as a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this cursor was not handed out by this list; start again without `after`")]
pub struct CursorError;

impl Cursor {
    /// The opaque text for clients, valid for one list.
    pub fn encode(&self, list: &str) -> String {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend_from_slice(list.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.key.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a text made by [`Cursor::encode`] for the same list.
    ///
    /// # Errors
    /// When the text was not made by it, or for another list.
    pub fn decode(list: &str, text: &str) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let (id, rest) = bytes.split_at_checked(16).ok_or(CursorError)?;
        let rest = rest.strip_prefix(list.as_bytes()).ok_or(CursorError)?;
        let key = rest.strip_prefix(&[0]).ok_or(CursorError)?;
        // No key of ours holds one, and PostgreSQL takes none.
        if key.contains(&0) {
            return Err(CursorError);
        }
        Ok(Self {
            key: String::from_utf8(key.to_vec()).map_err(|_| CursorError)?,
            id: Uuid::from_slice(id).map_err(|_| CursorError)?,
        })
    }

    /// The sort key of a list that is ordered by a day, `YYYY-MM-DD`. `None` for what is no day of the
    /// years 1 to 9999, and so no place of such a list.
    pub fn day(&self) -> Option<NaiveDate> {
        let day = self.key.parse::<NaiveDate>().ok()?;
        (1..=9_999).contains(&day.year()).then_some(day)
    }
}

/// Which page of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many entries, 1 to [`MAX_FIRST`].
    pub first: i64,
    /// After which place; `None` is the start.
    pub after: Option<Cursor>,
}

/// Why a page request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PageRequestError {
    /// `first` is out of bounds.
    #[error("`first` takes 1 to {MAX_FIRST}")]
    First,
    /// `after` is not a cursor of this list.
    #[error(transparent)]
    After(#[from] CursorError),
}

impl PageRequest {
    /// Checks the arguments of a connection field.
    ///
    /// # Errors
    /// When `first` is out of bounds or `after` is not a cursor of this list.
    pub fn new(
        list: &str,
        first: Option<i32>,
        after: Option<&str>,
    ) -> Result<Self, PageRequestError> {
        let first = first.unwrap_or(DEFAULT_FIRST);
        if !(1..=MAX_FIRST).contains(&first) {
            return Err(PageRequestError::First);
        }
        let after = after.map(|text| Cursor::decode(list, text)).transpose()?;
        Ok(Self { first: i64::from(first), after })
    }

    /// The rows of this page out of those that were read, up to one more than the page takes, and
    /// whether others follow.
    pub fn cut<T>(&self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let first = usize::try_from(self.first).unwrap_or(0);
        let more = rows.len() > first;
        rows.truncate(first);
        (rows, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_round_trip() {
        let cursor = Cursor { key: "Żaneta".into(), id: Uuid::from_u128(42) };
        assert_eq!(Cursor::decode("people", &cursor.encode("people")), Ok(cursor));
    }

    #[test]
    fn a_cursor_belongs_to_one_list() {
        let cursor = Cursor { key: "Żaneta".into(), id: Uuid::from_u128(42) };
        for list in ["", "peopl", "peoples", "cohorts"] {
            assert_eq!(Cursor::decode(list, &cursor.encode("people")), Err(CursorError), "{list}");
            let page = PageRequest::new(list, None, Some(&cursor.encode("people")));
            assert_eq!(page, Err(PageRequestError::After(CursorError)), "{list}");
        }
    }

    #[test]
    fn foreign_texts_and_sizes_are_refused() {
        assert_eq!(Cursor::decode("people", "eyJ"), Err(CursorError));
        assert_eq!(Cursor::decode("people", "!"), Err(CursorError));
        let nul = Cursor { key: "a\0b".into(), id: Uuid::from_u128(1) };
        assert_eq!(Cursor::decode("people", &nul.encode("people")), Err(CursorError));
        for first in [0, -1, 101, i32::MAX] {
            assert_eq!(PageRequest::new("people", Some(first), None), Err(PageRequestError::First));
        }
        assert_eq!(PageRequest::new("people", None, None).map(|page| page.first), Ok(20));
    }

    #[test]
    fn a_page_is_cut_where_it_ends() {
        let page = PageRequest { first: 2, after: None };
        assert_eq!(page.cut(Vec::<char>::new()), (vec![], false));
        assert_eq!(page.cut(vec!['a', 'b']), (vec!['a', 'b'], false));
        assert_eq!(page.cut(vec!['a', 'b', 'c']), (vec!['a', 'b'], true));
    }

    #[test]
    fn a_key_is_a_day_of_the_years_to_9999_or_none() {
        let day = |key: &str| Cursor { key: key.into(), id: Uuid::from_u128(1) }.day();
        assert_eq!(day("2026-11-24"), NaiveDate::from_ymd_opt(2026, 11, 24));
        for key in ["", "soon", "2026-11-31", "0000-01-01", "-0001-01-01", "+10000-01-01"] {
            assert_eq!(day(key), None, "{key}");
        }
    }
}
