use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::model::peer::{allocate, on_withdrawal};
use crate::model::peer_review::{ASSIGNED, DROPPED, FINISHED, HANDED_OVER};

fn id<T: From<Uuid>>(number: u32) -> T {
    Uuid::from_u128(u128::from(number)).into()
}

/// Somebody who has handed in a first version.
fn learner(number: u32) -> PeerLearner {
    PeerLearner {
        enrolment_id: id(number),
        member_id: id(100 + number),
        unit: None,
        manager_id: None,
        has_left: false,
        submission_id: Some(id(200 + number)),
        version_number: Some(1),
    }
}

fn people(count: u32) -> Vec<PeerLearner> {
    (0..count).map(learner).collect()
}

fn review(number: u32, reviewer: u32, author: u32, state: &str) -> PeerReview {
    PeerReview {
        id: id(number),
        round_id: id(1),
        submission_id: id(200 + author),
        version_number: 1,
        reviewer_id: id(100 + reviewer),
        handed_to: None,
        state: state.to_owned(),
        comments: json!({}),
        score: None,
        assigned_at: DateTime::UNIX_EPOCH,
        finished_at: None,
        version: 1,
    }
}

fn pair(reviewer: u32, author: u32) -> Pair {
    Pair { reviewer, author }
}

#[test]
fn who_has_nothing_handed_in_or_has_left_takes_no_part() {
    let mut learners = people(4);
    learners[1].version_number = None;
    learners[2].has_left = true;
    learners.reverse();
    let people = People::new(learners);
    let numbers: Vec<u32> = people.pieces().iter().map(|piece| piece.learner).collect();
    assert_eq!(numbers, [0, 3], "numbers do not depend on who takes part or on an order");
    assert_eq!((people.number(id(3)), people.number(id(9))), (Some(3), None));
}

#[test]
fn units_are_told_apart_by_name() {
    let mut learners = people(4);
    for (number, unit) in [(0, "Claims"), (1, "Sales"), (3, "Claims")] {
        learners[number].unit = Some(unit.to_owned());
    }
    let units: Vec<_> = People::new(learners).pieces().iter().map(|piece| piece.unit).collect();
    assert_eq!(units, [Some(0), Some(1), None, Some(0)]);
}

#[test]
fn a_manager_who_takes_part_makes_one_group_with_their_people() {
    let mut learners = people(8);
    let manager = |number: u32| Some(id(100 + number));
    learners[1].manager_id = manager(0);
    learners[2].manager_id = manager(1);
    learners[4].manager_id = manager(3);
    // Both under somebody who takes no part.
    learners[5].manager_id = manager(50);
    learners[6].manager_id = manager(50);
    // A circle is no reason to hang.
    learners[3].manager_id = manager(4);
    let groups: Vec<_> = People::new(learners).pieces().iter().map(|piece| piece.group).collect();
    assert!(groups[0].is_some() && groups[0] == groups[1] && groups[1] == groups[2]);
    assert!(groups[3].is_some() && groups[3] == groups[4] && groups[3] != groups[0]);
    assert_eq!(groups[5..], [None, None, None]);
}

#[test]
fn a_manager_is_not_given_the_own_team() {
    let mut learners = people(10);
    for report in [1, 2, 3] {
        learners[report].manager_id = Some(id(100));
    }
    let pieces = People::new(learners).pieces();
    for seed in 0..50 {
        let allocation = allocate(&pieces, 2, seed);
        assert_eq!((allocation.reviews, allocation.relaxed), (2, vec![]));
        let within = |pair: &Pair| pair.reviewer < 4 && pair.author < 4;
        assert!(!allocation.pairs.iter().any(within), "{seed}");
    }
}

#[test]
fn duties_forget_what_was_dropped_and_keep_what_a_facilitator_has() {
    let people = People::new(people(4));
    let reviews = [
        review(1, 0, 1, ASSIGNED),
        review(2, 1, 2, FINISHED),
        review(3, 0, 2, HANDED_OVER),
        review(4, 2, 0, DROPPED),
        review(5, 77, 0, ASSIGNED),
    ];
    let duty = |pair, finished| Duty { pair, finished };
    let of_reader = [duty(pair(0, 1), false), duty(pair(1, 2), true), duty(pair(0, 2), true)];
    assert_eq!(people.duties(&reviews, Some(0)), of_reader, "the peer has no part in it any more");
    let of_author = [duty(pair(0, 1), false), duty(pair(1, 2), true), duty(pair(0, 2), false)];
    assert_eq!(people.duties(&reviews, Some(2)), of_author, "its author needs it no more");

    let change = on_withdrawal(&people.pieces(), &people.duties(&reviews, Some(0)), 0, 1);
    assert_eq!(people.open_reviews(&reviews, &change.removed), [id::<PeerReviewId>(1)]);
    let added = people.new_reviews(&change.added);
    assert_eq!(added.len(), 1);
    assert_eq!((added[0].submission_id, added[0].version_number), (id(201), 1));
    assert!([102, 103].map(id).contains(&added[0].reviewer_id));
}

#[test]
fn a_summary_names_what_was_relaxed() {
    let mut learners = people(6);
    for number in [0, 1] {
        learners[number].unit = Some("Claims".to_owned());
    }
    learners[5].manager_id = Some(id(104));
    let pieces = People::new(learners).pieces();
    let fine = summary(&pieces, &[pair(0, 1), pair(1, 2)]);
    assert_eq!((fine.pieces, fine.reviews, fine.within_unit), (6, 2, 1));
    assert_eq!(fine.relaxed, []);
    let both = summary(&pieces, &[pair(0, 2), pair(2, 0), pair(4, 5)]);
    assert_eq!(both.relaxed, [Relaxed::OwnGroup, Relaxed::Mutual]);
    let few = summary(&pieces[..5], &[pair(0, 2), pair(2, 0)]);
    assert_eq!(few.relaxed, [], "with fewer than six it is no rule");
}
