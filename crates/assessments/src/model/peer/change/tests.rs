use super::super::{Allocation, allocate};
use super::*;

/// Twenty in groups of four and units of five, with three reviews each.
fn cohort(seed: u64) -> (Vec<Piece>, Allocation) {
    let pieces: Vec<Piece> = (0..20)
        .map(|learner| Piece { learner, group: Some(learner / 4), unit: Some(learner % 4) })
        .collect();
    let allocation = allocate(&pieces, 3, seed);
    (pieces, allocation)
}

fn duties(pairs: &[Pair], finished: impl Fn(usize) -> bool) -> Vec<Duty> {
    let duty = |(index, pair): (usize, &Pair)| Duty { pair: *pair, finished: finished(index) };
    pairs.iter().enumerate().map(duty).collect()
}

fn pair(reviewer: u32, author: u32) -> Pair {
    Pair { reviewer, author }
}

/// The pairs after a change; checks what must hold of any change.
fn after(pieces: &[Piece], duties: &[Duty], change: &Change) -> Vec<Pair> {
    for gone in &change.removed {
        assert!(duties.iter().any(|duty| duty.pair == *gone && !duty.finished), "{gone:?}");
    }
    let mut pairs: Vec<Pair> = duties.iter().map(|duty| duty.pair).collect();
    pairs.retain(|pair| !change.removed.contains(pair));
    for added in &change.added {
        assert!(added.reviewer != added.author && !pairs.contains(added), "{added:?}");
        let [reader, writer] = [added.reviewer, added.author]
            .map(|learner| pieces.iter().find(|piece| piece.learner == learner).expect("known"));
        let own_group = reader.shares_group(writer);
        let mutual = pieces.len() >= 6 && pairs.contains(&pair(added.author, added.reviewer));
        assert!(!own_group || change.relaxed.contains(&Relaxed::OwnGroup));
        assert!(!mutual || change.relaxed.contains(&Relaxed::Mutual));
        pairs.push(*added);
    }
    pairs
}

fn count(pairs: &[Pair], of: impl Fn(&Pair) -> bool) -> usize {
    pairs.iter().filter(|pair| of(pair)).count()
}

#[test]
fn who_leaves_at_once_leaves_everybody_with_three() {
    for seed in 0..40 {
        let (pieces, allocation) = cohort(seed);
        let duties = duties(&allocation.pairs, |_| false);
        let change = on_withdrawal(&pieces, &duties, 7, seed);
        assert_eq!((change.removed.len(), change.added.len()), (6, 3));
        assert_eq!((&change.short[..], &change.relaxed[..]), (&[][..], &[][..]), "seed {seed}");
        let pairs = after(&pieces, &duties, &change);
        assert!(pairs.iter().all(|pair| pair.reviewer != 7 && pair.author != 7));
        for learner in (0..20).filter(|learner| *learner != 7) {
            assert_eq!(count(&pairs, |pair| pair.author == learner), 3, "seed {seed}");
            let gives = count(&pairs, |pair| pair.reviewer == learner);
            assert!((2..=4).contains(&gives), "seed {seed}: {learner} gives {gives}");
        }
        assert_eq!(change, on_withdrawal(&pieces, &duties, 7, seed));
    }
}

#[test]
fn finished_reviews_stay_on_both_sides() {
    for seed in 0..20 {
        let (pieces, allocation) = cohort(seed);
        let duties = duties(&allocation.pairs, |index| index % 2 == 0);
        let change = on_withdrawal(&pieces, &duties, 7, seed);
        let pairs = after(&pieces, &duties, &change);
        for duty in duties.iter().filter(|duty| duty.finished) {
            assert!(pairs.contains(&duty.pair));
        }
        for learner in (0..20).filter(|learner| *learner != 7) {
            assert_eq!(count(&pairs, |pair| pair.author == learner), 3, "seed {seed}");
        }
    }
}

#[test]
fn the_order_of_the_lists_decides_nothing() {
    let (mut pieces, allocation) = cohort(3);
    let mut duties = duties(&allocation.pairs, |index| index % 5 == 0);
    let change = on_withdrawal(&pieces, &duties, 7, 9);
    pieces.reverse();
    duties.reverse();
    assert_eq!(on_withdrawal(&pieces, &duties, 7, 9), change);
    pieces.retain(|piece| piece.learner != 7);
    assert_eq!(on_withdrawal(&pieces, &duties, 7, 9), change);
}

#[test]
fn in_a_round_of_three_nobody_is_left_to_step_in() {
    let pieces: Vec<Piece> =
        (0..3).map(|learner| Piece { learner, group: None, unit: None }).collect();
    let duties = duties(&allocate(&pieces, 3, 1).pairs, |_| false);
    let change = on_withdrawal(&pieces, &duties, 0, 1);
    assert_eq!(change.removed, [pair(0, 1), pair(0, 2), pair(1, 0), pair(2, 0)]);
    assert_eq!((change.added, change.short), (vec![], vec![1, 2]));
    // And the second one leaves, too.
    let rest = [pair(1, 2), pair(2, 1)].map(|pair| Duty { pair, finished: false });
    let change = on_withdrawal(&pieces[1..], &rest, 1, 1);
    assert_eq!((change.removed.len(), change.added, change.short), (2, vec![], vec![2]));
}

#[test]
fn groups_give_way_only_when_nobody_else_is_left() {
    let piece = |learner, group| Piece { learner, group: Some(group), unit: None };
    let pieces = [piece(0, 1), piece(1, 1), piece(2, 1), piece(3, 2)];
    let duties = [Duty { pair: pair(3, 0), finished: false }];
    let change = on_withdrawal(&pieces, &duties, 3, 1);
    assert_eq!((change.added.len(), &change.relaxed[..]), (1, &[Relaxed::OwnGroup][..]));
}

#[test]
fn nobody_leaves_twice() {
    let (pieces, allocation) = cohort(1);
    let duties = duties(&allocation.pairs, |_| false);
    assert_eq!(on_withdrawal(&pieces, &duties, 99, 1), Change::default());
}

#[test]
fn a_late_piece_gets_three_readers_and_its_author_three_pieces() {
    for seed in 0..40 {
        let (mut pieces, allocation) = cohort(seed);
        let duties = duties(&allocation.pairs, |index| index % 3 == 0);
        pieces.push(Piece { learner: 20, group: Some(1), unit: Some(2) });
        let change = on_late_piece(&pieces, &duties, 20, 3, seed);
        assert_eq!((change.removed.len(), change.added.len()), (0, 6));
        assert_eq!((&change.short[..], &change.relaxed[..]), (&[][..], &[][..]), "seed {seed}");
        let pairs = after(&pieces, &duties, &change);
        assert_eq!(count(&pairs, |pair| pair.author == 20), 3);
        assert_eq!(count(&pairs, |pair| pair.reviewer == 20), 3);
        assert!((0..20).all(|learner| count(&pairs, |pair| pair.reviewer == learner) <= 4));
        assert!((0..20).all(|learner| count(&pairs, |pair| pair.author == learner) <= 4));
        let known = change.added.iter().map(|pair| Duty { pair: *pair, finished: false });
        let duties: Vec<Duty> = duties.iter().copied().chain(known).collect();
        assert_eq!(on_late_piece(&pieces, &duties, 20, 3, seed), Change::default());
    }
}

#[test]
fn who_lost_a_duty_and_who_lost_a_review_come_first() {
    let (mut pieces, allocation) = cohort(4);
    let all = duties(&allocation.pairs, |_| false);
    // One leaves without being replaced: three have two duties, three have two reviews.
    let left: Vec<Duty> = all
        .iter()
        .filter(|duty| duty.pair.reviewer != 7 && duty.pair.author != 7)
        .copied()
        .collect();
    pieces.retain(|piece| piece.learner != 7);
    pieces.push(Piece { learner: 20, group: None, unit: None });
    let change = on_late_piece(&pieces, &left, 20, 3, 1);
    let (to, by): (Vec<Pair>, Vec<Pair>) = change.added.iter().partition(|pair| pair.author == 20);
    assert_eq!((to.len(), by.len()), (3, 3));
    assert!(to.iter().all(|added| allocation.pairs.contains(&pair(added.reviewer, 7))));
    assert!(by.iter().all(|added| allocation.pairs.contains(&pair(7, added.author))));
}

#[test]
fn a_late_piece_among_few_says_what_is_short() {
    let piece = |learner| Piece { learner, group: None, unit: None };
    let change = on_late_piece(&[piece(0), piece(1)], &[], 1, 3, 1);
    assert_eq!(change.added, [pair(0, 1), pair(1, 0)]);
    assert_eq!(change.short, [1, 1]);
    assert_eq!(on_late_piece(&[piece(0)], &[], 5, 3, 1), Change::default());
}
