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
        let found: Vec<u32> = read(&text).expect("reads").iter().map(|row| row.number).collect();
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
    let emails: Vec<Option<&str>> =
        rows.iter().map(|row| row.email.as_ref().map(Email::as_str)).collect();
    assert_eq!(
        emails,
        [None, Some("ana@b.example"), Some("a@b.example"), Some("s@b.example")],
        "a faulty row shows whom it speaks of"
    );
}

#[test]
fn marks_that_turn_text_are_refused() {
    let marks = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    for mark in marks.chars() {
        let text = format!(
            "name,email,manager_email,unit\nEve {mark}gpj.exe,e@b.example,m@b.example,X\nAna,a@b.example,m@b.example,X{mark}Y\n"
        );
        let rows = read(&text).expect("reads");
        assert_eq!(codes(&rows[0]), ["DIRECTION_MARK"], "{}", mark.escape_unicode());
        assert_eq!(codes(&rows[1]), ["DIRECTION_MARK"], "{}", mark.escape_unicode());
    }
    let plain = read("name,email,manager_email,unit\nשרה כהן,s@b.example,m@b.example,محمد علي")
        .expect("reads");
    assert_eq!(codes(&plain[0]), [""; 0]);
}

#[test]
fn blank_rows_above_the_header_are_counted_and_passed_over() {
    let header = "name,email,manager_email,unit";
    for (above, number) in [("", 2), ("\n", 3), ("  \r\n\r\n", 4), (",,,\n;;;\n", 4), ("\r\r", 4)] {
        let text = format!("\u{feff}{above}{header}\nAna,a@b.example,m@b.example,X\n");
        let rows = read(&text).expect("reads");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [number], "{above:?}");
    }
    let rows =
        read("\n;Email;Name;Manager Email;Unit\n;a@b.example;Ana;m@b.example;X").expect("reads");
    assert_eq!((rows[0].number, codes(&rows[0]).len()), (3, 0), "the first column has no name");
    for blank in ["\n", " \r\n ", "\r"] {
        assert_eq!(read(blank), Err(FileError::Empty), "{blank:?}");
    }
}

#[test]
fn a_file_has_a_largest_size() {
    let file = |rows: usize| {
        let rows = (0..rows).map(|n| format!("A,a{n}@b.example,m@b.example,X\n"));
        format!("name,email,manager_email,unit\n{}", rows.collect::<String>())
    };
    assert_eq!(read(&file(MAX_ROWS)).map(|rows| rows.len()), Ok(MAX_ROWS));
    assert_eq!(read(&file(MAX_ROWS + 1)), Err(FileError::TooManyRows));
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
