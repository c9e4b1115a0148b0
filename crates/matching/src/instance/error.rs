//! What is wrong with a file, and where.

use std::fmt;

use serde_json::error::Category;

use super::LONGEST_ID;
use super::short_texts::{LONGEST_TEXT, is_long_text};
use crate::problem::MatchingError;

/// Why a file is refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InstanceError(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    place: Place,
    learner: Option<String>,
    mentor: Option<String>,
    fault: Fault,
    position: Option<Position>,
}

/// A place in a file, counted from 0 as `candidates` count mentors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// The value of a key.
    Key(&'static str),
    /// An entry of the list under a key; a row of `scores` or `candidates`.
    Entry(&'static str, usize),
    /// Key, row and column: a score, or the candidate at that place of a learner's list.
    Cell(&'static str, usize, usize),
}

/// Where the reader stood, counted from 1: just behind what it refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line of the file.
    pub line: usize,
    /// The byte of the line.
    pub column: usize,
}

/// What is wrong. Texts from the file are shortened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not JSON, or a value of another shape than is wanted there.
    #[error("{0}")]
    Form(String),
    /// The source of the bytes failed.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A text that goes on and on: no id or key is that long.
    #[error("a text of more than {} bytes", LONGEST_TEXT)]
    LongText,
    /// A key that nobody reads.
    #[error("the key {key:?} is not known: known are {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// What may stand there.
        known: &'static str,
    },
    /// A key twice in one object.
    #[error("the key {0:?} stands twice: keep one")]
    RepeatedKey(String),
    /// A key that must be there.
    #[error("the key {0:?} is missing")]
    MissingKey(&'static str),
    /// An id without a character.
    #[error("the id is empty")]
    EmptyId,
    /// An id longer than [`LONGEST_ID`].
    #[error("the id has {length} characters: {} are allowed", LONGEST_ID)]
    LongId {
        /// Its length in characters.
        length: usize,
    },
    /// Two learners, or two mentors, of one id.
    #[error(
        "the id {id:?} stands at position {first} already: give each person an id of their own"
    )]
    DuplicateId {
        /// The id.
        id: String,
        /// Where it stands first, counted from 0.
        first: usize,
    },
    /// Something else than a whole number from 0 to 100, or `null` among candidates.
    #[error("{0} is no score: a score is a whole number from 0 to 100")]
    Score(String),
    /// Something else than a number of places.
    #[error("{0} is no capacity: a capacity is a whole number from 0 to {max}", max = u32::MAX)]
    Capacity(String),
    /// A candidate that is no position of a mentor.
    #[error("{0} is no position of a mentor: they are counted from 0, in the order of `mentors`")]
    MentorPosition(String),
    /// More candidates in one list than there are mentors.
    #[error("more candidates than the {mentors} mentors: list each at most once")]
    TooManyCandidates {
        /// How many mentors there are.
        mentors: usize,
    },
    /// A mentor twice in the list of one learner.
    #[error("the mentor at position {mentor} is listed twice: keep one score")]
    ListedTwice {
        /// The position.
        mentor: usize,
    },
    /// A row that is longer or shorter than there are mentors.
    #[error("{found} scores where {mentors} are wanted: one a mentor")]
    RowLength {
        /// How many scores the row has.
        found: usize,
        /// How many mentors there are; while they are not known, the length of the first row.
        mentors: usize,
    },
    /// More rows than learners.
    #[error("a row too many: there are {learners} learners")]
    ExtraRow {
        /// How many learners there are.
        learners: usize,
    },
    /// Fewer rows than learners.
    #[error("{found} rows for {learners} learners: give one a learner")]
    MissingRows {
        /// How many rows there are.
        found: usize,
        /// How many learners there are.
        learners: usize,
    },
    /// No scores at all.
    #[error("neither `scores` nor `candidates` is given: give one of the two")]
    NoScores,
    /// Scores in both forms.
    #[error("`scores` and `candidates` are both given: keep one of the two")]
    BothScores,
    /// An objective that does not exist.
    #[error("{0:?} is no objective: choose fair, sum or balanced")]
    Objective(String),
    /// A pin or forbid names somebody who is not listed.
    #[error("there is no {kind} {id:?}")]
    UnknownId {
        /// `learner` or `mentor`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// The engine refuses: pins that contradict each other or exceed the places, or more people
    /// than it can count. Its text names people by position.
    #[error("{0}")]
    Refused(MatchingError),
}

impl InstanceError {
    pub(super) fn new(place: Place, fault: Fault) -> Self {
        let details = Details { place, learner: None, mentor: None, fault, position: None };
        Self(Box::new(details))
    }

    /// What the JSON reader says itself.
    pub(super) fn json(place: Place, error: &serde_json::Error) -> Self {
        Self::new(place, json_fault(error)).read_up_to(error)
    }

    pub(super) fn read_up_to(mut self, error: &serde_json::Error) -> Self {
        let position = Position { line: error.line(), column: error.column() };
        self.0.position = Some(position).filter(|position| position.line > 0);
        self
    }

    /// Names the people of the place.
    pub(super) fn of(mut self, learner: Option<&String>, mentor: Option<&String>) -> Self {
        (self.0.learner, self.0.mentor) = (learner.cloned(), mentor.cloned());
        self
    }

    /// What is wrong.
    pub fn fault(&self) -> &Fault {
        &self.0.fault
    }

    /// Where, by key, row and column.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// Where, by line and column of the text; `None` for faults between distant parts of it.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }
}

fn json_fault(error: &serde_json::Error) -> Fault {
    let (text, position) = (error.to_string(), (error.line(), error.column()));
    let suffix = format!(" at line {} column {}", position.0, position.1);
    let text = text.strip_suffix(&suffix).unwrap_or(&text);
    match error.classify() {
        Category::Io if is_long_text(error) => Fault::LongText,
        Category::Io => Fault::Unreadable(text.to_owned()),
        Category::Syntax | Category::Data | Category::Eof => Fault::Form(shorten(text, 200)),
    }
}

/// The beginning of a text from the file, for a message of one readable line.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl fmt::Display for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place != Place::File {
            write!(formatter, "{}", self.place)?;
            if let Some(learner) = &self.learner {
                write!(formatter, ", learner {learner:?}")?;
            }
            if let Some(mentor) = &self.mentor {
                write!(formatter, ", mentor {mentor:?}")?;
            }
            formatter.write_str(": ")?;
        }
        write!(formatter, "{}", self.fault)?;
        match self.position {
            Some(Position { line, column }) => {
                write!(formatter, " (line {line}, column {column})")
            }
            None => Ok(()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => formatter.write_str("the file"),
            Self::Key(key) => formatter.write_str(key),
            Self::Entry(key, entry) => write!(formatter, "{key}[{entry}]"),
            Self::Cell(key, row, column) => write!(formatter, "{key}[{row}][{column}]"),
        }
    }
}
