//! Results and proofs that somebody changed: the checker refuses each, with the reason, unless the
//! changed proof is still one by its definition.

mod reference;

use matching::certificate::{Certificate, Level, Refusal, check, check_tie_rule};
use matching::{Load, Objective, Solution, Values};
use proptest::collection::vec;
use proptest::prelude::*;
use reference::proof::{
    bound, dual_value, matched, room, toggled, unpinned, unpinned_sum, verdict,
};
use reference::wishes::{any_certificate, any_values, forms, instances, objectives};
use reference::{Form, certified};

fn by_bound(level: Level, bound: u64, most: u64) -> Result<(), Refusal> {
    if bound > most { Err(Refusal::WeakCover { level, bound, most }) } else { Ok(()) }
}

proptest! {
    #[test]
    fn a_pair_left_out_is_refused(
        instance in instances(8, 5), objective in objectives(), form in forms(),
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, objective);
        for learner in 0..problem.learners() {
            let mut changed = best.clone();
            if changed.mentor_of[learner].take().is_none() {
                continue;
            }
            if let Some(mentor) = problem.pinned(learner) {
                let refusal = Refusal::PinNotKept { learner, mentor };
                prop_assert_eq!(verdict(&problem, &changed), Err(refusal));
                continue;
            }
            let refusal = Refusal::FalseValue { level: Level::Matched };
            prop_assert_eq!(verdict(&problem, &changed), Err(refusal));
            changed.values = instance.values(&changed.mentor_of);
            let most = matched(&problem, &changed);
            let refusal = Refusal::WeakCover { level: Level::Matched, bound: most + 1, most };
            prop_assert_eq!(verdict(&problem, &changed), Err(refusal));
        }
    }

    #[test]
    fn two_learners_swapped_are_refused_where_it_matters(
        instance in instances(8, 5), objective in objectives(), form in forms(),
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, objective);
        let learners: Vec<usize> = unpinned(&problem).collect();
        for (index, &one) in learners.iter().enumerate() {
            for &other in &learners[index + 1..] {
                let mut changed = best.clone();
                changed.mentor_of.swap(one, other);
                let is_allowed = |learner: usize| {
                    let mentor = changed.mentor_of[learner];
                    mentor.is_none_or(|it| problem.score(learner, it as usize).is_some())
                };
                if changed.mentor_of == best.mentor_of {
                    continue;
                }
                if !is_allowed(one) || !is_allowed(other) {
                    let refusal = verdict(&problem, &changed);
                    let is_named = matches!(refusal, Err(Refusal::ImpossiblePair { .. }));
                    prop_assert!(is_named, "{:?}", refusal);
                    continue;
                }
                let values = instance.values(&changed.mentor_of);
                let is_false = verdict(&problem, &changed).is_err();
                prop_assert_eq!(is_false, values != best.values);
                changed.values = values;
                let order = values.compare(&best.values, objective);
                prop_assert!(order.is_le());
                prop_assert_eq!(verdict(&problem, &changed).is_err(), order.is_lt());
                if order.is_eq() {
                    prop_assert!(comes_first(&best, one, other), "the tie rule");
                    let tie = check_tie_rule(&problem, &changed.mentor_of, &changed.certificate);
                    prop_assert!(matches!(tie, Err(Refusal::NotFirst { .. })), "{:?}", tie);
                }
            }
        }
    }

    #[test]
    fn a_false_value_is_refused_by_its_name(
        instance in instances(8, 5), objective in objectives(), form in forms(),
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, objective);
        let true_values = best.values;
        let Load { pairs, places } = true_values.largest_load;
        let loads = [(pairs + 1, places), (pairs, places + 1), (pairs, 0), (0, 0)];
        let loads = loads.map(|(pairs, places)| Load { pairs, places });
        let floors = [None, Some(0), Some(100), Some(u8::MAX), true_values.floor.map(|it| it + 1)];
        let sums = [true_values.sum + 1, true_values.sum.wrapping_sub(1), u64::MAX];
        let mut changed = Vec::new();
        for matched in [true_values.matched + 1, true_values.matched.wrapping_sub(1)] {
            changed.push((Level::Matched, Values { matched, ..true_values }));
        }
        // With nobody matched every load of no pairs is the same.
        let differs = |load: &Load| pairs + load.pairs > 0 || load.places == 0;
        for largest_load in loads.into_iter().filter(differs) {
            changed.push((Level::Load, Values { largest_load, ..true_values }));
        }
        for floor in floors.into_iter().filter(|&floor| floor != true_values.floor) {
            changed.push((Level::Floor, Values { floor, ..true_values }));
        }
        for sum in sums {
            changed.push((Level::Sum, Values { sum, ..true_values }));
        }
        for (level, values) in changed {
            let refusal = check(&problem, &best.mentor_of, &values, &best.certificate);
            prop_assert_eq!(refusal, Err(Refusal::FalseValue { level }), "{:?}", values);
        }
    }

    #[test]
    fn a_changed_price_proves_the_sum_only_by_its_value(
        instance in instances(10, 5),
        objective in objectives(),
        form in forms(),
        mentor in any::<prop::sample::Index>(),
        change in prop_oneof![-3..=3_i64, -200..=200_i64],
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, objective);
        let found = unpinned_sum(&problem, &best);
        let expected = |changed: &Solution| match dual_value(&problem, changed) {
            bound if bound == found => Ok(()),
            bound => Err(Refusal::WeakPrices { bound, found }),
        };
        let mentor = mentor.index(problem.mentors());
        let mut changed = best.clone();
        changed.certificate.prices[mentor] += change;
        if changed.certificate.prices[mentor] < 0 {
            let refusal = Refusal::NegativePrice { mentor };
            prop_assert_eq!(verdict(&problem, &changed), Err(refusal));
        } else {
            prop_assert_eq!(verdict(&problem, &changed), expected(&changed));
        }

        let mut changed = best.clone();
        changed.certificate.unmatched_price += change;
        if changed.certificate.unmatched_price < 0 {
            prop_assert_eq!(verdict(&problem, &changed), Err(Refusal::NegativeUnmatchedPrice));
        } else {
            prop_assert_eq!(verdict(&problem, &changed), expected(&changed));
        }
    }

    #[test]
    fn a_price_on_a_free_place_is_refused(
        instance in instances(10, 5), form in forms(), price in 1..=i64::MAX,
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, Objective::Fair);
        for mentor in 0..problem.mentors() {
            let taken = best.mentor_of.iter().flatten().filter(|&&it| it as usize == mentor);
            if taken.count() < problem.places(mentor) as usize {
                prop_assert_eq!(best.certificate.prices[mentor], 0);
                let mut changed = best.clone();
                changed.certificate.prices[mentor] = price;
                let refusal = verdict(&problem, &changed);
                let is_named = matches!(refusal, Err(Refusal::WeakPrices { .. }));
                prop_assert!(is_named, "{:?}", refusal);
            }
        }
    }

    #[test]
    fn a_changed_cover_proves_a_level_only_by_its_bound(
        instance in instances(10, 5),
        objective in objectives(),
        form in forms(),
        mentor in any::<prop::sample::Index>(),
    ) {
        let problem = instance.problem(form);
        let best = certified(&problem, objective);
        let mentor = mentor.index(problem.mentors());
        let most = matched(&problem, &best);
        let free = |mentor: usize| problem.free_places(mentor);

        let mut changed = best.clone();
        let cover = toggled(&best.certificate.matched_cover, mentor);
        let expected = by_bound(Level::Matched, bound(&problem, &cover, 0, free), most);
        changed.certificate.matched_cover = cover;
        prop_assert_eq!(verdict(&problem, &changed), expected);

        let floor = best.values.floor.filter(|&floor| objective.has_floor() && floor < 100);
        let is_pinned = |floor: u8| {
            problem.pins().any(|(one, mentor)| problem.score(one, mentor) == Some(floor))
        };
        if let Some(floor) = floor.filter(|&floor| !is_pinned(floor)) {
            let cover = best.certificate.floor_cover.clone().expect("the floor is proved");
            let cover = toggled(&cover, mentor);
            let bound = bound(&problem, &cover, floor + 1, free);
            let changed = with_floor_cover(&best, Some(cover));
            let expected = by_bound(Level::Floor, bound, most - 1);
            prop_assert_eq!(verdict(&problem, &changed), expected);
            let refusal = Refusal::MissingCover { level: Level::Floor };
            prop_assert_eq!(verdict(&problem, &with_floor_cover(&best, None)), Err(refusal));
        }

        let largest = best.values.largest_load;
        let below = |mentor: usize| room(&problem, mentor, |load| load < largest);
        let is_open = (0..problem.mentors()).all(|mentor| below(mentor).is_some());
        if objective.has_load() && largest != Load::NONE && is_open {
            let cover = best.certificate.load_cover.clone().expect("the load is proved");
            let cover = toggled(&cover, mentor);
            let places = |mentor: usize| below(mentor).unwrap_or(0);
            let bound = bound(&problem, &cover, best.values.floor.unwrap_or(0), places);
            let changed = with_load_cover(&best, Some(cover));
            let expected = by_bound(Level::Load, bound, most - 1);
            prop_assert_eq!(verdict(&problem, &changed), expected);
            let refusal = Refusal::MissingCover { level: Level::Load };
            prop_assert_eq!(verdict(&problem, &with_load_cover(&best, None)), Err(refusal));
        }
    }

    /// Whatever a file says: no panic, and nothing but the best is certified.
    #[test]
    fn any_certificate_may_be_handed_in(
        instance in instances(5, 4),
        objective in objectives(),
        mentor_of in vec(prop::option::of(prop_oneof![0..4_u32, any::<u32>()]), 0..6),
        values in any_values(),
        certificate in any_certificate(),
        parts in any::<[bool; 4]>(),
    ) {
        let problem = instance.problem(Form::Dense);
        let best = certified(&problem, objective);
        let mut given = best.clone();
        if parts[0] {
            given.mentor_of = mentor_of;
        }
        if parts[1] {
            given.values = values;
        }
        if parts[2] {
            given.certificate = Certificate { objective, ..certificate.clone() };
            given.certificate.prices.resize(problem.mentors(), i64::MAX);
        }
        if parts[3] {
            given.certificate.matched_cover = certificate.matched_cover;
        }
        if verdict(&problem, &given).is_ok() {
            prop_assert!(given.values.compare(&best.values, objective).is_eq());
        }
        // Not certified, so anything may come out, but something does.
        let _ = check_tie_rule(&problem, &given.mentor_of, &given.certificate);
    }
}

/// Whether the earlier of two learners has the earlier mentor, nobody being the last.
fn comes_first(solution: &Solution, earlier: usize, later: usize) -> bool {
    let place = |learner: usize| solution.mentor_of[learner].unwrap_or(u32::MAX);
    place(earlier) < place(later)
}

fn with_floor_cover(solution: &Solution, cover: Option<Vec<u32>>) -> Solution {
    let mut changed = solution.clone();
    changed.certificate.floor_cover = cover;
    changed
}

fn with_load_cover(solution: &Solution, cover: Option<Vec<u32>>) -> Solution {
    let mut changed = solution.clone();
    changed.certificate.load_cover = cover;
    changed
}
