//! What can be wrong with a library file, where, and what to do about it.

use std::fmt;

use serde_saphyr::Location;

/// A mistake in a library file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct LibraryError {
    /// Where the mistake is.
    pub place: Place,
    /// What is wrong and what to do.
    pub problem: Box<Problem>,
}

/// A place in a library file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path inside the library.
    pub file: String,
    /// Line, counted from 1, where it is known.
    pub line: Option<u64>,
    /// Column, counted from 1, where it is known.
    pub column: Option<u64>,
}

/// What is wrong with a library file. Each message ends with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A file that the library cannot do without was not given.
    #[error("the file is missing; add it and list it among the embedded files")]
    MissingFile,
    /// The path is none that the library knows.
    #[error(
        "unexpected path; use framework.yaml, programs/<slug>/program.yaml or a .yaml file in \
         modules, quizzes, diagnostics or samples beside it"
    )]
    UnexpectedPath,
    /// The slug in the file is not the name of its folder.
    #[error("the slug is {slug} but the folder is {folder}; give both the same name")]
    WrongFolder {
        /// The slug in the file.
        slug: String,
        /// The name of the folder.
        folder: String,
    },
    /// Not YAML, or not of the expected shape.
    #[error("{0}; correct the file at this place")]
    Unreadable(String),
    /// A text or list has nothing in it.
    #[error("{what} is empty; write it or leave the key out if it is optional")]
    Empty {
        /// Which text or list.
        what: &'static str,
    },
    /// A number is outside its range.
    #[error("{what} is {value}; use a number from {lowest} to {highest}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// The number found.
        value: i64,
        /// Lowest number allowed.
        lowest: i64,
        /// Highest number allowed.
        highest: i64,
    },
    /// A code names nothing.
    #[error("there is no {kind} {code}; correct the code or define it")]
    UnknownCode {
        /// What the code should name.
        kind: &'static str,
        /// The code found.
        code: String,
    },
    /// A code is given twice.
    #[error("{kind} {code} stands already at {first}; remove one or give it another code")]
    DuplicateCode {
        /// What the code names.
        kind: &'static str,
        /// The code found.
        code: String,
        /// Where it stands first.
        first: Place,
    },
    /// A competency that somebody must name is left out.
    #[error("{owner} does not name competency {code}; add it")]
    MissingCompetency {
        /// Who should name it.
        owner: String,
        /// The competency left out.
        code: String,
    },
    /// The weights of a rubric do not add up to 100.
    #[error(
        "the weights of rubric {rubric} add up to {sum}; change them so that they add up to 100"
    )]
    WeightSum {
        /// Code of the rubric.
        rubric: String,
        /// The sum found.
        sum: i64,
    },
    /// An item lacks what an item of its kind has.
    #[error("an item of this kind needs {what}; write it or choose another kind")]
    MissingPart {
        /// Which key is missing.
        what: &'static str,
    },
    /// Too few or too many options are marked as right.
    #[error(
        "{right} options are right; mark exactly one in a single choice, and at least one but not \
         all in a multiple choice"
    )]
    RightOptions {
        /// How many are marked.
        right: usize,
    },
    /// A number that is none.
    #[error("{text} is no decimal number; write one such as '12.5', in quotes")]
    NotANumber {
        /// The text found.
        text: String,
    },
    /// A quiz has another number of items than its module says.
    #[error(
        "module {module} has a quiz of {stated} items and {written} are written; make both equal"
    )]
    QuizSize {
        /// Code of the module.
        module: String,
        /// What the module says.
        stated: i16,
        /// How many the file holds.
        written: usize,
    },
    /// The key of a sample piece does not follow the rubric.
    #[error("the key must name each criterion of rubric {rubric} once, in its order")]
    SampleKey {
        /// Code of the rubric.
        rubric: String,
    },
    /// Modules need each other in a circle.
    #[error("prerequisites form a cycle: {cycle}; remove one of these needs")]
    NeedsCycle {
        /// The cycle in words, such as "M02 needs M04 needs M02".
        cycle: String,
    },
    /// A prerequisite is not in an earlier week.
    #[error(
        "{module} of week {week} needs {need} of week {need_week}; a prerequisite must be in an \
         earlier week, so move one of them or remove the need"
    )]
    NeedNotEarlier {
        /// The module that needs.
        module: String,
        /// Its week.
        week: i16,
        /// The module needed.
        need: String,
        /// The week of the module needed.
        need_week: i16,
    },
}

impl LibraryError {
    /// A mistake at a place known from the file.
    pub(super) fn at(file: &str, location: Location, problem: Problem) -> Self {
        Self::new(Place::new(file, Some(location)), problem)
    }

    /// A mistake of a whole file.
    pub(super) fn of_file(file: &str, problem: Problem) -> Self {
        Self::new(Place::new(file, None), problem)
    }

    /// What the reader of YAML found.
    pub(super) fn unreadable(file: &str, error: &serde_saphyr::Error) -> Self {
        let plain = error.without_snippet();
        let place = Place::new(file, plain.location());
        // The place is told once, in front; hints for callers of the YAML reader help nobody here.
        let text = plain.to_string();
        let ends = [" at line ", ", set DuplicateKeyPolicy"];
        let end = ends.iter().filter_map(|end| text.find(end)).min();
        let text = &text[..end.unwrap_or(text.len())];
        Self::new(place, Problem::Unreadable(text.to_owned()))
    }

    fn new(place: Place, problem: Problem) -> Self {
        let problem = Box::new(problem);
        Self { place, problem }
    }
}

impl Place {
    pub(super) fn new(file: &str, location: Option<Location>) -> Self {
        let known = location.filter(|location| location.line() > 0);
        Self {
            file: file.to_owned(),
            line: known.map(|location| location.line()),
            column: known.map(|location| location.column()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
            if let Some(column) = self.column {
                write!(out, ":{column}")?;
            }
        }
        Ok(())
    }
}
