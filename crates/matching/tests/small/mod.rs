//! Small random problems: few people, few different scores so that ties are frequent, and
//! everything that a problem can have.

use std::sync::Arc;

use matching::{CandidateScores, DenseScores, Objective, Problem, Scores};

/// All three objectives.
pub const OBJECTIVES: [Objective; 3] = [Objective::Fair, Objective::Sum, Objective::Balanced];

/// Numbers that look random, from a seed (SplitMix64, Steele, Lea and Flood 2014).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below the bound, which is above 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// A problem with 0 to 2 places a mentor, impossible pairs, and now and then pins and forbids.
/// Scores are stored or lists, by chance.
pub fn problem(chance: &mut Chance, learners: usize, mentors: usize) -> Problem {
    let scores = scores(chance, learners, mentors);
    let places = (0..mentors).map(|_| chance.below(3) as u32).collect();
    let mut problem = Problem::new(scores, places).expect("as many places as mentors");
    for _ in 0..chance.below(4) {
        // A pair that is impossible may be forbidden besides.
        problem.forbid(chance.below(learners), chance.below(mentors)).expect("nobody is pinned");
    }
    for _ in 0..chance.below(3) {
        // What cannot be pinned is left.
        problem.pin(chance.below(learners), chance.below(mentors)).ok();
    }
    problem
}

/// Scores of 50 to 55, about a third of the pairs impossible.
pub fn scores(chance: &mut Chance, learners: usize, mentors: usize) -> Arc<dyn Scores> {
    let mut pick = |_| (chance.below(3) > 0).then(|| 50 + chance.below(6) as u8);
    let rows: Vec<Vec<Option<u8>>> =
        (0..learners).map(|_| (0..mentors).map(&mut pick).collect()).collect();
    if chance.below(2) == 0 {
        return Arc::new(DenseScores::from_rows(&rows, mentors).expect("scores in range"));
    }
    let mut lists = CandidateScores::new(mentors);
    for row in rows {
        let scored = row.into_iter().zip(0..);
        let list = scored.filter_map(|(score, mentor)| Some((mentor, score?)));
        lists.push(list).expect("each mentor once");
    }
    Arc::new(lists)
}
