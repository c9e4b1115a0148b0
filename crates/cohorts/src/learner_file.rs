//! Reads the CSV that admins export from HR systems: comma or semicolon, byte-order mark, CRLF,
//! quoted fields, columns in any order and letter case.

#[cfg(test)]
mod tests;

use kernel::Email;
use thiserror::Error;

use crate::model::Rejection;

/// Most rows of one file. With 85 bytes in each they fill the largest body that a request may have.
pub const MAX_ROWS: usize = 12_000;

const COLUMNS: [&str; 4] = ["name", "email", "manager_email", "unit"];

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its number as a spreadsheet shows it: the header is row 1.
    pub number: u32,
    /// The person's address, if it can be read; a row with other faults may have one.
    pub email: Option<Email>,
    /// What stands in it, or what is wrong with it.
    pub content: Result<LearnerRow, Vec<Rejection>>,
}

/// A learner to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerRow {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: Email,
    /// The manager's address.
    pub manager_email: Email,
    /// The person's unit.
    pub unit: Option<String>,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("the file is empty; its first row names the columns name, email, manager_email, unit")]
    Empty,
    /// A column is missing.
    #[error(
        "the column `{0}` is missing; the first row names the columns name, email, manager_email, unit"
    )]
    MissingColumn(&'static str),
    /// A column stands there twice.
    #[error("the column `{0}` stands there twice")]
    RepeatedColumn(&'static str),
    /// Too many rows.
    #[error("a file has at most {MAX_ROWS} rows; split it")]
    TooManyRows,
}

/// Reads a file row by row. Blank rows, also those above the header, are passed over but counted, so
/// that numbers fit.
///
/// # Errors
/// [`FileError`] when it cannot be read as a list of learners.
pub fn read(text: &str) -> Result<Vec<FileRow>, FileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (above, text) = from_header(text);
    let header =
        text.lines().next().filter(|line| !line.trim().is_empty()).ok_or(FileError::Empty)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(header))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|_| FileError::Empty)?)?;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut number = above + 1;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => {
                number += lines_down(text, record.position());
                if record.iter().all(str::is_empty) {
                    continue;
                }
                if rows.len() == MAX_ROWS {
                    return Err(FileError::TooManyRows);
                }
                rows.push(columns.row(number, &record));
            }
            Err(_) => return Err(FileError::Empty),
        }
    }
}

/// How many blank rows stand above the header, and the text from the header on.
fn from_header(text: &str) -> (u32, &str) {
    let is_blank = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
    let first = text.find(|letter: char| !is_blank(letter)).unwrap_or(text.len());
    // The line of the header may begin with an empty column.
    let begins = text[..first].rfind(['\r', '\n']).map_or(0, |at| at + 1);
    let (above, rest) = text.split_at(begins);
    let lines = above.replace("\r\n", "\n").matches(['\r', '\n']).count();
    (u32::try_from(lines).unwrap_or(u32::MAX - 1), rest)
}

/// How many rows of the spreadsheet it is from the last record down to the one at this position: one,
/// and one for each empty line between, which the csv reader skips. Its own count of lines is no help:
/// it counts line breaks inside quotes, and with CRLF it lags behind.
fn lines_down(text: &str, position: Option<&csv::Position>) -> u32 {
    let place = position.and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
    let Some((before, after)) = text.split_at_checked(place) else { return 1 };
    let is_break = |letter| letter == '\r' || letter == '\n';
    let from = before.trim_end_matches(is_break).len();
    let to = text.len() - after.trim_start_matches(is_break).len();
    let lines = text[from..to].replace("\r\n", "\n").len();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// A semicolon where the header has more of them than commas: spreadsheets of most of Europe.
fn delimiter(header: &str) -> u8 {
    if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' }
}

struct Columns([usize; 4]);

fn columns(header: &csv::StringRecord) -> Result<Columns, FileError> {
    let mut found = [0; 4];
    for (slot, name) in found.iter_mut().zip(COLUMNS) {
        let mut places = header
            .iter()
            .enumerate()
            .filter(|(_, text)| text.trim().to_lowercase().replace([' ', '-'], "_") == name)
            .map(|(index, _)| index);
        *slot = places.next().ok_or(FileError::MissingColumn(name))?;
        if places.next().is_some() {
            return Err(FileError::RepeatedColumn(name));
        }
    }
    Ok(Columns(found))
}

impl Columns {
    fn row(&self, number: u32, record: &csv::StringRecord) -> FileRow {
        let [name, email, manager_email, unit] =
            self.0.map(|index| record.get(index).unwrap_or_default());
        let mut rejections = Vec::new();
        if record.iter().any(|field| field.contains('\u{fffd}')) {
            rejections.push(Rejection::new(
                "UNREADABLE_TEXT",
                "Some letters were lost before the file arrived; save it as UTF-8 and send it again.",
            ));
        }
        check_text(name, "name", true, &mut rejections);
        check_text(unit, "unit", false, &mut rejections);
        let email = address(email, "EMAIL", "email", &mut rejections);
        let manager_email =
            address(manager_email, "MANAGER_EMAIL", "manager_email", &mut rejections);
        if email.is_some() && email == manager_email {
            rejections.push(Rejection::new(
                "OWN_MANAGER",
                "Nobody is their own manager; name another address.",
            ));
        }
        let content = match (email.clone(), manager_email) {
            (Some(email), Some(manager_email)) if rejections.is_empty() => Ok(LearnerRow {
                name: name.to_owned(),
                email,
                manager_email,
                unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
            }),
            _ => Err(rejections),
        };
        FileRow { number, email, content }
    }
}

fn check_text(text: &str, column: &str, required: bool, rejections: &mut Vec<Rejection>) {
    if required && text.is_empty() {
        rejections.push(Rejection::new("MISSING", format!("The column `{column}` is empty.")));
    } else if text.chars().count() > 200 || text.chars().any(char::is_control) {
        rejections.push(Rejection::new(
            "NOT_TEXT",
            format!("The column `{column}` takes up to 200 characters on one line."),
        ));
    } else if text.chars().any(turns_text) {
        rejections.push(Rejection::new(
            "DIRECTION_MARK",
            format!(
                "The column `{column}` holds invisible marks that turn the direction of text \
                 (such as U+202E); remove them."
            ),
        ));
    }
}

/// Marks that make a name read as another one. Scripts that run from right to left do without them.
const fn turns_text(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

fn address(
    text: &str,
    code: &'static str,
    column: &str,
    rejections: &mut Vec<Rejection>,
) -> Option<Email> {
    match Email::parse(text) {
        Ok(email) => Some(email),
        Err(error) => {
            rejections.push(Rejection::new(code, format!("The column `{column}`: {error}.")));
            None
        }
    }
}
