//! What one more place brings, against every set.

use matching::explanation::{MorePlace, binding, changes_nothing, one_more_place};
use matching::what_if::{Change, apply};

use crate::every_set::{all_sets, best, for_each};

#[test]
fn one_more_place_is_exact_and_a_shortcut_is_right() {
    let (mut short, mut gains) = (0, 0);
    for_each(200, |problem, objective, solution| {
        let found = binding(problem, objective, solution, usize::MAX).expect("re-runs");
        assert_eq!(found.untried, 0);
        for mentor in 0..problem.mentors() {
            let after = one_more_place(problem, objective, solution, mentor).expect("a re-run");
            let (more, _) = apply(problem, objective, &[Change::AddPlaces { mentor, places: 1 }])
                .expect("it applies");
            let expected = best(&all_sets(&more), objective, |_| true).expect("the empty set");
            assert!(after.compare(&expected, objective).is_eq(), "{after:?} {expected:?}");
            let order = expected.compare(&solution.values, objective);
            assert!(order.is_ge(), "a place more never makes it worse");
            if changes_nothing(problem, objective, solution, mentor) {
                assert!(order.is_eq(), "{mentor} of {problem:?} by {objective:?}");
                short += 1;
            }
            let listed = found.mentors.iter().find(|more| more.mentor == mentor);
            assert_eq!(listed.is_some(), order.is_gt());
            gains += usize::from(order.is_gt());
        }
        let ranked = |pair: &[MorePlace]| pair[0].after.compare(&pair[1].after, objective).is_ge();
        assert!(found.mentors.windows(2).all(ranked), "best first");
        let first = binding(problem, objective, solution, 1).expect("a re-run");
        assert!(
            first.mentors.len() <= 1 && first.mentors.len() + first.untried >= found.mentors.len()
        );
    });
    assert!(short > 100 && gains > 100, "{short}, {gains}");
}
