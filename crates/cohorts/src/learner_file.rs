//! Reads the CSV that admins export from HR systems: comma or semicolon, byte-order mark, CRLF,
//! quoted fields, columns in any order and letter case.

use kernel::Email;
use thiserror::Error;

use crate::model::Rejection;

/// Most rows of one file.
pub const MAX_ROWS: usize = 50_000;

const COLUMNS: [&str; 4] = ["name", "email", "manager_email", "unit"];

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its number as a spreadsheet shows it: the header is row 1.
    pub number: u32,
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

/// Reads a file row by row. Blank rows are passed over but counted, so that numbers fit.
///
/// # Errors
/// [`FileError`] when it cannot be read as a list of learners.
pub fn read(text: &str) -> Result<Vec<FileRow>, FileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
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
    let mut number = 1;
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
                rows.push(FileRow { number, content: columns.row(&record) });
            }
            Err(_) => return Err(FileError::Empty),
        }
    }
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
    fn row(&self, record: &csv::StringRecord) -> Result<LearnerRow, Vec<Rejection>> {
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
        match (email, manager_email) {
            (Some(email), Some(manager_email)) if rejections.is_empty() => Ok(LearnerRow {
                name: name.to_owned(),
                email,
                manager_email,
                unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
            }),
            _ => Err(rejections),
        }
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
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(row: &FileRow) -> Vec<&'static str> {
        row.content
            .as_ref()
            .err()
            .map(|all| all.iter().map(|one| one.code).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_semicolon_file_with_mark_crlf_and_quotes_reads() {
        let text = "\u{feff}Email;Name;Unit;Manager Email\r\nANA@bank.example;\"Kowalska; Ana Żaneta\";Claims;boss@bank.example\r\n\r\n;;;\r\nbo@bank.example;李雷 👋;;boss@bank.example";
        let rows = read(text).expect("reads");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 5]);
        let first = rows[0].content.clone().expect("fine");
        assert_eq!(
            (first.name.as_str(), first.email.as_str(), first.unit.as_deref()),
            ("Kowalska; Ana Żaneta", "ana@bank.example", Some("Claims"))
        );
        assert_eq!(rows[1].content.as_ref().map(|row| row.unit.clone()), Ok(None));
    }

    #[test]
    fn a_line_break_in_quotes_does_not_move_later_numbers() {
        let rows = read("name,email,manager_email,unit\n\"Ana\nMaria\",ana@b.example,m@b.example,X\nBo,bo@b.example,m@b.example,X\n").expect("reads");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(codes(&rows[0]), ["NOT_TEXT"]);
    }

    #[test]
    fn numbers_are_those_of_the_spreadsheet_whatever_ends_a_line() {
        let filler = "x".repeat(60);
        for ending in ["\n", "\r\n", "\r"] {
            let rows: Vec<String> = (0..300)
                .map(|index| match index % 10 {
                    3 => String::new(),
                    5 => format!("\"A{ending}{filler}\",a{index}@b.example,m@b.example,X"),
                    7 => "\" \",,,".to_owned(),
                    8 => format!("A,a{index}@b.example,m@b.example,\"X{ending}\""),
                    _ => format!("A,a{index}@b.example,m@b.example,{}", &filler[index % 60..]),
                })
                .collect();
            let text = format!("name,email,manager_email,unit{ending}{}", rows.join(ending));
            let found: Vec<u32> =
                read(&text).expect("reads").iter().map(|row| row.number).collect();
            let expected: Vec<u32> = (0..300)
                .filter(|index| ![3, 7].contains(&(index % 10)))
                .map(|index| index + 2)
                .collect();
            assert_eq!(found, expected, "{ending:?}");
        }
    }

    #[test]
    fn every_fault_of_a_row_is_named() {
        let rows = read("name,email,manager_email,unit\n,not an address,,X\nAna,ana@b.example,ANA@b.example,X\nA\u{fffd}a,a@b.example,m@b.example,X\nShort,s@b.example").expect("reads");
        assert_eq!(codes(&rows[0]), ["MISSING", "EMAIL", "MANAGER_EMAIL"]);
        assert_eq!(codes(&rows[1]), ["OWN_MANAGER"]);
        assert_eq!(codes(&rows[2]), ["UNREADABLE_TEXT"]);
        assert_eq!(codes(&rows[3]), ["MANAGER_EMAIL"]);
    }

    #[test]
    fn a_file_that_is_no_list_is_refused() {
        assert_eq!(read(""), Err(FileError::Empty));
        assert_eq!(read("name,email,unit\n"), Err(FileError::MissingColumn("manager_email")));
        assert_eq!(
            read("name,email,Email,manager_email,unit\n"),
            Err(FileError::RepeatedColumn("email"))
        );
        assert_eq!(read("name,email,manager_email,unit\n"), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*", body in "[a-z,;\"\r\n@.]{0,200}") {
            let _ = read(&text);
            let _ = read(&format!("name,email,manager_email,unit\n{body}"));
        }
    }
}
