//! The engine beside OR-tools' flows: instances that follow from a seed, and what OR-tools found on
//! them. `or_tools_record.py` makes them by the same rules and writes the file.

use std::sync::Arc;

use matching::{DenseScores, Load, Objective, Problem, Values, solve};
use serde::Deserialize;

const RECORD: &str = include_str!("or_tools.json");

// What is drawn; each has a series of its own.
const LEARNER: u64 = 0;
const MENTOR: u64 = 1;
const PAIR: u64 = 2;
const RULE: u64 = 3;
const PLACE: u64 = 4;

const TRAITS: usize = 6;
const TRAIT_VALUES: u64 = 16;

#[derive(Deserialize)]
struct Record {
    instances: Vec<Instance>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Instance {
    seed: u64,
    learners: usize,
    mentors: usize,
    scores: Kind,
    /// Impossible pairs of a thousand.
    impossible: u64,
    /// Places for each hundred learners.
    percent: usize,
    /// Pairs that are possible, and the sum of their scores.
    possible: usize,
    total: u64,
    matched: usize,
    /// Without a floor.
    sum: u64,
    floor: u8,
    fair_sum: u64,
    load: (u32, u32),
    balanced_sum: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Traits,
    Noise,
    Coarse,
}

/// The step of splitmix64.
fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

impl Instance {
    /// A number below `end`, by two positions.
    fn chance(&self, series: u64, first: usize, second: usize, end: u64) -> u64 {
        let word = mixed(self.seed * 8 + series).wrapping_add(first as u64);
        let word = mixed(mixed(word).wrapping_add(second as u64));
        ((word >> 32) * end) >> 32
    }

    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let is_possible = self.chance(RULE, learner, mentor, 1000) >= self.impossible;
        let score = || match self.scores {
            Kind::Traits => {
                let own = |of| self.chance(LEARNER, learner, of, TRAIT_VALUES);
                let theirs = |of| self.chance(MENTOR, mentor, of, TRAIT_VALUES);
                100 - (0..TRAITS).map(|of| own(of).abs_diff(theirs(of))).sum::<u64>()
            }
            Kind::Noise => self.chance(PAIR, learner, mentor, 101),
            Kind::Coarse => 25 * self.chance(PAIR, learner, mentor, 5),
        };
        is_possible.then(|| score() as u8)
    }

    fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.mentors];
        for draw in 0..self.learners * self.percent / 100 {
            let drawn = self.chance(PLACE, draw, 0, self.mentors as u64) as usize;
            // Some mentors have no place at all.
            places[drawn + usize::from(drawn % 17 == 3)] += 1;
        }
        places
    }

    fn problem(&self) -> Problem {
        let row = |learner| (0..self.mentors).map(|mentor| self.score(learner, mentor)).collect();
        let rows: Vec<Vec<Option<u8>>> = (0..self.learners).map(row).collect();
        let possible = || rows.iter().flatten().flatten();
        assert_eq!(possible().count(), self.possible, "both make the same of {self:?}");
        let total: u64 = possible().map(|&score| u64::from(score)).sum();
        assert_eq!(total, self.total, "both make the same of {self:?}");
        let scores = DenseScores::from_rows(&rows, self.mentors).expect("sound scores");
        Problem::new(Arc::new(scores), self.places()).expect("a sound problem")
    }
}

fn values(problem: &Problem, objective: Objective) -> Values {
    solve(problem, objective).expect("a certified solution").values
}

#[test]
fn both_find_the_same() {
    let record: Record = serde_json::from_str(RECORD).expect("the record");
    assert!(record.instances.len() >= 20);
    for instance in &record.instances {
        let problem = instance.problem();
        let sum = values(&problem, Objective::Sum);
        assert_eq!((sum.matched, sum.sum), (instance.matched, instance.sum), "{instance:?}");

        let fair = values(&problem, Objective::Fair);
        let expected = (instance.matched, Some(instance.floor), instance.fair_sum);
        assert_eq!((fair.matched, fair.floor, fair.sum), expected, "{instance:?}");

        let balanced = values(&problem, Objective::Balanced);
        let expected = (instance.matched, Some(instance.floor), instance.balanced_sum);
        assert_eq!((balanced.matched, balanced.floor, balanced.sum), expected, "{instance:?}");
        let (pairs, places) = instance.load;
        assert_eq!(balanced.largest_load, Load { pairs, places }, "{instance:?}");
    }
}
