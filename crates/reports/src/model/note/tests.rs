use mail::Rendered;

use super::*;
use crate::sample;

/// Wednesday of the third week.
const NOW: &str = "2026-12-09T10:00:00Z";

/// A note on learners of whom each has done so many items of the first two modules, and the figures
/// that it states.
fn note(done: &[[i16; 2]]) -> (Rendered, Vec<Pace>) {
    let now: DateTime<Utc> = NOW.parse().expect("a time");
    let run = sample::run("2026-11-23".parse().expect("a Monday"), "Europe/Warsaw");
    let places: Vec<Place> = (0_u8..)
        .zip(done)
        .map(|(number, done)| {
            sample::learner(&run, number, &format!("Learner{number:02} Li"), done, now)
        })
        .collect();
    let reader = Reader {
        member_id: uuid::Uuid::from_u128(9).into(),
        name: "Mia",
        zone: chrono_tz::Tz::Europe__Warsaw,
        as_of: now,
        app_url: "https://cadre.example",
        stop_url: "https://cadre.example/unsubscribe/1",
    };
    let templates = Templates::new().expect("templates");
    let places: Vec<&Place> = places.iter().collect();
    let composed = manager_note(&templates, &reader, &places).expect("a note").expect("learners");
    let stated = composed.figures.iter().filter_map(|one| one.pace).collect();
    (composed.texts.expect("texts"), stated)
}

fn lines(note: &Rendered) -> usize {
    note.text.matches("State: ").count()
}

#[test]
fn ten_learners_have_a_line_each() {
    let (note, stated) = note(&[[3, 3]; 10]);
    assert_eq!((lines(&note), stated), (10, vec![Pace::OnPace; 10]));
    assert_eq!(note.subject, "Learner00 and 9 others: one question to ask this fortnight");
    assert!(!note.text.contains("on your page"), "{}", note.text);
}

#[test]
fn of_more_those_who_are_behind_have_one_and_the_others_are_counted() {
    let mut done = [[3, 3]; 12];
    (done[4], done[7], done[9]) = ([3, 1], [0, 0], [3, 0]);
    let (note, stated) = note(&done);
    assert_eq!(stated, [Pace::Behind(6), Pace::Behind(3), Pace::Behind(2)], "most of all first");
    assert_eq!(note.subject, "Learner07 and 11 others: one question to ask this fortnight");
    for part in [&note.text, &note.html] {
        let named = |number: usize| part.contains(&format!("Learner{number:02}"));
        assert_eq!((0..12).filter(|number| named(*number)).collect::<Vec<_>>(), [4, 7, 9]);
        assert!(part.contains("9 more stand on your page."), "{part}");
    }
}

#[test]
fn when_nobody_of_many_is_behind_the_note_says_so() {
    let (note, stated) = note(&[[3, 3]; 11]);
    assert_eq!((lines(&note), stated), (0, vec![]));
    for part in [&note.text, &note.html] {
        assert!(part.contains("Nobody is behind."), "{part}");
        assert!(part.contains("11 more stand on your page."), "{part}");
    }
}

#[test]
fn a_note_has_an_end() {
    let (note, stated) = note(&[[0, 0]; 60]);
    assert_eq!((lines(&note), stated.len()), (MAX_LINES, MAX_LINES));
    assert!(note.text.contains("20 more stand on your page."), "{}", note.text);
}
