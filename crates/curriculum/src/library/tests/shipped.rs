//! The shipped files load, and are as large as the program says.

use std::collections::BTreeMap;

use crate::library::{Library, LibraryProgram, built_in};

fn program() -> &'static LibraryProgram {
    let programs = &built_in().programs;
    assert_eq!(programs.len(), 1);
    &programs[0]
}

#[test]
fn built_in_loads() {
    let Library { framework, .. } = built_in();
    assert_eq!(framework.levels.len(), 6);
    assert_eq!(framework.domains.len(), 5);
    assert_eq!(framework.competencies.len(), 16);
    assert_eq!(framework.roles.len(), 10);
    assert_eq!(framework.steps.len(), 11);
    assert_eq!(program().slug, "beyond-the-two-day-certificate");
}

#[test]
fn the_program_has_its_size() {
    let program = program();
    let modules = &program.modules;
    let lessons = || modules.iter().flat_map(|module| &module.lessons);
    assert_eq!(modules.len(), 16);
    assert_eq!(lessons().count(), 57);
    assert_eq!(lessons().map(|lesson| lesson.minutes).sum::<i32>(), 713);
    assert_eq!(program.assignments.len(), 14);
    assert_eq!(program.rubrics.len(), 14);
    let work = program.assignments.iter().map(|assignment| assignment.minutes);
    assert_eq!(work.sum::<i32>(), 1715);
    let live = modules.iter().filter_map(|module| module.workshop.as_ref());
    assert_eq!(live.map(|workshop| workshop.minutes).sum::<i32>(), 1350);
    let items = modules.iter().filter_map(|module| module.quiz_items);
    assert_eq!(items.sum::<i16>(), 90);
    assert_eq!(modules.iter().map(|module| module.cards).sum::<i16>(), 30);
    let sessions = program.tracks.iter().map(|track| track.sessions.len());
    assert_eq!(sessions.collect::<Vec<_>>(), [7, 3, 4]);
    assert_eq!(program.follow_ups.len(), 2);
}

#[test]
fn modules_stand_in_the_order_of_their_weeks() {
    let weeks = program().modules.iter().map(|module| module.week);
    assert!(weeks.eq(0..16));
}

#[test]
fn prerequisites_have_24_edges_and_a_longest_chain_of_eight() {
    let program = program();
    let edges = program.modules.iter().map(|module| module.needs.len());
    assert_eq!(edges.sum::<usize>(), 24);
    // Modules stand by week, so what a module needs has its length before it.
    let mut chain: BTreeMap<&str, usize> = BTreeMap::new();
    for module in &program.modules {
        let before = module.needs.iter().map(|need| chain[need.as_str()]).max();
        chain.insert(&module.code, before.unwrap_or(0) + 1);
    }
    assert_eq!(chain.values().max(), Some(&8));
}

#[test]
fn every_lesson_teaches_something() {
    for lesson in program().modules.iter().flat_map(|module| &module.lessons) {
        let words = lesson.body.split_whitespace().count();
        assert!((80..=180).contains(&words), "{} has {words} words", lesson.code);
        assert!(!lesson.body.contains('!'), "{} shouts", lesson.code);
    }
}

#[test]
fn peers_never_decide_alone() {
    for assignment in &program().assignments {
        let review = &assignment.review;
        let grader = review.facilitator || review.mentor || review.panel > 0;
        assert!(grader, "{} is graded by peers only", assignment.code);
    }
}
