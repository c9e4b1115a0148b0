//! Instances made to mislead: what is obvious to whoever looks at the whole is far for whoever
//! looks at one pair. Each result is certified, and known by other means where it can be.

mod reference;

use std::iter::repeat_n;

use matching::{Load, Objective, Problem};
use reference::{Chance, FORMS, Form, Instance, OBJECTIVES, certified};

/// Where a mentor takes learners as they come: as many as there are places, by position.
fn in_order(places: &[u32], learners: usize) -> Vec<Option<u32>> {
    let places = places.iter().enumerate();
    let taken = places.flat_map(|(mentor, &many)| repeat_n(Some(mentor as u32), many as usize));
    taken.chain(repeat_n(None, learners)).take(learners).collect()
}

fn dense(rows: Vec<Vec<Option<u8>>>, places: Vec<u32>) -> Problem {
    Instance::new(rows, places).problem(Form::Dense)
}

#[test]
fn all_scores_equal() {
    for (places, form) in [4_u32, 5, 6].into_iter().zip(FORMS) {
        let instance = Instance::new(vec![vec![Some(50); 40]; 200], vec![places; 40]);
        let problem = instance.problem(form);
        for objective in OBJECTIVES {
            // Five a mentor are the least load with which 200 find a place.
            let most = if objective.has_load() { places.min(5) } else { places };
            let found = certified(&problem, objective);
            assert_eq!(found.mentor_of, in_order(&[most; 40], 200), "{objective:?}, {places}");
            assert_eq!(found.values.floor, Some(50));
        }
    }
}

#[test]
fn all_want_one_mentor() {
    for others in [5_u32, 6] {
        let mut places = vec![others; 30];
        places[7] = 3;
        let mut row = vec![Some(50); 30];
        row[7] = Some(100);
        let problem = dense(vec![row; 150], places.clone());
        for objective in OBJECTIVES {
            // With one of six places free everywhere, five would find none: 1 is the least load.
            let found = certified(&problem, objective);
            assert_eq!(found.mentor_of, in_order(&places, 150), "{objective:?}, {others}");
            assert_eq!(found.values.largest_load, Load { pairs: 1, places: 1 });
        }
    }
}

#[test]
fn only_one_mentor_is_possible() {
    for form in FORMS {
        let mut row = vec![None; 20];
        row[11] = Some(70);
        let mut places = vec![9; 20];
        places[11] = 4;
        let problem = Instance::new(vec![row; 200], places).problem(form);
        for objective in OBJECTIVES {
            let mut expected = vec![Some(11_u32); 4];
            expected.resize(200, None);
            assert_eq!(certified(&problem, objective).mentor_of, expected);
        }
    }
}

/// Learner `i` can have mentor `i` at one score, `i + 1` at another.
fn chain(learners: usize, mentors: usize, own: u8, next: u8) -> Vec<Vec<Option<u8>>> {
    let row = |learner: usize| {
        let mut row = vec![None; mentors];
        if let Some(cell) = row.get_mut(learner) {
            *cell = Some(own);
        }
        if let Some(cell) = row.get_mut(learner + 1) {
            *cell = Some(next);
        }
        row
    };
    (0..learners).map(row).collect()
}

fn shifted(learners: usize, by: u32) -> Vec<Option<u32>> {
    (0..learners as u32).map(|learner| Some(learner + by)).collect()
}

#[test]
fn the_last_learner_moves_all_others_back() {
    for form in FORMS {
        // All would rather have the next mentor, but the last has none.
        let problem = Instance::new(chain(300, 300, 10, 100), vec![1; 300]).problem(form);
        for objective in OBJECTIVES {
            assert_eq!(certified(&problem, objective).mentor_of, shifted(300, 0), "{objective:?}");
        }
    }
}

#[test]
fn one_more_learner_moves_all_others_on() {
    for form in FORMS {
        let mut rows = chain(300, 301, 100, 10);
        let mut last = vec![None; 301];
        last[0] = Some(0);
        rows.push(last);
        let problem = Instance::new(rows, vec![1; 301]).problem(form);
        let mut expected = shifted(300, 1);
        expected.push(Some(0));
        for objective in OBJECTIVES {
            assert_eq!(certified(&problem, objective).mentor_of, expected, "{objective:?}");
        }
    }
}

#[test]
fn one_point_turns_a_long_ring() {
    for form in FORMS {
        // Equal scores on a ring leave two sets, and one point more decides for the second.
        for (point, by) in [(50_u8, 0_u32), (51, 1)] {
            let mut rows = chain(250, 250, 50, 50);
            rows[249][0] = Some(point);
            let problem = Instance::new(rows, vec![1; 250]).problem(form);
            let expected: Vec<Option<u32>> =
                (0..250).map(|learner| Some((learner + by) % 250)).collect();
            for objective in OBJECTIVES {
                assert_eq!(certified(&problem, objective).mentor_of, expected, "{objective:?}");
            }
        }
    }
}

#[test]
fn a_place_less_at_the_end_moves_the_first_learner() {
    for last_places in [0_u32, 1] {
        // The chain the other way round: the tie rule wants the mentor that is taken last.
        let mut rows = chain(400, 401, 50, 50);
        rows.iter_mut().for_each(|row| row.reverse());
        let mut places = vec![1; 401];
        places[0] = last_places;
        let problem = Instance::new(rows, places).problem(Form::Listed);
        let highest = 400 - last_places;
        let expected: Vec<Option<u32>> = (0..400).map(|learner| Some(highest - learner)).collect();
        for objective in OBJECTIVES {
            assert_eq!(certified(&problem, objective).mentor_of, expected, "{objective:?}");
        }
    }
}

#[test]
fn copies_of_people_come_in_order() {
    for seed in 0..6 {
        let mut chance = Chance::new(seed);
        let rows: Vec<Vec<Option<u8>>> = chance.rows(20, 8, 30);
        let four_of_each = |row: &Vec<Option<u8>>| row.repeat(4);
        let rows = rows.iter().map(four_of_each).flat_map(|row| repeat_n(row, 5)).collect();
        let places = (0..8).map(|_| chance.below(5) as u32).collect::<Vec<_>>().repeat(4);
        let problem = dense(rows, places);
        for objective in OBJECTIVES {
            let found = certified(&problem, objective).mentor_of;
            for copies in found.chunks(5) {
                let order = copies.iter().map(|mentor| mentor.unwrap_or(u32::MAX));
                assert!(order.is_sorted(), "{objective:?} of seed {seed}: {copies:?}");
            }
        }
    }
}

#[test]
fn as_many_places_as_can_be_written() {
    let mut chance = Chance::new(1);
    let rows = chance.rows(100, 3, 0);
    for form in FORMS {
        let problem = Instance::new(rows.clone(), vec![u32::MAX; 3]).problem(form);
        let first_of_the_highest = |row: &Vec<Option<u8>>| {
            let highest = row.iter().max().expect("three mentors");
            row.iter().position(|score| score == highest).map(|mentor| mentor as u32)
        };
        let expected: Vec<Option<u32>> = rows.iter().map(first_of_the_highest).collect();
        assert_eq!(certified(&problem, Objective::Sum).mentor_of, expected);
        assert_eq!(certified(&problem, Objective::Fair).mentor_of, expected);
        certified(&problem, Objective::Balanced);
    }
    let problem = dense(vec![vec![Some(50); 3]; 100], vec![u32::MAX; 3]);
    let found = certified(&problem, Objective::Balanced);
    assert_eq!(found.mentor_of, in_order(&[34, 34, 32], 100));
    assert_eq!(found.values.largest_load, Load { pairs: 34, places: u32::MAX });

    let problem = dense(vec![vec![Some(0), Some(100)]; 100], vec![u32::MAX, 1]);
    let found = certified(&problem, Objective::Balanced);
    assert_eq!(found.mentor_of, vec![Some(0); 100], "one of one is the fullest there is");
    let found = certified(&problem, Objective::Sum);
    assert_eq!((found.values.matched, found.values.sum), (100, 100));
}

#[test]
fn most_matched_comes_before_a_sum_that_it_lowers() {
    // In each group one learner has only the mentor with whom the other would bring 100.
    let mut rows = vec![vec![None; 120]; 120];
    for group in 0..60 {
        rows[2 * group][2 * group] = Some(0);
        rows[2 * group + 1][2 * group] = Some(100);
        rows[2 * group + 1][2 * group + 1] = Some(1);
    }
    for form in FORMS {
        let problem = Instance::new(rows.clone(), vec![1; 120]).problem(form);
        for objective in OBJECTIVES {
            let found = certified(&problem, objective);
            assert_eq!(found.mentor_of, shifted(120, 0), "{objective:?}");
            assert_eq!(found.values.sum, 60);
        }
    }
}

#[test]
fn each_further_match_along_a_chain_costs_more_than_it_brings() {
    // A learner more at the start, and all fall from 100 to 0.
    let mut rows = chain(200, 201, 100, 0);
    let mut first = vec![None; 201];
    first[0] = Some(0);
    rows.insert(0, first);
    let problem = Instance::new(rows, vec![1; 201]).problem(Form::Dense);
    for objective in OBJECTIVES {
        let found = certified(&problem, objective);
        assert_eq!(found.mentor_of, shifted(201, 0), "{objective:?}");
        assert_eq!(found.values.sum, 0);
    }
}

#[test]
fn too_few_places_for_everybody() {
    for seed in 0..6 {
        let mut chance = Chance::new(100 + seed);
        let rows = chance.rows(90, 20, 25);
        let places = (0..20).map(|_| chance.below(5) as u32).collect();
        let problem = dense(rows, places);
        let [fair, sum, balanced] = OBJECTIVES.map(|objective| certified(&problem, objective));
        let (fair, sum, balanced) = (fair.values, sum.values, balanced.values);
        assert!(fair.matched == sum.matched && sum.matched == balanced.matched);
        assert!(fair.matched < 90, "seed {seed}");
        assert!(fair.floor >= sum.floor && fair.floor == balanced.floor);
        assert!(sum.sum >= fair.sum && fair.sum >= balanced.sum);
    }
}

/// The least largest load with which so many learners find a place, where all pairs are possible.
fn least_load(places: &[u32], learners: u32) -> Load {
    let loads =
        places.iter().flat_map(|&places| (1..=places).map(move |pairs| Load { pairs, places }));
    let holds_all =
        |load: &Load| places.iter().map(|&places| load.most_pairs(places)).sum::<u32>() >= learners;
    loads.filter(holds_all).min().expect("enough places")
}

#[test]
fn balanced_with_few_and_many_places() {
    for seed in 0..6 {
        let mut chance = Chance::new(200 + seed);
        let places: Vec<u32> = (0..24).map(|_| chance.pick(&[0, 1, 2, 3, 5, 8, 13])).collect();
        let all: u32 = places.iter().sum();
        for learners in [all / 3, all * 2 / 3, all - 1, all] {
            let rows = chance.rows(learners as usize, 24, 0);
            let equal = vec![vec![Some(60); 24]; learners as usize];
            let least = least_load(&places, learners);
            let found = certified(&dense(equal, places.clone()), Objective::Balanced);
            assert_eq!(found.values.largest_load, least, "{learners} in {places:?}");
            // A floor may ask for more, never for less.
            let found = certified(&dense(rows, places.clone()), Objective::Balanced);
            assert!(found.values.largest_load >= least, "{learners} in {places:?}");
            assert_eq!(found.values.matched, learners as usize);
        }
    }
}
