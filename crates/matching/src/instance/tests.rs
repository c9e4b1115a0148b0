//! Instances and results as texts.

mod faults;
mod mutations;
mod results;

use super::reader::read_at_most;
use super::*;
use crate::problem::IMPOSSIBLE;

/// Every key but `candidates`.
const DENSE: &str = r#"{
  "learners": ["E1", "E2", "Ż\"3\\"],
  "mentors": [{"id": "R1", "capacity": 2}, {"capacity": 0, "id": "R2"}, {"id": "E1", "capacity": 1}],
  "scores": [[92, 60, null], [null, 0, 100], [50.0, 1e1, 71]],
  "pins": [["E1", "R1"], ["E1", "R1"]],
  "forbids": [["E1", "R2"], ["E2", "R1"]],
  "objective": "balanced"
}"#;

/// The same people and pairs as lists.
const LISTED: &str = r#"{"learners":["E1","E2","Ż\"3\\"],
"mentors":[{"id":"R1","capacity":2},{"id":"R2","capacity":0},{"id":"E1","capacity":1}],
"candidates":[[[1,60],[0,92]],[[1,0],[2,100]],[[0,50],[1,10],[2,71]]],
"pins":[["E1","R1"]],"forbids":[["E1","R2"],["E2","R1"]],"objective":"balanced"}"#;

/// Nobody at all.
const EMPTY: &str = r#"{"learners":[],"mentors":[],"scores":[]}"#;

/// The instance of the README.
const SMALL: &str = r#"{"learners": ["Ana", "Bo"],
 "mentors": [{"id": "Dora", "capacity": 1}, {"id": "Emil", "capacity": 1}],
 "scores": [[90, 80], [85, null]]}"#;

fn instance(text: &str) -> Instance {
    read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn written(instance: &Instance) -> String {
    let mut text = Vec::new();
    instance.write(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn rows(problem: &Problem) -> Vec<Vec<u8>> {
    let row = |learner| {
        let mut row = vec![IMPOSSIBLE; problem.mentors()];
        problem.row(learner, &mut row);
        row
    };
    (0..problem.learners()).map(row).collect()
}

/// Whether two instances say the same, whichever way their scores are kept.
fn assert_same(one: &Instance, other: &Instance) {
    assert_eq!(one.learners, other.learners);
    assert_eq!(one.mentors, other.mentors);
    assert_eq!(one.objective, other.objective);
    assert_eq!(rows(&one.problem), rows(&other.problem));
    assert!(one.problem.pins().eq(other.problem.pins()));
    assert!(one.problem.forbids().eq(other.problem.forbids()));
    let places = |instance: &Instance| -> Vec<u32> {
        (0..instance.mentors.len()).map(|mentor| instance.problem.places(mentor)).collect()
    };
    assert_eq!(places(one), places(other));
}

/// What the reader accepts, it reads again from what the writer makes of it.
fn assert_round_trip(one: &Instance) {
    let text = written(one);
    let again = instance(&text);
    assert_same(one, &again);
    assert_eq!(written(&again), text);
}

#[test]
fn every_key_is_read() {
    let instance = instance(DENSE);
    assert_eq!(instance.learners, ["E1", "E2", "Ż\"3\\"]);
    let mentor = |id: &str, capacity| MentorEntry { id: id.to_owned(), capacity };
    assert_eq!(instance.mentors, [mentor("R1", 2), mentor("R2", 0), mentor("E1", 1)]);
    assert_eq!(instance.objective, Objective::Balanced);
    let problem = &instance.problem;
    assert_eq!(
        rows(problem),
        [[92, IMPOSSIBLE, IMPOSSIBLE], [IMPOSSIBLE, 0, 100], [50, 10, 71]],
        "a forbidden pair is impossible"
    );
    assert_eq!(problem.pins().collect::<Vec<_>>(), [(0, 0)]);
    assert_eq!(problem.forbids().collect::<Vec<_>>(), [(0, 1), (1, 0)]);
    assert!(!problem.is_listed());
}

#[test]
fn lists_of_candidates_say_the_same() {
    let listed = instance(LISTED);
    assert!(listed.problem.is_listed(), "they are not spread into rows");
    assert_same(&listed, &instance(DENSE));
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let instance = instance(EMPTY);
    assert_eq!(instance.objective, Objective::Fair);
    assert_eq!((instance.problem.learners(), instance.problem.mentors()), (0, 0));
    assert_eq!((instance.problem.pins().count(), instance.problem.forbids().count()), (0, 0));
}

#[test]
fn the_highest_capacity_is_read() {
    let instance = instance(&SMALL.replacen("1}", "4294967295}", 1));
    assert_eq!(instance.problem.places(0), u32::MAX);
}

#[test]
fn nobody_on_one_side_is_no_fault() {
    let mentors = r#"{"scores":[],"mentors":[{"id":"R1","capacity":2}],"learners":[]}"#;
    assert_eq!(instance(mentors).problem.mentors(), 1);
    let learners = r#"{"candidates":[[],[]],"mentors":[],"learners":["E1","E2"]}"#;
    assert_eq!(instance(learners).problem.learners(), 2);
    let learners = r#"{"scores":[[],[]],"mentors":[],"learners":["E1","E2"]}"#;
    assert_eq!(instance(learners).problem.learners(), 2);
}

#[test]
fn what_was_written_is_read_again() {
    for text in [DENSE, LISTED, EMPTY, SMALL] {
        assert_round_trip(&instance(text));
    }
}

#[test]
fn bytes_may_come_one_by_one() {
    struct Slow<'a>(&'a [u8]);
    impl std::io::Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = buffer.len().min(1);
            std::io::Read::read(&mut self.0, &mut buffer[..length])
        }
    }
    assert_same(&read(Slow(DENSE.as_bytes())).unwrap(), &instance(DENSE));
}
