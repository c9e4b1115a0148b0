use std::collections::HashSet;

use super::*;

fn piece(learner: u32, group: Option<u32>, unit: Option<u32>) -> Piece {
    Piece { learner, group, unit }
}

/// People in groups of the given sizes, each in a unit of their own.
fn groups(sizes: &[usize]) -> Vec<Piece> {
    let all = (0..).zip(sizes).flat_map(|(group, size)| std::iter::repeat_n(group, *size));
    (0..).zip(all).map(|(learner, group)| piece(learner, Some(group), None)).collect()
}

/// What must hold of every allocation, from its pairs alone.
fn check(pieces: &[Piece], asked: usize, found: &Allocation, context: &str) {
    let n = pieces.len();
    let of = |learner: u32| pieces.iter().find(|piece| piece.learner == learner).expect("known");
    let pairs: HashSet<Pair> = found.pairs.iter().copied().collect();
    assert_eq!(pairs.len(), found.pairs.len(), "twice the same review: {context}");
    assert!(found.reviews <= asked && found.reviews < n.max(1), "{context}");
    assert_eq!(found.reviews == 0, n < 2 || asked == 0, "{context}");
    assert!(pairs.iter().all(|pair| pair.reviewer != pair.author), "own work: {context}");
    for piece in pieces {
        let gives = pairs.iter().filter(|pair| pair.reviewer == piece.learner).count();
        let gets = pairs.iter().filter(|pair| pair.author == piece.learner).count();
        assert_eq!((gives, gets), (found.reviews, found.reviews), "unbalanced: {context}");
    }
    let own_group = pairs.iter().any(|pair| of(pair.reviewer).shares_group(of(pair.author)));
    let back = |pair: &Pair| Pair { reviewer: pair.author, author: pair.reviewer };
    let mutual = n >= 6 && pairs.iter().any(|pair| pairs.contains(&back(pair)));
    let own_unit = pairs.iter().filter(|pair| of(pair.reviewer).shares_unit(of(pair.author)));
    assert_eq!(own_group, found.relaxed.contains(&Relaxed::OwnGroup), "{context}");
    assert_eq!(mutual, found.relaxed.contains(&Relaxed::Mutual), "{context}");
    assert_eq!(own_unit.count(), found.own_unit, "{context}");
}

/// Sizes of groups and the number of reviews that they rule out although the largest group is at
/// most half of all and leaves enough others: all such cases of up to twelve people. Computed apart
/// from this code, from Tutte's theorem on factors of graphs (with fewer than six: a flow).
const RULED_OUT: [(&[usize], usize); 9] = [
    (&[2, 2, 1], 3),
    (&[3, 3, 1], 2),
    (&[4, 4, 2], 3),
    (&[4, 4, 1, 1], 3),
    (&[5, 5, 1], 3),
    (&[5, 4, 2], 3),
    (&[5, 4, 1, 1], 3),
    (&[3, 3, 3, 2], 4),
    (&[3, 3, 3, 1, 1], 4),
];

fn sizes(pieces: &[Piece]) -> Vec<usize> {
    let named: HashSet<u32> = pieces.iter().filter_map(|piece| piece.group).collect();
    let size = |group| pieces.iter().filter(|piece| piece.group == Some(group)).count();
    let mut sizes: Vec<usize> = named.into_iter().map(size).collect();
    sizes.extend(pieces.iter().filter(|piece| piece.group.is_none()).map(|_| 1));
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

/// What an allocation has to keep, said anew from the sizes.
fn check_kept(pieces: &[Piece], asked: usize, found: &Allocation, context: &str) {
    let (n, sizes) = (pieces.len(), sizes(pieces));
    let asked = asked.min(n.saturating_sub(1));
    if asked == 0 {
        return;
    }
    let others = n - sizes[0];
    let possible = |k: &usize| !RULED_OUT.contains(&(&sizes[..], *k));
    let expected = if sizes[0] > others {
        let most = if n >= 6 { (n - 1) / 2 } else { n - 1 };
        (asked.min(most), vec![Relaxed::OwnGroup])
    } else if n < 6 {
        (asked.min(others).min(if possible(&3) { n } else { 2 }), vec![])
    } else {
        let fewest = asked.min(2);
        match (fewest..=asked.min(others / 2)).rev().find(possible) {
            Some(reviews) => (reviews, vec![]),
            None => (fewest, vec![Relaxed::Mutual]),
        }
    };
    assert_eq!((found.reviews, &found.relaxed), (expected.0, &expected.1), "{context}");
}

/// All ways to write `n` as a sum of parts, largest first.
fn partitions(n: usize, most: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    (1..=n.min(most))
        .flat_map(|part| {
            partitions(n - part, part).into_iter().map(move |rest| [vec![part], rest].concat())
        })
        .collect()
}

#[test]
fn every_division_into_groups_keeps_every_rule_that_can_be_kept() {
    for n in 0..=12 {
        for sizes in partitions(n, n) {
            let pieces = groups(&sizes);
            // Beyond ten only what cohorts use, to save time.
            for asked in if n > 10 { 3..=3 } else { 1..=4 } {
                let found = allocate(&pieces, asked, n as u64);
                let context = format!("groups {sizes:?}, {asked} asked");
                check(&pieces, asked, &found, &context);
                check_kept(&pieces, asked, &found, &context);
            }
        }
    }
}

/// Groups and units of drawn sizes, some people in none.
fn drawn(draws: &mut Draws, n: usize) -> Vec<Piece> {
    let (groups, units) = (1 + draws.below(n / 3 + 2), 1 + draws.below(8));
    let some = |draws: &mut Draws, of: usize| {
        let number = u32::try_from(draws.below(of)).expect("small");
        (draws.below(10) > 0).then_some(number)
    };
    (0..n)
        .map(|index| {
            let learner = u32::try_from(index).expect("small") * 7 % 1_009;
            piece(learner, some(draws, groups), some(draws, units))
        })
        .collect()
}

#[test]
fn drawn_cohorts_of_up_to_sixty_keep_every_rule_that_can_be_kept() {
    let mut draws = Draws::new(2_026, Purpose::Peers, 0);
    for round in 0..240_usize {
        let n = round % 61;
        let pieces = drawn(&mut draws, n);
        let asked = 1 + draws.below(4);
        let found = allocate(&pieces, asked, round as u64);
        let context = format!("round {round}: {asked} asked of {pieces:?}");
        check(&pieces, asked, &found, &context);
        check_kept(&pieces, asked, &found, &context);
    }
}

#[test]
fn the_smallest_rounds() {
    let of = |n: usize| allocate(&groups(&vec![1; n]), 3, 1);
    let sizes = |n| (of(n).reviews, of(n).pairs.len(), of(n).relaxed);
    assert_eq!(sizes(0), (0, 0, vec![]));
    assert_eq!(sizes(1), (0, 0, vec![]));
    // With fewer than six, two may review each other.
    assert_eq!(sizes(2), (1, 2, vec![]));
    assert_eq!(sizes(3), (2, 6, vec![]));
    assert_eq!(sizes(4), (3, 12, vec![]));
    assert_eq!(sizes(5), (3, 15, vec![]));
    // Three reviews among six would be mutual; two are not.
    assert_eq!(sizes(6), (2, 12, vec![]));
    // Among seven everybody meets everybody once.
    assert_eq!(sizes(7), (3, 21, vec![]));
    assert_eq!(allocate(&groups(&[1; 9]), 0, 1).reviews, 0);
    assert_eq!(allocate(&groups(&[1; 9]), usize::MAX, 1).reviews, 4);
}

#[test]
fn one_group_reviews_itself_and_says_so() {
    let found = allocate(&groups(&[5]), 3, 1);
    assert_eq!((found.reviews, found.relaxed), (3, vec![Relaxed::OwnGroup]));
    let found = allocate(&groups(&[9]), 3, 1);
    assert_eq!((found.reviews, found.relaxed), (3, vec![Relaxed::OwnGroup]));
}

#[test]
fn a_group_of_more_than_half_reviews_itself_as_little_as_it_can() {
    // Eight have 24 reviews to get; the four others give 12.
    let pieces = groups(&[8, 4]);
    let found = allocate(&pieces, 3, 1);
    let inside = found.pairs.iter().filter(|pair| pair.reviewer < 8 && pair.author < 8).count();
    assert_eq!((found.reviews, inside), (3, 12));
    assert_eq!(found.relaxed, [Relaxed::OwnGroup]);
}

#[test]
fn two_groups_of_three_have_to_review_each_other() {
    let found = allocate(&groups(&[3, 3]), 3, 1);
    // Twelve reviews between nine pairs of people.
    let back =
        |pair: &&Pair| found.pairs.contains(&Pair { reviewer: pair.author, author: pair.reviewer });
    assert_eq!(found.pairs.iter().filter(back).count(), 6);
    assert_eq!((found.reviews, &found.relaxed[..]), (2, &[Relaxed::Mutual][..]));
    assert_eq!(allocate(&groups(&[3, 3]), 1, 1).relaxed, []);
}

#[test]
fn other_units_come_first() {
    // Seven groups of four, four units across them: the four of a group come from four units.
    let pieces: Vec<Piece> =
        (0..28).map(|learner| piece(learner, Some(learner / 4), Some(learner % 4))).collect();
    for seed in 0..20 {
        let found = allocate(&pieces, 3, seed);
        assert_eq!((found.reviews, found.own_unit, found.relaxed), (3, 0, vec![]), "seed {seed}");
    }
    // Units that are groups, and two thirds of all in one unit: 6 · 2 reviews have to stay inside.
    let pieces: Vec<Piece> =
        (0..18).map(|learner| piece(learner, Some(learner / 3), Some(learner / 12))).collect();
    let found = allocate(&pieces, 2, 1);
    assert_eq!((found.own_unit, found.relaxed), (12, vec![]));
}

#[test]
fn the_seed_decides_and_the_order_of_the_list_does_not() {
    let mut draws = Draws::new(5, Purpose::Peers, 0);
    let mut pieces = drawn(&mut draws, 40);
    let found = allocate(&pieces, 3, 11);
    assert_eq!(allocate(&pieces, 3, 11), found);
    assert_ne!(allocate(&pieces, 3, 12), found);
    draws.shuffle(&mut pieces);
    pieces.push(pieces[0]);
    assert_eq!(allocate(&pieces, 3, 11), found);
}

#[test]
fn four_hundred_are_allocated() {
    let pieces: Vec<Piece> =
        (0..400).map(|learner| piece(learner, Some(learner / 5), Some(learner % 6))).collect();
    let found = allocate(&pieces, 3, 1);
    check(&pieces, 3, &found, "400");
    assert_eq!((found.reviews, found.relaxed, found.own_unit), (3, vec![], 0));
}
