use super::*;

fn rule(key: &str, weight: i32, gate: bool) -> CriterionRule {
    CriterionRule { key: key.into(), weight, gate }
}

/// Steps on two gates of 30 and an open criterion of 40.
fn grade(numbers: [i32; 3]) -> Grade {
    let rules = [rule("who", 30, true), rule("measure", 30, true), rule("style", 40, false)];
    let [who, measure, style] = numbers.map(|number| Step::try_from(number).expect("a step"));
    Grade::new(&rules, &[("style", style), ("who", who), ("measure", measure)]).expect("a grade")
}

fn disagreement(first: [i32; 3], second: [i32; 3]) -> Option<(Vec<String>, bool)> {
    let (first, second) = (grade(first), grade(second));
    let found = needs_third(&first, &second);
    // It does not matter who is first.
    assert_eq!(found, needs_third(&second, &first));
    found.map(|found| (found.gates, found.pass_differs))
}

#[test]
fn fifteen_percent_are_drawn_for_a_second_look() {
    let drawn = (0..100_000_u128).filter(|id| needs_second(false, 42, id << 64 | 7)).count();
    assert!((14_500..=15_500).contains(&drawn), "{drawn} of 100,000");
}

#[test]
fn the_draw_repeats_and_marked_assignments_need_none() {
    assert!((0..100).all(|id| needs_second(true, 5, id)));
    let draw = |seed| (0..500).map(|id| needs_second(false, seed, id)).collect::<Vec<_>>();
    assert_eq!(draw(5), draw(5));
    assert_ne!(draw(5), draw(6));
}

#[test]
fn a_third_decides_when_a_gate_or_the_pass_differs() {
    assert_eq!(disagreement([3, 3, 3], [3, 3, 3]), None);
    // One step on each gate, both pass.
    assert_eq!(disagreement([3, 3, 3], [4, 4, 3]), None);
    // Two steps and more, both fail.
    assert_eq!(disagreement([2, 1, 3], [2, 3, 1]), Some((vec!["measure".into()], false)));
    assert_eq!(
        disagreement([1, 4, 3], [3, 1, 3]),
        Some((vec!["who".into(), "measure".into()], false))
    );
    // Two steps on a criterion that is no gate, both pass.
    assert_eq!(disagreement([4, 4, 2], [4, 4, 4]), None);
    assert_eq!(disagreement([3, 3, 3], [3, 2, 3]), Some((vec![], true)));
    assert_eq!(disagreement([4, 4, 4], [2, 4, 4]), Some((vec!["who".into()], true)));
}

#[test]
fn the_result_is_one_persons_grade() {
    use Decision::{Awaits, Decided};
    use Grader::{First, Second, Third};
    let (low, high, failed) = (grade([3, 3, 3]), grade([4, 4, 4]), grade([3, 2, 3]));
    let of = |first, second, third| Grades { first, second, third };
    assert_eq!(final_of(false, Grades::default()), Awaits(First));
    assert_eq!(final_of(true, Grades::default()), Awaits(First));
    assert_eq!(final_of(false, of(Some(&low), None, None)), Decided(First));
    assert_eq!(final_of(true, of(Some(&low), None, None)), Awaits(Second));
    // The second was quicker.
    assert_eq!(final_of(true, of(None, Some(&high), None)), Awaits(First));
    assert_eq!(final_of(true, of(Some(&low), Some(&high), None)), Decided(First));
    assert_eq!(final_of(true, of(Some(&high), Some(&low), None)), Decided(First));
    assert_eq!(final_of(true, of(Some(&low), Some(&failed), None)), Awaits(Third));
    assert_eq!(final_of(true, of(Some(&low), Some(&failed), Some(&failed))), Decided(Third));
    // A second look that nobody had to take counts all the same.
    assert_eq!(final_of(false, of(Some(&low), Some(&failed), None)), Awaits(Third));
}

#[test]
fn agreement_means_one_result_whoever_is_first() {
    let all = |step: i32| (0..4).map(move |add| (step, add + 1));
    for (who, measure) in (1..=4).flat_map(all) {
        for (other_who, other_measure) in (1..=4).flat_map(all) {
            let (first, second) = (grade([who, measure, 3]), grade([other_who, other_measure, 3]));
            if needs_third(&first, &second).is_none() {
                assert_eq!(first.judgement().passed, second.judgement().passed);
            }
        }
    }
}

#[test]
fn conflicts_are_named_nearest_first() {
    let none = Relations::default();
    assert_eq!(conflict_of(none), None);
    let cases = [
        (Relations { same_person: true, ..none }, Conflict::OwnWork, "OWN_WORK"),
        (Relations { author_manages_grader: true, ..none }, Conflict::OwnManager, "OWN_MANAGER"),
        (Relations { grader_manages_author: true, ..none }, Conflict::OwnReport, "OWN_REPORT"),
        (Relations { grader_mentors_author: true, ..none }, Conflict::OwnMentee, "OWN_MENTEE"),
        (Relations { same_group: true, ..none }, Conflict::OwnGroup, "OWN_GROUP"),
    ];
    for (relations, conflict, code) in cases {
        assert_eq!(conflict_of(relations), Some(conflict));
        assert_eq!(conflict.code(), code);
        assert!(conflict.to_string().starts_with("this is "));
    }
    let all = Relations {
        same_person: true,
        author_manages_grader: true,
        grader_manages_author: true,
        grader_mentors_author: true,
        same_group: true,
    };
    assert_eq!(conflict_of(all), Some(Conflict::OwnWork));
    assert_eq!(conflict_of(Relations { same_person: false, ..all }), Some(Conflict::OwnManager));
}

#[test]
fn work_is_handed_in_again_once_a_fortnight() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
    let (last, until) = (at("2026-03-20T12:00:00Z"), at("2026-04-03T12:00:00Z"));
    assert_eq!(resubmission_allowed(None, last), Ok(()));
    // Fourteen times 24 hours, whatever clocks on walls do in between.
    assert_eq!(
        resubmission_allowed(Some(last), until - Duration::microseconds(1)),
        Err(ResubmissionTooSoon { until })
    );
    assert_eq!(resubmission_allowed(Some(last), until), Ok(()));
    assert!(resubmission_allowed(Some(last), last - Duration::days(1)).is_err());
}
