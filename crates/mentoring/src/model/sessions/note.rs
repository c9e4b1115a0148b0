//! Notes of a pair: private to their author, or shared with the other side. Which of the two a note is
//! never changes.

use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{MemberId, MentoringSessionId, NoteId, OrganizationId, PairId, Violation};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

use super::binding::Binding;
use super::seal::Sealed;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::texts::required_violation;

/// Most characters of a note.
pub const LONGEST_NOTE: usize = 20_000;

/// A note as it is stored: nobody can read it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::mentoring_note)]
pub struct SealedNote {
    /// Its id.
    pub id: NoteId,
    /// The pair.
    pub pair_id: PairId,
    /// The session that it is about, if one.
    pub session_id: Option<MentoringSessionId>,
    /// Who wrote it.
    pub author_id: MemberId,
    /// Whether the other side reads it too.
    pub is_shared: bool,
    /// The data key that it is sealed with.
    pub key_id: Uuid,
    /// The nonce that it is sealed with.
    pub nonce: Vec<u8>,
    /// The sealed text.
    pub ciphertext: Vec<u8>,
    /// When it was written, UTC.
    pub written_at: DateTime<Utc>,
    /// When it was last changed, UTC.
    pub edited_at: Option<DateTime<Utc>>,
    /// Counts its changes by its author.
    pub version: i32,
}

impl SealedNote {
    /// The row that it was sealed for, if it still stands there.
    pub const fn binding(&self, organization: OrganizationId) -> Binding {
        Binding {
            organization,
            pair: self.pair_id,
            note: self.id,
            author: self.author_id,
            is_shared: self.is_shared,
        }
    }

    /// What is sealed.
    pub fn sealed(&self) -> Sealed {
        Sealed { nonce: self.nonce.clone(), ciphertext: self.ciphertext.clone() }
    }
}

/// A note that was opened for somebody who may read it. Its text shows in no `Debug` form.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The pair.
    pub pair_id: PairId,
    /// The session that it is about, if one.
    pub session_id: Option<MentoringSessionId>,
    /// Who wrote it.
    pub author_id: MemberId,
    /// Whether the other side reads it too.
    pub is_shared: bool,
    /// What it says, Markdown.
    pub text: SecretString,
    /// When it was written, UTC.
    pub written_at: DateTime<Utc>,
    /// When it was last changed, UTC.
    pub edited_at: Option<DateTime<Utc>>,
    /// Counts its changes by its author.
    pub version: i32,
}

impl Note {
    /// What it says, for its reader and nobody else.
    pub fn reveal(&self) -> &str {
        self.text.expose_secret()
    }
}

/// What is wrong with the text of a note; looked at before anything is sealed.
pub fn check_text(text: &SecretString) -> Vec<Violation> {
    let (text, missing) = (text.expose_secret(), "Say something; to take a note back, delete it.");
    required_violation("input.text", text, LONGEST_NOTE, missing).into_iter().collect()
}

/// Demands that notes may be written: from the moment at which both sides have accepted to the end of
/// the pair.
///
/// # Errors
/// [`MentoringError::Refused`] before and after.
pub fn demand_writable(pair: &Pair) -> Result<(), MentoringError> {
    let words = if !pair.is_open() {
        "the pair is over; what was written stays with its authors, and nothing is added"
    } else if pair.state().is_some_and(|state| state.takes_place()) {
        return Ok(());
    } else {
        "notes begin once both sides have accepted the proposal"
    };
    Err(MentoringError::Refused(words.to_owned()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ask about the board.".to_owned(), None)]
    #[case("🌱".repeat(20_000), None)]
    #[case("🌱".repeat(20_001), Some("TOO_LONG"))]
    #[case("x".repeat(1024 * 1024), Some("TOO_LONG"))]
    #[case(String::new(), Some("MISSING"))]
    #[case(" \n\t".to_owned(), Some("MISSING"))]
    #[case("a\0b".to_owned(), Some("CONTROL_CHARACTER"))]
    fn texts_are_looked_at_before_they_are_sealed(
        #[case] text: String,
        #[case] expected: Option<&str>,
    ) {
        let found = check_text(&SecretString::from(text));
        assert_eq!(found.first().map(|violation| violation.code), expected);
        assert!(found.iter().all(|violation| !violation.message.contains("board")));
    }
}
