use chrono::Duration;
use rstest::rstest;

use super::*;
use crate::model::peer::hands_over;

fn keys() -> Vec<String> {
    ["who", "measure"].map(str::to_owned).to_vec()
}

fn input(criterion: &str, comment: &str) -> CommentInput {
    CommentInput { criterion: criterion.to_owned(), comment: comment.to_owned() }
}

fn codes(found: &[Violation]) -> Vec<(&str, &str)> {
    found.iter().map(|one| (one.path.as_str(), one.code)).collect()
}

fn sheet(comments: &[(&str, &str)], score: Option<i16>) -> Sheet {
    let comments = comments.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned()));
    Sheet { comments: comments.collect(), score }
}

#[rstest]
#[case(0)]
#[case(5)]
#[case(-1)]
#[case(i32::MAX)]
#[case(i32::MIN)]
fn a_score_is_one_to_four(#[case] score: i32) {
    let refused = Sheet::check(&keys(), Vec::new(), Some(score)).expect_err("no score");
    assert_eq!(codes(&refused), [("input.score", "OUT_OF_RANGE")]);
    for score in 1..=4 {
        assert!(Sheet::check(&keys(), Vec::new(), Some(score)).is_ok());
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let long = "ż".repeat(COMMENT_CHARS + 1);
    let inputs = vec![input("nonsense", &long), input("who", "a\0b")];
    let refused = Sheet::check(&keys(), inputs, Some(9)).expect_err("mistakes");
    let expected = [
        ("input.comments.0.criterion", "UNKNOWN_CRITERION"),
        ("input.comments.0.comment", "LENGTH"),
        ("input.comments.1.comment", "LENGTH"),
        ("input.score", "OUT_OF_RANGE"),
    ];
    assert_eq!(codes(&refused), expected);
    let twice = vec![input("who", "a"), input("who", "b")];
    let refused = Sheet::check(&keys(), twice, None).expect_err("twice");
    assert_eq!(codes(&refused), [("input.comments.1.criterion", "REPEATED_CRITERION")]);
    let many = vec![input("who", "a"); 3];
    let refused = Sheet::check(&keys(), many, None).expect_err("too many");
    assert_eq!(codes(&refused), [("input.comments", "TOO_MANY")]);
}

#[test]
fn parts_add_up_and_empty_comments_are_taken_back() {
    let saved = sheet(&[("who", "first")], Some(2));
    let part = vec![input("measure", " a\r\nb ")];
    let part = Sheet::check(&keys(), part, None).expect("fine");
    let both = part.onto(saved);
    assert_eq!(both, sheet(&[("who", "first"), ("measure", "a\nb")], Some(2)));
    assert_eq!(both.missing(&keys()), []);
    let back = Sheet::check(&keys(), vec![input("who", "  ")], Some(4)).expect("fine");
    let left = back.onto(both);
    assert_eq!(left, sheet(&[("measure", "a\nb")], Some(4)));
    assert_eq!(codes(&left.missing(&keys())), [("input.comments", "MISSING_COMMENT")]);
}

#[test]
fn nothing_is_missing_only_where_all_is_there() {
    let found = Sheet::default().missing(&keys());
    let expected = [
        ("input.comments", "MISSING_COMMENT"),
        ("input.comments", "MISSING_COMMENT"),
        ("input.score", "MISSING_SCORE"),
    ];
    assert_eq!(codes(&found), expected);
}

#[test]
fn a_review_is_due_when_it_passes_on() {
    let assigned: DateTime<Utc> = "2026-03-25T10:00:00Z".parse().expect("a moment");
    let due = due_at(assigned);
    assert!(hands_over(assigned, due) && !hands_over(assigned, due - Duration::seconds(1)));
}
