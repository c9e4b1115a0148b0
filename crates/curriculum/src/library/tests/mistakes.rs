//! Every kind of mistake is reported with file, line, column and what to do.

use super::small::change;
use crate::library::{Place, Problem, load};

/// Breaks one thing after another in the small library and compares the messages.
///
/// A case has two lines: `file | text | text in its place`, and the message from the line number
/// on, whole or as far as it ends in `...`.
fn assert_reports(cases: &str) {
    let lines: Vec<&str> = cases.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for case in lines.chunks(2) {
        let parts: Vec<&str> = case[0].split('|').map(str::trim).collect();
        let [file, from, to] = parts[..] else {
            panic!("not a case: {}", case[0]);
        };
        let Err(error) = change(file, from, &to.replace("\\n", "\n")) else {
            panic!("accepted: {}", case[0]);
        };
        let message = error.to_string();
        let (_, found) = message.split_once(".yaml:").expect("a line");
        match case[1].strip_suffix("...") {
            Some(start) => assert!(found.starts_with(start), "{message}"),
            None => assert_eq!(found, case[1], "{}", case[0]),
        }
        assert!(error.place.file.ends_with(file), "{message}");
    }
}

#[test]
fn the_small_library_is_sound() {
    assert_eq!(change("m00.yaml", "code", "code"), Ok(()));
}

#[test]
fn a_file_of_another_shape() {
    assert_reports(
        r"
        m00.yaml | goal: Begin. | gaol: Begin.
        4:1: unknown field `gaol`, expected one of code, week, ...
        m01.yaml | key: done | kee: done
        29:9: unknown field `kee`, expected one of key, title, ...
        m01.yaml | goal: Go on. | goal_: Go on.
        4:1: unknown field `goal_`, ...
        m00.yaml | cards: 0 | # no cards
        10:1: missing field `cards`; correct the file at this place
        m01.yaml | title: Two | title: [Two
        11:12: ...
        m01.yaml | title: Two | title: 'Two
        11:12: ...
        m00.yaml | week: 0 | week: soon
        2:7: invalid i16; correct the file at this place
        m01.yaml | [a, b, c, d] | [a, b, c]
        29:74: invalid length 3, expected an array of length 4; correct the file at this place
        m01.yaml | kind: reading | kind: dance
        12:11: unknown variant `dance`, expected one of video, reading, activity; ...
        framework.yaml | expected: { C04: 1 } | expected: { C04: 1, C04: 2 }
        15:25: duplicate mapping key: C04; correct the file at this place
        ",
    );
}

#[test]
fn files_that_are_missing_or_misplaced() {
    let error = load(&[]).expect_err("accepted");
    assert_eq!(*error.problem, Problem::MissingFile);
    assert_eq!(
        error.to_string(),
        "framework.yaml: the file is missing; add it and list it among the embedded files"
    );
    let error = load(&[("notes.txt", "")]).expect_err("accepted");
    let (line, column) = (None, None);
    let file = "notes.txt".to_owned();
    assert_eq!(error.place, Place { file, line, column });
    assert_eq!(*error.problem, Problem::UnexpectedPath);
    assert_reports(
        r"
        program.yaml | slug: small | slug: large
        1:7: the slug is large but the folder is small; give both the same name
        ",
    );
}

#[test]
fn nothing_written() {
    assert_reports(
        r"
        m00.yaml | goal: Begin. | goal: ''
        4:7: the goal is empty; write it or leave the key out if it is optional
        m00.yaml | objectives: [Begin] | objectives: []
        6:13: the list of objectives is empty; ...
        m01.yaml | Text. |
        17:1: the body is empty; ...
        m01.yaml | [a, b, c, d] | [a, b, ' ', d]
        29:94: a descriptor is empty; ...
        framework.yaml | name: Not shown | name: ''
        2:23: the name is empty; ...
        program.yaml | summary: Slow | summary: ''
        7:20: the summary is empty; ...
        ",
    );
}

#[test]
fn numbers_out_of_range() {
    assert_reports(
        r"
        m00.yaml | minutes: 5 | minutes: 0
        9:55: the length is 0; use a number from 1 to 600
        m00.yaml | minutes: 5 | minutes: 601
        9:55: the length is 601; use a number from 1 to 600
        m01.yaml | minutes: 30 | minutes: -1
        22:12: the length is -1; use a number from 1 to 1440
        m01.yaml | minutes: 30 | minutes: 1441
        22:12: the length is 1441; use a number from 1 to 1440
        m01.yaml | week: 1 | week: 104
        2:7: the week is 104; use a number from 0 to 103
        m01.yaml | week: 1 | week: -1
        2:7: the week is -1; use a number from 0 to 103
        m01.yaml | level: 2 | level: 6
        8:31: the level is 6; use a number from 1 to 5
        m01.yaml | level: 2 | level: 0
        8:31: the level is 0; use a number from 1 to 5
        m01.yaml | level: 2 | level: -1
        8:31: the level is -1; use a number from 1 to 5
        m01.yaml | weight: 60 | weight: 0
        29:58: the weight is 0; use a number from 1 to 100
        framework.yaml | C04: 1 | C04: 6
        15:22: the expected level is 6; use a number from 0 to 5
        ",
    );
}

#[test]
fn what_the_tables_take_at_most_is_accepted() {
    for (file, from, to) in [
        ("m00.yaml", "minutes: 5", "minutes: 600"),
        ("m01.yaml", "week: 1", "week: 103"),
        ("m01.yaml", "level: 2", "level: 1"),
        ("m01.yaml", "level: 2", "level: 5"),
    ] {
        assert_eq!(change(file, from, to), Ok(()), "{to}");
    }
}

#[test]
fn codes_that_name_nothing() {
    assert_reports(
        r"
        framework.yaml | competencies: [C04] | competencies: [C09]
        4:51: there is no competency C09; correct the code or define it
        framework.yaml | C04: 1 | C05: 1
        15:22: there is no competency C05; ...
        framework.yaml | gates: [C04] | gates: [C05]
        16:13: there is no competency C05; ...
        framework.yaml | to: PO | to: PM
        18:21: there is no role PM; ...
        m01.yaml | competency: C04, level | competency: C17, level
        8:19: there is no competency C17; ...
        m01.yaml | competency: C04, weight | competency: C18, weight
        29:45: there is no competency C18; ...
        m01.yaml | needs: [M00] | needs: [M00, M09]
        5:14: there is no module M09; ...
        m01.yaml | rubric: R01 | rubric: R02
        23:11: there is no rubric R02; ...
        program.yaml | capstone: A01 | capstone: A09
        8:11: there is no assignment A09; ...
        program.yaml | after: M01 | after: M07
        11:39: there is no module M07; ...
        m01.yaml | cards: 1 | cards: 1\nwaiver: { competency: C04, level: 3, lessons: [M01-L9], quiz_items: 0 }
        33:48: there is no lesson M01-L9; ...
        ",
    );
}

#[test]
fn competencies_left_out() {
    assert_reports(
        r"
        framework.yaml | expected: { C04: 1 } | expected: {}
        11:11: role PO does not name competency C04; add it
        framework.yaml | competencies: [C04] | competencies: []
        4:50: the list of competencies is empty; ...
        framework.yaml | - code: C04 | - { code: C05, slug: s, title: t, behaviours: [a, b, c, d, e] }\n  - code: C04
        6:13: the list of domains does not name competency C05; add it
        ",
    );
}

#[test]
fn codes_given_twice() {
    assert_reports(
        r"
        framework.yaml | competencies: [C04] | competencies: [C04, C04]
        4:56: competency C04 stands already at framework.yaml:4:51; remove one or give it another code
        framework.yaml | gates: [C04] | gates: [C04, C04]
        16:18: gate C04 stands already at framework.yaml:16:13; ...
        framework.yaml | levels: | levels:\n  - { level: 0, name: a, meaning: b, evidence: c }
        3:14: level 0 stands already at framework.yaml:2:14; ...
        m01.yaml | needs: [M00] | needs: [M00, M00]
        5:14: need M00 stands already at programs/small/modules/m01.yaml:5:9; ...
        m01.yaml | code: M01-L1 | code: M00-L1
        10:11: lesson M00-L1 stands already at programs/small/modules/m00.yaml:9:13; ...
        m01.yaml | code: M01 | code: M00
        1:7: module M00 stands already at programs/small/modules/m00.yaml:1:7; ...
        m01.yaml | key: well | key: done
        30:14: criterion done stands already at programs/small/modules/m01.yaml:29:14; ...
        program.yaml | code: F01 | code: M01
        11:13: module M01 stands already at programs/small/modules/m01.yaml:1:7; ...
        ",
    );
}

#[test]
fn weights_that_do_not_add_up() {
    assert_reports(
        r"
        m01.yaml | weight: 40 | weight: 30
        26:9: the weights of rubric R01 add up to 90; change them so that they add up to 100
        ",
    );
}

#[test]
fn prerequisites_in_a_circle_or_too_late() {
    assert_reports(
        r"
        m00.yaml | needs: [] | needs: [M01]
        5:9: prerequisites form a cycle: M00 needs M01 needs M00; remove one of these needs
        m00.yaml | needs: [] | needs: [M00]
        5:9: prerequisites form a cycle: M00 needs M00; remove one of these needs
        m01.yaml | week: 1 | week: 0
        5:9: M01 of week 0 needs M00 of week 0; a prerequisite must be in an earlier week, ...
        ",
    );
    // The mistake is reported where the need stands and not where the week was changed.
    let error = change("m00.yaml", "week: 0", "week: 7").expect_err("accepted");
    let place = error.place.to_string();
    assert_eq!(place, "programs/small/modules/m01.yaml:5:9");
    let later = matches!(*error.problem, Problem::NeedNotEarlier { need_week: 7, .. });
    assert!(later, "{error}");
}
