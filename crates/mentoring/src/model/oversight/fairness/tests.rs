use rstest::rstest;

use super::*;

/// So many learners of a unit, of whom so many have a mentor.
fn unit(name: &str, n: usize, matched: usize) -> Vec<Fared> {
    (0..n)
        .map(|number| Fared {
            groups: [Some(name.to_owned()), None, None, None],
            score: (number < matched).then_some(60),
            got_ranked: None,
            days_to_first: None,
        })
        .collect()
}

fn of_units(learners: &[Fared]) -> Vec<(Group, usize)> {
    rows(learners)
        .into_iter()
        .filter(|row| row.dimension == Dimension::Unit)
        .map(|row| (row.group, row.n))
        .collect()
}

fn named(name: &str) -> Group {
    Group::Named(name.to_owned())
}

#[test]
fn small_groups_are_folded() {
    let learners = [unit("Claims", 9, 5), unit("Digital", 3, 1), unit("Policies", 4, 4)].concat();
    assert_eq!(of_units(&learners), [(named("Claims"), 9), (Group::Other, 7)]);
}

#[test]
fn a_fold_that_is_small_takes_the_smallest_group_in() {
    // Shown alone, Claims and Policies would give Digital away: 18 in all, less 9, less 6.
    let learners = [unit("Claims", 9, 5), unit("Digital", 3, 1), unit("Policies", 6, 4)].concat();
    assert_eq!(of_units(&learners), [(named("Claims"), 9), (Group::Other, 9)]);
    let learners = [unit("Claims", 9, 5), unit("Digital", 1, 1)].concat();
    assert_eq!(of_units(&learners), [(Group::Other, 10)]);
}

#[test]
fn nothing_shows_of_four() {
    assert!(rows(&unit("Claims", 4, 2)).is_empty());
    assert!(rows(&[]).is_empty());
    assert_eq!(of_units(&unit("Claims", 5, 2)), [(named("Claims"), 5)]);
}

/// Whatever the groups are, no set of people that does not show is smaller than five.
#[test]
fn no_subtraction_finds_fewer_than_five() {
    for a in 0..12 {
        for b in 0..12 {
            for c in 0..12 {
                let learners = [unit("A", a, a / 2), unit("B", b, b), unit("C", c, 0)].concat();
                let shown: usize = of_units(&learners).iter().map(|(_, n)| n).sum();
                let hidden = a + b + c - shown;
                assert!(hidden == 0 || (shown == 0 && hidden < COUNTED_FROM), "{a} {b} {c}");
                assert!(of_units(&learners).iter().all(|(_, n)| *n >= COUNTED_FROM), "{a} {b} {c}");
            }
        }
    }
}

#[rstest]
#[case(&[9, 7, 5], &[true, true, true])]
// Two of four would follow from the others.
#[case(&[9, 7, 4], &[true, false, false])]
#[case(&[9, 3, 4], &[true, false, false])]
#[case(&[9, 0, 6], &[true, false, true])]
#[case(&[4], &[false])]
fn figures_of_a_few_people_take_another_one_along(
    #[case] counts: &[usize],
    #[case] expected: &[bool],
) {
    assert_eq!(shown(counts), expected);
}

#[test]
fn a_group_that_lies_apart_is_to_be_looked_at() {
    let learners = [unit("Claims", 40, 38), unit("Digital", 40, 10)].concat();
    let looked_at: Vec<bool> = rows(&learners)
        .iter()
        .filter(|row| row.dimension == Dimension::Unit)
        .map(|row| row.look_at)
        .collect();
    assert_eq!(looked_at, [true, true]);
    // One group is all there is: nothing to compare it with.
    let alone = rows(&unit("Claims", 40, 1));
    assert!(alone.iter().all(|row| !row.look_at && row.matched_difference.is_none()));
}

/// Learners of a unit who ranked and have a mentor, so many of them one whom they ranked.
fn ranked(name: &str, n: usize, got: usize) -> Vec<Fared> {
    let mut learners = unit(name, n, n);
    for (number, learner) in learners.iter_mut().enumerate() {
        learner.got_ranked = Some(number < got);
    }
    learners
}

fn differences(learners: &[Fared]) -> Vec<(Option<i32>, Option<i32>, bool)> {
    let bp = |difference: Option<Difference>| difference.map(|found| found.bp);
    rows(learners)
        .into_iter()
        .filter(|row| row.dimension == Dimension::Unit)
        .map(|row| (bp(row.matched_difference), bp(row.ranked_difference), row.look_at))
        .collect()
}

#[test]
fn a_ranked_choice_that_lies_apart_is_to_be_looked_at() {
    let learners = [ranked("Claims", 40, 24), ranked("Digital", 40, 15)].concat();
    let apart = [(Some(0), Some(2_250), true), (Some(0), Some(-2_250), true)];
    assert_eq!(differences(&learners), apart);
    let learners = [ranked("Claims", 40, 24), ranked("Digital", 40, 16)].concat();
    let close = [(Some(0), Some(2_000), false), (Some(0), Some(-2_000), false)];
    assert_eq!(differences(&learners), close);
}

#[test]
fn a_difference_tells_nothing_of_figures_that_do_not_show() {
    // Three of Policies ranked, so theirs do not show, nor do the seven of Digital.
    let mut policies = ranked("Policies", 9, 9);
    policies.iter_mut().skip(3).for_each(|learner| learner.got_ranked = None);
    let learners = [ranked("Claims", 40, 40), ranked("Digital", 7, 0), policies].concat();
    assert!(differences(&learners).iter().all(|(_, ranked, _)| ranked.is_none()));
    // Nobody of Policies ranked: nothing is hidden of the others.
    let learners =
        [ranked("Claims", 40, 24), ranked("Digital", 40, 24), unit("Policies", 9, 9)].concat();
    let found: Vec<_> = differences(&learners).into_iter().map(|(_, ranked, _)| ranked).collect();
    assert_eq!(found, [Some(0), Some(0), None]);
}

#[test]
fn a_row_says_what_its_learners_got() {
    let mut learners = unit("Claims", 6, 6);
    for (learner, (score, days)) in learners.iter_mut().zip((50_i16..).zip([3, 9, 4, 8, 5, 7])) {
        learner.score = Some(score);
        learner.days_to_first = Some(days);
        learner.got_ranked = Some(days > 3);
    }
    let rows = rows(&learners);
    let row = &rows[0];
    assert_eq!((row.mean_score, row.median_days), (Some(53), Some(6)));
    assert_eq!(row.ranked_choice, Some(Share { k: 5, n: 6 }));
    assert_eq!(row.matched, Share { k: 6, n: 6 });
    // Nobody told the rest: one group of all in each.
    assert_eq!(rows.len(), 4);
    assert!(rows[1..].iter().all(|row| row.group == Group::NotTold && row.n == 6));
}
